"""What can be told of a pattern before it is tried: the words its matches must hold, and whether it may explode."""

import re
from collections.abc import Iterator, Sequence
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Need = frozenset[str]
"""Words of which a text must hold one for a pattern to match."""

CHOICES_AT_MOST = 400
"""A need of one of more words than this is left out."""

PLACES = range(0xE000, 0xF8FF)
"""Characters that stand for lists while a pattern is read; nobody writes them."""


def needs_of(pattern: str, lists: Sequence[Need | None] = ()) -> tuple[Need, ...]:
    """Everything a match must hold, the rarest first; a character of `PLACES` needs what its list needs."""
    found = _of_sequence(parser.parse(pattern, re.MULTILINE), lists)
    return tuple(sorted(dict.fromkeys(found), key=_commonness))


def of_choice(branches: Sequence[Need | None]) -> Need | None:
    """The need of a choice between branches: one word of any; ``None`` when a branch needs nothing."""
    known = [need for need in branches if need is not None]
    need: Need = frozenset().union(*known)
    return need if len(known) == len(branches) and len(need) <= CHOICES_AT_MOST else None


def rarest(needs: Sequence[Need]) -> Need | None:
    """Of several needs the one that fewest texts meet."""
    return min(needs, key=_commonness, default=None)


def _commonness(need: Need) -> tuple[bool, bool, int]:
    """Single characters are commoner than words, Latin words than Chinese ones, many than few."""
    return any(len(word) < 2 for word in need), all(word.isascii() for word in need), len(need)


def _of_sequence(items: Any, lists: Sequence[Need | None]) -> list[Need]:
    needs: list[Need] = []
    literal = ""
    for operator, argument in items:
        if operator is code.LITERAL and argument not in PLACES:
            literal += chr(argument)
            continue
        needs += [frozenset({literal})] * bool(literal)
        literal = ""
        needs += _of_part(operator, argument, lists)
    return needs + [frozenset({literal})] * bool(literal)


def _of_part(operator: Any, argument: Any, lists: Sequence[Need | None]) -> list[Need]:
    if operator is code.SUBPATTERN:
        return _of_sequence(argument[3], lists)
    if operator in (code.MAX_REPEAT, code.MIN_REPEAT) and argument[0] > 0:
        return _of_sequence(argument[2], lists)
    need = _of_one(operator, argument, lists)
    return [] if need is None else [need]


def _of_one(operator: Any, argument: Any, lists: Sequence[Need | None]) -> Need | None:
    """The need of a letter, of a list in its place, of a choice or of a class of letters."""
    if operator is code.LITERAL:
        return _of_letter(argument, lists)
    if operator is code.BRANCH:
        return of_choice([rarest(_of_sequence(branch, lists)) for branch in argument[1]])
    if operator is code.IN and all(kind is code.LITERAL for kind, _ in argument):
        return of_choice([_of_letter(letter, lists) for _, letter in argument])
    return None


def _of_letter(letter: int, lists: Sequence[Need | None]) -> Need | None:
    return lists[letter - PLACES.start] if letter in PLACES else frozenset({chr(letter)})


def explodes(pattern: str) -> bool:
    """Whether an unbounded repetition holds another one: a hostile text would take such a pattern forever."""
    return _explodes(parser.parse(pattern, re.MULTILINE), inside=False)


def _explodes(items: Any, *, inside: bool) -> bool:
    for operator, argument in items:
        unbounded = operator in (code.MAX_REPEAT, code.MIN_REPEAT) and argument[1] is code.MAXREPEAT
        if unbounded and inside:
            return True
        if any(_explodes(part, inside=inside or unbounded) for part in _parts(operator, argument)):
            return True
    return False


def _parts(operator: Any, argument: Any) -> Iterator[Any]:
    if operator in (code.MAX_REPEAT, code.MIN_REPEAT):
        yield argument[2]
    elif operator is code.SUBPATTERN:
        yield argument[3]
    elif operator is code.BRANCH:
        yield from argument[1]
    elif operator in (code.ASSERT, code.ASSERT_NOT):
        yield argument[1]
