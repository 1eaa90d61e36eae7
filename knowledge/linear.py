"""Linear classifiers over n-grams: small enough to ship, quick enough for every turn, able to say what moved them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .ngrams import Grams, grams

BUCKETS = 1 << 17
"""Buckets of grams that are told apart: few, for few labels; a power of two."""

Scores = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class LinearHeads:
    """One logistic regression a label over the grams of a text.

    ``weights`` (buckets x labels) are whole numbers, to be multiplied by ``scales``; a gram counts by one over the
    square root of the number of grams in its text. From the log-odds ``thresholds`` on a label is said.
    """

    labels: tuple[str, ...]
    weights: NDArray[np.int8]
    scales: Scores
    biases: Scores
    thresholds: Scores

    @classmethod
    def load(cls, path: Path) -> "LinearHeads":
        """The heads that `save` wrote."""
        with np.load(path) as data:
            weights = np.zeros((BUCKETS, len(data["labels"])), dtype=np.int8)
            weights[data["buckets"]] = data["weights"]
            rest = (data[name] for name in ("scales", "biases", "thresholds"))
            return cls(tuple(data["labels"].tolist()), weights, *rest)

    def save(self, path: Path) -> None:
        """Write the heads; buckets that no label uses are left out."""
        used = np.flatnonzero(self.weights.any(axis=1)).astype(np.int32)
        np.savez_compressed(
            path,
            labels=np.array(self.labels),
            buckets=used,
            weights=self.weights[used],
            scales=self.scales,
            biases=self.biases,
            thresholds=self.thresholds,
        )

    def read(self, texts: Sequence[str]) -> "Read":
        """The texts with everything needed to say what a label rests on."""
        found = grams(texts)
        weights = self.weights[found.buckets % BUCKETS]
        ends = np.searchsorted(found.texts, np.arange(len(texts) + 1))
        totals = np.zeros((len(weights) + 1, len(self.labels)), dtype=np.int32)
        np.cumsum(weights, axis=0, out=totals[1:])
        roots = np.sqrt(np.diff(ends).clip(1))[:, None]
        sums = np.diff(totals[ends], axis=0) * self.scales / roots + self.biases
        return Read(found, weights, sums.astype(np.float32))


@dataclass(frozen=True, eq=False)
class Read:
    """Texts as the heads read them: the log-odds of each label (column) for each text (row).

    ``weights`` says how far each gram moved each label, as whole numbers.
    """

    grams: Grams
    weights: NDArray[np.int8]
    log_odds: Scores

    def weights_within(self, text: int, label: int, spans: Sequence[tuple[int, int]]) -> list[int]:
        """How far the grams that begin within each ``[start, end)`` of a text moved a label."""
        first, last = np.searchsorted(self.grams.texts, [text, text + 1])
        totals = np.zeros(last - first + 1, dtype=np.int64)
        np.cumsum(self.weights[first:last, label], out=totals[1:])
        edges = np.searchsorted(self.grams.starts[first:last], np.array(spans).reshape(-1, 2))
        return [int(weight) for weight in totals[edges[:, 1]] - totals[edges[:, 0]]]
