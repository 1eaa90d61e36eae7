"""``huashu reply --stream``: the reply as it is made, each clause once it has passed the check."""

import asyncio
import sys
from collections.abc import Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

import orjson

from huashu.orchestrator import InputError, ReplyEngine, Request
from huashu.orchestrator.events import ClauseEvent, ReplyEvent

from .batch import as_data
from .commands import OK, Operation, opened


def run(
    operation: Operation, given: str | None, named: Mapping[str, Path], over: Mapping[str, Any], *, as_json: bool,
    jsonl: Path | None,
) -> int:  # fmt: skip
    """Clauses on standard output, which rung wrote them on standard error; with ``as_json`` one event a line."""
    other = "--jsonl" if jsonl is not None else "--explain" if operation.explains else ""
    if other:
        raise InputError("", f"both --stream and {other} are given; choose one")
    request = operation.request(given, named, over)
    request.need("reply")
    asyncio.run(_stream(opened(operation, quiet=as_json), request, as_json=as_json))
    return OK


async def _stream(engine: ReplyEngine, request: Request, *, as_json: bool) -> None:
    async with aclosing(engine.stream(request)) as events:
        async for event in events:
            if as_json:
                sys.stdout.write(orjson.dumps(event, default=as_data).decode() + "\n")
                sys.stdout.flush()
            elif isinstance(event, ClauseEvent):
                sys.stdout.write(event.text)
                sys.stdout.flush()
            elif isinstance(event, ReplyEvent):
                sys.stdout.write("\n")
                sys.stderr.write(_told(event))


def _told(event: ReplyEvent) -> str:
    reply = event.reply
    return f"{reply.rung} · {reply.strategy.primary} · {reply.usage.calls} calls · {reply.usage.seconds:.2f} s\n"
