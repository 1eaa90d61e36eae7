"""When a touch can be sent, and whether it may be said then: means, facts of that day, hours, how often, the check."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Literal

from huashu.knowledge.taxonomy import Channel, Language

from ..data_files import slots_of
from ..facts import Fact
from ..guardrails.check import Checker
from ..guardrails.normalize import normalize
from ..guardrails.setting import Setting
from ..validity import FactSheet
from .filling import by_name, filled
from .hours import SATURDAY, Hours, at, every_day, longest, told
from .plan_brief import PlanBrief, PlanChannel
from .plans import Plans, Touch

WhyOut = Literal["facts", "check", "hours", "often", "means", "channel"]
SPOKEN_IN: dict[PlanChannel, Channel] = {
    "community": "community", "feed": "community", "private_message": "private_message", "email": "email",
    "phone": "phone_script",
}  # fmt: skip
"""Where the check thinks a plan's channel stands."""

LATER = 22
"""A touch may wait three weeks for its hour, its facts and its turn in the channel."""

SOME_MONDAY, SOME_SATURDAY = date(2024, 1, 1), date(2024, 1, 6)

WEEK = 7
NOON = 12 * 60
ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
ALWAYS = ("brand", "milestone")
"""Slots that any touch may have; the others are the means it lists, or else facts of the same name."""

WRONG_SCENE = "scene_mismatch"


@dataclass(frozen=True, slots=True)
class Timed:
    """A touch with its day, its span of that day, how often it repeats, its checked text and the facts behind it."""

    touch: Touch
    day: date
    span: tuple[int, int]
    every: int | None
    text: str
    facts: tuple[str, ...]

    @property
    def window(self) -> str:
        """The span as one writes it."""
        return told(self.span)


@dataclass(frozen=True, slots=True)
class Left:
    """A touch that is left out: why, and the names of what is missing or of the rules that object."""

    touch: Touch
    why: WhyOut
    names: tuple[str, ...] = ()


class Timetable:
    """The calendar of one brief."""

    def __init__(self, brief: PlanBrief, plans: Plans, milestone: str, checker: Checker, language: Language) -> None:
        self._brief, self._plans, self._checker, self._language = brief, plans, checker, language
        self._now = brief.moment()
        self.first = brief.starts or (self._now + timedelta(days=1)).date()
        self._about = brief.hours or self._hours_of_the_segment()
        self._names = {means.kind: _bare(means.name) for means in reversed(brief.means)} | {"milestone": milestone}
        if brief.brand:
            self._names["brand"] = brief.brand

    def place(self, touch: Touch, timed: Sequence[Timed]) -> Timed | Left:
        """The touch on the first day on which all holds, or what kept it out first."""
        if touch.channel not in self._brief.channels:
            return Left(touch, "channel", (getattr(self._plans.channel[touch.channel], self._language),))
        if missing := tuple(self._missing(touch)):
            return Left(touch, "means", missing)
        left: Left | None = None
        for day in self._days(touch):
            outcome = self._on(touch, day, timed)
            if isinstance(outcome, Timed):
                return outcome
            left = left or outcome
        return left or Left(touch, "hours")

    def _days(self, touch: Touch) -> Iterator[date]:
        """Its day and those it may wait for; a business is written to on working days."""
        start = max(0, touch.day - 1)
        for number in range(start, min(start + LATER, self._brief.days)):
            day = self.first + timedelta(days=number)
            if self._brief.segment.organization == "consumer" or day.weekday() < SATURDAY:
                yield day

    def _on(self, touch: Touch, day: date, timed: Sequence[Timed]) -> Timed | Left:
        span = longest(self._about.on(day), every_day(self._plans.channel[touch.channel].hours))
        if not span:
            return Left(touch, "hours")
        if self._too_often(touch, day, timed):
            return Left(touch, "often")
        return self._said(touch, day, span)

    def window(self, channel: PlanChannel, *, weekend: bool) -> str | None:
        """When the segment is about and the channel may speak."""
        day = SOME_SATURDAY if weekend else SOME_MONDAY
        span = longest(self._about.on(day), every_day(self._plans.channel[channel].hours))
        return told(span) if span else None

    def facts_on(self, day: date) -> Mapping[str, Fact]:
        """The facts that hold at noon of a day, by the names that texts know."""
        return by_name(self._sheet(day, NOON))

    def _sheet(self, day: date, minute: int) -> FactSheet:
        moment = datetime.combine(day, at(minute), self._now.tzinfo)
        return self._checker.sheet(self._brief.facts, moment, self._brief.market)

    def _hours_of_the_segment(self) -> Hours:
        """By the tags the caller gave, else by the segment's name; nothing else is taken for a day."""
        segment = self._brief.segment
        for words in (*segment.tags, segment.name):
            text = normalize(words).text
            for day in self._plans.day.values():
                if day.pattern and day.pattern.search(text):
                    return day
        return self._plans.day["default"]

    def _missing(self, touch: Touch) -> Iterator[str]:
        """The kinds of means that the touch takes and nobody has."""
        for kind in touch.means:
            if kind not in self._names:
                yield self._plans.means[kind][self._language]
        if "brand" not in self._names and "brand" in slots_of(touch.text[self._language]):
            yield "brand"

    def _every(self, touch: Touch) -> int | None:
        """How often it repeats: never so often that the channel has no room for anything else that week."""
        room = max(1, self._plans.channel[touch.channel].most_a_week - 1)
        return max(touch.every, ceil(WEEK / room)) if touch.every else None

    def _too_often(self, touch: Touch, day: date, timed: Sequence[Timed]) -> bool:
        """Whether the channel's week is full."""
        week = (day - self.first).days // WEEK
        there = [one for one in timed if one.touch.channel == touch.channel]
        used = sum(WEEK / one.every for one in there if one.every and one.day <= day)
        used += sum(1 for one in there if not one.every and (one.day - self.first).days // WEEK == week)
        return used + (WEEK / (self._every(touch) or WEEK)) > self._plans.channel[touch.channel].most_a_week

    def _said(self, touch: Touch, day: date, span: tuple[int, int]) -> Timed | Left:
        """Its text with the facts that hold at that moment, once the check of that moment has passed it."""
        sheet = self._sheet(day, span[0])
        facts = by_name(sheet)
        if lacking := tuple(name for name in touch.given if name not in facts):
            return Left(touch, "facts", lacking)
        used: dict[str, Fact] = {name: facts[name] for name in touch.given}
        names = {name: said for name, said in self._names.items() if name in (*touch.means, *ALWAYS)}
        text = filled(touch.text[self._language], names, used, self._language)
        if broken := self._objections(text, sheet, touch.channel, names.values()):
            return Left(touch, "check", broken)
        return Timed(touch, day, span, self._every(touch), text, tuple(fact.id for fact in used.values()))

    def _objections(self, text: str, sheet: FactSheet, channel: PlanChannel, names: Collection[str]) -> tuple[str, ...]:
        """The rules that object: all that block, and the one about the wrong hour or place.

        What something is called is the business's own word: a "Saturday corner" promises no Saturday.
        """
        setting = Setting((), SPOKEN_IN[channel])
        check = self._checker.check_against(text, sheet, self._brief.market, setting)
        against = [one for one in check.findings if one.severity == "block" or one.rule == WRONG_SCENE]
        return tuple(dict.fromkeys(one.rule for one in against if not any(one.text in name for name in names)))


def _bare(name: str) -> str:
    """A name without its English article; the texts bring their own."""
    return ARTICLE.sub("", name)
