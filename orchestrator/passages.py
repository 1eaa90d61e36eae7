"""The passages of a reply: from the playbook, the business's documents, and a source of the caller's own."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from huashu.knowledge.facets import Filter
from huashu.knowledge.knowledge_base import Found, KnowledgeBase

from .conversation import Request
from .features import contexts
from .outcome import Choice, Hit
from .reading import Reading
from .trace import Note

PASSAGES = 4
RETRIEVING = 2.0
"""Seconds that a source of the caller's may take."""

WORDS = 500
Retrieve = Callable[[str], Awaitable[Sequence[Hit]]]
"""A source of passages: from a customer's words to passages, best first."""


class Passages:
    """Finds what to show beside a reply. ``knowledge`` is opened when it is first needed."""

    def __init__(
        self, knowledge: Callable[[], KnowledgeBase], tenant: str = "", retrieve: Retrieve | None = None
    ) -> None:
        self._knowledge, self._tenant, self._retrieve = knowledge, tenant, retrieve

    async def of(self, request: Request, reading: Reading, choice: Choice, note: Note) -> tuple[Hit, ...]:
        """What the caller's own source says, then what the playbook and the documents say."""
        words = contexts(request.messages)[-1].said[:WORDS]
        return (*await self._retrieved(words, note), *self._known(words, reading, choice))

    def search(self, request: Request, where: Filter | None = None) -> tuple[Hit, ...]:
        """The passages that answer ``request.query`` best, best first."""
        where = replace(where or Filter(), tenant=self._tenant)
        return tuple(_hit(found) for found in self._knowledge().search(request.query or "", request.limit, where))

    async def _retrieved(self, words: str, note: Note) -> tuple[Hit, ...]:
        """A source that fails or is slow costs no reply."""
        if self._retrieve is None:
            return ()
        import asyncio  # not paid for where nobody gives a source

        try:
            return tuple(await asyncio.wait_for(self._retrieve(words), RETRIEVING))[:PASSAGES]
        except Exception as error:  # noqa: BLE001 - it is not our code, and it may raise anything
            note(f"the retriever failed: {type(error).__name__} {str(error)[:200]}".strip())
            return ()

    def _known(self, words: str, reading: Reading, choice: Choice) -> tuple[Hit, ...]:
        """What the playbook says on the strategy, and what it and the business's documents say on the question."""
        where = Filter(language=reading.spoken, tenant=self._tenant)
        on_strategy = self._knowledge().search(words, 1, replace(where, strategy=choice.primary, kind="principle"))
        on_question = self._knowledge().search(words, PASSAGES, where)
        found = {one.passage.id: one for one in (*on_strategy, *on_question)}
        return tuple(_hit(one) for one in list(found.values())[:PASSAGES])


def _hit(found: Found) -> Hit:
    one = found.passage
    return Hit(
        id=one.id, text=one.text, score=round(found.score, 4), kind=one.kind, document=one.document,
        heading=one.heading, span=one.span,
    )  # fmt: skip
