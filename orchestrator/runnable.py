"""huashu as a LangChain citizen: an engine as a `Runnable`, and any retriever or vector store as a source of passages.

Callbacks and tracing work as with any runnable: what a chat model behind the engine does is a child of the reply's run.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from contextvars import copy_context
from hashlib import sha256
from typing import Any, cast

from langchain_core.documents import Document
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.prompt_values import PromptValue
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.utils import AddableDict
from langchain_core.vectorstores import VectorStore

from .conversation import Request
from .engine import ReplyEngine
from .events import ClauseEvent, Event, PassagesEvent, ReadingEvent, ReplyEvent
from .outcome import Hit
from .passages import Retrieve

Asked = Request | Mapping[str, Any] | Sequence[BaseMessage] | PromptValue | str
"""A request, its JSON, LangChain's messages (of a system's none is taken), or a customer's words."""

ROLES: Mapping[type[BaseMessage], str] = {HumanMessage: "customer", AIMessage: "agent"}
LONGEST = 1000


class ReplyRunnable(Runnable[Asked, AddableDict]):
    """An engine in a chain.

    The output has ``reading``, ``strategy``, ``passages``, ``text`` and ``reply`` (the whole `Reply`). Streamed, it
    comes as dictionaries that add up to it: ``text`` clause by clause, each checked. `InputError` names what is wrong.
    """

    def __init__(self, engine: ReplyEngine) -> None:
        self._engine = engine

    def invoke(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> AddableDict:
        """The checked reply; also inside a running event loop, in a thread of its own."""
        return self._call_with_config(self._in_a_loop, input, config, **kwargs)

    async def ainvoke(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> AddableDict:
        """The checked reply."""
        return await self._acall_with_config(self._reply, input, config, **kwargs)

    async def astream(
        self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[AddableDict]:
        """The reply as it is made."""

        async def inputs() -> AsyncIterator[Asked]:
            yield input

        coming = self._atransform_stream_with_config(inputs(), self._pieces, config, **kwargs)
        async with aclosing(cast("AsyncGenerator[AddableDict]", coming)) as pieces:
            async for piece in pieces:
                yield piece

    async def _reply(self, asked: Asked) -> AddableDict:
        reply = await self._engine.reply(request_of(asked))
        return AddableDict(
            reading=reply.reading, strategy=reply.strategy, passages=reply.passages, text=reply.text, reply=reply
        )

    def _in_a_loop(self, asked: Asked) -> AddableDict:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(copy_context().run, asyncio.run, self._reply(asked)).result()

    async def _pieces(self, inputs: AsyncIterator[Asked]) -> AsyncIterator[AddableDict]:
        async for asked in inputs:
            async with aclosing(self._engine.stream(request_of(asked))) as events:
                async for event in events:
                    yield _piece(event)


def _piece(event: Event) -> AddableDict:
    if isinstance(event, ReadingEvent):
        return AddableDict(reading=event.reading)
    if isinstance(event, PassagesEvent):
        return AddableDict(passages=event.passages)
    if isinstance(event, ClauseEvent):
        return AddableDict(text=event.text)
    if isinstance(event, ReplyEvent):
        return AddableDict(reply=event.reply)
    return AddableDict(strategy=event.strategy)


def request_of(asked: Asked) -> Request:
    """What was asked as a `Request`; `InputError` names the field that is wrong."""
    if isinstance(asked, Request):
        return asked
    if isinstance(asked, str):
        return Request.parse({"messages": [{"role": "customer", "text": asked}]})
    if isinstance(asked, Mapping):
        return Request.parse({**asked, "messages": _messages(asked.get("messages", ()))})
    return Request.parse({"messages": _messages(asked.to_messages() if isinstance(asked, PromptValue) else asked)})


def _messages(messages: Any) -> Any:
    """LangChain's messages as ours; what is ours already stays."""
    if not isinstance(messages, (list, tuple)) or not any(isinstance(one, BaseMessage) for one in messages):
        return messages
    return [
        {"role": role, "text": str(one.text)}
        for one in messages
        if (role := next((role for kind, role in ROLES.items() if isinstance(one, kind)), None))
    ]


def passages_from(source: BaseRetriever | VectorStore, name: str = "") -> Retrieve:
    """A retriever or vector store as a source of an engine's passages; ``name`` is what they are listed under.

    They are shown to whoever sends the reply. A document is nobody's fact: no claim is backed by it.
    """
    retriever = source if isinstance(source, BaseRetriever) else source.as_retriever()

    async def retrieve(words: str) -> list[Hit]:
        documents = await retriever.ainvoke(words)
        return [_hit(document, rank, name) for rank, document in enumerate(documents) if document.page_content.strip()]

    return retrieve


def _hit(document: Document, rank: int, name: str) -> Hit:
    text = document.page_content[:LONGEST]
    source = name or str(document.metadata.get("source") or "retriever")
    key = document.id or sha256(text.encode()).hexdigest()[:24]
    return Hit(
        id=key, text=text, score=round(1 / (1 + rank), 4), kind="example", document=source, heading=(),
        span=(0, len(text)),
    )  # fmt: skip
