"""Any LangChain chat model behind the seam. The only module, with runnable.py, that knows LangChain.

Servers differ in what they take: a JSON Schema, JSON without one, a tool, or nothing but words. The best is tried
first; what a server refuses is not asked of it again. The SDK's own retries are off: ours know the time that is left.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import openai
import orjson
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage

from .model import Answer, Ask, Cause, Finish, ModelError, Pieces, Tokens, whole
from .model_answer import LONGEST

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Mode = Literal["json_schema", "json_object", "tool", "text"]
MODES: tuple[Mode, ...] = get_args(Mode)
TOOL = "answer"
ABOUT_A_MODE = re.compile(r"format|schema|grammar|json|tool|function|unsupported|not support", re.IGNORECASE)
"""What a 500 names that is about the way of asking and no failure of the server."""

REASONS = ("finish_reason", "stop_reason", "done_reason")
FINISHES: Mapping[str, Finish] = {
    "length": "length",
    "max_tokens": "length",
    "content_filter": "refused",
    "refusal": "refused",
}
"""OpenAI's words and those of others; any other reason is a good end."""

KEY = re.compile(r"\b(?:sk|key|pk|Bearer)[-_ ][\w*.-]{4,}", re.IGNORECASE)
SAID: Mapping[Cause, str] = {
    "not_allowed": "the server refused the key",
    "timeout": "no answer within the time that was left",
}
"""Our own words where the server's may name a key, or say nothing."""

BY_ERROR: tuple[tuple[type[Exception], Cause], ...] = (
    (openai.APITimeoutError, "timeout"),
    (openai.APIConnectionError, "unreachable"),
    (openai.RateLimitError, "rate_limited"),
    (openai.AuthenticationError, "not_allowed"),
    (openai.PermissionDeniedError, "not_allowed"),
    (openai.NotFoundError, "no_such_model"),
    (openai.BadRequestError, "bad_request"),
    (openai.UnprocessableEntityError, "bad_request"),
    (openai.LengthFinishReasonError, "truncated"),
    (openai.ContentFilterFinishReasonError, "refused"),
    (openai.InternalServerError, "server_error"),
    (openai.APIResponseValidationError, "unreadable"),
    (TimeoutError, "timeout"),
    (ConnectionError, "unreachable"),
    (TypeError, "unreadable"),
    (AttributeError, "unreadable"),
    (LookupError, "unreadable"),
    (ValueError, "unreadable"),
)


class LangChainModel:
    """A LangChain chat model as a `ChatModel`; it learns how its server likes to be asked.

    ``old_names``: the server speaks OpenAI's protocol of before, in which the most tokens are ``max_tokens``.
    """

    def __init__(self, chat: "BaseChatModel", name: str = "", *, old_names: bool = False) -> None:
        self._chat, self._old_names = chat, old_names
        self._name = name or str(
            getattr(chat, "model_name", None) or getattr(chat, "model", None) or type(chat).__name__
        )
        self._mode = 0

    @property
    def name(self) -> str:
        """The model's own name."""
        return self._name

    @property
    def mode(self) -> Mode:
        """The best way of asking that the server has not refused."""
        return MODES[self._mode]

    async def complete(self, ask: Ask) -> Answer:
        """One call, in the best way the server takes; a way it refuses costs one call, once."""
        return await whole(self._best_way(ask, self._whole))

    async def stream(self, ask: Ask) -> Pieces:
        """One call, its text as it comes; closing the generator ends the call at the server."""
        async with aclosing(self._best_way(ask, self._in_pieces)) as coming:
            async for piece in coming:
                yield piece

    async def _best_way(self, ask: Ask, call: "Calling") -> Pieces:
        deadline = asyncio.get_running_loop().time() + ask.seconds
        for mode in range(self._mode if ask.schema else MODES.index("text"), len(MODES)):
            try:
                async with aclosing(call(ask, MODES[mode], deadline)) as coming:
                    async for piece in coming:
                        self._mode = mode if ask.schema else self._mode
                        yield piece
            except openai.LengthFinishReasonError as error:
                self._mode = mode if ask.schema else self._mode
                yield self._cut_off(error)
            except Exception as error:
                if MODES[mode] != "text" and _refuses_the_mode(error):
                    continue
                raise _told(error) from error
            return

    async def _whole(self, ask: Ask, mode: Mode, deadline: float) -> Pieces:
        async with asyncio.timeout_at(deadline):
            said = await self._chat.ainvoke(_messages(ask), **self._options(ask.options), **_asked_as(mode, ask.schema))
        yield self._answer(said)

    async def _in_pieces(self, ask: Ask, mode: Mode, deadline: float) -> Pieces:
        how = {**self._options(ask.options), **_asked_as(mode, ask.schema)}
        stream = cast("AsyncGenerator[AIMessageChunk]", self._chat.astream(_messages(ask), **how))
        whole: AIMessageChunk | None = None
        async with aclosing(stream) as chunks:
            while chunk := await _next(chunks, deadline):
                whole = whole + chunk if whole else chunk
                if text := _text_of(chunk):
                    yield text
        if whole is None:
            raise ModelError("empty", "the model said nothing")
        yield self._answer(whole)

    def _options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The prompt's options; servers that are not OpenAI's own may know ``max_tokens`` by its old name only."""
        given = dict(options)
        if self._old_names and (most := given.pop("max_tokens", None)):
            given["extra_body"] = {"max_tokens": most}
        return given

    def _cut_off(self, error: openai.LengthFinishReasonError) -> Answer:
        """What there was when the answer reached its length: the SDK raises where it wanted whole JSON."""
        used = error.completion.usage
        tokens = Tokens(used.prompt_tokens, used.completion_tokens) if used else Tokens()
        choices = error.completion.choices
        text = (choices[0].message.content or "") if choices else ""
        return Answer(text, "length", tokens, error.completion.model or self._name)

    def _answer(self, said: Any) -> Answer:
        if not isinstance(said, AIMessage):
            raise ModelError("unreadable", f"the model answered with a {type(said).__name__}")
        calls = said.tool_calls
        text = orjson.dumps(calls[0]["args"]).decode() if calls else str(said.text)
        if len(text) > LONGEST:
            raise ModelError("too_long", f"the answer has {len(text):,} characters; at most {LONGEST:,} are read")
        metadata = said.response_metadata
        finish = (
            "refused"
            if said.additional_kwargs.get("refusal")
            else _finish(metadata, streamed=isinstance(said, AIMessageChunk))
        )
        return Answer(text, finish, _tokens(said), str(metadata.get("model_name") or self._name))


def _finish(metadata: Mapping[str, Any], *, streamed: bool) -> Finish:
    """How an answer ended, as providers name it; a stream that does not say was cut off."""
    reason = next((str(metadata[name]) for name in REASONS if metadata.get(name)), "length" if streamed else "stop")
    return FINISHES.get(reason, "stop")


Calling = Callable[[Ask, Mode, float], Pieces]


def _messages(ask: Ask) -> list[BaseMessage]:
    return [SystemMessage(ask.system), HumanMessage(ask.user)] if ask.system else [HumanMessage(ask.user)]


async def _next(chunks: AsyncIterator[AIMessageChunk], deadline: float) -> AIMessageChunk | None:
    async with asyncio.timeout_at(deadline):
        return await anext(chunks, None)


def _text_of(chunk: AIMessageChunk) -> str:
    """What a chunk adds: words, or a part of a tool's arguments."""
    return "".join(call["args"] or "" for call in chunk.tool_call_chunks) or str(chunk.text)


def _asked_as(mode: Mode, schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """The arguments of one way of asking."""
    if schema is None or mode == "text":
        return {}
    if mode == "json_schema":
        return {"response_format": {"type": "json_schema", "json_schema": {"name": TOOL, "schema": dict(schema)}}}
    if mode == "json_object":
        return {"response_format": {"type": "json_object"}}
    function = {"name": TOOL, "description": "The answer.", "parameters": dict(schema)}
    return {
        "tools": [{"type": "function", "function": function}],
        "tool_choice": {"type": "function", "function": {"name": TOOL}},
    }


def _tokens(said: AIMessage) -> Tokens:
    used = said.usage_metadata
    if not used:
        return Tokens()
    cached = (used.get("input_token_details") or {}).get("cache_read") or 0
    return Tokens(used["input_tokens"], used["output_tokens"], cached)


def _told(error: Exception) -> ModelError:
    """The error as ours; of the message the first line, which names no key."""
    if isinstance(error, ModelError):
        return error
    if isinstance(error, RuntimeError) and "loop is closed" in str(error):
        # A connection of an event loop that has ended; the next attempt opens another.
        return ModelError("unreachable", "the connection belonged to an event loop that has ended")
    cause: Cause = next((cause for kind, cause in BY_ERROR if isinstance(error, kind)), "failed")
    if isinstance(error, openai.APIStatusError) and error.status_code >= 500:
        cause = "server_error"
    words = SAID.get(cause) or KEY.sub("…", (str(error) or type(error).__name__).splitlines()[0][:300])
    return ModelError(cause, words, _retry_after(error))


def _refuses_the_mode(error: Exception) -> bool:
    """Whether a server says that it does not know this way of asking; LangChain warns of some that do."""
    if isinstance(error, (openai.BadRequestError, openai.UnprocessableEntityError, Warning)):
        return True
    return isinstance(error, openai.InternalServerError) and bool(ABOUT_A_MODE.search(str(error)))


def _retry_after(error: Exception) -> float | None:
    if not isinstance(error, openai.APIStatusError):
        return None
    try:
        return max(0.0, float(error.response.headers.get("retry-after", "")))
    except ValueError:
        return None


def model_of(setting: str, base_url: str | None = None, api_key: str | None = None) -> LangChainModel:
    """The model of a setting such as ``openai:gpt-5-mini``; with ``base_url`` any OpenAI-compatible server."""
    from langchain.chat_models import init_chat_model

    provider, _, name = setting.partition(":")
    given: dict[str, Any] = {"max_retries": 0}
    if provider == "openai":
        given |= {"stream_usage": True, **({"base_url": base_url} if base_url else {})}
        given["api_key"] = api_key or ("none" if base_url else None)
    try:
        return LangChainModel(init_chat_model(setting, **given), name or setting, old_names=bool(base_url))
    except Exception as error:
        raise ModelError(
            "failed", f"the model '{setting}' cannot be used: {str(error).splitlines()[0][:300]}"
        ) from error
