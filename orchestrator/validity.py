"""Which facts hold now. A fact outside its time is not a fact; one below the law's floor backs nothing.

Sources: receipts.md; China: Measures on Seven-Day No-Reason Return, E-Commerce Law; EU and UK: 14 days to withdraw; a
struck-through price needs its basis (Provisions on Price Marking art. 16; EU Price Indication Directive art. 6a).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from huashu.knowledge.taxonomy import Market

from .facts import Fact, Policy, Price, Promotion, Stock

STOCK_AGE = timedelta(hours=24)
RETURN_DAYS: dict[Market, int] = {"CN": 7, "EU": 14, "UK": 14, "US": 0}
WAS_BASIS: dict[Market, tuple[str, ...]] = {
    "CN": ("lowest_7_days", "lowest_30_days", "list_price"),
    "EU": ("lowest_30_days",),
    "UK": ("lowest_30_days", "list_price"),
    "US": ("lowest_7_days", "lowest_30_days", "list_price"),
}
NO_RETURN = re.compile(
    r"(?:特价|促销|打折|拆封|开封|售出).{0,6}(?:不退|概不|不予退)|概不退换|不退不换"
    r"|no returns? (?:on|for) (?:sale|opened)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A fact that backs nothing now, and why."""

    fact: str
    reason: str


@dataclass(frozen=True, slots=True)
class FactSheet:
    """The facts that hold at ``now``, and those that were set aside. Times are told in ``now``'s own zone."""

    now: datetime
    facts: tuple[Fact, ...]
    set_aside: tuple[SetAside, ...]
    notes: tuple[str, ...] = ()


def assess(facts: Sequence[Fact], now: datetime, market: Market = "CN", stock_age: timedelta = STOCK_AGE) -> FactSheet:
    """Sort the facts into those that hold and those that do not."""
    held: list[Fact] = []
    aside: list[SetAside] = []
    for fact in facts:
        reason = next(_reasons(fact, now, market, stock_age), None)
        if reason is None:
            held.append(fact)
        else:
            aside.append(SetAside(fact.id, reason))
    return FactSheet(now, tuple(held), tuple(aside), tuple(_notes(held, market)))


def _reasons(fact: Fact, now: datetime, market: Market, stock_age: timedelta) -> Iterator[str]:
    for check in (_outside_its_time, _stale, _below_the_law):
        yield from check(fact, now, market, stock_age)


def _outside_its_time(fact: Fact, now: datetime, market: Market, stock_age: timedelta) -> Iterator[str]:
    if isinstance(fact, Promotion | Price | Policy):
        if fact.starts and now < fact.starts:
            yield f"starts only at {fact.starts.astimezone(now.tzinfo):%Y-%m-%d %H:%M}"
        if fact.ends and now > fact.ends:
            yield f"ended at {fact.ends.astimezone(now.tzinfo):%Y-%m-%d %H:%M}"
    if isinstance(fact, Promotion) and fact.quota_left == 0:
        yield "its quota is used up"


def _stale(fact: Fact, now: datetime, market: Market, stock_age: timedelta) -> Iterator[str]:
    if isinstance(fact, Stock):
        if now - fact.as_of > stock_age:
            hours = stock_age.total_seconds() / 3600
            yield f"was counted at {fact.as_of.astimezone(now.tzinfo):%Y-%m-%d %H:%M}, more than {hours:g} hours ago"
        elif fact.as_of > now + timedelta(minutes=5):
            yield "was counted in the future"


def _below_the_law(fact: Fact, now: datetime, market: Market, stock_age: timedelta) -> Iterator[str]:
    if not isinstance(fact, Policy) or fact.topic not in ("returns", "exchange"):
        return
    floor = RETURN_DAYS[market]
    if fact.topic == "returns" and fact.days is not None and fact.days < floor:
        yield f"gives {fact.days} days to return; the law in {market} gives {floor}"
    elif floor and NO_RETURN.search(fact.text):
        yield f"takes back a right to return that the law in {market} gives"


def _notes(facts: Sequence[Fact], market: Market) -> Iterator[str]:
    for fact in facts:
        if isinstance(fact, Price) and fact.was is not None and fact.was_basis not in WAS_BASIS[market]:
            basis = fact.was_basis or "no basis"
            yield f"{fact.id}: the former price {fact.was:f} has {basis}; in {market} it may not be told"
