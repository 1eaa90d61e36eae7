"""What is charged for each: a head, a night, a month; and what that makes for several, or for the month of a year."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from ..facts import Fact
from .amounts import Words
from .arithmetic import CENT, Sum, mixed, times

MONTHS = 12


class Charge(NamedTuple):
    """An amount that a fact charges, and the part of the fact that says so."""

    fact: Fact
    amount: Decimal
    currency: str
    part: str


def charged(charges: Sequence[Charge], counts: Sequence[int], clause: str, words: Words) -> Iterator[Sum]:
    """每人2680元 makes 5360 for two; 120 a year are 10 a month."""
    by_month, by_year = (bool(words[name].search(clause)) for name in ("monthly", "yearly"))
    for one in charges:
        base = Sum(one.fact, one.amount, f"{one.amount:f}", one.currency)
        if words["rate"].search(one.part):
            yield from (times(base, count) for count in counts)
        if by_month and words["yearly"].search(one.part):
            yield base._replace(total=(one.amount / MONTHS).quantize(CENT), shown=f"{base.shown} / {MONTHS}")
        if by_year and words["monthly"].search(one.part):
            yield times(base, MONTHS)


def all_kinds(charges: Sequence[Charge], counts: Sequence[int]) -> Iterator[Sum]:
    """三台挂机加一台柜机: each count at one of the prices that a fact gives."""
    for fact, group in groupby(charges, key=lambda charge: charge.fact):
        priced = list(group)
        yield from mixed(fact, [one.amount for one in priced], counts, priced[0].currency)
