"""Amounts that follow from facts by plain arithmetic: several at a price, what a threshold lacks, what is saved."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..facts import Fact, Price, Promotion

PIECES_AT_MOST = 10


def follows(value: tuple[Decimal, str], facts: Sequence[Fact]) -> tuple[Fact, str] | None:
    """The fact and the sum that give the amount, if any: 258 = 2 × 129, 42 = 300 - 2 × 129, 337 = 3 × 129 - 50.

    ``value`` is the amount with its currency, which is empty where the text names none.
    """
    amount, currency = value
    found = ((fact, sum_) for fact, total, sum_ in _sums(facts) if total == amount)
    return next((pair for pair in found if currency in ("", pair[0].currency)), None)


def _sums(facts: Sequence[Fact]) -> Iterator[tuple[Price | Promotion, Decimal, str]]:
    prices = [fact for fact in facts if isinstance(fact, Price)]
    promotions = [fact for fact in facts if isinstance(fact, Promotion)]
    for price in prices:
        if price.was is not None and price.was_basis:
            yield price, price.was - price.amount, f"{price.was:f} - {price.amount:f}"
        for pieces in range(2, PIECES_AT_MOST + 1):
            yield price, price.amount * pieces, f"{pieces} × {price.amount:f}"
        for promotion in promotions:
            if promotion.currency == price.currency:
                yield from _with_promotion(price, promotion)


def _with_promotion(price: Price, promotion: Promotion) -> Iterator[tuple[Price | Promotion, Decimal, str]]:
    for pieces in range(1, PIECES_AT_MOST + 1):
        total = price.amount * pieces
        shown = f"{pieces} × {price.amount:f}" if pieces > 1 else f"{price.amount:f}"
        if promotion.threshold is not None and total < promotion.threshold:
            yield promotion, promotion.threshold - total, f"{promotion.threshold:f} - {shown}"
        elif promotion.amount is not None:
            yield promotion, total - promotion.amount, f"{shown} - {promotion.amount:f}"
        if promotion.percent is not None and total >= (promotion.threshold or 0):
            yield promotion, total * (100 - promotion.percent) / 100, f"{shown} × {100 - promotion.percent:f}%"
