"""What the facts vouch for in money, and which of it backs an amount of a draft.

An amount is backed only in its own role: a price fact backs the price of its item, a promotion's amount what is taken
off under its condition, a policy's postage what is said of postage, and an allowance only what is made good.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ..facts import Allowance, Fact, Order, Price, Promotion
from ..validity import WAS_BASIS
from .amounts import Amount, Words, amounts
from .arithmetic import (
    PIECES_AT_MOST,
    Sum,
    lacking,
    reduced,
    saved,
    several,
    together,
    with_second_reduced,
)
from .clauses import clauses, polarity
from .inspection import Backing, Inspection
from .items import Items
from .rates import Mention, all_kinds, charged
from .surroundings import Scene, pieces_in

PART = re.compile(r"[。；;\n]|\.(?=\s)")
RECENT = 3
"""How many amounts told before it an amount may be reckoned from."""

SAME_ROLE = {
    "plain": ("plain", "price"),
    "price": ("plain", "price"),
    "total": ("total", "plain", "price", "paid"),
    "after": ("after", "plain", "price"),
    "paid": ("paid", "plain", "price", "total", "after"),
    "refund": ("refund", "compensation", "paid"),
    "compensation": ("compensation", "refund"),
}
"""In which roles of a fact's words an amount of a draft finds its like; any other role only in itself."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Words of a fact that assert something, at ``[start, end)`` of its text, with the sentence they stand in."""

    backing: Backing
    start: int
    end: int
    part: str


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount of a draft with what stands around it: its clause, the words before it, its scene."""

    amount: Amount
    clause: str
    before: str
    scene: Scene
    earlier: tuple[Amount, ...]


class Ledger:
    """The amounts of the facts, looked up by role."""

    def __init__(self, case: Inspection, words: Words) -> None:
        self._case, self._words = case, words
        self._read: dict[str, list[Amount]] = {}
        self._named: dict[str, list[Naming]] = {}
        self.items = Items(case, words)
        self.promotions = [fact for fact in case.sheet.facts if isinstance(fact, Promotion)]
        self._all_prices = [fact for fact in case.sheet.facts if isinstance(fact, Price)]

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every amount in the words of the facts."""
        return tuple(
            Mention(b.fact, one, part_at(b.text, one.start))
            for b in self._case.backing
            for one in self._amounts(b.text)
        )

    @cached_property
    def words_of_prices(self) -> str:
        """What the facts that name amounts say."""
        return " ".join(dict.fromkeys(one.part for one in self.mentions))

    @cached_property
    def _charges(self) -> list[Mention]:
        """What facts of any kind charge."""
        return [one for one in self.mentions if one.amount.role in ("plain", "price")]

    def namings(self, group: str) -> list["Naming"]:
        """Where facts assert what a group of words finds."""
        if group not in self._named:
            self._named[group] = list(_namings(self._case, self._words[group]))
        return self._named[group]

    def _amounts(self, text: str) -> list[Amount]:
        if text not in self._read:
            self._read[text] = amounts(text, self._words)
        return self._read[text]

    def backing(self, claim: Claim) -> tuple[Fact, str] | None:
        """The fact that vouches for the amount in its role, with the value or the sum."""
        role = claim.amount.role
        if role in ("plain", "price", "total", "after", "paid"):
            sums = self._to_pay(claim)
        else:
            sums = {
                "reduction": self._taken_off, "threshold": self._thresholds, "former": self._former,
                "lacking": self._lacking, "compensation": self._allowed, "refund": self._allowed,
            }.get(role, _none)(claim)  # fmt: skip
        for one in sums:
            if claim.amount.meets(one.total, one.currency):
                return one.fact, one.shown
        return self._mentioned(claim)

    def untold_condition(self, claim: Claim) -> Promotion | None:
        """The promotion that takes this amount off, but under a condition that the draft leaves out."""
        amount = claim.amount
        if amount.role != "reduction":
            return None
        fits = (one for one in self.promotions if amount.meets(one.amount, one.currency))
        return next((one for one in fits if not self.told(one, claim.scene)), None)

    def forbidden_former(self, amount: Amount) -> bool:
        """Whether it is a struck-through price that may not be told."""
        return any(
            amount.role in ("former", "plain", "price") and amount.meets(one.was, one.currency) and not self._basis(one)
            for one in self._all_prices
        )

    def any_offer(self) -> Fact | None:
        """A fact that something costs less than it did."""
        lowered = (price for price in self._all_prices if price.was is not None and self._basis(price))
        return next(iter(self.promotions), None) or next(lowered, None)

    def told(self, fact: Fact, scene: Scene, part: str | None = None) -> bool:
        """Whether the scene tells the conditions of an offer: its threshold, whom it is for, which items."""
        text = part if part is not None else next((b.text for b in self._case.backing if b.fact is fact), "")
        asked = {one.low for one in self._amounts(text) if one.role == "threshold"}
        if isinstance(fact, Promotion) and fact.threshold is not None:
            asked.add(fact.threshold)
        for_whom = self._words["audience"].search(text) and (
            isinstance(fact, Promotion) or self._words["audience_only"].search(text)
        )
        return (
            all(scene.meets(value) for value in asked)
            and (not for_whom or scene.says("audience"))
            and (not isinstance(fact, Promotion) or self.items.reached_by(fact, scene))
        )

    def _to_pay(self, claim: Claim) -> Iterator[Sum]:
        prices = self.items.prices(claim)
        counts = self._counts(claim)
        role = claim.amount.role
        singles = counts or ((1,) if role != "total" else range(1, PIECES_AT_MOST + 1))
        yield from several(prices, singles)
        yield from charged(self._charges, counts, claim.clause, self._words)
        if role == "total":
            yield from all_kinds(self._charges, claim.scene.pieces)
        if 2 in counts:
            yield from with_second_reduced(prices, self.promotions)
        if role in ("total", "paid"):
            yield from together(prices, counts) if len(prices) > 1 else ()
            yield from self._with_postage(claim, prices, singles)
        if role == "after" or claim.scene.says("reducing"):
            bases = [*several(prices, counts or claim.scene.pieces or (1,)), *self._stated(claim)]
            yield from reduced(bases, self.promotions)

    def _with_postage(self, claim: Claim, prices: list[Price], counts: tuple[int, ...] | range) -> Iterator[Sum]:
        asked = any(one.role == "postage" for one in claim.scene.amounts)
        fees = [one for one in self.mentions if one.amount.role == "postage"] if asked else []
        for base in several(prices, counts):
            for fee in fees:
                yield base._replace(total=base.total + fee.amount.low, shown=f"{base.shown} + {fee.amount.low:f}")

    def _taken_off(self, claim: Claim) -> Iterator[Sum]:
        for one in self.promotions:
            if one.amount is not None and self.told(one, claim.scene):
                yield _plain(one, one.amount)
        for price in self.items.prices(claim):
            if price.was is not None and self._basis(price):
                shown = f"{price.was:f} - {price.amount:f}"
                yield Sum(price, price.was - price.amount, shown, price.currency)
        bases = [*several(self.items.prices(claim), self._counts(claim) or (1,)), *self._stated(claim)]
        yield from saved(bases, [one for one in self.promotions if self.told(one, claim.scene)])
        yield from self._allowed(claim)

    def _thresholds(self, claim: Claim) -> Iterator[Sum]:
        for one in self.promotions:
            if one.threshold is not None:
                yield _plain(one, one.threshold)

    def _former(self, claim: Claim) -> Iterator[Sum]:
        for price in self.items.prices(claim):
            if price.was is not None and self._basis(price):
                yield Sum(price, price.was, f"was {price.was:f}", price.currency)
            if claim.scene.says("reducing"):
                yield _plain(price, price.amount)

    def _lacking(self, claim: Claim) -> Iterator[Sum]:
        counts = self._counts(claim)
        bases = list(several(self.items.prices(claim), counts or range(1, PIECES_AT_MOST + 1)))
        yield from lacking(bases if counts else [*bases, *self._stated(claim)], self.promotions)
        yield from several(self.items.prices(claim), (1,))

    def _allowed(self, claim: Claim) -> Iterator[Sum]:
        """An allowance backs an amount up to its limit, where the clause speaks of making good."""
        if not self._words["compensation"].search(claim.clause):
            return
        for fact in self._case.sheet.facts:
            if isinstance(fact, Allowance) and fact.max_amount is not None and claim.amount.high <= fact.max_amount:
                yield _plain(fact, claim.amount.high)

    def _mentioned(self, claim: Claim) -> tuple[Fact, str] | None:
        amount = claim.amount
        for one in self.mentions:
            if (
                amount.meets(one.amount.low, one.amount.currency)
                and self._same_role(amount, one)
                and self.items.may_be(one.fact, claim)
                and (amount.role != "reduction" or self.told(one.fact, claim.scene, one.part))
            ):
                return one.fact, f"{one.amount.low:f} {one.amount.currency}".strip()
        return None

    def _same_role(self, amount: Amount, one: Mention) -> bool:
        if isinstance(one.fact, Order) and amount.role in ("refund", "total", "paid"):
            return True
        if amount.role == "fee":
            return amount.label.split(" ")[0] in one.part
        if one.amount.role == "former" or (isinstance(one.fact, Price) and not self._current(one)):
            return False
        return one.amount.role in SAME_ROLE.get(amount.role, (amount.role,))

    def _current(self, one: Mention) -> bool:
        """A price fact's words back its own price; what else they name is a former price or a saving."""
        return isinstance(one.fact, Price) and one.amount.low != one.fact.was

    def _counts(self, claim: Claim) -> tuple[int, ...]:
        """The number of pieces the amount is for: told before it in its clause, else in it, else in its scene."""
        near = pieces_in(claim.before, self._words)[-1:] or pieces_in(claim.clause, self._words)[:1]
        if near or (claim.amount.role in ("plain", "price") and self._words["each"].search(claim.clause)):
            return near
        return tuple(sorted(set(claim.scene.pieces)))

    def _stated(self, claim: Claim) -> list[Sum]:
        """The prices and sums told just before it, each with a receipt or a finding of its own."""
        told = [one for one in claim.earlier if one.role in ("plain", "price", "total", "paid")][-RECENT:]
        return [Sum(fact, one.low, f"{one.low:f}", one.currency) for one in told for fact in self.promotions[:1]]

    def _basis(self, price: Price) -> bool:
        return price.was_basis in WAS_BASIS[self._case.market]


def _namings(case: Inspection, pattern: re.Pattern[str]) -> Iterator[Naming]:
    for backing in case.backing:
        parts = clauses(backing.text)
        for found in pattern.finditer(backing.text):
            if polarity(backing.text, found.start(), parts) in ("asserted", "conditional"):
                yield Naming(backing, found.start(), found.end(), part_at(backing.text, found.start()))


def part_at(text: str, at: int) -> str:
    """The sentence of a fact's words around a position."""
    before = [found.end() for found in PART.finditer(text, 0, at)]
    behind = PART.search(text, at)
    return text[before[-1] if before else 0 : behind.start() if behind else len(text)]


def _none(claim: Claim) -> Iterator[Sum]:
    return iter(())


def _plain(fact: Price | Promotion | Allowance, amount: Decimal) -> Sum:
    return Sum(fact, amount, f"{amount:f} {fact.currency}", fact.currency)
