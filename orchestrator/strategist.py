"""Which strategy: rules as data speak for each, vetoes rule out, and what leads chose in turns like this one weighs in.

The rules are ``knowledge/playbook/selection.yaml``; taxonomy §3 says what each strategy is. The reason told is the rule
that weighed most; where no rule speaks for what leads chose, it is what ``otherwise`` says there.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from huashu.knowledge.conditions import Situation, When, grounded, holds, share
from huashu.knowledge.errors import DataFileError
from huashu.knowledge.playbook import Playbook
from huashu.knowledge.taxonomy import OFFERS_A_PERSON, STRATEGIES, Language, StrategyId

from .grounding import Grounds
from .outcome import Choice
from .turn import Turn

SUPPORTING_AT_MOST = 2
NEVER_PRIMARY: frozenset[StrategyId] = frozenset({"truthful_urgency"})

VOICE, VOICE_WITH_FACTS = 3.0, 1.0
"""How much the log-odds that a lead accepts a strategy weigh beside the rules; the turns that taught it have no facts,
so it knows little of what a fact at hand changes."""

USUAL = 0.3
"""From this probability on a strategy may be chosen though no rule speaks for it."""

RULES_ALONE = OFFERS_A_PERSON
"""With these risks nobody asks what is usual."""

UNHEARD = frozenset({"channel", "tier", "relationship", "organization", "directness", "buffer"})
"""What labelled turns do not show; nor do they have facts."""

LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that speaks for a strategy, rules it out, or lets it support another."""

    when: When
    given: tuple[str, ...]
    missing: tuple[str, ...]
    weight: float
    because: Mapping[str, str]
    strategy: StrategyId | None

    def applies(self, situation: Situation, grounds: Grounds) -> bool:
        """Whether all that it asks for holds."""
        return holds(self.when, situation) and grounded(self.given, self.missing, grounds.names)


@dataclass(frozen=True, slots=True)
class Considered:
    """A strategy with its score and the rules' reasons for it, the weightiest first; ``veto`` says why it is out.

    ``by_rules`` is what the rules give of the score; ``usual`` says that leads often accept it in turns like this one,
    and ``otherwise`` what to say for it where no rule does.
    """

    strategy: StrategyId
    score: float
    by_rules: float
    because: tuple[str, ...]
    veto: str | None
    usual: bool = False
    otherwise: str = ""

    @property
    def able(self) -> bool:
        """Whether it may be chosen."""
        return self.veto is None and self.strategy not in NEVER_PRIMARY and (self.by_rules > 0 or self.usual)

    @property
    def reasons(self) -> tuple[str, ...]:
        """What to say for it, if anything speaks for it."""
        return self.because or ((self.otherwise,) if self.usual else ())


class Strategist:
    """Chooses with the rules of a playbook."""

    def __init__(self, playbook: Playbook) -> None:
        self.playbook = playbook
        self._names = playbook.names["strategy"]
        self._for: dict[StrategyId, tuple[Rule, ...]] = {}
        self._never: dict[StrategyId, tuple[Rule, ...]] = {}
        self._with: dict[StrategyId, tuple[Rule, ...]] = {}
        self._otherwise: dict[StrategyId, Mapping[str, str]] = {}
        for path, data in playbook.selection:
            for strategy, entry in data.items():
                self._load(path, strategy, entry or {})

    def _load(self, path: Path, strategy: str, entry: Mapping[str, Any]) -> None:
        if strategy not in STRATEGIES or (unknown := set(entry) - {"for", "never", "with", "otherwise"}):
            what = "is not a strategy" if strategy not in STRATEGIES else f"does not know {unknown}"
            raise DataFileError(path, strategy, f"{what}; a strategy has for, never, with and otherwise")
        for key, rules in (("for", self._for), ("never", self._never), ("with", self._with)):
            if key in entry:
                rules[strategy] = tuple(_rule(path, strategy, rule) for rule in entry[key] or ())
        if "otherwise" in entry:
            self._otherwise[strategy] = _in_both(path, strategy, entry["otherwise"])

    def choose(self, turn: Turn) -> Choice:
        """The primary strategy, up to two that support it, the runner-up, and the reasons in the reply's language."""
        able = [one for one in self.consider(turn) if one.able]
        first = able[0] if able else Considered("clarify_and_confirm", 0, 0, (NOTHING_DEFINITE[turn.language],), None)
        second = able[1] if len(able) > 1 else None
        return Choice(
            primary=first.strategy,
            supporting=self._supporting(first.strategy, turn),
            runner_up=second.strategy if second else None,
            why=JOIN[turn.language].join(first.reasons[:2]),
            why_not=self._why_not(first, second, turn.language) if second else "",
        )

    def consider(self, turn: Turn) -> list[Considered]:
        """Every strategy, the best first."""
        applying = {strategy: self._applying(strategy, turn) for strategy in STRATEGIES}
        every = [self._by_rules(strategy, applying[strategy], turn) for strategy in STRATEGIES]
        best = max((one for one in every if one.able), key=lambda one: one.by_rules, default=None)
        if turn.likely and not _rules_alone(turn, applying[best.strategy][0][1] if best else None):
            every = [_with_voice(one, turn) for one in every]
        return sorted(every, key=lambda one: (one.veto is not None, -one.score))

    def rules_for(self, strategy: StrategyId) -> tuple[Rule, ...]:
        """What may speak for a strategy."""
        return self._for.get(strategy, ())

    def _applying(self, strategy: StrategyId, turn: Turn) -> list[tuple[float, Rule]]:
        """The rules that speak for a strategy now, each with what it weighs, the weightiest first."""
        applying = [rule for rule in self._for.get(strategy, ()) if rule.applies(turn.situation, turn.grounds)]
        weighed = [(rule.weight * share(rule.when, turn.situation), rule) for rule in applying]
        return sorted(weighed, key=lambda pair: -pair[0])

    def _by_rules(self, strategy: StrategyId, weighed: Sequence[tuple[float, Rule]], turn: Turn) -> Considered:
        language = turn.language
        veto = self._veto(strategy, turn)
        score = round(sum(weight * ALSO**rank for rank, (weight, _) in enumerate(weighed)), 3)
        because = tuple(rule.because[language] for _, rule in weighed)
        otherwise = self._otherwise[strategy][language] if strategy in self._otherwise else ""
        return Considered(
            strategy, score, score, because, veto.because[language] if veto else None, otherwise=otherwise
        )

    def _veto(self, strategy: StrategyId, turn: Turn) -> Rule | None:
        return next((r for r in self._never.get(strategy, ()) if r.applies(turn.situation, turn.grounds)), None)

    def _supporting(self, primary: StrategyId, turn: Turn) -> tuple[StrategyId, ...]:
        """Those that the primary's rules name; a person is offered wherever a risk demands it."""
        wanted: list[StrategyId] = []
        if turn.reading.risk_names() & OFFERS_A_PERSON and primary != "handover":
            wanted.append("handover")
        for rule in self._with.get(primary, ()):
            strategy = cast(StrategyId, rule.strategy)
            applies = rule.applies(turn.situation, turn.grounds) and self._veto(strategy, turn) is None
            if applies and strategy not in (*wanted, primary):
                wanted.append(strategy)
        return tuple(wanted[:SUPPORTING_AT_MOST])

    def _why_not(self, first: Considered, second: Considered, language: Language) -> str:
        name, chosen = (self._names[one.strategy][language] for one in (second, first))
        words = USUALLY if by_leaning(first, second) else WHY_NOT
        told = {"name": name, "second": second.reasons[0], "first": first.reasons[0], "chosen": chosen}
        return words[language].format(**told)


def by_leaning(first: Considered, second: Considered) -> bool:
    """Whether the rules alone would not have put the first before the second."""
    return first.by_rules <= second.by_rules and first.score > second.score


def _rules_alone(turn: Turn, best: Rule | None) -> bool:
    """Whether what is usual counts nothing: where a person is needed, where hardly anything is said, and where the
    best reason of the rules is one that those who labelled turns never had.
    """
    unheard = best is not None and (UNHEARD & set(best.when) or set(best.given) - turn.grounds.known)
    return bool(unheard or turn.bare or turn.reading.risk_names() & RULES_ALONE)


def _with_voice(one: Considered, turn: Turn) -> Considered:
    """The strategy with what leads chose in turns like this one: what they accept gains, what they hardly do loses."""
    likely = min(max(turn.likely.get(one.strategy, 0), LEAST), 1 - LEAST)
    voice = (VOICE_WITH_FACTS if turn.grounds.facts else VOICE) * math.log(likely / (1 - likely))
    return replace(one, score=round(one.by_rules + voice, 3), usual=likely > USUAL)


def _rule(path: Path, strategy: str, rule: Any) -> Rule:
    known = {"when", "given", "missing", "weight", "because", "strategy"}
    if not isinstance(rule, dict) or set(rule) - known:
        raise DataFileError(path, strategy, f"a rule has {', '.join(sorted(known))}; not {rule!r}")
    when = {str(key): tuple(_words(value)) for key, value in (rule.get("when") or {}).items()}
    because = rule.get("because") or {"zh": "", "en": ""}
    return Rule(
        when, tuple(rule.get("given") or ()), tuple(rule.get("missing") or ()), float(rule.get("weight", 0)),
        because, rule.get("strategy"),
    )  # fmt: skip


def _in_both(path: Path, strategy: str, told: Any) -> Mapping[str, str]:
    if not isinstance(told, dict) or set(told) != {"zh", "en"}:
        raise DataFileError(path, f"{strategy}.otherwise", "needs its words in zh and in en")
    return told


def _words(value: Any) -> Sequence[str]:
    values = value if isinstance(value, list) else [value]
    return [{True: "yes", False: "no"}[v] if isinstance(v, bool) else str(v) for v in values]


ALSO = 0.5
"""A second reason counts half, a third a quarter."""

JOIN = {"zh": "；", "en": "; "}
NOTHING_DEFINITE = {"zh": "话里还看不出要办什么，先问准再答", "en": "nothing definite was asked; ask before answering"}
WHY_NOT = {
    "zh": "{name}也说得通（{second}），但{first}，所以排在后面",
    "en": "{name} would also fit ({second}), but {first}, so it comes second",
}
USUALLY = {
    "zh": "{name}也说得通（{second}），但在类似的话面前，带班的更常选“{chosen}”，所以排在后面",
    "en": "{name} would also fit ({second}), but with turns like this one leads choose “{chosen}” more often, "
    "so it comes second",
}
