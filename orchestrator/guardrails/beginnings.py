"""With which characters a pattern may begin, so that it is tried only there.

The regular expression engine tries every choice of a pattern at every position; a class of first characters before it
says no at most of them at once.
"""

import re
from collections.abc import Callable, Sequence
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from .needs import PLACES

First = frozenset[str] | None
"""Items of a class of characters; ``None`` when any character may come first."""

Listed = Callable[[int], First]
"""With what the words of a list may begin, by the number of the list."""

ZERO_WIDTH = (code.AT, code.ASSERT, code.ASSERT_NOT)
CATEGORIES = {code.CATEGORY_DIGIT: r"\d", code.CATEGORY_WORD: r"\w", code.CATEGORY_SPACE: r"\s"}


def no_list(at: int) -> First:
    """Of a pattern that names no lists."""
    raise IndexError(at)


def first_of(pattern: str, lists: Listed = no_list) -> First:
    """The characters a match of a pattern may begin with; a character of `PLACES` stands for its list."""
    first, may_be_empty = _of_sequence(parser.parse(pattern, re.MULTILINE), lists)
    return None if may_be_empty else first


def of_any(firsts: Sequence[First]) -> First:
    """The characters with which one of several may begin."""
    known = [first for first in firsts if first is not None]
    return frozenset().union(*known) if len(known) == len(firsts) else None


def tried_there(pattern: str, first: First) -> str:
    """The same pattern, tried only where one of the characters stands."""
    return pattern if first is None else f"(?=[{''.join(sorted(first))}])(?:{pattern})"


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that is tried only where it may begin."""
    return re.compile(tried_there(pattern, first_of(pattern)))


def _of_sequence(items: Any, lists: Listed) -> tuple[First, bool]:
    """The first characters of the parts up to one that may not be left out, and whether all of them may be."""
    firsts: list[First] = []
    for operator, argument in items:
        if operator in ZERO_WIDTH:
            continue
        first, may_be_empty = _of_part(operator, argument, lists)
        firsts.append(first)
        if not may_be_empty:
            return of_any(firsts), False
    return of_any(firsts), True


def _of_part(operator: Any, argument: Any, lists: Listed) -> tuple[First, bool]:
    if operator is code.SUBPATTERN:
        return _of_sequence(argument[3], lists)
    if operator in (code.MAX_REPEAT, code.MIN_REPEAT):
        first, empty = _of_sequence(argument[2], lists)
        return first, empty or argument[0] == 0
    if operator is code.BRANCH:
        parts = [_of_sequence(branch, lists) for branch in argument[1]]
        return of_any([first for first, _ in parts]), any(empty for _, empty in parts)
    return _of_one(operator, argument, lists), False


def _of_one(operator: Any, argument: Any, lists: Listed) -> First:
    if operator is code.LITERAL:
        return _of_letter(argument, lists)
    if operator is code.IN:
        return of_any([_of_item(kind, value, lists) for kind, value in argument])
    return None


def _of_item(kind: Any, value: Any, lists: Listed) -> First:
    if kind is code.LITERAL:
        return _of_letter(value, lists)
    if kind is code.RANGE:
        return frozenset({f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"})
    if kind is code.CATEGORY and value in CATEGORIES:
        return frozenset({CATEGORIES[value]})
    return None


def _of_letter(letter: int, lists: Listed) -> First:
    return lists(letter - PLACES.start) if letter in PLACES else frozenset({re.escape(chr(letter))})
