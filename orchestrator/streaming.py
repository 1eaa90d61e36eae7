"""A reply that leaves clause by clause, each one checked before it leaves. What has left is never taken back.

The ladder is the same, only that a lower rung goes on behind what has left: the revision is told what was sent and
writes the rest, the script leaves out its opening.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from .drafting import Attempt
from .guardrails.gate import Gate
from .guardrails.sentences import sentences
from .ladder import Ladder
from .model import Cause, ModelError
from .trace import Note, Trace
from .tries import Case, Climbed, Tries, scene_of
from .writer import Written

ENOUGH: frozenset[Cause] = frozenset({"too_long", "repetition"})
"""Causes that end a text which has said enough."""


class Stream:
    """One reply as it is written; ``climbed`` is what it came to, once `clauses` is exhausted."""

    def __init__(self, ladder: Ladder, case: Case, trace: Trace) -> None:
        self.climbed = Climbed()
        self._ladder, self._case, self._trace = ladder, case, trace
        self._gate = Gate(ladder.checker, case.sheet, case.brief.request.market, scene_of(case.brief))
        self._sent, self._said_before = "", frozenset[str]()

    async def clauses(self) -> AsyncGenerator[str]:
        """The text, in checked clauses."""
        if self._ladder.asks_a_model(self._case.brief):
            async with aclosing(self._model(self._ladder.tries(self._case, self._trace, streams=True))) as clauses:
                async for clause in clauses:
                    yield clause
        if not self.climbed.stands:
            self.climbed = self._ladder.scripted(self._case, self.climbed, self._trace, self._sent)
            yield self.climbed.draft.text[len(self._sent) :]

    async def _model(self, tries: Tries) -> AsyncGenerator[str]:
        """What models say, each behind what has left; until it stands."""
        for attempt in tries:
            with self._trace.step(attempt.name) as note:
                try:
                    async with aclosing(self._attempt(attempt, tries, note)) as clauses:
                        async for clause in clauses:
                            yield clause
                except ModelError as error:
                    enough = bool(self._case.brief.grounds.answer) or error.cause in ENOUGH
                    tries.failed(attempt, error, note, self._sent, enough=enough)
        self.climbed = tries.climbed

    async def _attempt(self, attempt: Attempt, tries: Tries, note: Note) -> AsyncGenerator[str]:
        """One call. What passes leaves; the first sentence that does not ends the call."""
        self._gate.go_on()
        self._said_before = frozenset(sentence.strip() for sentence in sentences(self._sent))
        said, heard = tries.said(attempt, self._sent), ""
        async with aclosing(attempt.writer.stream(said, self._case.brief, tries.seconds, self._sent)) as coming:
            async for piece in coming:
                if isinstance(piece, Written):
                    tries.landed(attempt, self._sent, piece, note)
                    return
                heard += piece
                if clause := self._passed(piece):
                    yield clause
                if self._gate.finding:
                    tries.stopped(attempt, self._sent, heard, self._gate.finding, note)
                    return

    def _passed(self, piece: str) -> str:
        """The sentence if it may leave, and no attempt before sent it."""
        if piece.strip() in self._said_before:
            return ""
        clause = self._gate.feed(self._case.brief.joint(self._sent) + piece) + self._gate.finish()
        self._sent += clause
        return clause
