"""The terms of an offer as people word them: 满300减50, £10 off orders over £60, 八五折, 20% off."""

import re
from decimal import Decimal

from ..facts import Promotion
from .numerals import ABOUT, ENGLISH_NUMBER, MONEY, NUMERAL, money, number

PER = re.compile(r"每满|\b(?:every|each)\b")
SHARE = re.compile(r"折|%|per ?cent")
ENGLISH = re.compile(rf"\b(?:{ENGLISH_NUMBER})\b")
SPENT_FIRST = re.compile(r"^\W*spend\b|满")
DIGIT = {name: at for at, name in enumerate("零一二三四五六七八九")} | {"两": 2}


def same_terms(words: str, fact: Promotion) -> bool:
    """Whether the words state this promotion: amount and threshold in their roles, its currency, once or every time."""
    values = [value for value in map(number, NUMERAL.findall(words)) if value is not None]
    stated = list(reversed(values)) if SPENT_FIRST.search(words) else values
    terms = [term for term in (fact.amount, fact.threshold) if term is not None]
    named = {found[1] for found in map(money, MONEY.finditer(words)) if found}
    return (
        bool(stated)
        and stated == terms
        and named <= {fact.currency}
        and not SHARE.search(words)
        and bool(PER.search(words)) == bool(PER.search(fact.text.lower()))
    )


def percent_off(words: str) -> Decimal | None:
    """How much is taken off, in percent: 八折 is 20, 八五折 and 8.5折 are 15, 半价 is 50, fifty per cent off is 50."""
    if "半价" in words or "half price" in words or "half-price" in words:
        return Decimal(50)
    found = NUMERAL.search(words) or ENGLISH.search(words)
    value = _share(found[0]) if found else None
    if value is None:
        return None
    if "折" in words and "折扣" not in words:
        tenths = value if value < 10 else value / 10
        return (Decimal(10) - tenths) * 10
    return value


def _share(words: str) -> Decimal | None:
    """八五 of 八五折 is 85, which is no numeral elsewhere."""
    if ABOUT.fullmatch(words):
        return Decimal(DIGIT[words[0]] * 10 + DIGIT[words[1]])
    return number(words)
