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
    from huashu.prompts import PromptBook

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
    """What the ladder gave: a draft that passed, its check and rung, what the model took and said of the reading."""

    draft: Draft
    check: Check
    rung: Rung
    calls: int = 0
    tokens: Tokens = NONE
    drafted: Drafted | None = None
    found: tuple[str, ...] = ()
    """What a revision is told: what the check blocks, and what the draft owes."""

    @property
    def stands(self) -> bool:
        """Whether it may be sent and answers."""
        return self.check.passed and not self.found


class Ladder:
    """Writes the best reply that passes, within a budget."""

    def __init__(self, scripts: ScriptWriter, checker: Checker, drafting: Drafting | None, playbook: Playbook) -> None:
        self._scripts, self._checker = scripts, checker
        self._writer: ModelWriter | None = None
        self._budget = drafting.budget if drafting else Budget()
        if drafting:
            from huashu.prompts import PromptBook  # templates are not paid for where scripts write

            prompts = drafting.prompts or PromptBook()
            self._writer = ModelWriter(ResilientModel(drafting.model), playbook, prompts, drafting.prompt)

    async def climb(self, brief: Brief, sheet: FactSheet, passages: Sequence[Hit], trace: Trace) -> Climbed:
        """The best draft that passes the check. Where somebody may be hurt no model is asked: the words are ours."""
        spent = Climbed(Draft("", "holding"), Check(passed=False), "holding")
        if self._writer and not brief.reading.risk_names() & PERSON_FIRST:
            spent = await self._model(self._writer, brief, sheet, passages, trace)
            if spent.stands:
                return spent
        with trace.step("draft") as note:
            draft, check = self._script(brief, sheet, note)
        rung: Rung = "holding" if draft.outcome == "holding" else "script"
        return replace(spent, draft=draft, check=check, rung=rung, drafted=None, found=())

    async def _model(
        self, writer: ModelWriter, brief: Brief, sheet: FactSheet, passages: Sequence[Hit], trace: Trace
    ) -> Climbed:
        """The model's draft, revised once where the check objects; not passed where it comes to nothing."""
        spent = Climbed(Draft("", "holding"), Check(passed=False), "model")
        deadline = time.monotonic() + self._budget.seconds
        first = writer.prompt(brief, sheet, passages)
        for rung in MODEL_RUNGS:
            left = deadline - time.monotonic()
            if spent.calls >= self._budget.calls or left <= 0 or _all(spent.tokens) >= self._budget.tokens:
                break
            with trace.step(f"{rung} draft") as note:
                try:
                    written = await (
                        writer.write(first, brief, sheet, left)
                        if rung == "model"
                        else writer.revise(first, brief, sheet, spent.draft.text, spent.found, left)
                    )
                except ModelError as error:
                    note(str(error))
                    return replace(spent, calls=spent.calls + 1, tokens=spent.tokens + error.tokens)
                spent = self._weighed(written, brief, sheet, rung, spent)
                note(_told(written, spent))
            if spent.stands:
                break
        return spent

    def _weighed(self, written: Written, brief: Brief, sheet: FactSheet, rung: Rung, before: Climbed) -> Climbed:
        check = self._checker.check_against(written.text, sheet, brief.request.market, _scene(brief))
        outcome: Result = "handover" if brief.choice.primary == "handover" else "answer"
        draft = Draft(written.text, outcome, written.sentences)
        found = [f"“{one.text}” {one.reason} → {one.suggestion}" for one in _blocking(check)]
        found += owed(brief, written.text, check)
        tokens = before.tokens + written.answer.tokens
        return Climbed(draft, check, rung, before.calls + 1, tokens, written.drafted, tuple(found))

    def _script(self, brief: Brief, sheet: FactSheet, note: Note) -> tuple[Draft, Check]:
        """The scripted draft once it passes: without the lines that were found at fault, or else the holding reply."""
        market, scene = brief.request.market, _scene(brief)
        without: frozenset[str] = frozenset()
        for _ in range(REWRITES):
            draft = self._scripts.write(brief, without)
            check = self._checker.check_against(draft.text, sheet, market, scene)
            if check.passed:
                return draft, check
            faults = _blocking(check)
            note("; ".join(f"{fault.rule}: {fault.text}" for fault in faults))
            without |= draft.lines_at([fault.span for fault in faults])
        draft = self._scripts.hold(brief)
        return draft, self._checker.check_against(draft.text, sheet, market, scene)


def _scene(brief: Brief) -> Setting:
    return Setting(brief.request.messages, brief.request.channel, brief.reading.emotion, brief.region)


def _blocking(check: Check) -> list[Finding]:
    return [finding for finding in check.findings if finding.severity == "block"]


def _told(written: Written, climbed: Climbed) -> str:
    """The prompt, the tokens, and what was found: the rules with the words, and what the draft owes."""
    tokens = written.answer.tokens
    took = f"{written.prompt} {written.answer.model}: {tokens.input}+{tokens.output} tokens ({tokens.cached} cached)"
    blocked = [f"{finding.rule}: {finding.text}" for finding in _blocking(climbed.check)]
    return "; ".join([took, *(blocked or climbed.found)])


def _all(tokens: Tokens) -> int:
    return tokens.input + tokens.output
