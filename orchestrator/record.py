"""What crosses a border is a frozen record that refuses keys it does not know and text nobody can read."""

import re
from datetime import datetime
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
FIRST_YEAR, LAST_YEAR = 1970, 9000
DIRECTIONS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


class Record(BaseModel):
    """A frozen value at a border. An unknown key is an error that names the key and the nearest known one."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := [str(key) for key in data if key not in cls.model_fields]):
            known = ", ".join(cls.model_fields)
            near = get_close_matches(unknown[0], cls.model_fields, n=1)
            hint = f"did you mean '{near[0]}'? " if near else ""
            raise PydanticCustomError(
                "unknown_key", "is not a key here; {hint}known keys: {known}", _context(unknown[0], hint, known)
            )
        return data


def _context(key: str, hint: str, known: str) -> dict[str, Any]:
    return {"unknown_key": key, "hint": hint, "known": known}


def _visible(text: str) -> str:
    """Refuse what a reader cannot see or what turns the line around: it would leave with a reply."""
    for pattern, what in ((CONTROLS, "control character"), (DIRECTIONS, "direction override")):
        if found := pattern.search(text):
            raise ValueError(f"holds the {what} U+{ord(found[0]):04X} at {found.start()}; remove it")
    return text


def _within_the_calendar(at: datetime) -> datetime:
    """Leave room for a change of zone and for "tomorrow": the calendar of computers ends with the year 9999."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(
            f"is in the year {at.year}; times lie in {FIRST_YEAR}-{LAST_YEAR}, leave out an end that never comes"
        )
    return at


Moment = Annotated[AwareDatetime, AfterValidator(_within_the_calendar)]
"""A time with its offset from UTC, in the years 1970-9000."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_visible)]
"""A short text that may stand in a reply: a name, a form of address, an order number. 1-200 characters."""

Paragraph = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_visible)
]
"""What a fact says to a customer. 1-2,000 characters."""

Draft = Annotated[str, StringConstraints(min_length=1, max_length=100_000), AfterValidator(_visible)]
"""A text to check. 1-100,000 characters; spans count its code points."""
