"""Where sentences end: what a verdict may look at, and what leaves at once when a text is streamed."""

import re
from collections.abc import Iterator

SENTENCE_END = re.compile(r"[。！!？?\n]+|(?<![Nn]o)(?<![DdMmSs][rst])(?<![Mm]rs)\.(?=\s)")
"""The marks that end a sentence; the full stop of "No. 12" does not.

Nor does a semicolon: what stands behind it often makes right what stands before it (快递丢了；我这就补发).
"""

AFTER = re.compile(r"[”’」』）)\"'\s]*")
"""Closing marks and blanks go with the sentence they follow."""

SET_APART = re.compile(r"\w[。！!？?；;\n.]")
"""A single character before the next mark: 最。后。一。天 is one word in disguise and leaves as one or not at all."""


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
