"""Groups of phrases as rules name them, with lists of words that several phrases share."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from huashu.knowledge.cues import phrase_pattern

from .beginnings import First, first_of, of_any, tried_there
from .needs import PLACES, Need, needs_of, of_choice, rarest

LIST = re.compile(r"(?<!\?P)<([a-z_]+)>")
"""Where a phrase names a list of words: <courier>."""

PLAIN = re.compile(r"[\w' -]+")
"""A phrase without choices or gaps needs its longest word and begins with its first letter; most words are such."""


class Lists:
    """Named lists of words that phrases may use; a list may name those before it."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._words = tuple(lists.values())
        self._choices: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._needs: list[Need | None] = []
        self._firsts: dict[int, First] = {}
        for place, (name, words) in zip(PLACES, lists.items(), strict=False):
            self._needs.append(of_choice([rarest(self.needs(word)) for word in words]))
            self._places[name] = chr(place)
            self._choices[name] = f"(?:{'|'.join(map(self.expanded, words))})"

    def expanded(self, phrase: str) -> str:
        """The phrase with a choice of words for each list that it names."""
        return LIST.sub(lambda found: self._choices[found[1]], phrase)

    def pattern(self, phrase: str) -> str:
        """The phrase as a pattern that is tried only where it may begin."""
        return tried_there(phrase_pattern(self.expanded(phrase)), self.first(phrase))

    def needs(self, phrase: str) -> tuple[Need, ...]:
        """What a text must hold for the phrase to match, the rarest first; nothing when it may match anything."""
        if PLAIN.fullmatch(phrase):
            return (frozenset({max(phrase.split(), key=len)}),)
        return needs_of(self._with_places(phrase), self._needs)

    def first(self, phrase: str) -> First:
        """The characters with which what the phrase matches may begin."""
        if PLAIN.fullmatch(phrase):
            return frozenset({re.escape(phrase[0])})
        return first_of(self._with_places(phrase), self._first_of_list)

    def _first_of_list(self, at: int) -> First:
        """Worked out when a phrase that begins with the list is made: most are never tried."""
        if at not in self._firsts:
            self._firsts[at] = of_any([self.first(word) for word in self._words[at]])
        return self._firsts[at]

    def _with_places(self, phrase: str) -> str:
        return phrase_pattern(LIST.sub(lambda found: self._places[found[1]], phrase))


NO_LISTS = Lists({})


def apart(found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Of matches in order those that do not overlap one before."""
    end = 0
    for match in found:
        if match.start() >= end:
            end = match.end()
            yield match


class Phrases:
    """One group of a rule's words. It is searched like a pattern; matches of one group do not overlap."""

    def __init__(self, phrases: Sequence[str], lists: Lists = NO_LISTS) -> None:
        self.phrases, self._lists = tuple(phrases), lists
        self._made: dict[int, re.Pattern[str]] = {}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All phrases as one pattern."""
        any_of_them = "|".join(phrase_pattern(self._lists.expanded(one)) for one in self.phrases)
        first = of_any([self._lists.first(one) for one in self.phrases])
        return re.compile(tried_there(any_of_them, first), re.MULTILINE)

    def single(self, at: int) -> re.Pattern[str]:
        """One of the phrases as a pattern, made when it is first asked for."""
        if at not in self._made:
            self._made[at] = re.compile(self._lists.pattern(self.phrases[at]), re.MULTILINE)
        return self._made[at]

    @property
    def patterns(self) -> Iterator[re.Pattern[str]]:
        """Each phrase by itself."""
        return map(self.single, range(len(self.phrases)))

    @cached_property
    def needs(self) -> tuple[tuple[Need, ...], ...]:
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

    def overlapping(self, text: str, chosen: Collection[int]) -> list[re.Match[str]]:
        """All matches of some of the phrases, in the order of their places and of the phrases."""
        found = [
            (match, at) for at in chosen for match in self.single(at).finditer(text) if match.end() > match.start()
        ]
        return [match for match, _ in sorted(found, key=lambda pair: (pair[0].start(), pair[1]))]
