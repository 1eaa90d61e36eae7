"""The shop's rules for customers, as data: ``segments.yaml`` of the playbook, refused with the place when wrong."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic import Field, TypeAdapter, field_validator, model_validator

from huashu.knowledge.playbook import Playbook
from huashu.knowledge.taxonomy import Relationship, StrategyId, Tier

from ..data_files import Both, entry_by_entry, overlaid, slots_of
from ..record import Record

Measure = Literal[
    "orders", "frequency", "spent", "recency_days", "first_days", "usual_gap_days", "overdue", "average_order",
    "last_order_times", "recent_spent", "before_spent", "drop", "rise", "recent_orders", "before_orders",
    "recent_refunds", "refund_share", "discount_share", "recency_score", "frequency_score", "spent_score",
    "average_order_score",
]  # fmt: skip
"""What is measured of a customer; ``segments.yaml`` says what each is."""

MEASURES: tuple[Measure, ...] = get_args(Measure)
Scored = Literal["recency_days", "frequency", "spent", "average_order"]
Column = Literal["customer", "at", "amount", "order", "discount", "refunded", "currency", "status"]
Cuts = tuple[float, float, float, float]
OVERLAID = ("scores", "columns", "names")
"""What a shop changes entry by entry; everything else it gives takes the place of ours."""


class Bounds(Record):
    """Between which numbers a measure must lie, both included."""

    at_least: float | None = None
    at_most: float | None = None


class LabelRule(Record):
    """A label, what must hold of a customer for it, and the reason in both languages."""

    label: str
    when: Mapping[str, Bounds]
    because: Both

    @model_validator(mode="after")
    def _measures_are_known(self) -> "LabelRule":
        named = {*self.when, *(field for text in self.because.values() for field in slots_of(text))}
        if unknown := sorted(named - set(MEASURES)):
            raise ValueError(f"'{unknown[0]}' is not a measure; there are {', '.join(MEASURES)}")
        return self


class Name(Record):
    """What a label is called; what one does about it, and the strategy that tells how."""

    zh: str
    en: str
    do: Both | None = None
    strategy: StrategyId | None = None


class Policy(Record):
    """How customers are scored and labelled. ``scores`` holds four rising cut points, or fifths of the shop's own."""

    window_days: int = Field(ge=7, le=3650)
    recent_days: int = Field(ge=7, le=730)
    review_days: int = Field(ge=1, le=3650)
    scores: Mapping[Scored, Literal["quantiles"] | Cuts]
    segment: tuple[LabelRule, ...]
    relationship: tuple[LabelRule, ...]
    tier: tuple[LabelRule, ...]
    alert: tuple[LabelRule, ...]
    reassess: tuple[LabelRule, ...]
    names: Mapping[Literal["segment", "alert", "reassess"], Mapping[str, Name]]
    columns: Mapping[Column, tuple[str, ...]]
    not_bought: tuple[str, ...]

    @field_validator("scores")
    @classmethod
    def _cuts_rise(cls, scores: Mapping[Scored, Any]) -> Mapping[Scored, Any]:
        for name in get_args(Scored):
            cuts = scores.get(name)
            if cuts is None or (cuts != "quantiles" and list(cuts) != sorted(set(cuts))):
                raise ValueError(f"'{name}' needs four rising numbers, or the word quantiles")
        return scores

    @model_validator(mode="after")
    def _labels_have_names(self) -> "Policy":
        known = {"relationship": set(get_args(Relationship)), "tier": set(get_args(Tier))}
        known |= {kind: set(names) for kind, names in self.names.items()}
        for kind in ("segment", "relationship", "tier", "alert", "reassess"):
            for rule in getattr(self, kind):
                if rule.label not in known.get(kind, ()):
                    raise ValueError(f"{kind}: '{rule.label}' has no name; known: {', '.join(sorted(known[kind]))}")
        return self


def policy_of(playbook: Playbook) -> Policy:
    """The shipped rules with the shop's laid over them; `DataFileError` names the file and the key that is wrong."""
    return overlaid(TypeAdapter(Policy), playbook.laid("segments.yaml"), _over)


def _over(key: str, ours: Any, given: Any) -> Any:
    if key not in OVERLAID or not isinstance(ours, dict) or not isinstance(given, dict):
        return given
    if key != "names":
        return ours | given
    return ours | {kind: entry_by_entry(kind, ours.get(kind), names) for kind, names in given.items()}
