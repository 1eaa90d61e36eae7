"""What people hand to the command line: a sentence, a transcript, a request in JSON or YAML, a file of facts."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import yaml
from pydantic import TypeAdapter

from huashu.knowledge import Filter
from huashu.orchestrator import InputError, parse_transcript
from huashu.orchestrator.analyses.case import told_of
from huashu.orchestrator.conversation import names_speakers
from huashu.orchestrator.errors import parse

LARGEST = 5_000_000
NAMES_A_FILE = re.compile(r"(?:~|\.{1,2})?/\S+|\S+\.(?:txt|md|json|jsonl|ya?ml|csv)")
"""What can only be meant as a file: nobody writes to a shop like this."""


class _Plain(yaml.CSafeLoader):
    """YAML whose times stay as they were typed, so that an error can show them."""


_Plain.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for key, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def request_from(given: str | None) -> dict[str, Any]:
    """A request from an argument, a file it names, or standard input (``-``, or nothing with a pipe)."""
    name, text = _given(given)
    return _request(name, text) if name else _transcript(text)


def case_from(given: str | None) -> dict[str, Any]:
    """A case: a request, or words; whoever tells of a customer, not naming the speakers, tells a story."""
    name, text = _given(given)
    if (name and _structured(name, text)) or names_speakers(text) or not told_of(text):
        return _request(name, text) if name else _transcript(text)
    return {"story": text.strip()}


def _given(given: str | None) -> tuple[str, str]:
    """Where the text comes from (nowhere: the argument itself), and the text."""
    if given is None and sys.stdin.isatty():
        raise InputError("messages", "is missing; give the customer's words, a file, or - for standard input")
    if given in (None, "-"):
        return "standard input", sys.stdin.read(LARGEST + 1)
    path = Path(given or "")
    try:
        is_file = len(given or "") < 1000 and path.is_file()
    except OSError:
        is_file = False
    if is_file:
        return str(path), text_of(path)
    if NAMES_A_FILE.fullmatch(given or ""):
        raise InputError("", f"{given} is no file; give the words, a file that exists, or - for standard input")
    return "", given or ""


def _structured(name: str, text: str) -> bool:
    return text.lstrip()[:1] in "{[" or name.lower().endswith((".json", ".yaml", ".yml"))


def _request(name: str, text: str) -> dict[str, Any]:
    """JSON or YAML with messages is a request; anything else is a transcript."""
    _not_too_long(name, text)
    if not _structured(name, text):
        return _transcript(text)
    data = structured(name, text)
    if not isinstance(data, dict):
        raise InputError("", f"{name} holds a {type(data).__name__}; a request is a mapping with messages")
    return data


def _transcript(text: str) -> dict[str, Any]:
    return {"messages": parse_transcript(text)}


def structured(name: str, text: str) -> Any:
    """The data of a JSON or YAML text."""
    _not_too_long(name, text)
    try:
        if text.lstrip()[:1] in "{[":
            try:
                return orjson.loads(text)
            except orjson.JSONDecodeError:
                if name.lower().endswith(".json"):
                    raise
        return yaml.load(text, Loader=_Plain)
    except orjson.JSONDecodeError as error:
        raise InputError("", f"{name} is not JSON: {error}") from error
    except yaml.YAMLError as error:
        raise InputError("", f"{name} is not YAML: {_first_line(error)}") from error


def filter_from(where: Mapping[str, str | None]) -> Filter:
    """A filter of what was typed; `InputError` names the one that is not known."""
    return parse(TypeAdapter(Filter), dict(where))


def facts_from(path: Path) -> dict[str, Any]:
    """Facts from a YAML or JSON file: a list, or a mapping with ``facts`` and, if one likes, ``now`` and ``market``."""
    data = structured(str(path), text_of(path))
    if isinstance(data, list):
        return {"facts": data}
    if isinstance(data, dict) and "facts" in data and not set(data) - {"facts", "now", "market"}:
        return data
    keys = ", ".join(map(str, data)) if isinstance(data, dict) else type(data).__name__
    raise InputError(
        "facts", f"{path} must hold a list of facts, or a mapping with facts, now and market; it holds {keys}"
    )


def mapping_from(path: Path, field: str) -> dict[str, Any]:
    """One mapping from a YAML or JSON file."""
    data = structured(str(path), text_of(path))
    if not isinstance(data, dict):
        raise InputError(field, f"{path} must hold a mapping; it holds a {type(data).__name__}")
    return data


def text_of(path: Path) -> str:
    """A text file in UTF-8."""
    try:
        if path.stat().st_size > LARGEST:
            raise InputError("", f"{path} has more than {LARGEST:,} bytes")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError("", f"{path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError("", f"{path} is not UTF-8 (byte {error.start:,}); save it as UTF-8") from error


def _not_too_long(name: str, text: str) -> None:
    if len(text) > LARGEST:
        raise InputError("", f"{name} has more than {LARGEST:,} characters")


def _first_line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}: " if mark else ""
    return where + str(getattr(error, "problem", None) or str(error).splitlines()[0])
