"""A reply that leaves clause by clause, each one checked before it leaves. What has left is never taken back.

The ladder is the same, only that a lower rung goes on behind what has left: the revision is told what was sent and
writes the rest, the script leaves out its opening.
"""

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from .guardrails.gate import Gate
from .ladder import MODEL_RUNGS, Climbed, Ladder, objection, scene_of, took
from .model import Cause, ModelError, Tokens
from .outcome import Hit, Rung
from .scripts import Brief
from .trace import Note, Trace
from .validity import FactSheet
from .writer import Written, tokens_in

if TYPE_CHECKING:
    from huashu.prompts import Rendered

ENOUGH: frozenset[Cause] = frozenset({"too_long", "repetition"})
"""Causes that end a text which has said enough."""


class Stream:
    """One reply as it is written; ``climbed`` is what it came to, once `clauses` is exhausted."""

    def __init__(self, ladder: Ladder, brief: Brief, sheet: FactSheet, passages: Sequence[Hit], trace: Trace) -> None:
        self.climbed = Climbed.nothing()
        self._ladder, self._brief, self._sheet, self._passages, self._trace = ladder, brief, sheet, passages, trace
        self._gate = Gate(ladder.checker, sheet, brief.request.market, scene_of(brief))
        self._sent = ""

    async def clauses(self) -> AsyncGenerator[str]:
        """The text, in checked clauses."""
        if self._ladder.asks_a_model(self._brief):
            async with aclosing(self._model()) as clauses:
                async for clause in clauses:
                    yield clause
        if not self.climbed.stands:
            with self._trace.step("draft") as note:
                self.climbed = self._ladder.scripted(self._brief, self._sheet, self.climbed, note, self._sent)
            yield self.climbed.draft.text[len(self._sent) :]

    async def _model(self) -> AsyncGenerator[str]:
        """What the model says, then what its revision adds; until it stands, or a call fails."""
        writer = self._ladder.writer
        assert writer
        deadline = time.monotonic() + self._ladder.budget.seconds
        first = said = writer.prompt(self._brief, self._sheet, self._passages)
        for rung in MODEL_RUNGS:
            if not self._ladder.affords(self.climbed, deadline):
                break
            with self._trace.step(f"{rung} draft") as note:
                try:
                    async with aclosing(self._rung(rung, said, deadline - time.monotonic(), note)) as clauses:
                        async for clause in clauses:
                            yield clause
                except ModelError as error:
                    note(str(error))
                    self._failed(rung, error)
                    return
            if self.climbed.stands:
                return
            said = writer.revision(self._brief, first, self.climbed.draft.text, self.climbed.found, self._sent)

    async def _rung(self, rung: Rung, said: "Rendered", seconds: float, note: Note) -> AsyncGenerator[str]:
        """One call. What passes leaves; the first sentence that does not ends the call."""
        assert self._ladder.writer
        self._gate.go_on()
        heard, written = self._sent, None
        async with aclosing(self._ladder.writer.stream(said, self._brief, self._sheet, seconds, self._sent)) as coming:
            async for piece in coming:
                if isinstance(piece, Written):
                    written = piece
                    break
                heard += piece
                if clause := self._passed(piece):
                    yield clause
                if self._gate.finding:
                    break
        self._landed(rung, said, written, heard, note)

    def _passed(self, piece: str) -> str:
        """The sentence if it may leave, and was not said before."""
        if piece.strip() in self._sent:
            return ""
        clause = self._gate.feed(self._brief.joint(self._sent) + piece) + self._gate.finish()
        self._sent += clause
        return clause

    def _landed(self, rung: Rung, said: "Rendered", written: Written | None, heard: str, note: Note) -> None:
        """Where a call has led: what left stands, or what was found, or is owed, is told to the next."""
        estimated = Tokens(tokens_in(said.system + said.user), tokens_in(heard))
        tokens = written.answer.tokens if written else estimated
        landed = self._ladder.weighed(self._sent, written, tokens, self._brief, self._sheet, rung)
        if self._gate.finding:
            landed = landed.with_found(heard, objection(self._gate.finding))
        self.climbed = landed.after(self.climbed)
        note(took(written or said, tokens, landed.found))

    def _failed(self, rung: Rung, error: ModelError) -> None:
        """A call that came to nothing, or broke off: what left stands where it answers."""
        landed = self._ladder.weighed(self._sent, None, error.tokens, self._brief, self._sheet, rung)
        answers = bool(self._brief.grounds.answer) or error.cause in ENOUGH
        if not (self._sent and answers):
            landed = landed.with_found(self._sent, error.cause)
        self.climbed = landed.after(self.climbed)
