"""Teaching of `Leanings`: one logistic regression a strategy, from turns for which leads named those they accept.

The turns are read by heads that have not seen their industry: what is learned has to hold for readings that err as
often as those of a new customer do.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huashu.knowledge.taxonomy import STRATEGIES
from huashu.orchestrator.leanings import Leanings, spread

Matrix = NDArray[np.float64]

MET = 5
"""A trait counts when it was met in so many turns, and not in all."""

PENALTY = 10.0
"""How much is paid for a weight; of 3, 10 and 30, 10 chose best in industries that were held out."""

ENOUGH = 100
"""From so few turns nothing is learned."""

ROUNDS = 150


@dataclass(frozen=True, eq=False)
class Choices:
    """Turns (rows): their traits, the raw scores of the heads, the strategies that a lead accepts, their industries."""

    traits: Sequence[frozenset[str]]
    scores: Matrix
    accepted: Matrix
    groups: NDArray[np.str_]

    def __len__(self) -> int:
        """How many turns."""
        return len(self.traits)

    def without(self, industry: str) -> "Choices":
        """Those of the other industries."""
        others = self.groups != industry
        traits = [row for row, other in zip(self.traits, others, strict=True) if other]
        return Choices(traits, self.scores[others], self.accepted[others], self.groups[others])


def learn_leanings(choices: Choices) -> Leanings | None:
    """What leads lean to; ``None`` when too few turns name what they accept."""
    if len(choices) < ENOUGH:
        return None
    traits = _met(choices.traits)
    means, deviations = spread(choices.scores)
    held = np.array([[float(one in row) for one in traits] for row in choices.traits])
    weights = _fitted(np.hstack([held, (choices.scores - means) / deviations]), choices.accepted)
    return Leanings.made(STRATEGIES, traits, choices.scores, weights)


def _met(rows: Sequence[frozenset[str]]) -> tuple[str, ...]:
    counts = Counter(one for row in rows for one in row)
    return tuple(sorted(one for one, count in counts.items() if MET <= count < len(rows)))


def _fitted(known: Matrix, accepted: Matrix) -> Matrix:
    """The weights that make what was accepted likeliest, the large ones paid for; the last row are the biases."""
    from scipy.optimize import minimize

    shape = known.shape[1] + 1, accepted.shape[1]

    def cost(flat: Matrix) -> tuple[float, Matrix]:
        weights = flat.reshape(shape)
        odds = known @ weights[:-1] + weights[-1]
        apart = 1 / (1 + np.exp(-odds)) - accepted
        slope = np.vstack([known.T @ apart + PENALTY * weights[:-1], apart.sum(axis=0)[None]])
        loss = (np.logaddexp(0, odds) - accepted * odds).sum() + PENALTY / 2 * (weights[:-1] ** 2).sum()
        return float(loss), slope.ravel()

    start = np.zeros(shape)
    share = (accepted.sum(axis=0) + 0.5) / (len(accepted) + 1)
    start[-1] = np.log(share / (1 - share))
    found = minimize(cost, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return np.asarray(found.x.reshape(shape))
