"""Orders as arrays: who, when, how much. One customer's history and a shop's whole file have the same shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ..conversation import Purchase

EPOCH = datetime(1970, 1, 1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders by customer, each customer's in order of time.

    ``customer`` counts from 0 and has no holes; ``at`` is in days since 1970 on the shop's clock; ``amount``,
    ``discount`` (what was taken off) and ``refunded`` are in one currency. Where nothing tells discounts they are NaN.
    """

    customer: NDArray[np.int64]
    at: NDArray[np.float64]
    amount: NDArray[np.float64]
    discount: NDArray[np.float64]
    refunded: NDArray[np.float64]

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where each customer's orders begin."""
        return np.flatnonzero(np.r_[True, self.customer[1:] != self.customer[:-1]])

    def until(self, day: float) -> tuple["Orders", NDArray[np.int64]]:
        """What had been ordered before ``day``, and the customers that it tells of, by their numbers here."""
        kept = self.at < day
        known, again = np.unique(self.customer[kept], return_inverse=True)
        return Orders(again, self.at[kept], self.amount[kept], self.discount[kept], self.refunded[kept]), known


def of_history(history: "Sequence[Purchase]", clock: tzinfo | None) -> Orders:
    """The orders of one customer."""
    ordered = sorted(history, key=lambda purchase: purchase.at)
    return Orders(
        np.zeros(len(ordered), np.int64),
        np.array([days(purchase.at, clock) for purchase in ordered], float),
        np.array([purchase.amount for purchase in ordered], float),
        np.array([np.nan if p.discount is None else p.discount for p in ordered], float),
        np.array([purchase.refunded for purchase in ordered], float),
    )


def days(at: datetime, clock: tzinfo | None = None) -> float:
    """A moment in days since 1970, on the clock of ``clock``."""
    return (at.astimezone(clock).replace(tzinfo=None) - EPOCH) / DAY if at.tzinfo else (at - EPOCH) / DAY
