"""What a text says about when something is done: dispatch, arrival, refund, reply; and which fact says so too."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, get_args

from ..facts import Fact, Order, Policy
from .clauses import Clause, clause_at, clauses
from .inspection import Backing, Inspection
from .loose import Loose, Time, with_loose
from .numerals import FIGURE
from .phrases import Phrases
from .rules import Rule
from .times import WHOLE_DAY, Lasting, When, lastings, whens
from .told import near, nearer

Process = Literal["ship", "arrive", "refund", "reply", "handle", "restock", "right"]
"""What a time may be about; ``right`` is a time that the customer has: to return, to claim under the warranty.
"""

PROCESSES: tuple[Process, ...] = get_args(Process)
OF_POLICY: Mapping[str, tuple[Process, ...]] = {
    "shipping": ("ship", "arrive"),
    "returns": ("right", "refund"),
    "exchange": ("right", "handle"),
    "warranty": ("right", "handle"),
    "price_protection": ("right", "refund"),
    "invoice": ("handle",),
    "service_hours": ("reply", "handle"),
}
OF_ORDER: tuple[Process, ...] = ("ship", "arrive", "refund", "handle")
MINUTE = timedelta(minutes=1)
REACH = 60
"""How far a time and its process stand apart at most, in a clause without end."""

SAME_DAY = ("当天", "当日", "same day", "same-day")
NOTHING_ELSE = re.compile(
    r"\s*(?:大概|预计|最晚|最迟|最快|一般|通常|快的话|within|by|before|in|on)?\s*(?:之?内|以内|之?前|左右)?[，,]\s*"
)
NOTHING_AFTER = re.compile(
    r"\s*(?:大概|大约|预计|最晚|最迟|最快|一般|通常|也就|就|在|是|约|差不多"
    r"|it |that |takes? |about |around |within |by |in |just |only )*"
    r"(?:之?内|以内|之?前|左右|上下|吧|哦|哈|呢|的|了|呀|啦|就|能|行|可以|都|或者|[-到至])*\s*[。！!.~～，,\n]*"
)
"""A clause with a time and no more answers the one before it: 退款嘛，大概三天。"""

THEN = re.compile(r"(?:来|到|出|完|了|货|包裹)?(?:之|以)?[后起]|次日|(?=\d{1,3}[天日]之?以?[内里])")
COUNTED_FROM = re.compile(r"\b(?:of|after|from|upon|once|following)(?: [a-z']+){0,2} $")
"""What follows or stands before a process that only starts the clock: 签收后, within 3 days of delivery."""

NEAR = 2
CLOSE = 8
OPEN = (8, 20)
"""Between these hours somebody means 四点 who says no more."""


Named = dict[Process, re.Match[str]]


@dataclass(frozen=True, slots=True)
class Timed:
    """A time that a text gives to processes, at ``[start, end)`` of the normalised text.

    ``starting`` when it names only what starts the clock (签收后7天内商品完好就行): what is timed stands elsewhere.
    """

    processes: tuple[Process, ...]
    start: int
    end: int
    time: Time
    starting: bool = False


def timed(case: Inspection, rule: Rule) -> Iterator[Timed]:
    """The times of processes that the text asserts: those that share a clause, or stand right beside the process."""
    times = sorted(case.all_times, key=lambda time: time.start)
    for time in times:
        scope = _scope(case, rule, time)
        found, starting = _named(case.text, rule, *scope) if scope else ({}, {})
        named = found or starting
        if named and _is_said(case, rule, time.start, list(named.values())):
            meant = _nearest_to(time, named)
            reached = named[meant[0]]
            if _is_of_the_next(times, time, reached):
                continue
            start, end = min(time.start, reached.start()), max(time.end, reached.end())
            yield Timed(meant, start, end, time, starting=not found)


def _is_of_the_next(times: Sequence[Time], time: Time, process: re.Match[str]) -> bool:
    """Whether the time right behind a process is nearer to it: "we roast every Tuesday and it ships within a day"."""
    at = bisect_left(times, process.end(), key=lambda one: one.start)
    gap = times[at].start - process.end() if at < len(times) else CLOSE + 1
    return time.end <= process.start() and gap <= CLOSE and gap <= process.start() - time.end


def _named(text: str, rule: Rule, start: int, end: int) -> tuple[Named, Named]:
    """The processes that a stretch names, and those that only start the clock ("within 3 days of delivery")."""
    found: Named = {}
    starting: Named = {}
    for name in PROCESSES:
        for match in _within(rule.words[name], text, start, end):
            starts = THEN.match(text, match.end()) or COUNTED_FROM.search(text, start, match.start())
            (starting if starts else found).setdefault(name, match)
    return found, starting


def _within(words: Phrases, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    while found := words.search(text, start, end):
        yield found
        start = max(found.end(), start + 1)


def _nearest_to(time: Time, named: Mapping[Process, re.Match[str]]) -> tuple[Process, ...]:
    """The processes that stand nearest to the time."""
    gaps = {name: max(found.start() - time.end, time.start - found.end(), 0) for name, found in named.items()}
    least = min(gaps.values())
    return tuple(sorted((name for name in named if gaps[name] <= least + NEAR), key=lambda name: gaps[name]))


def _is_said(case: Inspection, rule: Rule, at: int, named: list[re.Match[str]]) -> bool:
    """Whether the time and a process are asserted; "not more than three days" gives three days."""
    if rule.words["at_most"].search(case.text, case.clause(at).start, at):
        return True
    return case.asserts(at) and any(case.asserts(found.start()) for found in named)


def _scope(case: Inspection, rule: Rule, time: Time) -> tuple[int, int] | None:
    """The clause of a time; one that is little else than the time speaks of what the next one says, or the last."""
    clause = case.clause(time.start)
    start, end = clause.start, clause.end
    around = case.text[start : time.start] + case.text[time.end : end]
    if NOTHING_ELSE.fullmatch(around) and end < len(case.text):
        end = case.clause(end).end
    elif NOTHING_AFTER.fullmatch(around) and start and case.text[start - 1] in "，,：:":
        start = case.clause(start - 1).start
    start, end = max(start, time.start - REACH), min(end, time.end + REACH)
    text = case.text[start:end]
    if rule.words["effort"].search(text) or rule.words["past"].search(text):
        return None
    return start, end


@lru_cache(maxsize=512)
def times_of(text: str, now: datetime) -> tuple[Time, ...]:
    """Every point and length of time that a normalised text names; the same facts come with every turn."""
    return with_loose(text, (*whens(text, now), *lastings(text)))


def covering(case: Inspection, rule: Rule, said: Timed) -> Fact | None:
    """The fact that gives one of the processes the same time."""
    return next((b.fact for b in _about(case, rule, said) if _gives(case, b, said, rule)), None)


def nearest(case: Inspection, rule: Rule, said: Timed) -> Fact | None:
    """A fact that gives one of the processes some other time."""
    return next((b.fact for b in _about(case, rule, said) if times_of(b.text, case.sheet.now)), None)


def _about(case: Inspection, rule: Rule, said: Timed) -> Iterator[Backing]:
    for backing in case.backing:
        if any(is_about(backing, name, rule) for name in said.processes):
            yield backing


def is_about(backing: Backing, name: Process, rule: Rule) -> bool:
    """Whether a fact speaks of the process."""
    fact = backing.fact
    of_its_kind = (
        OF_ORDER if isinstance(fact, Order) else OF_POLICY.get(fact.topic, ()) if isinstance(fact, Policy) else ()
    )
    if name in of_its_kind:
        return True
    return bool(rule.words[name].search(backing.text))


def _gives(case: Inspection, backing: Backing, said: Timed, rule: Rule) -> bool:
    """Whether the fact gives the time, and to the same process where it says to which."""
    fact, time, now = backing.fact, said.time, case.sheet.now
    others = times_of(backing.text, now)
    if isinstance(fact, Policy) and not others and not isinstance(time, When):
        return _is_typed(fact, time)
    if isinstance(fact, Order) and set(said.processes) & {"arrive"} and _is_by(fact, time, now):
        return True
    if isinstance(fact, Policy) and isinstance(time, When) and _counts_to(case, said, backing):
        return True
    if _is_today(time, now) and any(word in backing.text for word in SAME_DAY):
        return _is_early_enough(near(case, said.start), backing.text, now)
    parts = [clause for clause in clauses(backing.text) if clause.text.strip()]
    same = [other for other in others if same_time(time, other)]
    about = case.clause(said.start).text
    return any(
        _is_timed(said, _named(backing.text, rule, *_reach(parts, other)))
        and not _is_of_another(about, clause_at(parts, other.start), parts)
        for other in same
    )


def _is_timed(said: Timed, named: tuple[Named, Named]) -> bool:
    """Whether a clause of a fact times the same process, or starts the same clock where no more is said."""
    found, starting = named
    names = {**found, **starting} if said.starting else found or starting
    return not names or bool(set(names) & set(said.processes))


def _counts_to(case: Inspection, said: Timed, policy: Backing) -> bool:
    """Whether a rule's length of time, counted from now or from a day that is told, ends then: the 20th and 7 days."""
    assert isinstance(said.time, When)
    now = case.sheet.now
    told = case.sentence_before(said.start)[-REACH:] + near(case, said.start)
    orders = " ".join(backing.text for backing in case.backing if isinstance(backing.fact, Order))
    starts = [now, *(time.at for time in whens(f"{told} {orders}", now))]
    ends = [start + timedelta(hours=float(length.hours)) for start in starts for length in lastings(policy.text)]
    exact = said.time.exact
    return any(abs(end - said.time.at) <= MINUTE if exact else end.date() == said.time.at.date() for end in ends)


def _reach(parts: list[Clause], time: Time) -> tuple[int, int]:
    clause = clause_at(parts, time.start)
    return clause.start, clause.end


def _is_of_another(about: str, clause: Clause, parts: list[Clause]) -> bool:
    """Whether a claim speaks of what another clause with a time is about: of the battery, not of the whole device."""
    others = (part.text for part in parts if part is not clause and FIGURE.search(part.text))
    return any(nearer(about, other, clause.text) for other in others)


def _is_today(time: Time, now: datetime) -> bool:
    return isinstance(time, When) and time.at.date() == now.date()


def _is_early_enough(said: str, told: str, now: datetime) -> bool:
    """Whether an order of the hour that is said makes the hour of the rule: 四点前当天发 says nothing of 四点半."""
    hours, limits = _daytimes(said, now), _daytimes(told, now)
    return not hours or not limits or max(hours) <= max(limits)


def _daytimes(text: str, now: datetime) -> list[int]:
    """The times of day that a text names, in minutes; 四点 alone is one of working hours."""
    clocks = ((time.at, *time.also) for time in times_of(text, now) if isinstance(time, When) and time.exact)
    meant = (next((at for at in readings if OPEN[0] <= at.hour < OPEN[1]), readings[0]) for readings in clocks)
    return [at.hour * 60 + at.minute for at in meant]


def _is_typed(fact: Policy, time: Lasting | Loose) -> bool:
    """Whether the policy's own number is the time."""
    hours = [Decimal(hours) for hours in (fact.hours, fact.days and fact.days * 24) if hours]
    return any(time.holds(one) if isinstance(time, Loose) else time.hours == one for one in hours)


def _is_by(order: Order, time: Time, now: datetime) -> bool:
    """Whether a time is the day an order is expected: told as a day, or as a vague length from now."""
    if order.eta is None or isinstance(time, Lasting):
        return False
    if isinstance(time, When):
        return order.eta == time.at.date() and not time.exact and time.hours == WHOLE_DAY
    return time.holds(Decimal((order.eta - now.date()).days * 24))


def same_time(one: Time, other: Time) -> bool:
    """Three days are 72 hours, but not three working days; a day with an hour is not the day alone."""
    if isinstance(one, Loose) or isinstance(other, Loose):
        return _may_be(one, other)
    if isinstance(one, Lasting) and isinstance(other, Lasting):
        return (one.hours, one.working) == (other.hours, other.working)
    if isinstance(one, When) and isinstance(other, When):
        same_clock = not one.exact or (other.exact and one.at == other.at)
        first, last = (other.at.hour, other.at.hour + 1) if other.exact else other.hours
        return one.at.date() == other.at.date() and same_clock and one.hours[0] <= first and last <= one.hours[1]
    return False


def _may_be(one: Time, other: Time) -> bool:
    """Whether of two lengths, one of them loose, both may be meant."""
    if isinstance(one, Loose) and isinstance(other, Loose):
        return one.meets(other)
    loose, exact = (one, other) if isinstance(one, Loose) else (other, one)
    return isinstance(loose, Loose) and isinstance(exact, Lasting) and loose.holds(exact.hours)
