"""Batches: one request a line in, one result a line out, in the same order; a bad line does not stop the others."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel

from huashu.knowledge import HuashuError
from huashu.orchestrator import Check, InputError, ReplyEngine, Request

from .progress import bar


def run_batch(
    path: Path, parse: Callable[[Any], Request], engine: ReplyEngine, do: Callable[[ReplyEngine, Request], Any]
) -> int:
    """How many lines failed. ``parse`` makes a request of a line's data."""
    failed = 0
    lines = list(_lines(path))
    with bar(path.name, quiet=False) as progress:
        for number, line in enumerate(lines, 1):
            result, ok = _one(line, parse, engine, do)
            failed += not ok
            sys.stdout.write(orjson.dumps(result, default=as_data).decode() + "\n")
            progress("lines", number, len(lines))
    sys.stderr.write(f"{len(lines)} lines, {failed} failed\n")
    return failed


class Summary:
    """What a batch of checks found: how many passed, how many each rule stopped or marked."""

    def __init__(self) -> None:
        self._passed = self._blocked = 0
        self._rules: Counter[tuple[str, str]] = Counter()

    def counting(self, check: Callable[[ReplyEngine, Request], Check]) -> Callable[[ReplyEngine, Request], Check]:
        """The check, counted."""

        def counted(engine: ReplyEngine, request: Request) -> Check:
            result = check(engine, request)
            self._passed += result.passed
            self._blocked += not result.passed
            self._rules.update({(finding.severity, finding.rule) for finding in result.findings})
            return result

        return counted

    def told(self) -> str:
        """A few lines for a person, the most frequent rule first."""
        lines = [f"{self._passed} may be sent, {self._blocked} may not"]
        lines += [f"{count:6} {severity:5} {rule}" for (severity, rule), count in self._rules.most_common()]
        return "\n".join(lines) + "\n"


def as_data(record: BaseModel) -> Any:
    """A record as plain data, for JSON."""
    return record.model_dump(mode="json")


def _lines(path: Path) -> Iterator[bytes]:
    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise InputError("", f"{path} cannot be read: {error.strerror or error}") from error
    return (line for line in content.splitlines() if line.strip())


def _one(
    line: bytes, parse: Callable[[Any], Request], engine: ReplyEngine, do: Callable[[ReplyEngine, Request], Any]
) -> tuple[Any, bool]:
    known_id = None
    try:
        data = _parsed(line)
        known_id = data.get("id") if isinstance(data, dict) else None
        request = parse(data)
        result = do(engine, request)
        body = as_data(result) if isinstance(result, BaseModel) else result
        return ({"id": request.id, **body} if request.id and "id" not in body else body), True
    except HuashuError as error:
        return {"id": known_id, **error.as_json()}, False


def _parsed(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise InputError("", f"the line is not JSON: {error}") from error
