"""The seam to a chat model: what is asked, what comes back, what can go wrong. `ScriptedModel` is its public double.

A model is anything with ``name`` and ``complete``; huashu's own is `LangChainModel`, over any LangChain chat model.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from huashu.knowledge.errors import HuashuError

Cause = Literal[
    "unreachable", "timeout", "rate_limited", "server_error", "not_allowed", "no_such_model", "bad_request", "refused",
    "empty", "truncated", "too_long", "unreadable", "off_language", "repetition", "breaker_open",
    "over_budget", "failed",
]  # fmt: skip
"""Why a model gave nothing that could be used."""

PASSING: frozenset[Cause] = frozenset({"unreachable", "timeout", "rate_limited", "server_error"})
"""Causes that may be gone a moment later."""


Finish = Literal["stop", "length", "refused"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a call took; ``cached`` of the input came from the provider's prompt cache."""

    input: int = 0
    output: int = 0
    cached: int = 0

    def __add__(self, other: "Tokens") -> "Tokens":
        """Those of two calls."""
        return Tokens(self.input + other.input, self.output + other.output, self.cached + other.cached)


class ModelError(HuashuError):
    """A chat model gave nothing that can be used.

    ``cause`` is one of `Cause`; ``retry_after`` are the seconds that the server asked us to wait, where it did;
    ``tokens`` is what an answer took that could not be used.
    """

    def __init__(self, cause: Cause, message: str, retry_after: float | None = None) -> None:
        self.cause, self.message, self.retry_after = cause, message, retry_after
        self.tokens = Tokens()
        super().__init__(f"{cause}: {message}")

    def as_json(self) -> dict[str, Any]:
        """The contract's error object, with the cause as its type."""
        return {"error": {"type": f"model_{self.cause}", "field": "", "message": self.message}}


@dataclass(frozen=True, slots=True)
class Ask:
    """One call: the texts of both roles, the JSON Schema the answer should have, and ``seconds``, all it may take."""

    system: str
    user: str
    schema: Mapping[str, Any] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said, how it ended (``length``: it was cut off), and what it took."""

    text: str
    finish: Finish = "stop"
    tokens: Tokens = Tokens()
    model: str = ""


class ChatModel(Protocol):
    """A chat model. `ModelError` is the only error that leaves it.

    One that can also has ``stream(ask)``, which yields pieces of text as they come and at last the `Answer`.
    """

    @property
    def name(self) -> str:
        """What it is called in traces and price tables."""

    async def complete(self, ask: Ask) -> Answer:
        """The whole answer to one call."""


Pieces = AsyncGenerator[str | Answer]
"""An answer as it comes: pieces of its text, at last the whole of it. Closing it ends the call."""


async def whole(coming: Pieces) -> Answer:
    """The answer at the end of its pieces."""
    async with aclosing(coming):
        async for piece in coming:
            if isinstance(piece, Answer):
                return piece
    raise ModelError("empty", "the answer ended before it was whole")


async def pieces(model: ChatModel, ask: Ask) -> Pieces:
    """The answer in pieces, or in one where the model does not stream."""
    stream = getattr(model, "stream", None)
    if stream is None:
        answer = await model.complete(ask)
        yield answer.text
        yield answer
        return
    async with aclosing(stream(ask)) as coming:
        async for piece in coming:
            yield piece
