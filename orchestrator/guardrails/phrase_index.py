"""The index that says in one pass which of thousands of phrases a text can hold at all.

Every phrase has words without which it cannot match: 加微信 needs 微信 (or whatever its choices name). All such words
are looked for at once (Aho and Corasick, "Efficient string matching", 1975), and only the phrases that have all they
need are tried, as secret scanners do with keywords.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from ahocorasick_rs import AhoCorasick
from numpy.typing import NDArray

from .needs import Need
from .phrases import Phrases

Numbers = NDArray[np.int32]
ALWAYS = 0
"""The number of the need that every text meets."""

NEEDS = 4
"""How many needs of a phrase are looked at."""


@dataclass(frozen=True, eq=False)
class PhraseIndex:
    """The words to look for, who needs them, and the phrases by the identity of their group and their place in it.

    ``needs[i, j]`` is the need ``i`` of phrase ``j``; one that has fewer is filled up with a need that is always met.
    ``count`` needs are known.
    """

    automaton: AhoCorasick
    needs_by_word: tuple[Numbers, ...]
    needs: Numbers
    count: int
    phrases: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, groups: Iterable[Phrases]) -> "PhraseIndex":
        """The index of groups; a group is known by its identity."""
        numbers: dict[Need, int] = {frozenset(): ALWAYS}
        words: dict[str, list[int]] = {}
        phrases = [(group, at) for group in groups for at in range(len(group.phrases))]
        needs = np.full((NEEDS, len(phrases)), ALWAYS, dtype=np.int32)
        for phrase, (group, at) in enumerate(phrases):
            for row, need in enumerate(group.needs[at][:NEEDS]):
                needs[row, phrase] = numbers.setdefault(need, len(numbers))
        for need, number in numbers.items():
            for word in need:
                words.setdefault(word, []).append(number)
        places = tuple((id(group), at) for group, at in phrases)
        by_word = tuple(np.array(needed, dtype=np.int32) for needed in words.values())
        return cls(AhoCorasick(words), by_word, needs, len(numbers), places)

    def candidates(self, text: str) -> dict[int, list[int]]:
        """The phrases that may match, by group, in their order."""
        words = {word for word, _, _ in self.automaton.find_matches_as_indexes(text, overlapping=True)}
        met = np.zeros(self.count, dtype=np.bool_)
        met[ALWAYS] = True
        if words:
            met[np.concatenate([self.needs_by_word[word] for word in words])] = True
        found: dict[int, list[int]] = {}
        for phrase in np.flatnonzero(np.logical_and.reduce(met[self.needs])).tolist():
            group, at = self.phrases[phrase]
            found.setdefault(group, []).append(at)
        return found
