"""Hours of the day: when people are about, and when a channel may speak."""

import re
from collections.abc import Sequence
from datetime import date, time

from pydantic import field_validator

from ..record import Record

SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
SATURDAY = 5
Spans = tuple[tuple[int, int], ...]
"""From and to, in minutes of the day."""


class Hours(Record):
    """Spans of the day such as 12:00-13:30, on weekdays and at weekends, on the clock of the place."""

    weekday: tuple[str, ...] = ()
    weekend: tuple[str, ...] = ()

    @field_validator("weekday", "weekend")
    @classmethod
    def _spans_can_be_read(cls, spans: tuple[str, ...]) -> tuple[str, ...]:
        for span in spans:
            start, end = minutes(span)
            if end <= start:
                raise ValueError(f"'{span}' ends before it starts; split it at midnight")
        return spans

    def on(self, day: date) -> Spans:
        """The spans of a day."""
        return tuple(minutes(span) for span in (self.weekend if day.weekday() >= SATURDAY else self.weekday))


def minutes(span: str) -> tuple[int, int]:
    """A span in minutes; `ValueError` says how one is written."""
    if not (found := SPAN.fullmatch(span.strip())):
        raise ValueError(f"'{span}' is no span of the day; write it like 12:00-13:30")
    hour, minute, until, until_minute = map(int, found.groups())
    return hour * 60 + minute, until * 60 + until_minute


def longest(one: Spans, other: Spans, at_least: int = 20) -> tuple[int, int] | None:
    """The longest span that both share, if it has ``at_least`` so many minutes."""
    shared = [(max(a, c), min(b, d)) for a, b in one for c, d in other if min(b, d) - max(a, c) >= at_least]
    return max(shared, key=lambda span: (span[1] - span[0], span[0]), default=None)


def told(span: tuple[int, int]) -> str:
    """A span as one writes it."""
    return f"{at(span[0]):%H:%M}-{at(span[1]):%H:%M}"


def at(minute: int) -> time:
    """A minute of the day as a time."""
    return time(minute // 60, minute % 60)


def every_day(spans: Sequence[str]) -> Spans:
    """Spans that hold on any day."""
    return tuple(minutes(span) for span in spans)
