"""What orders say of each customer: recency, frequency, monetary value, rhythm, change. S2 02 (RFM, anomalies).

A measure is an array with one number a customer; NaN is "not known", and no condition holds of it.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .orders import Orders

Numbers = NDArray[np.float64]
Measures = Mapping[str, Numbers]
RHYTHM = 2
"""Pauses between order days that it takes to speak of a rhythm."""

OWN_USUAL = 3
"""Earlier orders that it takes to call one unusual."""


def measure(orders: Orders, now: float, window: int, recent: int) -> dict[str, Numbers]:
    """Every measure but the scores. ``now`` is in days since 1970; ``window`` and ``recent`` are in days."""
    starts = orders.starts
    lasts = np.r_[starts[1:], len(orders.at)] - 1
    age = np.floor(now) - np.floor(orders.at)
    counted = _counted(orders, age, len(starts), window, recent)
    since = {
        "recency_days": age[lasts],
        "first_days": age[starts],
        "usual_gap_days": _usual_gap(orders, len(starts)),
        "last_order_times": _last_order_times(orders, starts, lasts),
    }
    return counted | since | _compared(counted, since, recent)


def _counted(orders: Orders, age: Numbers, count: int, window: int, recent: int) -> dict[str, Numbers]:
    """Orders and money, in all and by time."""

    def total(values: Numbers, where: NDArray[np.bool_] | bool = True) -> Numbers:
        weights = np.where(where, values, 0.0)
        return np.asarray(np.bincount(orders.customer, weights=weights, minlength=count), float)

    kept, ones = orders.amount - orders.refunded, np.ones(len(age))
    lately, earlier = age < recent, (age >= recent) & (age < 2 * recent)
    return {
        "orders": total(ones),
        "frequency": total(ones, age < window),
        "spent": total(kept, age < window),
        "average_order": total(orders.amount) / total(ones),
        "recent_spent": total(kept, lately),
        "before_spent": total(kept, earlier),
        "recent_orders": total(ones, lately),
        "before_orders": total(ones, earlier),
        "recent_refunds": total(ones, lately & (orders.refunded > 0)),
        "discount_share": _share(total(orders.discount), total(orders.amount + orders.discount)),
    }


def _compared(counted: Measures, since: Measures, recent: int) -> dict[str, Numbers]:
    """Change and rhythm; of somebody not known for both spans no change is known."""
    known = since["first_days"] >= 2 * recent - 1
    before, lately = (np.where(known, counted[name], np.nan) for name in ("before_spent", "recent_spent"))
    return {
        "overdue": since["recency_days"] / since["usual_gap_days"],
        "drop": _share(before - lately, before),
        "rise": _share(lately, before),
        "refund_share": _share(counted["recent_refunds"], counted["recent_orders"]),
    }


def _share(part: Numbers, whole: Numbers) -> Numbers:
    """A part of a whole; of nothing there is no share."""
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0))


def _usual_gap(orders: Orders, count: int) -> Numbers:
    """The middle pause between days with an order; several orders of one day are one visit."""
    day, who = np.floor(orders.at), orders.customer
    pause = np.diff(day)
    same = (who[1:] == who[:-1]) & (pause > 0)
    return _medians(who[1:][same], pause[same], count, at_least=RHYTHM)


def _last_order_times(orders: Orders, starts: NDArray[np.int64], lasts: NDArray[np.int64]) -> Numbers:
    """The last order in the customer's usual ones: how many times the median of those before it."""
    before = np.ones(len(orders.at), bool)
    before[lasts] = False
    usual = _medians(orders.customer[before], orders.amount[before], len(starts), at_least=OWN_USUAL)
    return _share(orders.amount[lasts], np.nan_to_num(usual))


def _medians(who: NDArray[np.int64], values: Numbers, count: int, at_least: int) -> Numbers:
    """The median of each customer's values (the upper of two middles); NaN where there are fewer than ``at_least``."""
    order = np.lexsort((values, who))
    sizes = np.bincount(who, minlength=count)
    ends = np.cumsum(sizes)
    enough = sizes >= at_least
    middle = np.full(count, np.nan)
    middle[enough] = values[order][(ends - sizes + sizes // 2)[enough]]
    return middle
