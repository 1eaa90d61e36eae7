"""Classifiers over what a text means, how it is worded, and whatever else is known of it.

Regularised least squares (Rifkin, Yeo and Poggio, "Regularized Least-Squares Classification", 2003): a score for each
label is the sum of three parts. *Wording*: the n-grams that stand in the text, each with a weight. *Meaning*: how near
the text's vector lies to those of the examples it was taught, exp(-SPREAD · distance²). *Rest*: any other numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .ngrams import BUCKETS, Grams, grams

SPREAD = 0.8
"""How fast likeness falls off; vectors have length 1, so their squared distance lies between 0 and 4."""

FINE, COARSE = 127, 15
"""Steps of a number that is stored whole: errors of single grams cancel out in a sum, so few will do there."""

Numbers = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class KernelHeads:
    """One classifier a label. Texts are rows, labels columns.

    ``wording`` (grams x labels) are whole numbers, to be multiplied by ``scales``; ``rows`` says which row a bucket
    has, -1 for one that was not met in teaching. ``basis`` turns a vector into the few directions in which ``examples``
    differ most.
    """

    labels: tuple[str, ...]
    wording: NDArray[np.int8]
    scales: Numbers
    rows: NDArray[np.int32]
    basis: Numbers
    centre: Numbers
    examples: Numbers
    likeness: Numbers
    rest: Numbers

    def score(self, texts: Sequence[str], meanings: Numbers, rest: Numbers) -> Numbers:
        """How much speaks for each label of each text; about 1 where it holds, about 0 where it does not."""
        worded = np.stack([self._worded(text) for text in texts])
        near = nearness((meanings - self.centre) @ self.basis, self.examples, self._lengths)
        return np.asarray(worded + near @ self.likeness + rest @ self.rest, dtype=np.float32)

    @cached_property
    def _lengths(self) -> Numbers:
        return np.asarray((self.examples**2).sum(axis=1))

    def pull(self, found: Grams, length: int, label: str) -> Numbers:
        """How far each of ``length`` characters moves a label: weights of grams, spread over their characters."""
        column = self.labels.index(label)
        rows = self.rows[found.buckets]
        weights = np.where(rows < 0, 0, self.wording[rows, column]) / np.maximum(found.ends - found.starts, 1)
        starts, ends = (np.bincount(at.clip(0, length), weights, length + 1) for at in (found.starts, found.ends))
        return np.asarray(np.cumsum(starts - ends)[:-1], dtype=np.float32)

    def met(self, found: Grams) -> float:
        """Of the grams of a text, the share that was met in teaching."""
        return float((self.rows[np.unique(found.buckets)] >= 0).mean())

    def _worded(self, text: str) -> Numbers:
        rows = known_rows(grams([text]), self.rows)
        sums = self.wording[rows].sum(axis=0, dtype=np.int32)
        return np.asarray(sums * self.scales / np.sqrt(max(len(rows), 1)), dtype=np.float32)

    def packed(self) -> dict[str, NDArray[Any]]:
        """The heads as small arrays, for a file."""
        examples, far = whole_numbers(self.examples, FINE)
        return {
            "labels": np.array(self.labels),
            "buckets": np.flatnonzero(self.rows >= 0).astype(np.int32),
            "wording": self.wording,
            "scales": self.scales,
            "basis": self.basis.astype(np.float16),
            "centre": self.centre,
            "examples": examples,
            "far": far,
            "likeness": self.likeness.astype(np.float16),
            "rest": self.rest.astype(np.float16),
        }

    @classmethod
    def unpacked(cls, data: Mapping[str, NDArray[Any]]) -> "KernelHeads":
        """The heads that `packed` made small."""
        labels = tuple(data["labels"].tolist())
        examples = data["examples"] * data["far"]
        basis, likeness, rest = (data[name].astype(np.float32) for name in ("basis", "likeness", "rest"))
        rows = rows_of(data["buckets"])
        return cls(labels, data["wording"], data["scales"], rows, basis, data["centre"], examples, likeness, rest)


def nearness(some: NDArray[Any], others: NDArray[Any], squares: NDArray[Any]) -> NDArray[Any]:
    """How near some vectors (rows) lie to others (columns), whose squared lengths are ``squares``.

    1 for the same, towards 0 when far apart.
    """
    apart = (some**2).sum(axis=1)[:, None] + squares - 2 * some @ others.T
    return np.asarray(np.exp(-SPREAD * apart))


def rows_of(buckets: NDArray[Any]) -> NDArray[np.int32]:
    """Which row each bucket has, -1 for none; ``buckets`` are those that have one, in the order of the rows."""
    rows = np.full(BUCKETS, -1, dtype=np.int32)
    rows[buckets] = np.arange(len(buckets), dtype=np.int32)
    return rows


def known_rows(found: Grams, rows: NDArray[np.int32]) -> NDArray[np.int32]:
    """The rows of a text's grams, each once, as far as they were met in teaching."""
    met = rows[np.unique(found.buckets)]
    return met[met >= 0]


def whole_numbers(values: NDArray[Any], steps: int) -> tuple[NDArray[np.int8], Numbers]:
    """Numbers as whole ones up to ``steps``, and what each column is to be multiplied by."""
    scales = np.abs(values).max(axis=0) / steps
    return np.rint(values / np.where(scales, scales, 1)).astype(np.int8), scales.astype(np.float32)
