"""What leads lean to in turns like this one: for each strategy how likely a lead accepts it.

One logistic regression a strategy, over the traits of a turn (`turn.traits`) and the raw scores of the heads; taught by
``huashu train readings`` from turns that name the strategies a lead accepts. The rules do not need it: they say what
has to be done and what must not be, it says what is usual.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huashu.knowledge.kernel import FINE, whole_numbers

Numbers = NDArray[np.float32]
PREFIX = "leanings."
"""What its arrays are called beside those of the heads."""


@dataclass(frozen=True, eq=False)
class Leanings:
    """One classifier a strategy: ``weights`` (traits, then scores x strategies), to be multiplied by ``scales``.

    ``means`` and ``deviations`` are those of the raw scores of the heads, in the order of their labels.
    """

    strategies: tuple[str, ...]
    traits: tuple[str, ...]
    means: Numbers
    deviations: Numbers
    weights: NDArray[np.int8]
    scales: Numbers
    biases: Numbers

    @classmethod
    def made(
        cls, strategies: tuple[str, ...], traits: tuple[str, ...], scores: NDArray[Any], weights: NDArray[Any]
    ) -> "Leanings":
        """Made small; the last row of ``weights`` are the biases, ``scores`` those of all turns that taught it."""
        whole, scales = whole_numbers(weights[:-1], FINE)
        means, deviations = spread(scores)
        return cls(strategies, traits, means, deviations, whole, scales, weights[-1].astype(np.float32))

    def likely(self, traits: Collection[str], scores: Numbers) -> dict[str, float]:
        """How likely a lead accepts each strategy in a turn with these traits and scores."""
        rows = sorted(self._rows[one] for one in traits if one in self._rows)
        of_traits = self.weights[rows].sum(axis=0, dtype=np.int32)
        of_scores = ((scores - self.means) / self.deviations) @ self.weights[len(self.traits) :]
        odds = (of_traits + of_scores) * self.scales + self.biases
        return dict(zip(self.strategies, (1 / (1 + np.exp(-odds))).tolist(), strict=True))

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {one: row for row, one in enumerate(self.traits)}

    def packed(self) -> dict[str, NDArray[Any]]:
        """As arrays, for the file of the heads."""
        named = {"strategies": np.array(self.strategies), "traits": np.array(self.traits)}
        numbers = {name: getattr(self, name) for name in ("means", "deviations", "weights", "scales", "biases")}
        return {f"{PREFIX}{name}": array for name, array in {**named, **numbers}.items()}

    @classmethod
    def unpacked(cls, data: Mapping[str, NDArray[Any]]) -> "Leanings | None":
        """What `packed` wrote; ``None`` of heads that nobody taught what leads accept."""
        if f"{PREFIX}weights" not in data:
            return None
        strategies, traits = (tuple(data[f"{PREFIX}{name}"].tolist()) for name in ("strategies", "traits"))
        numbers = (data[f"{PREFIX}{name}"] for name in ("means", "deviations", "weights", "scales", "biases"))
        return cls(strategies, traits, *numbers)


def spread(scores: NDArray[Any]) -> tuple[Numbers, Numbers]:
    """The mean and the deviation of each column, so that each weighs alike."""
    return scores.mean(axis=0).astype(np.float32), (scores.std(axis=0) + 1e-6).astype(np.float32)
