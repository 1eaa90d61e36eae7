"""The amounts a text names, and what each is said to be: a price, a sum, what is taken off, postage, what is made good.

The words decide the role: the nearest before the amount in its stretch between two commas, else those right behind it
("50元优惠券", "£2 short"). The same reading serves drafts and facts, so a fact backs an amount only in its own role.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .numerals import CURRENCIES, FIGURE, MONEY, money, number
from .taken import Taken

Words = Mapping[str, re.Pattern[str]]

ROLES = (
    "lacking", "threshold", "reduction", "compensation", "refund", "total", "after", "postage", "former", "paid", "fee",
    "price",
)  # fmt: skip
STOP = re.compile(r"(?<!\d)[,，]|[,，](?!\d)|[。！!？?；;、\n~～()（）]|\.(?=\s|$)")
REACH, LATIN_REACH = 16, 60
"""How far before an amount its word may stand, in Chinese and in English."""

SEGMENT = 120
BEHIND = 24
HAN = re.compile(r"[\u4e00-\u9fff]")
TWO_TENS = re.compile(r"([一二两三四五六七八九])([一二两三四五六七八九])([十百千万])")
"""八九十块 is eighty or ninety."""

ABOUT_MORE = ("多",)
POUNDS = ("pound", "pounds")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at ``[start, end)``: between ``low`` and ``high`` (the same where it is exact), in a role.

    The currency is empty where the text names none. ``label`` is the word that gave the role.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    currency: str
    role: str = "plain"
    label: str = ""

    def meets(self, value: Decimal | None, currency: str = "") -> bool:
        """Whether it states this value in this currency."""
        same = value is not None and self.low <= value <= self.high
        return same and (not currency or self.currency in ("", currency))


@dataclass(frozen=True, slots=True)
class _Found:
    """Words that name an amount; ``at`` is where its figure begins."""

    start: int
    at: int
    end: int
    low: Decimal
    high: Decimal
    currency: str


def amounts(text: str, words: Words) -> list[Amount]:
    """Every amount of a text in the one spelling, in order."""
    found = sorted(_found(text, words), key=lambda one: one.start)
    read: list[Amount] = []
    for nth, one in enumerate(found):
        before = found[nth - 1].end if nth else 0
        behind = found[nth + 1].start if nth + 1 < len(found) else len(text)
        role, label = _role(text[before : one.at], text[one.end : behind][:BEHIND], words)
        read.append(Amount(one.start, one.end, one.low, one.high, one.currency, role, label))
    return read


def segment(text: str, at: int) -> tuple[int, int]:
    """Where the stretch between two commas around a position begins and ends."""
    first = max(0, at - SEGMENT)
    ends = [found.end() for found in STOP.finditer(text, first, at)]
    behind = STOP.search(text, at, at + SEGMENT)
    return ends[-1] if ends else first, behind.start() if behind else min(len(text), at + SEGMENT)


def _found(text: str, words: Words) -> Iterator[_Found]:
    taken = Taken()
    for found in MONEY.finditer(text):
        taken.take(*found.span())
        value = _two_tens(found) or money(found)
        if value is not None and not _is_weight(text, found, words):
            low, high = _range(text, found, value[0], words)
            yield _Found(found.start(), found.start(), found.end(), low, high, value[1])
    for found in words["bare"].finditer(text):
        if (bare := _bare(text, found, words)) and taken.take(found.start(), found.end()):
            yield bare


def _bare(text: str, found: re.Match[str], words: Words) -> _Found | None:
    """A figure that its words make an amount (立减20, 券后99), unless it counts something (优惠20%, 减2件)."""
    figures = list(FIGURE.finditer(found[0]))
    value = _value(figures[-1][0]) if figures else None
    if value is None or words["counted"].match(text, _past_a_space(text, found.end())):
        return None
    high = value + _unit(value) if text[found.end() : found.end() + 1] in ABOUT_MORE else value
    return _Found(found.start(), found.start() + figures[-1].start(), found.end(), value, high, "")


def _past_a_space(text: str, at: int) -> int:
    return at + 1 if text[at : at + 1] == " " else at


def _value(figure: str) -> Decimal | None:
    """A lone 一 is no amount (到手一看); "nineteen ninety-nine" is 19.99 and read where it stands."""
    return None if len(figure) == 1 and not figure.isdigit() else number(figure.rstrip(".,"))


def _is_weight(text: str, found: re.Match[str], words: Words) -> bool:
    """Five pounds of weight, not of money."""
    if found["unit"] not in POUNDS and found["called"] not in POUNDS:
        return False
    return bool(words["weight"].search(text, max(0, found.start() - LATIN_REACH), found.end() + BEHIND))


def _two_tens(found: re.Match[str]) -> tuple[Decimal, str] | None:
    """The lower of the two that 八九十块 leaves open."""
    two = TWO_TENS.fullmatch(found["whole"] or "")
    lower = number(two[1] + two[3]) if two else None
    return (lower, CURRENCIES[found["unit"]]) if lower is not None else None


def _range(text: str, found: re.Match[str], value: Decimal, words: Words) -> tuple[Decimal, Decimal]:
    """一百多块 is from 100 to 200, 八九十块 from 80 to 99, 不到一百 anything below."""
    if TWO_TENS.fullmatch(found["whole"] or ""):
        return value, value + 2 * _unit(value) - 1
    if words["below"].search(text, max(0, found.start() - 12), found.start()):
        return Decimal(0), value
    if found["more"]:
        return value, value + _unit(value)
    return value, value


def _unit(value: Decimal) -> Decimal:
    """The step of a round number: 100 of 300, 10 of 130."""
    unit = Decimal(1)
    while value and value % (unit * 10) == 0:
        unit *= 10
    return unit


def _role(before: str, behind: str, words: Words) -> tuple[str, str]:
    before, behind = _near(before), behind.lstrip()
    stop = STOP.search(behind)
    behind = behind[: stop.start()] if stop else behind
    best = (0, "", "")
    for role in ROLES:
        for found in words[f"{role}_before"].finditer(before):
            best = max(best, (found.end(), role, found[0]), key=lambda one: one[0])
    if best[1] and not (best[1] == "price" and words["reduction_behind"].match(behind)):
        return best[1], best[2]
    named = ((role, words[f"{role}_behind"].match(behind)) for role in ROLES if f"{role}_behind" in words)
    return next(((role, found[0]) for role, found in named if found and found.end()), (best[1] or "plain", ""))


def _near(before: str) -> str:
    """What stands before an amount in its own stretch, as far as a word reaches."""
    near = before[-LATIN_REACH:]
    near = near[-REACH:] if HAN.search(near) else near
    ends = [found.end() for found in STOP.finditer(near)]
    return near[ends[-1] :].rstrip() if ends else near.rstrip()
