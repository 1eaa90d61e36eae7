"""What stands around a claim: its clause, its sentence and the sentence before, and nothing further.

The gate of a stream sends sentence by sentence, so a verdict may never look ahead of its sentence. Whatever is asked of
a sentence is worked out once: a draft may hold hundreds of amounts in one.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from .amounts import Amount, Words, amounts, segment
from .inspection import Inspection
from .numerals import FIGURE, number
from .sentences import Span

LONGEST = 600
"""Nobody looks farther back for a condition than this, however long the sentence."""

PAIR = re.compile(r"\b(?:both|pair)\b|一对|俩")


@dataclass(frozen=True)
class Scene:
    """A sentence with the one before it."""

    text: str
    amounts: tuple[Amount, ...]
    words: Words
    _has: dict[str, bool] = field(default_factory=dict)

    def says(self, group: str) -> bool:
        """Whether a group of words stands in it."""
        if group not in self._has:
            self._has[group] = bool(self.words[group].search(self.text))
        return self._has[group]

    def meets(self, threshold: Decimal) -> bool:
        """Whether the amount from which an offer applies is told, or a sum that reaches it, or what it lacks."""
        return threshold in self._thresholds or self._reached >= threshold or self._lacks

    @cached_property
    def _thresholds(self) -> frozenset[Decimal]:
        return frozenset(amount.low for amount in self.amounts if amount.role == "threshold")

    @cached_property
    def _reached(self) -> Decimal:
        paid = [one.low for one in self.amounts if one.role in ("plain", "price", "total", "paid", "after")]
        return max(paid, default=Decimal(0))

    @cached_property
    def _lacks(self) -> bool:
        return any(one.role == "lacking" for one in self.amounts)

    @cached_property
    def pieces(self) -> tuple[int, ...]:
        """The numbers of pieces it names."""
        return pieces_in(self.text, self.words)


class Surroundings:
    """The amounts of a text and the scenes they stand in."""

    def __init__(self, case: Inspection, words: Words) -> None:
        self.text, self.words = case.text, words
        self._sentences = case.sentences
        self.amounts: Sequence[Amount] = amounts(case.text, words)
        self._at = [amount.start for amount in self.amounts]
        self._scenes: dict[Span, Scene] = {}

    def scene(self, at: int) -> Scene:
        """The sentence at a position and the one before it."""
        start, end = self._sentences.with_the_one_before(at)
        if end - start > LONGEST:
            return self._cut(max(start, at - LONGEST // 2), min(end, at + LONGEST // 2))
        if (start, end) not in self._scenes:
            self._scenes[start, end] = self._cut(start, end)
        return self._scenes[start, end]

    def _cut(self, start: int, end: int) -> Scene:
        inside = self.amounts[bisect_left(self._at, start) : bisect_left(self._at, end)]
        return Scene(self.text[start:end], tuple(inside), self.words)

    def clause(self, at: int) -> tuple[int, int]:
        """Where the stretch between two commas begins and ends."""
        return segment(self.text, at)


def pieces_in(text: str, words: Mapping[str, re.Pattern[str]]) -> tuple[int, ...]:
    """How many pieces a text speaks of: 两件, for two, both."""
    counts: list[int] = []
    for found in words["pieces"].finditer(text):
        if PAIR.search(found[0]):
            counts.append(2)
        elif (figure := FIGURE.search(found[0])) and (value := number(figure[0])) is not None and value == int(value):
            counts.append(int(value))
    return tuple(counts)
