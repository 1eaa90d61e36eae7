"""The ladder: a model's draft, one revision told what was found, the script, the holding reply. Always a checked reply.

Each rung's text passes the same check. Why a rung was left is noted in the trace, with its cause.
"""

from dataclasses import replace

from huashu.knowledge.playbook import Playbook

from .drafting import Attempt, Drafting
from .guardrails.check import Checker
from .model import ModelError
from .moves import PERSON_FIRST
from .outcome import Check, Rung
from .scripts import Brief, Draft, ScriptWriter
from .trace import Note, Trace
from .tries import Case, Climbed, Tries, blocking

REWRITES = 3
"""So often the script leaves out what the check objects to."""


class Ladder:
    """Writes the best reply that passes, within a budget."""

    def __init__(self, scripts: ScriptWriter, checker: Checker, drafting: Drafting | None, playbook: Playbook) -> None:
        self._scripts, self.checker = scripts, checker
        self._drafting = drafting
        self._attempts: tuple[Attempt, ...] = drafting.attempts(playbook) if drafting else ()
        self._opinion = drafting.opinion() if drafting else None

    async def climb(self, case: Case, trace: Trace) -> Climbed:
        """The best draft that passes the check."""
        climbed = Climbed()
        if self.asks_a_model(case.brief):
            climbed = await self._model(self.tries(case, trace), case, trace)
        return climbed if climbed.stands else self.scripted(case, climbed, trace)

    def asks_a_model(self, brief: Brief) -> bool:
        """Where somebody may be hurt no model is asked: the words are ours."""
        return bool(self._attempts) and not brief.reading.risk_names() & PERSON_FIRST

    def tries(self, case: Case, trace: Trace, *, streams: bool = False) -> Tries:
        """The calls that may be made for a reply."""
        assert self._drafting, "asks_a_model says whether there is one"
        return Tries(self._attempts, self._drafting, self.checker, case, trace, streams=streams)

    async def _model(self, tries: Tries, case: Case, trace: Trace) -> Climbed:
        """A model's draft, revised where it does not stand; one that stands may be judged by another model."""
        for attempt in tries:
            with trace.step(attempt.name) as note:
                try:
                    said = tries.said(attempt)
                    written = await attempt.writer.write(said, case.brief, tries.seconds)
                except ModelError as error:
                    tries.failed(attempt, error, note)
                    continue
                tries.landed(attempt, written.text, written, note)
            if tries.climbed.stands and self._opinion:
                with trace.step("second opinion") as note:
                    opinion = await self._opinion.of(case.brief, case.sheet, written.text, tries.seconds)
                    tries.judged(opinion, note)
        return tries.climbed

    def scripted(self, case: Case, climbed: Climbed, trace: Trace, sent: str = "") -> Climbed:
        """The script once it passes: without the lines that were found at fault, or else the holding reply.

        Behind what was sent already it goes on without an opening; the text is that of both.
        """
        with trace.step("draft") as note:
            draft, check = self._script(case, note, sent)
        rung: Rung = "holding" if draft.outcome == "holding" else "script"
        return replace(climbed, draft=draft, check=check, rung=rung, drafted=None, found=())

    def _script(self, case: Case, note: Note, sent: str) -> tuple[Draft, Check]:
        without: frozenset[str] = frozenset()
        for _ in range(REWRITES):
            draft = self._scripts.write(case.brief, without, sent)
            check = case.checked(self.checker, draft.text)
            if check.passed:
                return draft, check
            faults = blocking(check)
            note("; ".join(f"{fault.rule}: {fault.text}" for fault in faults))
            without |= draft.lines_at([fault.span for fault in faults])
        draft = self._scripts.hold(case.brief, sent)
        return draft, case.checked(self.checker, draft.text)
