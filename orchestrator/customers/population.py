"""READ FIRST for customers: `segment` goes from a shop's orders to scores, labels, alerts, changes and lifetime value.

Every step is a value over all customers at once: measures -> scores -> labels -> what people decided -> what changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from huashu.knowledge.taxonomy import Language

from .labels import Labels, first_of, holds
from .lifetime import Backtest, Lifetime, lifetime
from .measures import Measures, measure
from .orders import EPOCH, Orders
from .overrides import Override, in_force
from .policy import Cuts, LabelRule, Policy, Scored
from .scores import cut_points, scores
from .view import LABELS, Kind

Words = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Held:
    """What a customer was labelled as before, since when and why; ``label`` is None where nothing was said."""

    label: str | None
    because: str | None
    since: date


@dataclass(frozen=True, slots=True)
class Standings:
    """A label for every customer: which, why, since when, whether a person decided; ``before`` where it has changed."""

    label: Words
    because: Words
    since: Words
    decided: NDArray[np.bool_]
    before: Words

    @property
    def changed(self) -> NDArray[np.bool_]:
        """Whose label is another than before."""
        return np.array([was is not None for was in self.before], bool)


@dataclass(frozen=True, slots=True)
class Segmentation:
    """A shop's customers on a day. Arrays are by customer, in the order of ``ids``."""

    day: date
    ids: Sequence[str]
    measures: Measures
    cuts: Mapping[Scored, Cuts]
    segment: Labels
    standings: Mapping[Kind, Standings]
    alerts: Sequence[tuple[LabelRule, NDArray[np.bool_]]]
    looked_at_for: Labels
    unknown: Sequence[str]
    """Customers that overrides name and no order does."""

    lifetime: Lifetime | None
    backtest: Backtest | None


@dataclass(frozen=True, slots=True)
class Shop:
    """Customers by id, their orders, and the moment one looks from, in days since 1970."""

    ids: Sequence[str]
    orders: Orders
    now: float


def segment(
    shop: Shop,
    policy: Policy,
    language: Language,
    held: Mapping[Kind, Mapping[str, Held]] | None = None,
    overrides: Sequence[Override] = (),
) -> Segmentation:
    """Label a shop's customers, with reasons in a language. ``held`` is what each label was before, by customer."""
    day = (EPOCH + timedelta(days=int(shop.now))).date()
    measures = measure(shop.orders, shop.now, policy.window_days, policy.recent_days)
    cuts = cut_points(measures, policy)
    measures |= scores(measures, cuts)
    triggers = first_of(policy.reassess, measures)
    decisions = in_force(overrides, day)
    standings: dict[Kind, Standings] = {}
    for kind in LABELS:
        standing = _fresh(first_of(getattr(policy, kind), measures), measures, language, day)
        standing = _kept(standing, shop.ids, (held or {}).get(kind, {}), triggers.chosen >= 0, policy, day)
        standings[kind] = _decided(standing, shop.ids, kind, decisions)
    alerts = [(rule, holds(rule.when, measures)) for rule in policy.alert]
    strangers = sorted(set(decisions) - set(shop.ids))
    coming, tested = lifetime(shop.orders, shop.now) or (None, None)
    return Segmentation(
        day, shop.ids, measures, cuts, first_of(policy.segment, measures), standings, alerts, triggers, strangers,
        coming, tested,
    )  # fmt: skip


def _fresh(labels: Labels, measures: Measures, language: Language, day: date) -> Standings:
    """What the rules say today."""
    nobody, count = np.zeros(len(labels.chosen), bool), len(labels.chosen)
    reasons = labels.reasons(measures, language)
    return Standings(labels.names(), reasons, np.full(count, day, object), nobody, np.full(count, None, object))


def _kept(
    fresh: Standings, ids: Sequence[str], held: Mapping[str, Held], triggered: NDArray[np.bool_], policy: Policy,
    day: date,
) -> Standings:  # fmt: skip
    """The label from before stays unless a trigger fired or it is due; where it changes, what it was is kept."""
    label, because, since = fresh.label.copy(), fresh.because.copy(), fresh.since.copy()
    before = fresh.before.copy()
    for at, name in enumerate(ids) if held else ():
        was = held.get(name)
        if was is None or was.label is None:
            continue
        due = triggered[at] or (day - was.since).days >= policy.review_days
        if due and label[at] is not None:
            before[at] = was.label if label[at] != was.label else None
        else:
            label[at], because[at], since[at] = was.label, was.because, was.since
    return Standings(label, because, since, fresh.decided, before)


def _decided(standing: Standings, ids: Sequence[str], kind: Kind, decisions: Mapping[str, Override]) -> Standings:
    """What a person decided stands over what the rules say, with who and why."""
    at = {name: number for number, name in enumerate(ids) if name in decisions}
    label, because, since = standing.label.copy(), standing.because.copy(), standing.since.copy()
    decided, before = standing.decided.copy(), standing.before.copy()
    for name, number in at.items():
        if wanted := getattr(decisions[name], kind):
            label[number], because[number], since[number] = wanted, decisions[name].told(), decisions[name].at
            decided[number], before[number] = True, None
    return Standings(label, because, since, decided, before)
