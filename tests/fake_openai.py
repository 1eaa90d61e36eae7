"""An OpenAI-compatible server of our own on loopback. It does what its script says, down to the bytes of a fault.

::

    with FakeOpenAI(failing(500), answering("好的")) as server:
        ...  # server.url is the base URL, server.seen what was asked, server.told how many events of streams were sent

Each request takes the next line of the script, the last one again and again. It speaks raw HTTP/1.1 in a thread of its
own, so that whoever asks may use any event loop, or none.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Way = Literal["json_schema", "json_object", "tool", "text"]
COMPLETIONS = "/v1/chat/completions"
JSON, HTML = "application/json", "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came, with its header names in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    json: Mapping[str, Any]

    @property
    def way(self) -> Way:
        """How an answer was asked for."""
        if self.json.get("tools"):
            return "tool"
        kind = self.json.get("response_format", {}).get("type")
        return kind if kind in ("json_schema", "json_object") else "text"

    def said(self, role: str) -> str:
        """The text of the one message of a role."""
        (message,) = [one for one in self.json["messages"] if one["role"] == role]
        return str(message["content"])


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes back: after ``seconds``, the body whole, or ``cut`` after so many of its bytes.

    ``silent`` sends nothing and keeps the connection (``stalls``) or ends it at once (``hangs_up``); ``keep`` leaves
    the connection open for another request. ``pieces`` are events of a stream, each sent ``pace`` seconds after the one
    before; behind them it ``ends`` well, or not.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cut: int | None = None
    silent: Literal["", "stalls", "hangs_up"] = ""
    keep: bool = False
    pieces: tuple[bytes, ...] = ()
    pace: float = 0.0
    ends: Literal["", "stalls", "hangs_up"] = ""

    def head(self) -> bytes:
        """Status line and headers; the length is that of the whole body, whether it is cut or not."""
        own = {"connection": "keep-alive" if self.keep else "close"}
        own |= {} if self.pieces else {"content-length": str(len(self.body))}
        fields = {"content-type": JSON, **self.headers, **own}
        lines = [f"HTTP/1.1 {self.status} Fake", *(f"{name}: {value}" for name, value in fields.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


Behaviour = Sent | Callable[[Seen], Sent]
STALLING = Sent(silent="stalls")
HANGING_UP = Sent(silent="hangs_up")


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens of an answer as the wire names them."""

    prompt: int = 100
    completion: int = 20
    cached: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": self.completion,
            "total_tokens": self.prompt + self.completion,
            "prompt_tokens_details": {"cached_tokens": self.cached},
        }


def completion(message: Mapping[str, Any], finish: str | None = "stop", usage: Usage | None = None) -> dict[str, Any]:
    """A chat completion around one message of the assistant."""
    whole = {"role": "assistant", "content": None, **message}
    choice = {"index": 0, "message": whole, "finish_reason": finish, "logprobs": None}
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "fake-1", "choices": [choice],
        "usage": (usage or Usage()).as_json(),
    }  # fmt: skip


def bodied(data: Any, **how: Any) -> Sent:
    """Any JSON as the body."""
    return Sent(json.dumps(data, ensure_ascii=False).encode(), **how)


def answering(text: str, finish: str = "stop", usage: Usage | None = None, **how: Any) -> Callable[[Seen], Sent]:
    """A text; as the arguments of a tool where the request insists on one."""

    def answer(seen: Seen) -> Sent:
        if seen.way == "tool":
            name = seen.json["tools"][0]["function"]["name"]
            call = {"id": "call-1", "type": "function", "function": {"name": name, "arguments": text}}
            ended = "tool_calls" if finish == "stop" else finish
            return bodied(completion({"tool_calls": [call]}, ended, usage), **how)
        return bodied(completion({"content": text}, finish, usage), **how)

    return answer


def streaming(text: str, finish: str = "stop", usage: Usage | None = None, **how: Any) -> Callable[[Seen], Sent]:
    """A text in events of three characters, as the arguments of a tool where the request insists on one.

    ``until`` keeps only so many events. Who does not ask for a stream gets the text whole.
    """
    until = how.pop("until", None)

    def answer(seen: Seen) -> Sent:
        if not seen.json.get("stream"):
            return answering(text, finish, usage)(seen)
        parts = [text[at : at + 3] for at in range(0, len(text), 3)]
        events = [_event(seen, part, first=at == 0) for at, part in enumerate(parts)][:until]
        if until is None:
            ended = "tool_calls" if seen.way == "tool" and finish == "stop" else finish
            last = {"index": 0, "delta": {}, "finish_reason": ended}
            events += [_chunk([last]), _chunk([], (usage or Usage()).as_json()), b"data: [DONE]\n\n"]
        return Sent(headers={"content-type": "text/event-stream"}, pieces=tuple(events), **how)

    return answer


def _event(seen: Seen, part: str, *, first: bool) -> bytes:
    delta: dict[str, Any] = {"role": "assistant"} if first else {}
    if seen.way == "tool":
        name = {"id": "call-1", "type": "function"} if first else {}
        called = {"name": seen.json["tools"][0]["function"]["name"]} if first else {}
        delta["tool_calls"] = [{"index": 0, **name, "function": {**called, "arguments": part}}]
    else:
        delta["content"] = part
    return _chunk([{"index": 0, "delta": delta, "finish_reason": None}])


def _chunk(choices: Sequence[Any], usage: Mapping[str, Any] | None = None) -> bytes:
    data = {
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "fake-1", "choices": choices,
        "usage": usage,
    }  # fmt: skip
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def refusing(**how: Any) -> Sent:
    """A message with a refusal in the place of a content."""
    return bodied(completion({"refusal": "I can't help with that."}), **how)


def failing(status: int, message: str = "it failed", headers: Mapping[str, str] | None = None) -> Sent:
    """An error as OpenAI words it."""
    return bodied({"error": {"message": message, "type": "error", "code": None}}, status=status, headers=headers or {})


def page(status: int) -> Sent:
    """A gateway's HTML."""
    body = f"<html><head><title>{status}</title></head>\n<body><h1>{status} Bad Gateway</h1></body></html>"
    return Sent(body.encode(), status, {"content-type": HTML})


def without(ways: set[Way], then: Behaviour, status: int = 400) -> Callable[[Seen], Sent]:
    """A server that does not know some ways of asking: it says so with a 400, or with a 500 as llama.cpp does."""

    def decide(seen: Seen) -> Sent:
        if seen.way in ways:
            return failing(status, f"{seen.way} is not supported here")
        return then(seen) if callable(then) else then

    return decide


class FakeOpenAI:
    """The server, running inside ``with``; without a script it answers nothing but 500."""

    def __init__(self, *script: Behaviour) -> None:
        self.script = script or (failing(500),)
        self.seen: list[Seen] = []
        self.told = 0
        self.port = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="fake-openai", daemon=True)
        self._talks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None

    @property
    def url(self) -> str:
        """The base URL as a client wants it."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def ways(self) -> list[Way]:
        """How each request wanted its answer."""
        return [one.way for one in self.seen]

    def __enter__(self) -> "FakeOpenAI":
        self._thread.start()
        assert self._ready.wait(10), "the server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop
        assert self._end
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)
        assert not self._thread.is_alive(), "the server did not stop"

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._end.wait()
        server.close()
        talks = list(self._talks)
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await server.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.get_running_loop().create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: requests and answers until either side ends it."""
        try:
            while await self._answer(await _request(reader), writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the other side has left
        finally:
            writer.close()
            try:
                await writer.wait_closed()
            except ConnectionError:
                pass

    async def _answer(self, seen: Seen, writer: asyncio.StreamWriter) -> bool:
        """The next line of the script; whether the connection stays."""
        line = self.script[min(len(self.seen), len(self.script) - 1)]
        self.seen.append(seen)
        sent = failing(404, f"no {seen.path} here") if seen.path != COMPLETIONS else line
        sent = sent(seen) if callable(sent) else sent
        await asyncio.sleep(sent.seconds)
        if sent.silent:
            if sent.silent == "stalls":
                await asyncio.Event().wait()
            return False
        writer.write(sent.head() + sent.body[: sent.cut])
        await writer.drain()
        for piece in sent.pieces:
            await asyncio.sleep(sent.pace)
            writer.write(piece)
            await writer.drain()
            self.told += 1
        if sent.ends == "stalls":
            await asyncio.Event().wait()
        return sent.keep and sent.cut is None and not sent.pieces


async def _request(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Seen(head[0].split()[1], headers, body, json.loads(body or b"{}"))
