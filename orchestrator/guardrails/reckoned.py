"""Amounts that a text reckons openly: 580 + 36 + 120 = 736, 2388 / 12 = 199, 2880 × 18 / 24 = 2160.

It reckons from what is known: amounts of facts and amounts told before that have a receipt, and the numbers of lessons,
days or pieces that text, customer or facts name. What is reckoned from must stand in the passage, so that whoever reads
it can follow; an amount that only happens to be reachable is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import combinations

from ..facts import Fact
from .amounts import Amount
from .arithmetic import Sum
from .numerals import FIGURE, number

ROLES = ("plain", "price", "total", "after", "paid", "refund", "fee", "lacking", "reduction", "former")
KNOWN_AT_MOST, TOLD_AT_MOST, COUNTS_AT_MOST = 16, 8, 8
MANY, DEAREST = 1000, 1_000_000
TOGETHER = 4
"""So many amounts are added up at most."""

PER = (
    (Decimal(12), re.compile(r"月|\bmonth"), re.compile(r"年|\byear|\bannual")),
    (Decimal(365), re.compile(r"天|每日|\bday|\bdaily"), re.compile(r"年|\byear|\bannual")),
    (Decimal(30), re.compile(r"天|每日|\bday|\bdaily"), re.compile(r"月|\bmonth")),
    (Decimal(7), re.compile(r"天|每日|\bday|\bdaily"), re.compile(r"周|星期|\bweek")),
    (Decimal(52), re.compile(r"周|星期|\bweek"), re.compile(r"年|\byear|\bannual")),
)
"""A year in months, and so on, where the passage names the shorter and a passage or fact the longer."""

PLACES = tuple(Decimal(place) for place in ("0.01", "0.1", "1"))


@dataclass(frozen=True, slots=True)
class Known:
    """An amount that may be reckoned from, with its fact and currency."""

    value: Decimal
    fact: Fact
    currency: str


def numbers_in(text: str, amounts: Sequence[tuple[int, int]] = ()) -> list[Decimal]:
    """How many of something a text names, apart from its amounts."""
    found = (at for at in FIGURE.finditer(text) if not any(s < at.end() and at.start() < e for s, e in amounts))
    values = (number(at[0]) for at in found if not text.startswith(("%", "折"), at.end()))
    return list(dict.fromkeys(value for value in values if value is not None and 1 < value <= DEAREST))


@dataclass(frozen=True)
class Reckoning:
    """What an amount may be reckoned from: facts, amounts told before it, and numbers of things.

    ``numbers`` stand in the passage, ``elsewhere`` in facts or the customer's words. A number of the passage that a
    fact prices, or that is so many times one, is an amount too (前6天每天28，是168).
    """

    known: Sequence[Known]
    backed: Sequence[Known]
    numbers: Sequence[Decimal]
    elsewhere: Sequence[Decimal]
    percents: Sequence[Decimal]
    passage: str
    whole: str

    def backing(self, amount: Amount) -> tuple[Fact, str] | None:
        """The fact it is reckoned from, with the sum as one writes it."""
        if amount.role not in ROLES:
            return None
        for way in (self._sums, self._times, self._mixed, self._shares, self._reduced, self._per):
            for one in way():
                same = one.currency in ("", amount.currency) or not amount.currency
                if same and any(amount.meets(value) for value in _rounded(one.total)):
                    return one.fact, one.shown
        return None

    def ratio(self, off: Decimal) -> Fact | None:
        """The fact of two amounts of the passage, of which one is so many percent below the other."""
        pairs = ((high, low) for high in self.told for low in self.told if 0 < low.value < high.value)
        fits = (high.fact for high, low in pairs if abs(100 * (high.value - low.value) / high.value - off) < 1)
        return next(fits, None)

    @cached_property
    def counts(self) -> list[Decimal]:
        """Numbers of pieces, days, lessons in the passage."""
        prices = {one.value for one in self.known}
        return [value for value in self.numbers if value <= MANY and value not in prices][:COUNTS_AT_MOST]

    @cached_property
    def told(self) -> list[Known]:
        """Amounts that the passage tells, with or without a unit, each backed or so many times one that is."""
        prices = {one.value: one for one in reversed(self.known)}
        told = [*self.backed, *(prices[value] for value in self.numbers if value in prices)]
        for one in tuple(told):
            for count in self.counts:
                if (product := one.value * count) in self.numbers and count != one.value:
                    told.append(Known(product, one.fact, one.currency))
        return list({(one.value, one.currency): one for one in told}.values())[-TOLD_AT_MOST:]

    @cached_property
    def _from(self) -> list[Known]:
        return [*self.told, *self.known[:KNOWN_AT_MOST]]

    def _sums(self) -> Iterator[Sum]:
        """What was told, added up or taken from another known amount."""
        for size in range(1, TOGETHER):
            for some in combinations(self.told, size):
                total = sum((one.value for one in some), Decimal(0))
                shown = " + ".join(f"{one.value:f}" for one in some)
                if size > 1:
                    yield Sum(some[0].fact, total, shown, some[0].currency)
                for one in (other for other in self._from if other not in some and size < TOGETHER - 1):
                    yield Sum(one.fact, one.value + total, f"{one.value:f} + {shown}", one.currency)
                    yield Sum(one.fact, abs(one.value - total), f"{one.value:f} - ({shown})", one.currency)

    def _mixed(self) -> Iterator[Sum]:
        """One and so many of another: 80 + 2 × 32."""
        for one in self._from:
            for other in self._from:
                for count in self.counts if other.value != one.value else ():
                    shown = f"{one.value:f} + {count:f} × {other.value:f}"
                    yield Sum(one.fact, one.value + count * other.value, shown, one.currency)

    def _times(self) -> Iterator[Sum]:
        for one in self._from:
            for count in self.counts:
                yield Sum(one.fact, one.value * count, f"{count:f} × {one.value:f}", one.currency)
                yield Sum(one.fact, one.value / count, f"{one.value:f} / {count:f}", one.currency)
        for one in self.told:
            for count in self.elsewhere[:COUNTS_AT_MOST]:
                yield Sum(one.fact, one.value / count, f"{one.value:f} / {count:f}", one.currency)

    def _shares(self) -> Iterator[Sum]:
        """So many of so many: 2880 × 18 / 24."""
        for one in self._from:
            for whole in (*self.counts, *self.elsewhere[:COUNTS_AT_MOST]):
                for part in self.counts:
                    if part < whole:
                        shown = f"{one.value:f} × {part:f} / {whole:f}"
                        yield Sum(one.fact, one.value * part / whole, shown, one.currency)

    def _reduced(self) -> Iterator[Sum]:
        for one in self._from:
            for percent in self.percents:
                for share in (percent, 100 - percent):
                    yield Sum(one.fact, one.value * share / 100, f"{one.value:f} × {share:f}%", one.currency)

    def _per(self) -> Iterator[Sum]:
        for parts, shorter, longer in PER:
            if shorter.search(self.passage) and longer.search(self.whole):
                for one in self._from:
                    yield Sum(one.fact, one.value / parts, f"{one.value:f} / {parts:f}", one.currency)
                    yield Sum(one.fact, one.value * parts, f"{parts:f} × {one.value:f}", one.currency)


def _rounded(value: Decimal) -> Iterator[Decimal]:
    yield value
    for place in PLACES:
        yield value.quantize(place, ROUND_HALF_UP)
