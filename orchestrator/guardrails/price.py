"""unsupported_price: an amount, a discount, a gift or "the lowest price" that no fact says.

An amount is compared as a number (九块九 is ¥9.90), in its role and with its condition: 50 off from 300 on is not 50
off, and the price of two is not the price. What follows from facts by plain arithmetic is told with its sum.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from ..facts import Fact, Order, Policy, Price, Promotion
from ..outcome import Finding, Receipt
from .amounts import HAN, Amount
from .clauses import SUPPOSED, polarity
from .freebies import free_backing, postage_backing
from .gifts import gift_backing
from .inspection import Backing, Inspection
from .ledger import RECENT, Claim, Ledger
from .measures import measures
from .offers import percent_off, same_terms
from .reckoned import Known, Reckoning, numbers_in
from .rules import Rule
from .surroundings import Scene, Surroundings
from .taken import Taken

GROUPS = ("lowest", "gift", "free_shipping", "free", "vague", "on_offer")
NEAR = 16
"""So many quotations before an amount may reach over it; facts rarely repeat one another."""

SAME_HAN, SAME_LATIN = 3, 10
"""So many characters behind an amount are no accident."""

PROMISES = ("reduction", "compensation", "refund")
Verdicts = Iterator[Finding | Receipt]


def unsupported_price(case: Inspection, rule: Rule) -> Verdicts:
    """Every offer, amount, percentage, gift and price comparison of the text, each with its receipt or a finding."""
    audit = Audit(case, rule)
    for check in (audit.offers, audit.percentages, audit.amounts, audit.words):
        yield from check()


class Audit:
    """The prices of one text held against the facts."""

    def __init__(self, case: Inspection, rule: Rule) -> None:
        self._case, self._rule = case, rule
        self._words = {name: group.pattern for name, group in rule.words.items()}
        self._taken = Taken()
        self._told: list[tuple[Amount, Known]] = []

    @cached_property
    def _around(self) -> Surroundings:
        return Surroundings(self._case, self._words)

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self._case, self._words)

    @cached_property
    def _promotions(self) -> list[tuple[Promotion, Backing]]:
        return [(b.fact, b) for b in self._case.backing if isinstance(b.fact, Promotion)]

    def offers(self) -> Verdicts:
        """满300减50, £10 off orders over £60: the amount and its threshold must be those of one promotion."""
        for found in self._case.said(self._rule.words["offer"]):
            start, end = found.span()
            if not self._taken.take(start, end):
                continue
            fact = self._quoted(start, end) or self._offer(found, self._around.scene(start))
            yield self._case.receipt(start, end, fact, fact.text) if fact else self._no_such_offer(start, end)

    def _offer(self, found: re.Match[str], scene: Scene) -> Fact | None:
        wording = self._words["offer"]
        for fact, backing in self._promotions:
            if same_terms(found[0], fact, wording, backing.text) and self._ledger.items.reached_by(fact, scene):
                return fact
        return None

    def percentages(self) -> Verdicts:
        """八折, 20% off, 半价: the share that is taken off, compared as a number, with its condition."""
        for found in self._case.said(self._rule.words["percent"]):
            start, end = found.span()
            if self._is_innocent("percent", start, end) or not self._taken.take(start, end):
                continue
            off = percent_off(found[0])
            scene = self._around.scene(start)
            fact = self._quoted(start, end) or self._percent(off, scene)
            fact = fact or (self._reckoning(scene).ratio(off) if off is not None else None)
            value = f"{off:f}%" if off is not None else found[0]
            yield self._case.receipt(start, end, fact, value) if fact else self._no_such_offer(start, end)

    def _percent(self, off: Decimal | None, scene: Scene) -> Fact | None:
        pattern = self._words["percent"]
        for backing in self._case.backing if off is not None else ():
            fact = backing.fact
            says = isinstance(fact, Promotion) and fact.percent == off
            says = says or any(percent_off(found[0]) == off for found in pattern.finditer(backing.text))
            if says and self._ledger.told(fact, scene) and self._pieces_told(backing, scene):
                return fact
        return None

    def _pieces_told(self, backing: Backing, scene: Scene) -> bool:
        """两件八折 is not 八折."""
        asked = [found for found in self._words["offer"].finditer(backing.text) if "件" in found[0]]
        return not asked or bool(scene.pieces)

    def amounts(self) -> Verdicts:
        """Every amount, in its role; one that is promised in case the customer is not pleased is promised too."""
        around = self._around
        for nth, amount in enumerate(around.amounts):
            if self._taken.overlaps(amount.start, amount.end):
                continue
            if self._is_meant(amount):
                self._taken.take(amount.start, amount.end)
                yield self._amount(amount, nth)

    def _is_meant(self, amount: Amount) -> bool:
        way = polarity(self._case.text, amount.start, self._case.parts)
        if way != "conditional" or amount.role not in PROMISES:
            return way == "asserted"
        first, _ = self._around.clause(amount.start)
        return not SUPPOSED.search(self._case.text, first, amount.start)

    def _amount(self, amount: Amount, nth: int) -> Finding | Receipt:
        start, end = amount.start, amount.end
        claim = self._claim(amount, nth)
        backed = self._ledger.backing(claim) or self._reckoning(claim.scene, amount).backing(amount)
        if backed:
            self._told.append((amount, Known(amount.low, backed[0], amount.currency)))
            return self._case.receipt(start, end, *backed)
        if self._ledger.forbidden_former(amount):
            return self._case.finding(self._rule, start, end, "former_price")
        if fact := self._quoted(start, end) or self._in_the_same_words(start, end):
            return self._case.receipt(start, end, fact, fact.text)
        if untold := self._ledger.untold_condition(claim):
            return self._case.finding(self._rule, start, end, "threshold", says=untold.text)
        return self._case.finding(self._rule, start, end, "no_fact")

    def _reckoning(self, scene: Scene, of: Amount | None = None) -> Reckoning:
        told = [known for one, known in self._told if one in scene.amounts]
        return Reckoning(
            self._known, told, self._numbers(scene, of), self._elsewhere, self._percents(scene), scene.text,
            f"{scene.text} {self._ledger.words_of_prices}",
        )  # fmt: skip

    def _numbers(self, scene: Scene, of: Amount | None) -> list[Decimal]:
        """The numbers of things in a passage, and the amounts of facts besides the one asked about."""
        offset = self._case.text.find(scene.text)
        apart = numbers_in(scene.text, [(one.start - offset, one.end - offset) for one in scene.amounts])
        known = {one.value for one in self._known}
        return [*apart, *(one.low for one in scene.amounts if one.low in known and one is not of)]

    @cached_property
    def _known(self) -> list[Known]:
        """Amounts of facts."""
        return [Known(one.amount.low, one.fact, one.amount.currency) for one in self._ledger.mentions] + [
            Known(fact.amount, fact, fact.currency)
            for fact in self._case.sheet.facts
            if isinstance(fact, Price | Promotion) and fact.amount is not None
        ]

    @cached_property
    def _elsewhere(self) -> list[Decimal]:
        """Numbers that facts and the customer name."""
        texts = (*(backing.text for backing in self._case.backing), *self._case.setting.theirs)
        return list(dict.fromkeys(value for text in texts for value in numbers_in(text)))

    def _percents(self, scene: Scene) -> list[Decimal]:
        """Shares that both the passage and a fact tell: what an offer takes off, a fee of so many percent."""
        told = {percent_off(found[0]) for found in self._words["percent"].finditer(scene.text)} | _shares(scene.text)
        known = {fact.percent for fact, _ in self._promotions} | {
            share for backing in self._case.backing for share in _shares(backing.text)
        }
        return sorted(share for share in told & known if share is not None)

    def _claim(self, amount: Amount, nth: int) -> Claim:
        text, scene = self._case.text, self._around.scene(amount.start)
        first, last = self._around.clause(amount.start)
        earlier = tuple(one for one in self._around.amounts[max(0, nth - RECENT) : nth] if one in scene.amounts)
        return Claim(amount, text[first : max(last, amount.end)], text[first : amount.start], scene, earlier)

    def words(self) -> Verdicts:
        """Gifts, free shipping, "lowest price", "cheaper than": a fact must say the same thing."""
        for group in GROUPS:
            for found in self._case.said(self._rule.words[group]):
                start, end = found.span()
                if self._is_innocent(group, start, end) or not self._taken.take(start, end):
                    continue
                fact = self._quoted(start, end) or self._backing(group, found)
                if fact:
                    yield self._case.receipt(start, end, fact, fact.text)
                else:
                    yield self._case.finding(self._rule, start, end, group)

    def _backing(self, group: str, found: re.Match[str]) -> Fact | None:
        scene = self._around.scene(found.start())
        by_kind = {"gift": gift_backing, "free_shipping": postage_backing, "free": free_backing}
        if group in by_kind:
            return by_kind[group](self._case, self._ledger, self._words, found, scene)
        if group == "on_offer":
            return self._ledger.any_offer()
        return self._case.vouched(found[0])

    def _is_innocent(self, group: str, start: int, end: int) -> bool:
        """Words around it that make it no offer: a parcel sent again costs nothing, a hotline is free."""
        unless = self._words.get(f"{group}_unless")
        first, last = self._around.clause(start)
        return unless is not None and bool(unless.search(self._case.text, first, max(last, end)))

    def _quoted(self, start: int, end: int) -> Fact | None:
        """The fact whose words the text repeats around the claim; a price's own words may hold a former price."""
        behind = bisect_right(self._quotations, start, key=lambda one: one[0])
        near = self._quotations[max(0, behind - NEAR) : behind]
        return next((fact for first, last, fact in near if first <= start and end <= last), None)

    def _in_the_same_words(self, start: int, end: int) -> Fact | None:
        """The rule of the shop that names the amount before the very same words: the $89 pickup fee."""
        text = self._case.text
        words = text[start : end + (SAME_HAN if HAN.search(text, end, end + SAME_HAN) else SAME_LATIN)]
        policies = (b for b in self._case.backing if isinstance(b.fact, Policy | Order))
        return next((b.fact for b in policies if len(words) > end - start + 2 and words in b.text), None)

    @cached_property
    def _quotations(self) -> list[tuple[int, int, Fact]]:
        spans: list[tuple[int, int, Fact]] = []
        for backing in self._case.backing:
            if backing.quote and not isinstance(backing.fact, Price):
                quoted = re.finditer(re.escape(backing.quote), self._case.text)
                spans += [(at.start(), at.end(), backing.fact) for at in quoted]
        return sorted(spans, key=lambda one: one[:2])

    def _no_such_offer(self, start: int, end: int) -> Finding:
        known = "；".join(fact.text for fact, _ in self._promotions)
        return self._case.finding(self._rule, start, end, "other_offer" if known else "no_fact", says=known)


def _shares(text: str) -> set[Decimal | None]:
    return {one.value for one in measures(text) if one.kind == "share"}
