"""What is charged for each: a head, a night, a month; and what that makes for several, or for the month of a year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..facts import Fact
from .amounts import Amount, Words
from .arithmetic import CENT, Sum, mixed, times

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Mention:
    """An amount that a fact's words name, with the sentence of the fact it stands in."""

    fact: Fact
    amount: Amount
    part: str


def charged(charges: Sequence[Mention], counts: Sequence[int], clause: str, words: Words) -> Iterator[Sum]:
    """每人2680元 makes 5360 for two; 120 a year are 10 a month."""
    by_month, by_year = (bool(words[name].search(clause)) for name in ("monthly", "yearly"))
    for one in charges:
        total = one.amount.low
        base = Sum(one.fact, total, f"{total:f}", one.amount.currency)
        if words["rate"].search(one.part):
            yield from (times(base, count) for count in counts)
        if by_month and words["yearly"].search(one.part):
            yield base._replace(total=(total / MONTHS).quantize(CENT), shown=f"{base.shown} / {MONTHS}")
        if by_year and words["monthly"].search(one.part):
            yield times(base, MONTHS)


def all_kinds(charges: Sequence[Mention], counts: Sequence[int]) -> Iterator[Sum]:
    """三台挂机加一台柜机: each count at one of the prices that a fact gives."""
    for _, group in groupby(charges, key=lambda charge: charge.fact.id):
        priced = list(group)
        first = priced[0]
        yield from mixed(first.fact, [one.amount.low for one in priced], counts, first.amount.currency)
