"""fake_urgency: a deadline, a price about to rise, "last day", hurry-up pressure, without the fact that says so.

No market forbids urgency as such; every ban turns on falsehood, so the receipt is the legal test (basis in the rule).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..facts import Price, Promotion
from ..figures import day
from ..outcome import Finding, Receipt
from .inspection import Inspection
from .rules import Rule
from .taken import Taken
from .times import Lasting, When, lastings, whens

Offer = Promotion | Price
Time = When | Lasting
GROUPS = ("deadline", "last", "rise", "limited", "never", "hurry")
NEAR = 14
TIMES_AT_MOST = 50
"""Of a clause without end; nobody means more."""

OVER = re.compile(r"(?:已经?|早就|早已|都)$")
SLACK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Urge:
    """Urgent words: their group, where they stand, and the time they name, if any."""

    group: str
    start: int
    end: int
    time: Time | None


def fake_urgency(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Each urgent word asks for an offer that is valid now and ends when the text says."""
    offers = [fact for fact in case.sheet.facts if isinstance(fact, Promotion | Price) and fact.ends]
    told = False
    for urge in _urges(case, rule):
        verdict = _judged(case, rule, urge, offers, told=told)
        told = told or isinstance(verdict, Receipt)
        yield verdict


def _urges(case: Inspection, rule: Rule) -> Iterator[Urge]:
    times: list[Time] = sorted([*whens(case.text, case.sheet.now), *lastings(case.text)], key=lambda t: t.start)
    taken = Taken()
    for group in GROUPS:
        for found in case.said(rule.words[group]):
            start, end = found.span()
            if taken.overlaps(start, end) or not _is_about_an_offer(case, rule, group, start):
                continue
            taken.take(start, end)
            time = _time_near(case, times, start, end)
            yield Urge(group, min(start, time.start) if time else start, max(end, time.end) if time else end, time)


def _is_about_an_offer(case: Inspection, rule: Rule, group: str, at: int) -> bool:
    """A deadline of a process (send it back within 7 days) is none of an offer; one that has passed hurries nobody."""
    if group not in ("deadline", "last"):
        return True
    clause = case.clause(at).text
    if OVER.search(case.text, max(0, at - 3), at):
        return False
    offered = rule.words["offer"].search(case.sentence(at) if group == "deadline" else clause)
    return bool(offered) or not rule.words["process"].search(clause)


def _judged(case: Inspection, rule: Rule, urge: Urge, offers: list[Offer], *, told: bool) -> Finding | Receipt:
    if urge.group == "never" or (urge.group == "hurry" and not (told and offers)):
        return case.finding(rule, urge.start, urge.end, "pressure")
    match = next((offer for offer in offers if _backs(offer, urge, case.sheet.now)), None)
    if match:
        return case.receipt(urge.start, urge.end, match, _end_of(case, match))
    if offers and not (urge.group == "rise" and urge.time is None):
        return case.finding(rule, urge.start, urge.end, "wrong_time", ends=_end_of(case, offers[0]))
    return case.finding(rule, urge.start, urge.end, "no_fact")


def _backs(offer: Offer, urge: Urge, now: datetime) -> bool:
    """Whether the offer ends when the words say; words without a time ask only that it ends (today, for a last day)."""
    assert offer.ends is not None
    if urge.group == "hurry" or (urge.group == "limited" and urge.time is None):
        return True
    if urge.time is None:
        return urge.group != "rise" and _days_left(offer.ends, now) == 0
    if isinstance(urge.time, Lasting):
        return _lasts(offer.ends, urge.time, now)
    back = When(0, 0, urge.time.at - timedelta(days=1), exact=False)
    return urge.time.is_the_end(offer.ends) or (urge.group == "rise" and back.is_the_end(offer.ends))


def _lasts(ends: datetime, time: Lasting, now: datetime) -> bool:
    """A last day is today; three days are three; hours are hours, give or take one."""
    if time.hours % 24 == 0:
        return _days_left(ends, now) in (int(time.hours) // 24 - 1, int(time.hours) // 24)
    return abs((ends - now) - timedelta(hours=float(time.hours))) <= SLACK


def _days_left(ends: datetime, now: datetime) -> int:
    last = ends.astimezone(now.tzinfo) - timedelta(seconds=1)
    return (last.date() - now.date()).days


def _time_near(case: Inspection, times: list[Time], start: int, end: int) -> Time | None:
    """The time in the same clause, or else the nearest one close by; a day is more than a length of time."""
    clause = case.clause(start)
    first = bisect_left(times, min(clause.start, start - NEAR), key=lambda time: time.start)
    last = bisect_right(times, max(clause.end, end + NEAR), key=lambda time: time.start)
    close = times[first : min(last, first + TIMES_AT_MOST)]
    inside = [time for time in close if clause.start <= time.start < clause.end]
    inside = inside or [time for time in close if start - NEAR <= time.start and time.end <= end + NEAR]
    points = [time for time in inside if isinstance(time, When)]
    return min(points or inside, key=lambda time: min(abs(time.start - end), abs(start - time.end)), default=None)


def _end_of(case: Inspection, offer: Offer) -> str:
    assert offer.ends is not None
    return day(offer.ends, case.sheet.now, case.language)
