"""Rules over measures: which label each customer gets, and the reason in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..data_files import slots_of
from .measures import Measures
from .policy import Bounds, LabelRule

SHARES = frozenset({"drop", "refund_share", "discount_share"})
"""Told in percent."""

NONE = -1


@dataclass(frozen=True, slots=True)
class Labels:
    """For each customer the rule that decided, by its number; -1 where none did."""

    rules: Sequence[LabelRule]
    chosen: NDArray[np.int64]

    def names(self) -> NDArray[np.object_]:
        """The label of each customer, or None."""
        return np.array([*(rule.label for rule in self.rules), None], object)[self.chosen]

    def reasons(self, measures: Measures, language: str) -> NDArray[np.object_]:
        """Why each customer has the label, in words with the customer's own figures; None where there is no label."""
        told = np.full(len(self.chosen), None, object)
        for number, rule in enumerate(self.rules):
            where = np.flatnonzero(self.chosen == number)
            told[where] = reasons_of(rule, measures, where, language)
        return told


def first_of(rules: Sequence[LabelRule], measures: Measures) -> Labels:
    """The first rule that holds of each customer."""
    chosen = np.full(len(measures["orders"]), NONE)
    for number in reversed(range(len(rules))):
        chosen[holds(rules[number].when, measures)] = number
    return Labels(rules, chosen)


def holds(when: Mapping[str, Bounds], measures: Measures) -> NDArray[np.bool_]:
    """Of which customers all conditions hold; of what is not known none does."""
    held = np.ones(len(measures["orders"]), bool)
    for name, bounds in when.items():
        known = ~np.isnan(measures[name])
        above = bounds.at_least is None or measures[name] >= bounds.at_least
        below = bounds.at_most is None or measures[name] <= bounds.at_most
        held &= known & above & below
    return held


def reasons_of(rule: LabelRule, measures: Measures, where: NDArray[np.int64], language: str) -> list[str]:
    """The rule's reason for each of the customers at ``where``."""
    template = rule.because["zh" if language == "zh" else "en"]
    fields = tuple(dict.fromkeys(slots_of(template)))
    figures = zip(*(measures[field][where].tolist() for field in fields), strict=True)
    return [_told(template, fields, values) for values in figures] if fields else [template] * len(where)


@lru_cache(maxsize=100_000)
def _told(template: str, fields: tuple[str, ...], values: tuple[float, ...]) -> str:
    return template.format(**{field: figure(field, value) for field, value in zip(fields, values, strict=True)})


def figure(measure: str, value: float) -> str:
    """A number as one says it: days and orders whole, shares in percent, small ratios with one decimal."""
    if measure in SHARES:
        return f"{value:.0%}"
    return f"{value:,.1f}" if abs(value) < 10 and value != int(value) else f"{value:,.0f}"
