"""The calls of one reply: which comes next, with which words, and what all of them took."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .backing import backed
from .drafting import OWN_MISTAKES, Attempt, Drafting, Spent
from .guardrails.check import Checker
from .guardrails.setting import Setting
from .model import ModelError, Tokens
from .model_answer import Drafted
from .outcome import Check, Finding, Hit, Result, Rung
from .owing import owed
from .prices import Prices
from .scripts import Brief, Draft
from .second_opinion import Opinion
from .trace import Note, Trace
from .validity import FactSheet
from .writer import Written, tokens_in

if TYPE_CHECKING:
    from huashu.prompts import Rendered


NO_DRAFT = Draft("", "holding")
NOT_PASSED = Check(passed=False)


@dataclass(frozen=True, slots=True)
class Climbed:
    """What the ladder gave: a draft, its check and rung, what models took and said of the reading."""

    draft: Draft = NO_DRAFT
    check: Check = NOT_PASSED
    rung: Rung = "holding"
    spent: Spent = field(default_factory=Spent)
    drafted: Drafted | None = None
    found: tuple[str, ...] = ()
    """What a revision is told: what the check blocks, and what the draft owes."""

    @property
    def stands(self) -> bool:
        """Whether it may be sent and answers."""
        return self.check.passed and not self.found


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be answered: the brief, the facts that hold, the passages."""

    brief: Brief
    sheet: FactSheet
    passages: Sequence[Hit]

    def checked(self, checker: Checker, text: str) -> Check:
        """The verdict on a text as the reply."""
        return checker.check_against(text, self.sheet, self.brief.request.market, scene_of(self.brief))


class Tries:
    """Goes through the attempts until a draft stands, a model has failed, or the budget is used up."""

    def __init__(
        self, attempts: Sequence[Attempt], drafting: Drafting, checker: Checker, case: Case, trace: Trace,
        *, streams: bool = False,
    ) -> None:  # fmt: skip
        self.climbed = Climbed()
        self._attempts, self._budget, self._prices = attempts, drafting.budget, drafting.prices
        self._fallback = drafting.fallback
        self._checker, self._case, self._trace, self._streams = checker, case, trace, streams
        self._failed: list[object] = []
        self._started = time.monotonic()
        self._first = attempts[0].writer.prompt(case.brief, case.sheet, case.passages)
        self._asked, self._before = self._first, ""
        self._advice = [passage.text for passage in case.passages if passage.kind == "principle"]

    def __iter__(self) -> Iterator[Attempt]:
        """The next attempt, as long as one is wanted and can be paid for."""
        for attempt in self._attempts:
            if self.climbed.stands:
                return
            if attempt.writer in self._failed:
                continue
            if lacks := self._budget.lacks(self.climbed.spent, time.monotonic() - self._started):
                with self._trace.step(attempt.name) as note:
                    note(f"over_budget: {lacks}")
                return
            yield attempt

    @property
    def seconds(self) -> float:
        """How long the next call may take."""
        return max(0.0, self._budget.seconds - (time.monotonic() - self._started))

    def said(self, attempt: Attempt, sent: str = "") -> "Rendered":
        """The words of the next call: the first ones, or what was found in the draft before and what was sent of it."""
        self._asked, self._before = self._first, sent
        if self.climbed.found:
            text, found = self.climbed.draft.text, self.climbed.found
            self._asked = attempt.writer.revision(self._case.brief, self._first, text, found, sent)
        return self._asked

    def landed(self, attempt: Attempt, text: str, written: Written, note: Note) -> None:
        """A call that has led to a text."""
        self._weighed(attempt, text, written, self._price(written.answer.model, written.answer.tokens))
        note(took(written, self._prices, self._told()))

    def stopped(self, attempt: Attempt, sent: str, heard: str, finding: Finding, note: Note) -> None:
        """A stream that was ended at a sentence that may not leave; what it took is reckoned."""
        tokens = Tokens(tokens_in(self._asked.system + self._asked.user), tokens_in(heard))
        self._weighed(attempt, sent, None, self._price(attempt.writer.model.name, tokens))
        self._found(self._before + heard, objection(finding))
        model = attempt.writer.model.name
        note(f"{self._asked.identity} {model}: about {tokens.input}+{tokens.output} tokens, stopped")
        note(f"{finding.rule}: {finding.text}")

    def failed(self, attempt: Attempt, error: ModelError, note: Note, sent: str = "", *, enough: bool = False) -> None:
        """A call that came to nothing, or broke off behind ``sent``, which stands where it is ``enough``.

        Raises the caller's own mistake where no fallback is wanted.
        """
        note(str(error))
        if error.cause in OWN_MISTAKES and not self._fallback:
            raise error
        self._failed.append(attempt.writer)
        spent = self._price(attempt.writer.model.name, error.tokens)
        if not sent:
            self.climbed = replace(self.climbed, spent=self.climbed.spent + spent)
            return
        self._weighed(attempt, sent, None, spent)
        if not enough:
            self._found(sent, error.cause)

    def judged(self, opinion: Opinion, note: Note) -> None:
        """A second model's opinion: what it objects to is told to a revision."""
        spent = replace(self._price(opinion.model, opinion.tokens), drafts=0)
        self.climbed = replace(self.climbed, spent=self.climbed.spent + spent)
        note(f"{opinion.prompt} {opinion.model}: {opinion.verdict or 'no verdict'}; {opinion.reason}")
        if opinion.objects:
            self._found(self.climbed.draft.text, opinion.reason or str(opinion.verdict))

    def _weighed(self, attempt: Attempt, text: str, written: Written | None, spent: Spent) -> None:
        brief = self._case.brief
        check = self._case.checked(self._checker, text)
        outcome: Result = "handover" if brief.choice.primary == "handover" else "answer"
        drafted = written.drafted if written else None
        named = drafted.sources if drafted else {}
        source = written.prompt if written else attempt.name
        sheet, strategy = self._case.sheet, brief.choice.primary
        draft = Draft(text, outcome, backed(text, named, check.receipts, sheet, strategy, source))
        doubts = self._doubts(check) if written and not self._streams else []
        objections = [objection(one) for one in (*blocking(check), *doubts)]
        found = (*objections, *owed(brief, text, check, self._advice))
        self.climbed = Climbed(draft, check, attempt.rung, self.climbed.spent + spent, drafted, found)

    def _doubts(self, check: Check) -> list[Finding]:
        """What is only worded like a breach of a blocking rule: before it has left, a model may say it otherwise."""
        market, rules = self._case.brief.request.market, self._checker.rules
        warned = (one for one in check.findings if one.severity == "warn")
        return [one for one in warned if rules[one.rule].severity.get(market) == "block"]

    def _found(self, text: str, found: str) -> None:
        draft = replace(self.climbed.draft, text=text)
        self.climbed = replace(self.climbed, draft=draft, found=(found, *self.climbed.found))

    def _price(self, model: str, tokens: Tokens) -> Spent:
        return Spent(1, 1, tokens, self._prices.cost(model, tokens))

    def _told(self) -> Sequence[str]:
        """The rules with the words that they block, or else what the draft owes."""
        blocked = [f"{finding.rule}: {finding.text}" for finding in blocking(self.climbed.check)]
        return blocked or self.climbed.found


def scene_of(brief: Brief) -> Setting:
    """Where the reply is said."""
    return Setting(brief.request.messages, brief.request.channel, brief.reading.emotion, brief.region)


def blocking(check: Check) -> list[Finding]:
    """What keeps a text from being sent."""
    return [finding for finding in check.findings if finding.severity == "block"]


def objection(finding: Finding) -> str:
    """A finding, as a model is told of it."""
    return f"“{finding.text}” {finding.reason} → {finding.suggestion}"


def took(written: Written, prices: Prices, found: Sequence[str]) -> str:
    """What a call took: the prompt, the model, the tokens, the money; and what was found."""
    tokens, model = written.answer.tokens, written.answer.model
    money = f"{prices.currency} {prices.cost(model, tokens):.6f}" if prices.of(model) else "no price listed"
    counted = f"{tokens.input}+{tokens.output} tokens ({tokens.cached} cached), {money}"
    return "; ".join([f"{written.prompt} {model}: {counted}", *found])
