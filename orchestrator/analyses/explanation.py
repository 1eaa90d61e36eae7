"""READ FIRST for `explain`: a case explained as 拆解 -> 归因 -> 策略 (S0 三（一）). Nothing is shown unchecked.

What the case shows -> why, at least two causes -> what to do about each, with facts at hand or named as missing.
"""

from collections.abc import Iterator, Mapping, Sequence

from huashu.knowledge.language import language_of
from huashu.knowledge.taxonomy import Language, StrategyId

from ..engine import ReplyEngine
from ..facts import Fact
from ..guardrails.setting import Setting
from ..outcome import Finding
from ..record import Record
from .attribution import Cause, attribute
from .case import Case
from .causes import Causes, Remedy, causes_of
from .filling import by_name, filled
from .signs import Observed, Observer, Signs

NEED = 0.3
"""Needs that are less sure are not named."""

OF_PEOPLE = ("one_cause", "stereotype", "blame_shifting", "disparagement")
"""The rules that hold for what we say of customers among ourselves."""

ADVICE = 4
MENDS = 3


class Need(Record):
    """A need behind what was done, how sure, and the words."""

    need: str
    name: str
    confidence: float
    evidence: tuple[str, ...] = ()


class Advice(Record):
    """What to do about a cause.

    ``say`` passed the check; it is ``None`` where ``missing`` kinds of facts are not there, or where ``findings`` tell
    why it may not be said now.
    """

    strategy: StrategyId
    name: str
    theory: str
    because: str
    do: str
    get: str
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    say: str | None = None
    findings: tuple[Finding, ...] = ()


class Mend(Record):
    """What we change in a situation that was there."""

    scene: str
    name: str
    mend: str


class Explanation(Record):
    """A case explained. ``reply`` is the checked reply to the customer's last turn, where there is one."""

    language: Language
    observed: tuple[Observed, ...]
    needs: tuple[Need, ...]
    causes: tuple[Cause, ...]
    advice: tuple[Advice, ...]
    mends: tuple[Mend, ...]
    reply: str | None = None
    findings: tuple[Finding, ...] = ()
    """Where the explanation itself speaks of people as it must not: one cause, a stereotype, blame."""


async def explain(case: Case, engine: ReplyEngine) -> Explanation:
    """Explain a case. `InputError` names the field that is wrong."""
    language = _language(case)
    causes = causes_of(engine.playbook)
    signs = Observer(case, engine, causes, language).signs(engine.customer(case, language))
    told = attribute(signs, causes, language)
    adviser = _Adviser(case, engine, causes, language)
    advice, mends = tuple(adviser.advice(told)), tuple(_mends(signs, causes, language))
    asked = case.messages and case.messages[-1].role == "customer"
    return Explanation(
        language=language,
        observed=tuple(signs.observed),
        needs=tuple(_needs(signs, engine, language)),
        causes=told,
        advice=advice,
        mends=mends,
        reply=(await engine.reply(case)).text if asked else None,
        findings=tuple(adviser.objections(told, advice, mends)),
    )


def _language(case: Case) -> Language:
    words = case.story or " ".join(case.turns)
    return "zh" if (case.locale or language_of(words)).startswith("zh") else "en"


def _needs(signs: Signs, engine: ReplyEngine, language: Language) -> list[Need]:
    names = engine.playbook.names["need"]
    found = [(label, signs.confidence(f"need.{label}")) for label in signs.of("need")]
    return [
        Need(need=label, name=names[label][language], confidence=sure, evidence=signs.evidence(f"need.{label}")[:2])
        for label, sure in found[:3]
        if sure >= NEED
    ]


def _mends(signs: Signs, causes: Causes, language: Language) -> list[Mend]:
    scenes = [(label, causes.scene[label]) for label in signs.of("scene")[:MENDS]]
    return [Mend(scene=label, name=getattr(one, language), mend=one.mend[language]) for label, one in scenes]


class _Adviser:
    """Matches causes with what can be done, said and shown now."""

    def __init__(self, case: Case, engine: ReplyEngine, causes: Causes, language: Language) -> None:
        self._case, self._engine, self._causes, self._language = case, engine, causes, language
        self._sheet = engine.checker.sheet(case.facts, case.moment(), case.market)
        self._facts = by_name(self._sheet)

    def advice(self, told: Sequence[Cause]) -> list[Advice]:
        """One piece a strategy, those of the likeliest causes first; what the moment rules out is not advised."""
        advice: dict[StrategyId, Advice] = {}
        for rank in range(2):
            for cause in told:
                theory = self._causes.theory[cause.theory]
                for remedy in theory.remedies[rank : rank + 1]:
                    if remedy.strategy not in advice and not self._ruled_out(remedy.strategy):
                        advice[remedy.strategy] = self._piece(remedy, cause)
        return list(advice.values())[:ADVICE]

    def _ruled_out(self, strategy: StrategyId) -> bool:
        messages = self._case.messages
        if not messages or messages[-1].role != "customer":
            return False
        return self._engine.why_not(self._case, strategy).verdict == "ruled_out"

    def _piece(self, remedy: Remedy, cause: Cause) -> Advice:
        missing = tuple(name for name in remedy.given if name not in self._facts)
        used: dict[str, Fact] = {name: self._facts[name] for name in remedy.given if name not in missing}
        say, findings = (None, ()) if missing else self._said(remedy, used)
        return Advice(
            strategy=remedy.strategy,
            name=self._engine.playbook.names["strategy"][remedy.strategy][self._language],
            theory=cause.theory,
            because=cause.name,
            do=remedy.do[self._language],
            get=remedy.get[self._language],
            facts=tuple(fact.id for fact in used.values()),
            missing=missing,
            say=say,
            findings=findings,
        )

    def objections(self, told: Sequence[Cause], advice: Sequence[Advice], mends: Sequence[Mend]) -> Iterator[Finding]:
        """Where a line of the explanation speaks of people as it must not: a shop's own file may."""
        lines = [text for cause in told for text in (cause.says, cause.against, *(s.does for s in cause.situations))]
        lines += [piece.do for piece in advice] + [mend.mend for mend in mends]
        for line in dict.fromkeys(lines):
            check = self._engine.checker.check_against(line, self._sheet, self._case.market)
            yield from (finding for finding in check.findings if finding.rule in OF_PEOPLE)

    def _said(self, remedy: Remedy, used: Mapping[str, Fact]) -> tuple[str | None, tuple[Finding, ...]]:
        """The line with its facts, once the check has passed it in this conversation."""
        text = filled(remedy.say[self._language], {}, used, self._language)
        setting = Setting(self._case.messages, self._case.channel)
        check = self._engine.checker.check_against(text, self._sheet, self._case.market, setting)
        return (text, ()) if check.passed else (None, check.findings)
