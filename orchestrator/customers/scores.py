"""RFM scores from 1 to 5: by the shop's cut points, or by fifths of its own customers. S2 02."""

from collections.abc import Mapping
from typing import cast, get_args

import numpy as np

from .measures import Measures, Numbers
from .policy import Cuts, Policy, Scored

FIFTHS = (0.2, 0.4, 0.6, 0.8)
ENOUGH = 25
"""Fifths of fewer customers say nothing."""

NAMES: Mapping[Scored, str] = {
    "recency_days": "recency_score",
    "frequency": "frequency_score",
    "spent": "spent_score",
    "average_order": "average_order_score",
}


def cut_points(measures: Measures, policy: Policy) -> dict[Scored, Cuts]:
    """The four numbers that part each measure in five; none where fifths were asked for of too few customers."""
    cuts: dict[Scored, Cuts] = {}
    for name in get_args(Scored):
        given = policy.scores[name]
        if given != "quantiles":
            cuts[name] = given
        elif len(measures[name]) >= ENOUGH:
            cuts[name] = cast(Cuts, tuple(float(q) for q in np.quantile(measures[name], FIFTHS)))
    return cuts


def scores(measures: Measures, cuts: Mapping[Scored, Cuts]) -> dict[str, Numbers]:
    """A score a measure: 5 is the latest, the most often, the most spent. Equal values get equal scores."""
    return {NAMES[name]: _score(measures[name], cuts.get(name), name) for name in get_args(Scored)}


def _score(values: Numbers, cuts: Cuts | None, name: Scored) -> Numbers:
    if cuts is None:
        return np.full(len(values), np.nan)
    if name == "recency_days":
        return np.asarray(5.0 - np.searchsorted(cuts, values, side="left"))
    return np.asarray(1.0 + np.searchsorted(cuts, values, side="left"))
