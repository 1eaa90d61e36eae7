"""Character n-grams of texts as numbers: how something is worded, in Chinese and English alike, without a word list.

A gram is hashed into one of `BUCKETS` buckets (Weinberger et al., "Feature hashing", 2009). Chinese is read in grams of
one to four characters, Latin letters in three to six; a blank stands before and behind each text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 19
HAN_LENGTHS = range(1, 5)
LATIN_LENGTHS = range(3, 7)
LENGTHS = range(1, 7)
LATIN_END = 0x250
"""The first code point behind the Latin letters; digits and ASCII marks count as Latin."""

MULTIPLIER = np.uint32(2_654_435_761)
"""Knuth's multiplicative hashing: 2**32 divided by the golden ratio."""

SHIFT = np.uint32(15)

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Grams:
    """The grams of texts, text by text: bucket, number of the text, and ``[start, end)`` there."""

    buckets: NDArray[np.uint32]
    texts: Places
    starts: Places
    ends: Places


def grams(texts: Sequence[str]) -> Grams:
    """All grams of texts in lower case."""
    padded = [f" {text.lower()} " for text in texts]
    codes = np.frombuffer("".join(padded).encode("utf-32-le"), dtype=np.uint32)
    lengths = np.array([len(text) for text in padded], dtype=np.int64)
    owners = np.repeat(np.arange(len(padded)), lengths)
    buckets, places, sizes = (
        np.concatenate(parts) for parts in zip(*(_of_length(codes, owners, length) for length in LENGTHS), strict=True)
    )
    order = np.argsort(places, kind="stable")
    buckets, places, sizes = buckets[order], places[order], sizes[order]
    texts_of = owners[places]
    first = places - (np.cumsum(lengths) - lengths)[texts_of] - 1
    return Grams(buckets, texts_of, np.maximum(first, 0), np.minimum(first + sizes, lengths[texts_of] - 2))


def _of_length(codes: NDArray[np.uint32], owners: Places, length: int) -> tuple[NDArray[np.uint32], Places, Places]:
    """Bucket, place and length of the grams of one length; those of Latin letters are long, the others short."""
    count = max(len(codes) - length + 1, 0)
    latin = codes < LATIN_END
    hashed = np.full(count, length, dtype=np.uint32)
    plain = np.ones(count, dtype=np.bool_)
    for at in range(length):
        hashed = (hashed ^ codes[at : at + count]) * MULTIPLIER
        hashed ^= hashed >> SHIFT
        plain &= latin[at : at + count]
    wanted = plain if length in LATIN_LENGTHS else np.zeros(count, dtype=np.bool_)
    wanted |= ~plain if length in HAN_LENGTHS else False
    kept = np.flatnonzero(wanted & (owners[:count] == owners[length - 1 :]))
    return hashed[kept] & np.uint32(BUCKETS - 1), kept, np.full(len(kept), length)
