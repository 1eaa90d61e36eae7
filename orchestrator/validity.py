"""Which facts hold now. A fact outside its time is not a fact; one below the law's floor backs nothing.

Sources: receipts.md; China: Measures on Seven-Day No-Reason Return, E-Commerce Law; EU and UK: 14 days to withdraw; a
struck-through price needs its basis (Provisions on Price Marking art. 16; EU Price Indication Directive art. 6a).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
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


Told = Mapping[str, str]
"""A sentence in zh and in en."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A fact that backs nothing now, and why."""

    fact: str
    reason: Told


@dataclass(frozen=True, slots=True)
class FactSheet:
    """The facts that hold at ``now``, and those that were set aside. Times are told in ``now``'s own zone."""

    now: datetime
    facts: tuple[Fact, ...]
    set_aside: tuple[SetAside, ...]
    notes: tuple[Told, ...] = ()


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


def _reasons(fact: Fact, now: datetime, market: Market, stock_age: timedelta) -> Iterator[Told]:
    yield from _outside_its_time(fact, now)
    yield from _stale(fact, now, stock_age)
    yield from _below_the_law(fact, market)


def _outside_its_time(fact: Fact, now: datetime) -> Iterator[Told]:
    if isinstance(fact, Promotion | Price | Policy):
        if fact.starts and now < fact.starts:
            at = _told(fact.starts, now)
            yield {"zh": f"{at}才开始", "en": f"starts only at {at}"}
        if fact.ends and now > fact.ends:
            at = _told(fact.ends, now)
            yield {"zh": f"已在{at}结束", "en": f"ended at {at}"}
    if isinstance(fact, Promotion) and fact.quota_left == 0:
        yield {"zh": "名额已用完", "en": "its quota is used up"}


def _stale(fact: Fact, now: datetime, stock_age: timedelta) -> Iterator[Told]:
    if not isinstance(fact, Stock):
        return
    at = _told(fact.as_of, now)
    if now - fact.as_of > stock_age:
        hours = f"{stock_age.total_seconds() / 3600:g}"
        yield {"zh": f"是{at}点的数，超过{hours}小时", "en": f"was counted at {at}, more than {hours} hours ago"}
    elif fact.as_of > now + timedelta(minutes=5):
        yield {"zh": f"清点时间{at}还没到", "en": f"was counted at {at}, which lies ahead"}


def _below_the_law(fact: Fact, market: Market) -> Iterator[Told]:
    floor = RETURN_DAYS[market]
    if not isinstance(fact, Policy) or fact.topic not in ("returns", "exchange") or not floor:
        return
    if fact.topic == "returns" and fact.days is not None and fact.days < floor:
        yield {
            "zh": f"只给{fact.days}天退货，{market}的法律给{floor}天",
            "en": f"gives {fact.days} days to return; the law in {market} gives {floor}",
        }
    elif NO_RETURN.search(fact.text):
        yield {
            "zh": f"取消了{market}法律给顾客的退货权",
            "en": f"takes back a right to return that the law in {market} gives",
        }


def _notes(facts: Sequence[Fact], market: Market) -> Iterator[Told]:
    for fact in facts:
        if isinstance(fact, Price) and fact.was is not None and fact.was_basis not in WAS_BASIS[market]:
            yield {
                "zh": f"{fact.id}：划线价{fact.was:f}没有{market}要求的依据，不能对顾客说",
                "en": f"{fact.id}: the former price {fact.was:f} lacks the basis {market} asks for; do not tell it",
            }


def _told(at: datetime, now: datetime) -> str:
    return f"{at.astimezone(now.tzinfo):%Y-%m-%d %H:%M}"
