"""``huashu reply --record`` and ``huashu replay``: replies on record, and what today's huashu makes of them."""

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from huashu.orchestrator import InputError, Reply, ReplyEngine, Request
from huashu.orchestrator.recording import Recording, differences, record, replay

from . import commands

SAME, DIFFERS = 0, 1
LONGEST = 2_000_000
"""Characters of one recording that are read."""


def recorder(operation: commands.Operation, path: Path) -> commands.Operation:
    """The same operation, whose replies are added to a file as they are made, one JSON object a line."""

    def reply(engine: ReplyEngine, request: Request) -> Reply:
        recording = asyncio.run(record(engine, request))
        with path.open("ab") as file:
            file.write(orjson.dumps(recording.model_dump(mode="json"), option=orjson.OPT_APPEND_NEWLINE))
        return recording.reply

    return replace(operation, do=reply)


def may_record(path: Path, *, stream: bool) -> None:
    """`InputError` where nothing could be recorded, before anything is asked."""
    if stream:
        raise InputError("", "both --stream and --record are given; choose one")
    try:
        path.open("ab").close()
    except OSError as error:
        raise InputError("record", f"{path} cannot be written: {error.strerror}") from error


def run(path: Path, tenant: str, *, as_json: bool) -> int:
    """Replay every recording of a file; exit 1 when any comes to something else."""
    recordings = list(_read(path))
    engine = commands.engine_for(tenant, quiet=as_json)
    told = [(one.reply.id, differences(one.reply, asyncio.run(replay(engine, one)))) for one in recordings]
    if as_json:
        commands.print_json([{"id": name, "differences": differs} for name, differs in told])
    else:
        _show(told)
    return DIFFERS if any(differs for _, differs in told) else SAME


def _read(path: Path) -> Iterator[Recording]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if len(line) > LONGEST:
                raise InputError("recording", f"{path}, line {number}: has more than {LONGEST:,} characters")
            if line.strip():
                yield _parsed(path, number, line)


def _parsed(path: Path, number: int, line: str) -> Recording:
    try:
        return Recording.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError("recording", f"{path}, line {number}: {where}: {first['msg']}") from error


def _show(told: list[tuple[str, dict[str, tuple[str, str]]]]) -> None:
    console = Console(highlight=False)
    for name, differs in told:
        console.print(Text(f"{name}: {'differs' if differs else 'the same'}", "bold" if differs else ""))
        for field, (before, after) in differs.items():
            console.print(Text(f"  {field}", "dim"))
            console.print(Text(f"  - {before}", "red"))
            console.print(Text(f"  + {after}", "green"))
    changed = sum(bool(differs) for _, differs in told)
    sys.stderr.write(f"{len(told)} replayed, {changed} differ\n")
