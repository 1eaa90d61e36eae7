"""Where sentences end: what a verdict may look at, and what leaves at once when a text is streamed."""

import re
from bisect import bisect_right
from collections.abc import Iterator

Span = tuple[int, int]

SENTENCE_END = re.compile(r"[。！!？?\n]+|(?<![Nn]o)(?<![DdMmSs][rst])(?<![Mm]rs)\.(?=\s)")
"""The marks that end a sentence; the full stop of "No. 12" does not.

Nor does a semicolon: what stands behind it often makes right what stands before it (快递丢了；我这就补发).
"""

AFTER = re.compile(r"[”’」』）)\"'\s]*")
"""Closing marks and blanks go with the sentence they follow."""

SET_APART = re.compile(r"\w[。！!？?；;\n.]")
"""A single character before the next mark: 最。后。一。天 is one word in disguise and leaves as one or not at all."""


class Sentences:
    """Where the sentences of a text begin and end. A verdict looks at one of them and the one before, never further."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in SENTENCE_END.finditer(text) if found.end() < len(text))]
        self._length = len(text)

    def __iter__(self) -> Iterator[Span]:
        """The sentences in order, each with its end mark."""
        return zip(self._starts, [*self._starts[1:], self._length], strict=True)

    def span(self, at: int) -> Span:
        """The sentence at a position."""
        return self._span(self._number(at))

    def before(self, at: int) -> Span:
        """The sentence before the one at a position; empty at the beginning."""
        number = self._number(at)
        return self._span(number - 1) if number else (0, 0)

    def with_the_one_before(self, at: int) -> Span:
        """The sentence at a position together with the one before."""
        number = self._number(at)
        return self._starts[max(0, number - 1)], self._span(number)[1]

    def _number(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def _span(self, number: int) -> Span:
        return self._starts[number], self._starts[number + 1] if number + 1 < len(self._starts) else self._length


def sentences(text: str) -> list[str]:
    """The text cut after each sentence that has surely ended; the last piece may still grow, and may be empty."""
    pieces, start = [], 0
    for end in _ends(text):
        pieces.append(text[start:end])
        start = end
    return [*pieces, text[start:]]


def _ends(text: str) -> Iterator[int]:
    """Where a sentence ends for sure: something else has begun behind it, and no characters are set apart by marks."""
    piece = 0
    for found in SENTENCE_END.finditer(text):
        after = AFTER.match(text, found.end())
        end = after.end() if after else found.end()
        set_apart = found.start() - piece <= 1 or SET_APART.match(text, end)
        piece = end
        if end + 1 < len(text) and not set_apart:
            yield end
