"""The ladder: a model's draft, one revision told what was found, the script, the holding reply. Always a checked reply.

Each rung's text passes the same check. Why a rung was left is noted in the trace, with its cause.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from huashu.knowledge.playbook import Playbook

from .guardrails.check import Checker
from .guardrails.setting import Setting
from .model import ChatModel, ModelError, Tokens
from .model_answer import Drafted
from .moves import PERSON_FIRST
from .outcome import Check, Finding, Hit, Result, Rung
from .resilient import ResilientModel
from .scripts import Brief, Draft, ScriptWriter
from .trace import Note, Trace
from .validity import FactSheet
from .writer import ModelWriter, Written, owed

if TYPE_CHECKING:
    from huashu.prompts import PromptBook, Rendered

MODEL_RUNGS: tuple[Rung, Rung] = ("model", "revised")
REWRITES = 3
"""So often the script leaves out what the check objects to."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one reply may take of a model: calls (a revision is one), seconds in all, tokens in and out together."""

    calls: int = 2
    seconds: float = 20.0
    tokens: int = 8000


@dataclass(frozen=True, slots=True)
class Drafting:
    """How a model drafts: with which prompts (``prompt`` names a version, such as reply@2), within which budget."""

    model: ChatModel
    prompts: "PromptBook | None" = None
    prompt: str = "reply"
    budget: Budget = field(default_factory=Budget)


NONE = Tokens()


@dataclass(frozen=True, slots=True)
class Climbed:
    """What the ladder gave: a draft, its check and rung, what the model took and said of the reading."""

    draft: Draft
    check: Check
    rung: Rung
    calls: int = 0
    tokens: Tokens = NONE
    drafted: Drafted | None = None
    found: tuple[str, ...] = ()
    """What a revision is told: what the check blocks, and what the draft owes."""

    @classmethod
    def nothing(cls) -> "Climbed":
        """Before any rung."""
        return cls(Draft("", "holding"), Check(passed=False), "holding")

    @property
    def stands(self) -> bool:
        """Whether it may be sent and answers."""
        return self.check.passed and not self.found

    def after(self, before: "Climbed") -> "Climbed":
        """The same, with what an earlier rung took."""
        return replace(self, calls=before.calls + self.calls, tokens=before.tokens + self.tokens)

    def with_found(self, text: str, *found: str) -> "Climbed":
        """A draft that does not stand: its words, and why."""
        return replace(self, draft=replace(self.draft, text=text), found=(*found, *self.found))


class Ladder:
    """Writes the best reply that passes, within a budget."""

    def __init__(self, scripts: ScriptWriter, checker: Checker, drafting: Drafting | None, playbook: Playbook) -> None:
        self._scripts, self.checker = scripts, checker
        self.writer: ModelWriter | None = None
        self.budget = drafting.budget if drafting else Budget()
        if drafting:
            from huashu.prompts import PromptBook  # templates are not paid for where scripts write

            prompts = drafting.prompts or PromptBook()
            self.writer = ModelWriter(ResilientModel(drafting.model), playbook, prompts, drafting.prompt)

    async def climb(self, brief: Brief, sheet: FactSheet, passages: Sequence[Hit], trace: Trace) -> Climbed:
        """The best draft that passes the check."""
        spent = Climbed.nothing()
        if self.asks_a_model(brief):
            spent = await self._model(brief, sheet, passages, trace)
        if spent.stands:
            return spent
        with trace.step("draft") as note:
            return self.scripted(brief, sheet, spent, note)

    def asks_a_model(self, brief: Brief) -> bool:
        """Where somebody may be hurt no model is asked: the words are ours."""
        return self.writer is not None and not brief.reading.risk_names() & PERSON_FIRST

    def affords(self, spent: Climbed, deadline: float) -> bool:
        """Whether the budget has room for another call."""
        left = deadline - time.monotonic()
        return spent.calls < self.budget.calls and left > 0 and _all(spent.tokens) < self.budget.tokens

    async def _model(self, brief: Brief, sheet: FactSheet, passages: Sequence[Hit], trace: Trace) -> Climbed:
        """The model's draft, revised once where it does not stand; nothing where it comes to nothing."""
        assert self.writer
        spent = Climbed.nothing()
        deadline = time.monotonic() + self.budget.seconds
        first = said = self.writer.prompt(brief, sheet, passages)
        for rung in MODEL_RUNGS:
            if not self.affords(spent, deadline):
                break
            with trace.step(f"{rung} draft") as note:
                try:
                    written = await self.writer.write(said, brief, sheet, deadline - time.monotonic())
                except ModelError as error:
                    note(str(error))
                    return replace(spent, calls=spent.calls + 1, tokens=spent.tokens + error.tokens)
                tokens = written.answer.tokens
                spent = self.weighed(written.text, written, tokens, brief, sheet, rung).after(spent)
                note(took(written, tokens, _told(spent)))
            if spent.stands:
                break
            said = self.writer.revision(brief, first, written.text, spent.found)
        return spent

    def weighed(
        self, text: str, written: Written | None, tokens: Tokens, brief: Brief, sheet: FactSheet, rung: Rung
    ) -> Climbed:
        """A text of a model after one call: its check, and what a revision would be told."""
        check = self.checker.check_against(text, sheet, brief.request.market, scene_of(brief))
        outcome: Result = "handover" if brief.choice.primary == "handover" else "answer"
        draft = Draft(text, outcome, written.sentences if written else ())
        found = (*(objection(one) for one in blocking(check)), *owed(brief, text, check))
        return Climbed(draft, check, rung, 1, tokens, written.drafted if written else None, found)

    def scripted(self, brief: Brief, sheet: FactSheet, spent: Climbed, note: Note, sent: str = "") -> Climbed:
        """The script once it passes: without the lines that were found at fault, or else the holding reply.

        Behind what was sent already it goes on without an opening; the text is that of both.
        """
        draft, check = self._script(brief, sheet, note, sent)
        rung: Rung = "holding" if draft.outcome == "holding" else "script"
        return replace(spent, draft=draft, check=check, rung=rung, drafted=None, found=())

    def _script(self, brief: Brief, sheet: FactSheet, note: Note, sent: str) -> tuple[Draft, Check]:
        market, scene = brief.request.market, scene_of(brief)
        without: frozenset[str] = frozenset()
        for _ in range(REWRITES):
            draft = self._scripts.write(brief, without, sent)
            check = self.checker.check_against(draft.text, sheet, market, scene)
            if check.passed:
                return draft, check
            faults = blocking(check)
            note("; ".join(f"{fault.rule}: {fault.text}" for fault in faults))
            without |= draft.lines_at([fault.span for fault in faults])
        draft = self._scripts.hold(brief, sent)
        return draft, self.checker.check_against(draft.text, sheet, market, scene)


def scene_of(brief: Brief) -> Setting:
    """Where the reply is said."""
    return Setting(brief.request.messages, brief.request.channel, brief.reading.emotion, brief.region)


def blocking(check: Check) -> list[Finding]:
    """What keeps a text from being sent."""
    return [finding for finding in check.findings if finding.severity == "block"]


def objection(finding: Finding) -> str:
    """A finding, as a model is told of it."""
    return f"“{finding.text}” {finding.reason} → {finding.suggestion}"


def took(call: "Written | Rendered", tokens: Tokens, found: Sequence[str]) -> str:
    """What a call took: the prompt, the model, the tokens; and what was found."""
    name = f"{call.prompt} {call.answer.model}" if isinstance(call, Written) else f"{call.identity} (stopped)"
    return "; ".join([f"{name}: {tokens.input}+{tokens.output} tokens ({tokens.cached} cached)", *found])


def _told(climbed: Climbed) -> Sequence[str]:
    """The rules with the words that they block, or else what the draft owes."""
    return [f"{finding.rule}: {finding.text}" for finding in blocking(climbed.check)] or climbed.found


def _all(tokens: Tokens) -> int:
    return tokens.input + tokens.output
