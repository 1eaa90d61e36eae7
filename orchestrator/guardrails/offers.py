"""The terms of an offer as people word them: 满300减50, £10 off orders over £60, 两件八折, 八五折, 20% off."""

import re
from dataclasses import dataclass
from decimal import Decimal

from ..facts import Promotion
from .numerals import ABOUT, ENGLISH_NUMBER, FIGURE, MONEY, NUMERAL, money, number

PER = re.compile(r"每满|\b(?:every|each)\b")
SHARE = re.compile(r"折(?!扣)|[%％]|per ?cent|半价|half")
VOUCHER = re.compile(r"券|红包|返|现金|voucher|coupon|cash ?back|credit")
FREE = re.compile(r"免费|送[一二三两\d]|免[一二三两\d]|赠|\bfree\b|bogof")
PIECES = re.compile(r"件|第|选|买(?!满|够)|\b(?:buy|second|2nd|third|3rd|(?:two|three|2|3) for)\b|bogof")
ENGLISH = re.compile(rf"\b(?:{ENGLISH_NUMBER})\b")
SPENT_FIRST = re.compile(r"^\W*spend\b|满")
DIGIT = {name: at for at, name in enumerate("零一二三四五六七八九")} | {"两": 2}
ORDINALS = {"second": Decimal(2), "2nd": Decimal(2), "third": Decimal(3), "3rd": Decimal(3)}
ORDINAL = re.compile(r"\b(?:second|2nd|third|3rd)\b")
HALVES = ("半价", "对折", "half price", "half-price", "half off", "by half")


@dataclass(frozen=True, slots=True)
class Terms:
    """What an offer gives for what: its figures in order (what is spent or bought first), and of which kind each is."""

    figures: tuple[Decimal, ...]
    currencies: frozenset[str]
    per: bool
    share: bool
    voucher: bool
    free: bool
    pieces: bool


def terms_of(words: str) -> Terms:
    """The terms that the words of an offer state."""
    named = frozenset(found[1] for found in map(money, MONEY.finditer(words)) if found)
    return Terms(
        _figures(words),
        named,
        bool(PER.search(words)),
        bool(SHARE.search(words)),
        bool(VOUCHER.search(words)),
        bool(FREE.search(words)),
        bool(PIECES.search(words)),
    )


def _figures(words: str) -> tuple[Decimal, ...]:
    if "bogof" in words:
        return Decimal(1), Decimal(1)
    ordinals = [ORDINALS[found[0]] for found in ORDINAL.finditer(words)]
    values = [value for found in FIGURE.finditer(words) if (value := _figure(words, found)) is not None]
    stated = ordinals + [value for value in values if value not in ordinals or not ordinals]
    return tuple(stated if SPENT_FIRST.search(words) or PIECES.search(words) else reversed(stated))


def _figure(words: str, found: re.Match[str]) -> Decimal | None:
    """八五 is read as 85 before 折 only; a share is what is taken off."""
    if words[found.end() : found.end() + 1] == "折" or words[found.end() :].lstrip()[:1] in ("%", "％"):
        return percent_off(words[found.start() : found.end() + 2])
    return Decimal(50) if found[0] == "半" else number(found[0])


def same_terms(words: str, fact: Promotion, wording: re.Pattern[str], spelled: str) -> bool:
    """Whether the words state this promotion, as its fields or its own words have it."""
    stated = terms_of(words)
    if not stated.currencies <= {fact.currency}:
        return False
    own = [terms_of(found[0]) for found in wording.finditer(spelled)]
    return _by_fields(stated, fact, spelled) or any(_equal(stated, one) for one in own)


def _equal(stated: Terms, own: Terms) -> bool:
    """The same figures in the same roles; a voucher for later may not be promised where there is money off now."""
    same = stated.figures == own.figures and (stated.per, stated.share) == (own.per, own.share)
    return (
        same
        and bool(stated.figures)
        and (own.voucher or not stated.voucher)
        and (stated.free, stated.pieces) == (own.free, own.pieces)
    )


def _by_fields(stated: Terms, fact: Promotion, spelled: str) -> bool:
    gives = fact.percent if stated.share else fact.amount
    if stated.pieces or stated.free or gives is None or fact.threshold is None:
        return False
    return (
        stated.figures == (fact.threshold, gives)
        and (not stated.voucher or bool(VOUCHER.search(spelled)))
        and stated.per == bool(PER.search(spelled))
    )


def percent_off(words: str) -> Decimal | None:
    """How much is taken off, in percent: 八折 and 两成 are 20, 八五折 is 15, 半价 and fifty per cent off are 50."""
    if any(half in words for half in HALVES):
        return Decimal(50)
    found = NUMERAL.search(words.replace("百分之", "")) or ENGLISH.search(words)
    value = _share(found[0]) if found else None
    if value is None:
        return None
    if "折" in words and "折扣" not in words:
        tenths = value if value < 10 else value / 10
        return (Decimal(10) - tenths) * 10
    return value * 10 if "成" in words else value


def _share(words: str) -> Decimal | None:
    """八五 of 八五折 is 85, which is no numeral elsewhere."""
    if ABOUT.fullmatch(words):
        return Decimal(DIGIT[words[0]] * 10 + DIGIT[words[1]])
    return number(words)
