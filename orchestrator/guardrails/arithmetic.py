"""Amounts that follow from facts by plain arithmetic: several at a price, what a threshold lacks, what is saved.

Each kind of sum answers one role of an amount, and is asked for by the words of that role (arithmetic needs 两件, 一共,
还差, 省): 258 is the price of two, never of one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, permutations
from typing import NamedTuple

from ..facts import Fact, Price, Promotion

PIECES_AT_MOST = 10
PRICES_AT_MOST = 12
KINDS_AT_MOST = 4
CENT = Decimal("0.01")
SECOND = re.compile(r"第[二2两]|\b(?:second|2nd)\b")


class Sum(NamedTuple):
    """The fact that settles a sum, its result, the sum as one writes it, and the currency."""

    fact: Fact
    total: Decimal
    shown: str
    currency: str


def several(prices: Sequence[Price], pieces: Iterable[int]) -> Iterator[Sum]:
    """So many at a price: 258 = 2 × 129."""
    for price in prices:
        for count in pieces:
            yield times(Sum(price, price.amount, f"{price.amount:f}", price.currency), count)


def times(base: Sum, count: int) -> Sum:
    """So many times a sum."""
    return base._replace(total=base.total * count, shown=f"{count} × {base.shown}") if count > 1 else base


def together(prices: Sequence[Price], pieces: Sequence[int]) -> Iterator[Sum]:
    """One of each: 208 = 129 + 79."""
    some = [price for price in prices if price.currency == prices[0].currency][:PRICES_AT_MOST]
    for size in {2, len(some)} & set(pieces or (2, len(some))):
        for group in combinations(some, size):
            shown = " + ".join(f"{price.amount:f}" for price in group)
            yield Sum(group[0], sum((price.amount for price in group), Decimal(0)), shown, group[0].currency)


def mixed(fact: Fact, amounts: Sequence[Decimal], pieces: Sequence[int], currency: str) -> Iterator[Sum]:
    """So many of each kind that one fact prices: 406 = 3 × 89 + 1 × 139."""
    if 1 < len(pieces) == len(amounts) <= KINDS_AT_MOST:
        for prices in permutations(amounts):
            parts = [(count, price) for count, price in zip(pieces, prices, strict=True)]
            shown = " + ".join(f"{count} × {price:f}" for count, price in parts)
            yield Sum(fact, sum((count * price for count, price in parts), Decimal(0)), shown, currency)


def lacking(bases: Iterable[Sum], promotions: Sequence[Promotion]) -> Iterator[Sum]:
    """What a threshold still lacks: 42 = 300 - 2 × 129."""
    for base, one in _pairs(bases, promotions):
        if one.threshold is not None and base.total < one.threshold:
            yield Sum(one, one.threshold - base.total, f"{one.threshold:f} - {base.shown}", one.currency)


def reduced(bases: Iterable[Sum], promotions: Sequence[Promotion]) -> Iterator[Sum]:
    """What is left to pay when an offer applies: 337 = 3 × 129 - 50."""
    for base, one in _pairs(bases, promotions):
        if base.total < (one.threshold or 0):
            continue
        if one.amount is not None and one.amount < base.total:
            yield Sum(one, base.total - one.amount, f"{base.shown} - {one.amount:f}", one.currency)
        if one.percent is not None:
            left = (base.total * (100 - one.percent) / 100).quantize(CENT)
            yield Sum(one, left, f"{base.shown} × {100 - one.percent:f}%", base.currency)


def with_second_reduced(prices: Sequence[Price], promotions: Sequence[Promotion]) -> Iterator[Sum]:
    """Two, the second of them cheaper: 88.50 = 59 + 59 × 50%."""
    for price in prices:
        for one in promotions:
            if one.percent is not None and SECOND.search(one.text.lower()):
                second = (price.amount * (100 - one.percent) / 100).quantize(CENT)
                yield Sum(one, price.amount + second, f"{price.amount:f} + {second:f}", price.currency)


def saved(bases: Iterable[Sum], promotions: Sequence[Promotion]) -> Iterator[Sum]:
    """What a percentage takes off: 25.80 = 129 × 20%."""
    for base, one in _pairs(bases, promotions):
        if one.percent is not None and base.total >= (one.threshold or 0):
            off = (base.total * one.percent / 100).quantize(CENT)
            yield Sum(one, off, f"{base.shown} × {one.percent:f}%", base.currency)


def _pairs(bases: Iterable[Sum], promotions: Sequence[Promotion]) -> Iterator[tuple[Sum, Promotion]]:
    """A percentage has no currency of its own; an amount is taken off its own currency only."""
    for base in bases:
        for one in promotions:
            if one.percent is not None or base.currency in ("", one.currency):
                yield base, one
