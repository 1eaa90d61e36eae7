"""Which offer a claim speaks of, by the terms or the words that its sentence or the one before names."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..facts import Price, Promotion
from .inspection import Inspection, Time
from .numerals import NUMERAL, number
from .offers import percent_off
from .sentences import Span

Offer = Promotion | Price

SHARE = re.compile(
    r"\d+(?:\.\d+)?\s*(?:%|％|per ?cent)|(?:\d+(?:\.\d)?|[一二三四五六七八九]{1,2})折|半价|half[ -]price"
)
REDUCED = re.compile(r"减|省|便宜|优惠|券|抵|\boff\b|\bsave|discount|voucher|coupon")


class Mentions:
    """Where a text names an offer by its terms (满300减50, 八折, £10 off) or by the words of its fact."""

    def __init__(self, case: Inspection, offers: Sequence[Offer], times: Sequence[Time]) -> None:
        self._case = case
        self._named = sorted(_named(case, offers, times), key=lambda pair: pair[0])
        self._starts = [start for start, _ in self._named]

    def meant(self, at: int, passage: Span, sentence_end: int) -> list[Offer]:
        """The offers a claim speaks of: its clause's, else the last named before it, else the next in its sentence."""
        clause = self._case.clause(at)
        first, behind = bisect_left(self._starts, clause.start), bisect_left(self._starts, clause.end)
        if first < behind:
            return [offer for _, offers in self._named[first:behind] for offer in offers]
        if first and self._starts[first - 1] >= passage[0]:
            return self._named[first - 1][1]
        return self._named[behind][1] if behind < len(self._starts) and self._starts[behind] < sentence_end else []


def _named(case: Inspection, offers: Sequence[Offer], times: Sequence[Time]) -> Iterator[tuple[int, list[Offer]]]:
    """The clauses that name offers, by where they begin."""
    names = {backing.fact.id: backing.quote for backing in case.backing}
    for start, numbers in _figures(case, times).items():
        words = case.clause(start).text
        shares = {percent_off(found[0]) for found in SHARE.finditer(words)}
        named = [offer for offer in offers if _has_terms(offer, numbers, shares, reduced=bool(REDUCED.search(words)))]
        if named:
            yield start + len(words) - len(words.lstrip()), named
    for offer in offers:
        name = names.get(offer.id, "")
        at = case.text.find(name) if name else -1
        if at >= 0:
            yield case.clause(at).start, [offer]


def _figures(case: Inspection, times: Sequence[Time]) -> dict[int, set[Decimal | None]]:
    """The numbers of each clause that has some, without those of days and hours."""
    starts = [time.start for time in times]
    clauses: dict[int, set[Decimal | None]] = {}
    for found in NUMERAL.finditer(case.text):
        before = bisect_right(starts, found.start()) - 1
        if before < 0 or times[before].end <= found.start():
            clauses.setdefault(case.clause(found.start()).start, set()).add(number(found[0]))
    return clauses


def _has_terms(offer: Offer, numbers: set[Decimal | None], shares: set[Decimal | None], *, reduced: bool) -> bool:
    if isinstance(offer, Price):
        return offer.amount in numbers
    if offer.percent is not None:
        return offer.percent in shares
    if offer.amount is None or offer.amount not in numbers:
        return False
    return offer.threshold in numbers if offer.threshold is not None else reduced
