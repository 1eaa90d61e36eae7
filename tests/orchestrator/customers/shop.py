"""Orders that tests are made of."""

import numpy as np

from huashu.orchestrator.customers.orders import Orders

NOW = 20_000.5
"""Noon of a day, in days since 1970."""


def orders(*customers: list[tuple[float, float]], refunded: float = 0.0) -> Orders:
    """Each customer as (days ago, amount), in any order; ``refunded`` is the share that was paid back."""
    rows = [
        (number, NOW - ago, amount)
        for number, history in enumerate(customers)
        for ago, amount in sorted(history, reverse=True)
    ]
    who, at, amount = (np.array(column) for column in zip(*rows, strict=True))
    amount = amount.astype(float)
    return Orders(who.astype(np.int64), at.astype(float), amount, np.full(len(who), np.nan), amount * refunded)
