"""Lengths of time beyond days and hours told exactly: 两三天, 几个小时, a few days, within the hour, and years."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .beginnings import compiled
from .calendar_words import HOURS, N
from .numerals import number
from .times import Lasting, When

YEAR = Decimal(8760)
UNITS = HOURS | {"年": YEAR, "year": YEAR, "yr": YEAR, "fortnight": HOURS["week"] * 2, "工作日": HOURS["day"]}
DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2}
ZH_UNIT = "分钟|小时|工作日|天|周|星期|月|年"
EN_UNIT = "minute|hour|hr|day|week|fortnight|month|year"
SLACK = Decimal("0.02")
"""Twelve months and one year are the same, though not to the hour."""

LOOSE = compiled(
    rf"(?<!第)(?P<low>[一二两三四五六七八])(?P<high>[二两三四五六七八九])个?(?P<zh>{ZH_UNIT})"
    rf"|(?:(?<=这)|(?<=好)|(?<=过)|(?<=没)|(?<=不了)|(?<=等))(?P<few>几)个?(?P<zh2>{ZH_UNIT})|(?P<few2>几)个?(?P<zh3>{ZH_UNIT})(?=就|[之以]?内)"
    r"|\b(?:a|the next|the coming|the|next|another) (?P<many>few|couple(?: of)?|several)"
    rf" (?:(?:working|business) )?(?P<en>{EN_UNIT})s?\b"
    rf"|\b(?:a|one) (?:full|whole|good|clear) (?P<whole>{EN_UNIT})\b"
    rf"|\ba (?P<en2>{EN_UNIT}) or (?P<or>two|so)\b"
    r"|\b(?:in|within|under|after|about|around|just|only|takes?|for|inside|up to) (?:about |around |under |just )?"
    rf"(?:an?|the|another|half an?) (?P<one>{EN_UNIT})\b"
    rf"|(?P<n>{N})(?:多|来)?(?P<unit>年(?!级|份|初|底|末|代|货|会|轻|纪|龄|前|\d|[一二三四五六七八九十]月)|个月(?!前|大)"
    rf"|[ -]?(?:years?|yrs?)\b(?! old| ago)|-(?:{EN_UNIT})s?\b)"
    r"|(?P<next>(?:第二天|次日|隔天|隔日)(?!起|开始|算|凌晨)|\bnext[ -]day\b|\bovernight\b)"
    r"|(?P<named>(?:天黑|下班|中饭|午饭|晚饭|收工|打烊)(?:之|以)?前|当天(?=[通装])|月初|月中|[上中下]旬|(?:年|节|春节|国庆|元旦|中秋|圣诞|开学)[前后](?![年几])"
    r"|\b(?:the )?same day\b|\b(?:over|by|before|after) (?:the weekend|christmas|new year|easter)\b)"
)


@dataclass(frozen=True, slots=True)
class Loose:
    """A length of time between ``low`` and ``high`` hours, at ``[start, end)`` of the text.

    What names no length (月中, by Christmas) has none between them: no fact gives it but in the same words.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal

    def holds(self, hours: Decimal) -> bool:
        """Whether an exact length is one of those meant."""
        return self.low * (1 - SLACK) <= hours <= self.high * (1 + SLACK)

    def meets(self, other: "Loose") -> bool:
        """Whether both may mean the same length."""
        return self.low <= other.high * (1 + SLACK) and other.low <= self.high * (1 + SLACK)


def looses(text: str, taken: Iterable[tuple[int, int]] = ()) -> Iterator[Loose]:
    """The lengths of time of these kinds in a normalised text, where no exact time was read."""
    spans = tuple(taken)
    for found in LOOSE.finditer(text):
        start, end = found.span()
        bounds = _bounds(found)
        if bounds and not any(first < end and start < last for first, last in spans):
            yield Loose(start, end, *bounds)


def _bounds(found: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    if found["next"]:
        return HOURS["day"], HOURS["day"]
    if found["named"]:
        return Decimal(0), Decimal(-1)
    unit = _unit(found)
    if found["n"]:
        value = number(found["n"])
        return (value * unit, value * unit) if value is not None and not 1900 < value < 2100 else None
    if found["low"]:
        low, high = DIGITS[found["low"]], DIGITS[found["high"]]
        return (low * unit, high * unit) if low < high else None
    if found["few"] or found["few2"]:
        return unit, unit * 9
    if found["many"]:
        return unit * 2, unit * (3 if found["many"].startswith("couple") else 7)
    half = "half" in found[0]
    return (unit / 2, unit / 2) if half else (unit, unit * 2 if found["or"] else unit)


def _unit(found: re.Match[str]) -> Decimal:
    named: str = next(found[name] for name in ("zh", "zh2", "zh3", "en", "en2", "one", "whole", "unit") if found[name])
    return UNITS[named.strip(" -个").removesuffix("s")]


Time = When | Lasting | Loose


def with_loose(text: str, read: Sequence[When | Lasting]) -> tuple[Time, ...]:
    """The times read in a text, without its ordinals (第3天), and behind them the loose ones."""
    exact = tuple(time for time in read if text[max(0, time.start - 1) : time.start] != "第")
    return (*exact, *looses(text, [(time.start, time.end) for time in exact]))
