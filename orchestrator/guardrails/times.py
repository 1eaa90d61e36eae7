"""Times and deadlines as people write them, resolved against ``now`` in the shop's own zone.

今晚12点, 明天, 周日, 月底, 11月25日23:59, 三天内, 72小时内; tonight, Sunday, 25 November, within two business days.
General date libraries were tried first: dateparser 1.5 reads 11月25日 as another day and finds neither 今晚12点 nor
本周日.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from .numerals import ENGLISH_NUMBER, NUMBER, number
from .taken import Taken

WEEKDAYS = {name: at for at, name in enumerate("一二三四五六")} | {"日": 6, "天": 6, "末": 6}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("january february march april may june july august september october november december").split()  # noqa: SIM905
MONTH = "|".join(f"{m}|{m[:3]}" for m in MONTHS)
DAY = "|".join(f"{d}|{d[:3]}|{d[:4]}" for d in DAYS)
N = rf"(?:{NUMBER}|{ENGLISH_NUMBER})"

CLOCK = (
    r"(?:(?P<word>零点|午夜|正午|midnight|noon)"
    rf"|(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上|夜里|半夜|晚)?(?:(?P<hour>\d{{1,2}}|{NUMBER})(?:点钟?|时(?!候|间|常|效|不))"
    r"(?P<half>半)?(?:(?P<minute>\d{1,2})分?)?|(?P<h>\d{1,2})[:：](?P<m>\d{2})(?:[:：]\d{2})?(?:\s*(?P<ampm>[ap]m))?)"
    r"|(?P<h12>\d{1,2})\s*(?P<ap>[ap]m)\b)"
)
DATE = (
    r"(?P<rel>今天|今日|今早|今晚|今夜|当天|当晚|明天|明日|明早|明晚|后天|大后天|today|tonight|tomorrow)"
    r"|(?:(?P<year>20\d\d)年)?(?P<cm>\d{1,2}|[一二三四五六七八九十]{1,2})月(?P<cd>\d{1,3}|[一二三四五六七八九十]{1,3})[日号]?"
    rf"|(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<em>{MONTH})\b"
    rf"|\b(?P<em2>{MONTH}) (?P<ed2>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"|(?P<cw>(?:这|本|下个?)?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末]))"
    rf"|\b(?:(?P<next>next|this|on|by) )?(?P<ew>{DAY})\b"
    r"|(?:本月|这个?月)(?P<tm>\d{1,2})[号日]|(?<![\d/])(?P<sm>1[0-2]|0?[1-9])/(?P<sd>3[01]|[12]\d|0?[1-9])(?![\d/])"
    r"|\bthe (?P<nth>\d{1,2})(?:st|nd|rd|th)\b"
    r"|(?P<iso>20\d\d-\d{2}-\d{2})|(?P<dom>(?<![\d月])\d{1,2})[号日](?!店|楼|线|码|色|机|链)"
    r"|(?P<end>(?:本|这个?|下个?)?(?:月底|月末)|年底|(?:the )?end of (?:the|this) (?:month|year|week))"
)
DATED = re.compile(rf"(?:{DATE})(?:\s*(?:的|之?前|at|,|，)?\s*{CLOCK})?")
CLOCKED = re.compile(CLOCK)
LASTING = re.compile(
    rf"(?<![月\d])(?P<n>{N})\s*(?:个)?(?:(?P<work>工作日|business days?|working days?)"
    r"|(?P<unit>分钟|小时|天|日(?=之?内|以内|后|无理由)|周|星期|个?月(?=之?内|以内|后)|minutes?|hours?|hrs?\b|h\b|days?|weeks?|months?))"
)
LINK = re.compile(r"\s*(?:on|,|，)?\s*")
"""What stands between a time of day and the date behind it: "23:59 on 25 November"."""

LONGEST = Decimal(87_600)
"""Ten years, in hours; beyond that nobody sets a deadline."""

AROUND = re.compile(r"整|[之以]?[前后]|左右|开始|开抢|结束|截止|恢复|发货")
HOURS = {
    "分钟": Decimal(1) / 60,
    "小时": Decimal(1),
    "天": Decimal(24),
    "日": Decimal(24),
    "周": Decimal(168),
    "星期": Decimal(168),
}
HOURS |= {
    "minute": Decimal(1) / 60,
    "hour": Decimal(1),
    "hr": Decimal(1),
    "h": Decimal(1),
    "day": Decimal(24),
    "week": Decimal(168),
}
HOURS |= {"个月": Decimal(720), "月": Decimal(720), "month": Decimal(720)}


@dataclass(frozen=True, slots=True)
class When:
    """A point in time, as a day (``exact`` is false) or to the minute, at ``[start, end)`` of the text."""

    start: int
    end: int
    at: datetime
    exact: bool

    def is_the_end(self, ends: datetime) -> bool:
        """Whether an offer that ends at ``ends`` ends at this time. Midnight belongs to the day it closes."""
        ends = ends.astimezone(self.at.tzinfo)
        if self.exact:
            return abs(self.at - ends) <= timedelta(minutes=1)
        last = ends - timedelta(seconds=1) if (ends.hour, ends.minute, ends.second) == (0, 0, 0) else ends
        return self.at.date() == last.date()


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
    days: dict[int, tuple[re.Match[str], datetime]] = {}
    for found in DATED.finditer(text):
        if (day := _day(found, now)) is not None:
            taken.take(*found.span())
            days[found.start()] = found, day
    for found in CLOCKED.finditer(text):
        if taken.overlaps(*found.span()) or not _is_a_time(text, found):
            continue
        link = LINK.match(text, found.end())
        dated, day = days.pop(link.end(), (None, now)) if link else (None, now)
        yield _when(found, day, dated.end() if dated else None)
    for found, day in days.values():
        yield _when(found, day)


def _is_a_time(text: str, found: re.Match[str]) -> bool:
    """一点 is an hour where more than the number says so; "有一点贵" and "三点建议" name none."""
    bare = found["hour"] and not found["hour"].isdigit() and not (found["part"] or found["half"] or found["minute"])
    return not bare or found[0].endswith("钟") or bool(AROUND.match(text, found.end()))


def _when(found: re.Match[str], day: datetime, end: int | None = None) -> When:
    clock = _clock(found)
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return When(found.start(), end or found.end(), midnight + (clock or timedelta()), clock is not None)


def lastings(text: str) -> Iterator[Lasting]:
    """The lengths of time that a normalised text names."""
    for found in LASTING.finditer(text):
        value = number(found["n"])
        unit = (found["unit"] or "day").removesuffix("s") if (found["unit"] or "x")[0].isascii() else found["unit"]
        if value is not None and value * HOURS[unit] <= LONGEST:
            yield Lasting(found.start(), found.end(), value * HOURS[unit], bool(found["work"]))


def _day(found: re.Match[str], now: datetime) -> datetime | None:
    for name, resolve in RESOLVERS:
        if found[name]:
            try:
                return resolve(found, now)
            except ValueError:
                return None
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


def _end_of(found: re.Match[str], now: datetime) -> datetime:
    word = found["end"]
    if "year" in word or word == "年底":
        return now.replace(month=12, day=31)
    if "week" in word:
        return _weekday(6, now, following=False)
    if word.startswith("下"):
        now = (now.replace(day=28) + timedelta(days=7)).replace(day=1)
    return now.replace(day=monthrange(now.year, now.month)[1])


RESOLVERS: tuple[tuple[str, Callable[[re.Match[str], datetime], datetime]], ...] = (
    ("rel", _relative),
    ("cm", lambda found, now: _month_day(found["cm"], found["cd"], now, found["year"])),
    ("em", _english_month),
    ("em2", _english_month),
    ("cw", lambda found, now: _weekday(WEEKDAYS[found["wd"]], now, following=found["cw"].startswith("下"))),
    ("ew", lambda f, now: _weekday([d[:3] for d in DAYS].index(f["ew"][:3]), now, following=f["next"] == "next")),
    ("tm", lambda found, now: now.replace(day=int(found["tm"]))),
    ("sm", lambda found, now: _month_day(found["sm"], found["sd"], now)),
    ("nth", lambda found, now: now.replace(day=int(found["nth"]))),
    ("iso", lambda found, now: datetime.fromisoformat(found["iso"]).replace(tzinfo=now.tzinfo)),
    ("dom", lambda found, now: now.replace(day=int(found["dom"]))),
    ("end", _end_of),
)


def _clock(found: re.Match[str]) -> timedelta | None:
    """The time of day; 今晚12点 and 24点 are the midnight that ends the day."""
    if found["word"]:
        return timedelta(hours=12 if found["word"] in ("正午", "noon") else 24)
    hour = next((found[name] for name in ("hour", "h", "h12") if found[name]), None)
    value = number(hour) if hour else None
    if value is None or value > 24:
        return None
    minutes = int(found["minute"] or found["m"] or 0) + (30 if found["half"] else 0)
    return timedelta(hours=int(value) + _afternoon(found, int(value)), minutes=minutes)


def _afternoon(found: re.Match[str], hour: int) -> int:
    """Hours to add: 晚上8点 is 20, 今晚12点 is 24, 12 pm and 中午12点 stay 12."""
    western = found["ampm"] or found["ap"]
    if western:
        return 12 if western == "pm" and hour < 12 else -12 if western == "am" and hour == 12 else 0
    evening = found["part"] in ("晚上", "晚", "夜里", "半夜") or found.groupdict().get("rel") in EVENINGS
    if evening and hour <= 12:
        return 12
    return 12 if found["part"] in ("下午", "傍晚") and hour < 12 else 0


EVENINGS = ("今晚", "今夜", "明晚", "当晚", "tonight")
