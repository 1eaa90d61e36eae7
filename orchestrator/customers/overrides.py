"""What a person decided about a customer: it wins over every rule and is remembered with who and why. S2 06."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, TypeAdapter, model_validator

from huashu.knowledge.taxonomy import Relationship, Tier

from ..errors import InputError, parse
from ..record import Line, Record


class Decision(Record):
    """A label that a person gave: which, by whom, why, since when, and until when if not for good."""

    relationship: Relationship | None = None
    tier: Tier | None = None
    by: Line
    why: Line
    at: date
    until: date | None = None

    @model_validator(mode="after")
    def _decides_something(self) -> "Decision":
        if self.relationship is None and self.tier is None:
            raise ValueError("decides nothing; give relationship, tier or both")
        if self.until and self.until < self.at:
            raise ValueError(f"until {self.until} lies before at {self.at}")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether it counts on a day; the last day is included."""
        return self.at <= day and (self.until is None or day <= self.until)

    def told(self) -> str:
        """Who, when and why, in one line."""
        return f"{self.by} {self.at.isoformat()}: {self.why}"


class Override(Decision):
    """A decision about one customer of a shop."""

    customer: Line


_OVERRIDES = TypeAdapter(Annotated[tuple[Override, ...], Field(max_length=100_000)])


def read_overrides(path: Path) -> tuple[Override, ...]:
    """A YAML list of overrides; `InputError` names the entry and the field that is wrong."""
    try:
        data: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError("overrides", f"{path} is not readable YAML: {error}") from error
    return parse(_OVERRIDES, data or [], "overrides")


def in_force(overrides: Iterable[Override], day: date) -> Mapping[str, Override]:
    """Those that hold on a day, by customer; of several the one decided last."""
    return {one.customer: one for one in sorted(overrides, key=lambda one: one.at) if one.holds_on(day)}
