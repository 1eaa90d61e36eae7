"""What a customer's own orders show: labels by the shop's rules, alerts, and the figures behind them."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from huashu.knowledge.taxonomy import Language

from ..conversation import Purchase
from .labels import first_of, holds, reasons_of
from .measures import Measures, measure
from .orders import days, of_history
from .policy import LabelRule, Policy
from .scores import cut_points, scores
from .view import Alert, CustomerView, Standing

ALONE = np.zeros(1, np.int64)


def looked_at(past: Sequence[Purchase], now: datetime, policy: Policy, language: Language) -> CustomerView:
    """The customer with these orders. Scores are known only where the shop gives cut points: one is not a fifth."""
    orders = of_history(past, now.tzinfo)
    measures = measure(orders, days(now, now.tzinfo), policy.window_days, policy.recent_days)
    measures |= scores(measures, cut_points(measures, policy))
    alerts = [rule for rule in policy.alert if holds(rule.when, measures)[0]]
    return CustomerView(
        tier=_standing(policy.tier, measures, language),
        relationship=_standing(policy.relationship, measures, language),
        alerts=tuple(Alert(alert=rule.label, because=_because(rule, measures, language)) for rule in alerts),
        recency_days=int(measures["recency_days"][0]),
        frequency=int(measures["frequency"][0]),
        monetary=round(float(measures["spent"][0]), 2),
        value=round(float((orders.amount - orders.refunded).sum()), 2),
    )


def _standing(rules: Sequence[LabelRule], measures: Measures, language: Language) -> Standing | None:
    chosen = int(first_of(rules, measures).chosen[0])
    if chosen < 0:
        return None
    rule = rules[chosen]
    return Standing(label=rule.label, source="history", because=_because(rule, measures, language))


def _because(rule: LabelRule, measures: Measures, language: Language) -> str:
    return reasons_of(rule, measures, ALONE, language)[0]
