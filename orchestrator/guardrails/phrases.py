"""Groups of phrases, and an index that says in one pass which of thousands a text can hold at all.

Every phrase has characters without which it cannot match: 加微信 needs 微信 (or whatever its choices name). The index
knows them by pairs of characters, so that a text is asked once which pairs it has, and only the phrases that may match
are tried (as secret scanners do with keywords).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from huashu.knowledge.cues import phrase_pattern

Needs = frozenset[str]
"""Words of which a text must hold one for a phrase to match."""

CHOICES_AT_MOST = 400
"""A phrase that needs one of more words than this is simply tried."""

LIST = re.compile(r"(?<!\?P)<([a-z_]+)>")
"""Where a phrase names a list of words: <courier>."""

PLAIN = re.compile(r"[\w' -]+")
"""A phrase without choices or gaps needs its longest word; most words of lists are such."""

PLACES = range(0xE000, 0xF8FF)
"""Characters that stand for lists while a phrase is read; nobody writes them."""


class Lists:
    """Named lists of words that phrases may use; a list may name those before it."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._choices: dict[str, str] = {}
        self._needs: list[Needs | None] = []
        for name, words in lists.items():
            self._needs.append(_of_choice([self.needs(word) for word in words]))
            self._choices[name] = f"(?:{'|'.join(map(self.expanded, words))})"

    def expanded(self, phrase: str) -> str:
        """The phrase with a choice of words for each list that it names."""
        return LIST.sub(lambda found: self._choices[found[1]], phrase)

    def needs(self, phrase: str) -> Needs | None:
        """Words of which one must stand in a text that the phrase matches; ``None`` when it needs none."""
        if PLAIN.fullmatch(phrase):
            return frozenset({max(phrase.split(), key=len)})
        at = {name: chr(place) for name, place in zip(self._choices, PLACES, strict=False)}
        plain = LIST.sub(lambda found: at[found[1]], phrase)
        return _of_sequence(parser.parse(phrase_pattern(plain), re.MULTILINE), self._needs)


NO_LISTS = Lists({})


class Phrases:
    """One group of a rule's words. It is searched like a pattern; matches of one group do not overlap."""

    def __init__(self, phrases: Sequence[str], lists: Lists = NO_LISTS) -> None:
        self.phrases, self._lists = tuple(phrases), lists
        self._made: dict[int, re.Pattern[str]] = {}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All phrases as one pattern."""
        return re.compile("|".join(phrase_pattern(self._lists.expanded(one)) for one in self.phrases), re.MULTILINE)

    def single(self, at: int) -> re.Pattern[str]:
        """One of the phrases as a pattern, made when it is first asked for."""
        if at not in self._made:
            self._made[at] = re.compile(phrase_pattern(self._lists.expanded(self.phrases[at])), re.MULTILINE)
        return self._made[at]

    @property
    def patterns(self) -> Iterator[re.Pattern[str]]:
        """Each phrase by itself."""
        return map(self.single, range(len(self.phrases)))

    @cached_property
    def needs(self) -> tuple[Needs | None, ...]:
        """What each phrase needs a text to hold."""
        return tuple(map(self._lists.needs, self.phrases))

    def search(self, text: str, *within: int) -> re.Match[str] | None:
        """The first match in a text or in ``[start, end)`` of it."""
        return self.pattern.search(text, *within)

    def match(self, text: str, *within: int) -> re.Match[str] | None:
        """The match that begins right at the start of a text or of ``[start, end)``."""
        return self.pattern.match(text, *within)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match of the whole text."""
        return self.pattern.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches in order; those of no length are none."""
        return (found for found in self.pattern.finditer(text) if found.end() > found.start())

    def finditer_of(self, text: str, chosen: Collection[int]) -> Iterator[re.Match[str]]:
        """The matches of some of the phrases, as `finditer` would give them."""
        found = [(match, at) for at in chosen for match in self.single(at).finditer(text)]
        end = 0
        for match, _ in sorted(found, key=lambda pair: (pair[0].start(), pair[1])):
            if match.start() >= end and match.end() > match.start():
                end = match.end()
                yield match


@dataclass(frozen=True)
class PhraseIndex:
    """Which phrases of which groups need which pairs of characters; ``always`` are those that need none."""

    by_gram: dict[str, tuple[tuple[str, int, int], ...]]
    always: dict[int, tuple[int, ...]]

    @classmethod
    def of(cls, groups: Iterable[Phrases]) -> "PhraseIndex":
        """The index of groups; a group is known by its identity."""
        by_gram: dict[str, list[tuple[str, int, int]]] = {}
        always: dict[int, list[int]] = {}
        for group in groups:
            for at, needs in enumerate(group.needs):
                if needs is None:
                    always.setdefault(id(group), []).append(at)
                for word in needs or ():
                    by_gram.setdefault(word[:2], []).append((word, id(group), at))
        return cls(
            {gram: tuple(where) for gram, where in by_gram.items()},
            {group: tuple(phrases) for group, phrases in always.items()},
        )

    def candidates(self, text: str) -> dict[int, set[int]]:
        """The phrases that may match, by group."""
        found = {group: set(phrases) for group, phrases in self.always.items()}
        grams = {*text, *map("".join, pairwise(text))}
        for gram in self.by_gram.keys() & grams:
            for word, group, at in self.by_gram[gram]:
                if len(word) <= 2 or word in text:
                    found.setdefault(group, set()).add(at)
        return found


def _of_sequence(items: Any, lists: Sequence[Needs | None]) -> Needs | None:
    """The best of what the parts need: longer words before shorter ones, fewer before more."""
    options: list[Needs] = []
    literal = ""
    for operator, argument in items:
        if operator is code.LITERAL and argument not in PLACES:
            literal += chr(argument)
            continue
        options += [frozenset({literal})] * bool(literal)
        literal = ""
        if (needs := _of_part(operator, argument, lists)) is not None:
            options.append(needs)
    options += [frozenset({literal})] * bool(literal)
    return min(options, key=_cost, default=None)


def _cost(needs: Needs) -> tuple[bool, bool, int]:
    return any(len(word) < 2 for word in needs), all(word.isascii() for word in needs), len(needs)


def _of_part(operator: Any, argument: Any, lists: Sequence[Needs | None]) -> Needs | None:
    if operator is code.LITERAL:
        return _of_letter(argument, lists)
    if operator is code.SUBPATTERN:
        return _of_sequence(argument[3], lists)
    if operator is code.BRANCH:
        return _of_choice([_of_sequence(branch, lists) for branch in argument[1]])
    if operator in (code.MAX_REPEAT, code.MIN_REPEAT) and argument[0] > 0:
        return _of_sequence(argument[2], lists)
    if operator is code.IN:
        letters = [value for kind, value in argument if kind is code.LITERAL]
        return _of_choice([_of_letter(one, lists) for one in letters]) if len(letters) == len(argument) else None
    return None


def _of_letter(letter: int, lists: Sequence[Needs | None]) -> Needs | None:
    """A letter needs itself; one that stands for a list needs what the list needs."""
    return lists[letter - PLACES.start] if letter in PLACES else frozenset({chr(letter)})


def _of_choice(branches: Sequence[Needs | None]) -> Needs | None:
    known = [needs for needs in branches if needs is not None]
    needs: Needs = frozenset().union(*known)
    return needs if len(known) == len(branches) and len(needs) <= CHOICES_AT_MOST else None


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


def _parts(operator: Any, argument: Any) -> list[Any]:
    if operator in (code.MAX_REPEAT, code.MIN_REPEAT):
        return [argument[2]]
    if operator is code.SUBPATTERN:
        return [argument[3]]
    if operator is code.BRANCH:
        return list(argument[1])
    return [argument[1]] if operator in (code.ASSERT, code.ASSERT_NOT) else []
