"""Times and deadlines as people write them, resolved against ``now`` in the shop's own zone.

今晚12点, 明天, 周日, 月底, 11月25日23:59, 三天内, 72小时内; tonight, Sunday, 25 November, within two business days.
General date libraries were tried first: dateparser 1.5 reads 11月25日 as another day and finds neither 今晚12点 nor
本周日.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from .calendar_words import (
    AFTERNOONS,
    AROUND,
    CLOCKED,
    DATED,
    DAYS,
    EVENINGS,
    HOURS,
    LASTING,
    LINKS,
    MONTHS,
    PARTED,
    PARTS,
    WEEKDAYS,
)  # fmt: skip
from .numerals import number
from .taken import Taken

LONGEST = Decimal(87_600)
"""Ten years, in hours; beyond that nobody sets a deadline."""

WHOLE_DAY = (0, 24)
HALF_DAY = timedelta(hours=12)
Day = tuple[datetime, ...]
"""The readings of a day, the likeliest first."""


@dataclass(frozen=True, slots=True)
class When:
    """A point in time, as a day (``exact`` is false) or to the minute, at ``[start, end)`` of the text.

    ``also`` holds other readings: 8点 is in the morning or the evening, 下周三 said on a Sunday is three days ahead or
    ten. ``hours`` are those of the day it lies in: 下午 is no midnight.
    """

    start: int
    end: int
    at: datetime
    exact: bool
    also: Day = ()
    hours: tuple[int, int] = WHOLE_DAY

    def is_the_end(self, ends: datetime) -> bool:
        """Whether an offer that ends at ``ends`` ends at this time. Midnight belongs to the day it closes."""
        ends = ends.astimezone(self.at.tzinfo)
        return any(self._is(at, ends) for at in (self.at, *self.also))

    def _is(self, at: datetime, ends: datetime) -> bool:
        if self.exact:
            return abs(at - ends) <= timedelta(minutes=1)
        last = ends - timedelta(seconds=1)
        return at.date() == last.date() and self.hours[0] <= last.hour < self.hours[1]


@dataclass(frozen=True, slots=True)
class Lasting:
    """A length of time in hours; ``working`` when it counts working days only."""

    start: int
    end: int
    hours: Decimal
    working: bool


def whens(text: str, now: datetime) -> Iterator[When]:
    """The points in time that a normalised text names."""
    taken = Taken()
    days: dict[int, tuple[re.Match[str], Day]] = {}
    for found in DATED.finditer(text):
        if day := _day(found, now):
            taken.take(*found.span())
            days[found.start()] = found, day
    for found in CLOCKED.finditer(text):
        if taken.overlaps(*found.span()) or not _is_a_time(text, found):
            continue
        dated, day = days.pop(_day_behind(text, found, days), (None, (now,)))
        taken.take(*found.span())
        yield _when(found, day, dated)
    for found, day in days.values():
        yield _when(found, day)
    for found in PARTED.finditer(text):
        if not taken.overlaps(*found.span()):
            yield _when(found, (now,))


def _day_behind(text: str, found: re.Match[str], days: Mapping[int, object]) -> int:
    """Where the day begins that a time of day belongs to: "23:59 on 25 November", "midnight on Wednesday"."""
    return next((end for link in LINKS if (end := _end(link, text, found.end())) in days), -1)


def _end(link: re.Pattern[str], text: str, at: int) -> int:
    found = link.match(text, at)
    return found.end() if found else at


def _is_a_time(text: str, found: re.Match[str]) -> bool:
    """一点 is an hour where more than the number says so; "有一点贵" and "三点建议" name none."""
    bare = found["hour"] and not found["hour"].isdigit() and not (found["part"] or found["half"] or found["minute"])
    return not bare or found[0].endswith("钟") or bool(AROUND.match(text, found.end()))


def _when(found: re.Match[str], days: Day, dated: re.Match[str] | None = None) -> When:
    """What was found, on these days; ``dated`` is the day behind a time of day."""
    part = _part(found) or (_part(dated) if dated else None)
    clock = _clock(found, part)
    midnights = [day.replace(hour=0, minute=0, second=0, microsecond=0) for day in days]
    also = [by for by in (_other(found, clock, part, dated),) if by]
    at, *others = [_later(day, (clock or timedelta()) + add) for add in (timedelta(), *also) for day in midnights]
    hours = WHOLE_DAY if clock or part is None else PARTS[part]
    return When(found.start(), (dated or found).end(), at, clock is not None, tuple(others), hours)


def _later(at: datetime, by: timedelta) -> datetime:
    """Never beyond the last day of the calendar."""
    return at + by if at.replace(tzinfo=None) < datetime.max - by else at


def lastings(text: str) -> Iterator[Lasting]:
    """The lengths of time that a normalised text names."""
    for found in LASTING.finditer(text):
        value = number(found["n"])
        unit = (found["unit"] or "day").removesuffix("s") if (found["unit"] or "x")[0].isascii() else found["unit"]
        if value is not None and value * HOURS[unit] <= LONGEST:
            yield Lasting(found.start(), found.end(), round(value * HOURS[unit], 3), bool(found["work"]))


def _part(found: re.Match[str]) -> str | None:
    """The part of the day that is named, if any."""
    named = found.groupdict()
    word = named.get("part") or named.get("alone") or named.get("ealone") or named.get("rel")
    return word if word in PARTS else None


def _clock(found: re.Match[str], part: str | None) -> timedelta | None:
    """The time of day; 今晚12点 and 24点 are the midnight that ends the day."""
    named = found.groupdict()
    if named.get("word"):
        return timedelta(hours=12 if named["word"] in ("正午", "noon") else 24)
    hour = next((named[name] for name in ("hour", "h", "h12", "bare") if named.get(name)), None)
    value = number(hour) if hour else None
    if value is None or value > 24:
        return None
    minutes = int(named.get("minute") or named.get("m") or 0) + (30 if named.get("half") else 0)
    return timedelta(hours=int(value) + _added(named, int(value), part), minutes=minutes)


def _added(named: dict[str, str | None], hour: int, part: str | None) -> int:
    """Hours to add: 晚上8点 is 20, 今晚12点 is 24, 12 pm and 中午12点 stay 12, 下午3点 and 中午1点 are afternoon."""
    western = named.get("ampm") or named.get("ap")
    if western:
        return 12 if western == "pm" and hour < 12 else -12 if western == "am" and hour == 12 else 0
    if part in EVENINGS and hour <= 12:
        return 12 if hour else 24
    return 12 if (part in AFTERNOONS and hour < 12) or (part == "中午" and hour < 3) else 0


def _other(found: re.Match[str], clock: timedelta | None, part: str | None, dated: re.Match[str] | None) -> timedelta:
    """How far off the other reading is: 8点 and "at 8" may be evening, midnight may begin the day."""
    named = found.groupdict()
    if named.get("word") in ("零点", "午夜", "midnight"):
        return -2 * HALF_DAY if (dated or found.re is DATED) and part is None else timedelta()
    settled = (
        part or named.get("word") or named.get("ampm") or named.get("ap") or (named.get("h") or "").startswith("0")
    )
    early = clock is not None and timedelta(hours=1) <= clock < HALF_DAY
    return HALF_DAY if early and not settled else timedelta()


def _day(found: re.Match[str], now: datetime) -> Day:
    """The readings of a day; none when there is no such day."""
    for name, resolve in RESOLVERS:
        if found[name]:
            readings = (_resolved(reading, found, now) for reading in (resolve, *ALSO.get(name, ())))
            first, *others = readings
            return (first, *(day for day in others if day and day.date() != first.date())) if first else ()
    return ()


Resolver = Callable[[re.Match[str], datetime], datetime | None]


def _resolved(resolve: Resolver, found: re.Match[str], now: datetime) -> datetime | None:
    try:
        return resolve(found, now)
    except (ValueError, OverflowError):
        return None


def _relative(found: re.Match[str], now: datetime) -> datetime:
    word = found["rel"]
    ahead = 1 if word[0] == "明" or word == "tomorrow" else 3 if word == "大后天" else 2 if word == "后天" else 0
    return now + timedelta(days=ahead)


def _month_day(month: str, day: str, now: datetime, year: str | None = None) -> datetime:
    at = now.replace(year=int(year) if year else now.year, month=int(number(month) or 0), day=int(number(day) or 0))
    long_past = not year and at < now - timedelta(days=180)
    return at.replace(year=at.year + 1) if long_past else at


def _english_month(found: re.Match[str], now: datetime) -> datetime:
    name, day = (found["em"], found["ed"]) if found["em"] else (found["em2"], found["ed2"])
    return _month_day(str([m[:3] for m in MONTHS].index(name[:3]) + 1), day, now)


def _weekday(at: int, now: datetime, *, following: bool) -> datetime:
    monday = now - timedelta(days=now.weekday())
    day = monday + timedelta(days=at + (7 if following else 0))
    return day if following or day.date() >= now.date() else day + timedelta(days=7)


def _chinese_weekday(found: re.Match[str], now: datetime) -> datetime:
    return _weekday(WEEKDAYS[found["wd"]], now, following=found["cw"].startswith("下"))


def _week_begun_today(found: re.Match[str], now: datetime) -> datetime | None:
    """On a Sunday, 下周 is for some the week that begins tomorrow, for others the one after."""
    ambiguous = now.weekday() == 6 and found["cw"].startswith("下") and WEEKDAYS[found["wd"]] < 6
    return _chinese_weekday(found, now) + timedelta(days=7) if ambiguous else None


def _english_weekday(found: re.Match[str], now: datetime) -> datetime:
    return _weekday([d[:3] for d in DAYS].index(found["ew"][:3]), now, following=found["next"] == "next")


def _next_to_come(found: re.Match[str], now: datetime) -> datetime | None:
    """Next Wednesday is the one that comes next, or the one of next week."""
    at = [d[:3] for d in DAYS].index(found["ew"][:3])
    return _weekday(at, now, following=False) if found["next"] == "next" else None


def _after_next(found: re.Match[str], now: datetime) -> datetime | None:
    coming = _next_to_come(found, now)
    return coming + timedelta(days=7) if coming else None


def _range(found: re.Match[str], now: datetime, ahead: int = 0) -> datetime | None:
    """A day of this or the next week or month; on a Sunday some people's week begins, others' ends."""
    word = found["range"]
    following = word.startswith(("下", "next"))
    if word.endswith(("月", "month")):
        first = (now.replace(day=28) + timedelta(days=7)).replace(day=1) if following else now.replace(day=1)
        day = first + timedelta(days=ahead)
        return day if day.month == first.month else None
    days = 14 if now.weekday() == 6 else 7
    monday = now - timedelta(days=now.weekday() - (7 if following else 0))
    return monday + timedelta(days=ahead) if ahead < days else None


def _end_of(found: re.Match[str], now: datetime) -> datetime:
    word = found["end"]
    if "year" in word or word == "年底":
        return now.replace(month=12, day=31)
    if "week" in word:
        return _weekday(6, now, following=False)
    if word.startswith("下"):
        now = (now.replace(day=28) + timedelta(days=7)).replace(day=1)
    return now.replace(day=monthrange(now.year, now.month)[1])


RESOLVERS: tuple[tuple[str, Resolver], ...] = (
    ("rel", _relative),
    ("cm", lambda found, now: _month_day(found["cm"], found["cd"], now, found["year"])),
    ("em", _english_month),
    ("em2", _english_month),
    ("cw", _chinese_weekday),
    ("ew", _english_weekday),
    ("tm", lambda found, now: now.replace(day=int(found["tm"]))),
    ("sm", lambda found, now: _month_day(found["sm"], found["sd"], now)),
    ("dd", lambda found, now: _month_day(found["dm"], found["dd"], now)),
    ("pm", lambda found, now: _month_day(found["pm"], found["pd"], now)),
    ("pm2", lambda found, now: _month_day(found["pm2"], found["pd2"], now)),
    ("nth", lambda found, now: now.replace(day=int(found["nth"]))),
    ("iso", lambda found, now: datetime.fromisoformat(found["iso"]).replace(tzinfo=now.tzinfo)),
    ("dom", lambda found, now: now.replace(day=int(found["dom"]))),
    ("range", _range),
    ("end", _end_of),
)
ALSO: dict[str, tuple[Resolver, ...]] = {
    "cw": (_week_begun_today,),
    "ew": (_next_to_come, _after_next),
    "range": tuple(partial(_range, ahead=ahead) for ahead in range(1, 31)),
    "sm": (lambda found, now: _month_day(found["sd"], found["sm"], now),),
}
"""How else a day may be meant; 5/12 is the fifth of December in Europe."""
