"""What a shop's customers come to: sizes, money, the RFM grid, alerts, changes, and how good the forecast is."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from huashu.knowledge.taxonomy import Language, StrategyId

from ..record import Record
from .labels import reasons_of
from .policy import Cuts, Name, Policy, Scored
from .population import Segmentation

SHOWN = 5
"""Customers named with an alert: those who spent most."""


class Group(Record):
    """The customers of one label. ``spent`` is within the window; shares are of all customers and all money."""

    label: str
    name: str
    customers: int
    share: float
    spent: float
    spent_share: float
    recency_days: float
    """The middle of the days since the last order."""

    frequency: float
    """Orders a customer within the window."""

    do: str = ""
    strategy: StrategyId | None = None


class Raised(Record):
    """An alert: how many customers, what to do, and the five of them who spent most, each with the reason."""

    label: str
    name: str
    customers: int
    do: str = ""
    strategy: StrategyId | None = None
    first: tuple[tuple[str, str], ...] = ()


class Change(Record):
    """How many customers went from one label to another, and for which trigger."""

    kind: str
    before: str
    after: str
    trigger: str
    customers: int


class Cell(Record):
    """A cell of the RFM grid: customers with these scores, and what each spent within the window."""

    recency_score: int
    frequency_score: int
    customers: int
    spent_each: float


class Forecast(Record):
    """The next year, and the test of it: the last ``tested_days`` foretold from what lay before them, and what came."""

    orders: float
    money: float
    active: float
    tested_days: int
    tested_expected: float
    tested_came: int


class SegmentsSummary(Record):
    """A shop's customers on a day."""

    day: date
    customers: int
    orders: int
    spent: float
    window_days: int
    cuts: dict[Scored, Cuts]
    segments: tuple[Group, ...]
    relationships: dict[str, int]
    tiers: dict[str, int]
    grid: tuple[Cell, ...]
    alerts: tuple[Raised, ...]
    changes: tuple[Change, ...]
    decided: int
    unknown: tuple[str, ...]
    forecast: Forecast | None


def summary_of(seen: Segmentation, policy: Policy, language: Language) -> SegmentsSummary:
    """The figures of a segmentation, with names in a language."""
    standings = seen.standings
    decided = np.logical_or.reduce([standing.decided for standing in standings.values()])
    return SegmentsSummary(
        day=seen.day,
        customers=len(seen.ids),
        orders=int(seen.measures["orders"].sum()),
        spent=_money(seen.measures["spent"].sum()),
        window_days=policy.window_days,
        cuts=dict(seen.cuts),
        segments=tuple(_groups(seen, policy, language)),
        relationships=_counted(standings["relationship"].label),
        tiers=_counted(standings["tier"].label),
        grid=tuple(_grid(seen)) if {"recency_days", "frequency"} <= set(seen.cuts) else (),
        alerts=tuple(_raised(seen, policy, language)),
        changes=tuple(_changes(seen)),
        decided=int(decided.sum()),
        unknown=tuple(seen.unknown),
        forecast=_forecast(seen),
    )


def _groups(seen: Segmentation, policy: Policy, language: Language) -> list[Group]:
    labels, spent = seen.segment.names(), seen.measures["spent"]
    everything = float(spent.sum()) or 1.0
    groups = []
    for label, name in policy.names["segment"].items():
        who = labels == label
        if who.any():
            groups.append(Group(
                label=label, name=_in(name, language), customers=int(who.sum()), share=_ratio(who.mean()),
                spent=_money(spent[who].sum()), spent_share=_ratio(spent[who].sum() / everything),
                recency_days=float(np.median(seen.measures["recency_days"][who])),
                frequency=round(float(seen.measures["frequency"][who].mean()), 1),
                do=_do(name, language), strategy=name.strategy,
            ))  # fmt: skip
    return groups


def _grid(seen: Segmentation) -> list[Cell]:
    r, f = (seen.measures[name].astype(int) for name in ("recency_score", "frequency_score"))
    cells = []
    for recency in range(1, 6):
        for frequency in range(1, 6):
            who = (r == recency) & (f == frequency)
            each = float(seen.measures["spent"][who].mean()) if who.any() else 0.0
            cells.append(
                Cell(
                    recency_score=recency, frequency_score=frequency, customers=int(who.sum()), spent_each=_money(each)
                )
            )
    return cells


def _raised(seen: Segmentation, policy: Policy, language: Language) -> list[Raised]:
    raised = []
    for rule, firing in seen.alerts:
        if firing.any():
            name = policy.names["alert"][rule.label]
            first = _first(firing, seen)
            reasons = reasons_of(rule, seen.measures, first, language)
            raised.append(Raised(
                label=rule.label, name=_in(name, language), customers=int(firing.sum()), do=_do(name, language),
                strategy=name.strategy, first=tuple(zip((seen.ids[at] for at in first), reasons, strict=True)),
            ))  # fmt: skip
    return raised


def _first(firing: NDArray[np.bool_], seen: Segmentation) -> NDArray[np.int64]:
    """Those who matter most to the shop first: by all they spent, before whatever the alert is about."""
    where = np.flatnonzero(firing)
    value = seen.measures["average_order"][where] * seen.measures["orders"][where]
    return where[np.argsort(-value, kind="stable")[:SHOWN]]


def _changes(seen: Segmentation) -> list[Change]:
    triggers = seen.looked_at_for.names()
    counted: Counter[tuple[str, str, str, str]] = Counter()
    for kind, standing in seen.standings.items():
        for at in np.flatnonzero(standing.changed):
            counted[kind, standing.before[at], standing.label[at], triggers[at] or "review"] += 1
    return [
        Change(kind=kind, before=before, after=after, trigger=trigger, customers=customers)
        for (kind, before, after, trigger), customers in counted.most_common()
    ]


def _forecast(seen: Segmentation) -> Forecast | None:
    if seen.lifetime is None or seen.backtest is None:
        return None
    coming, tested = seen.lifetime, seen.backtest
    return Forecast(
        orders=round(float(coming.orders.sum()), 1), money=_money(coming.money.sum()),
        active=_ratio(coming.active.mean()), tested_days=tested.days, tested_expected=round(tested.expected, 1),
        tested_came=tested.came,
    )  # fmt: skip


def _counted(labels: Sequence[str | None] | NDArray[np.object_]) -> dict[str, int]:
    """How many customers have each label; those with none under ``unknown``."""
    return dict(Counter(label or "unknown" for label in labels).most_common())


def _in(name: Name, language: Language) -> str:
    return name.zh if language == "zh" else name.en


def _do(name: Name, language: Language) -> str:
    return (name.do or {}).get(language, "")


def _money(amount: float) -> float:
    return round(float(amount), 2)


def _ratio(part: float) -> float:
    return round(float(part), 4)
