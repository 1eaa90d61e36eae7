"""Files that people edit, as records: laid over one another, checked, told by file and place where they are wrong."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, TypeAdapter

from huashu.knowledge.cues import pattern_of
from huashu.knowledge.errors import DataFileError
from huashu.knowledge.taxonomy import Language

from .errors import InputError, parse

What = TypeVar("What")
Over = Callable[[str, Any, Any], Any]
"""What a key holds once a file with a value for it is laid over one with another: key, below, above."""

Both = Mapping[Language, str]


def checked(path: Path, shape: TypeAdapter[What], data: Any) -> What:
    """What a file holds; `DataFileError` names the file and the key that is wrong."""
    try:
        return parse(shape, data)
    except InputError as error:
        raise DataFileError(path, error.field, error.message) from error


def entry_by_entry(key: str, below: Any, above: Any) -> Any:
    """Entries are added and replaced by name, lists grow, anything else is taken from above."""
    if isinstance(below, dict) and isinstance(above, dict):
        return below | above
    if isinstance(below, list) and isinstance(above, list):
        return below + above
    return above


def overlaid(
    shape: TypeAdapter[What], files: Sequence[tuple[Path, Mapping[str, Any]]], over: Over = entry_by_entry
) -> What:
    """The files one over the other as a record; `DataFileError` names the last file and the key that is wrong."""
    laid: dict[str, Any] = {}
    for _, data in files:
        laid |= {key: over(key, laid.get(key), value) for key, value in data.items()}
    return checked(files[-1][0], shape, laid)


def slots_of(text: str) -> list[str]:
    """The slots of a line."""
    return [field for _, field, _, _ in Formatter().parse(text) if field]


def _can_be_read(words: str) -> str:
    try:
        pattern_of(words)
    except re.error as error:
        raise ValueError(f"cannot be read as phrases: {error.msg}") from error
    return words


Phrases = Annotated[str, AfterValidator(_can_be_read)]
"""Phrases as files of cues write them; `pattern_of` finds them."""
