"""Numbers as shop talk writes them: 九块九, 两百五, 1万2, ¥9.90, twenty-five pounds.

cn2an reads Chinese numerals; the rest is here.
"""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from .beginnings import compiled

CHINESE = "〇零一二两三四五六七八九十百千万亿半"
NUMBER = (
    rf"(?:(?<!\d)\d{{1,18}}(?:,\d{{3}}){{0,5}}(?:\.\d{{1,6}})?(?:[百千万亿]\d{{0,8}})?"
    rf"|[{CHINESE}]{{1,16}}(?:点[{CHINESE}]{{1,8}})?)"
)
"""Of bounded length: a run of thousands of digits is no number, and must cost no more than it is worth."""

NUMERAL = re.compile(NUMBER)
ABOUT = re.compile("[一二两三四五六七八九]{2}")
"""两三 is two or three, no number to hold anybody to."""
ENGLISH = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "twenty-four": 24, "thirty": 30, "forty": 40, "forty-eight": 48,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "a": 1, "an": 1, "half": 0.5,
}  # fmt: skip
ENGLISH_NUMBER = "|".join(sorted((word for word in ENGLISH if len(word) > 2), key=len, reverse=True))
_BELOW_TEN = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
BELOW_HUNDRED = rf"(?:(?:{_TENS})(?:[- ](?:{_BELOW_TEN}))?|{_TEENS}|{_BELOW_TEN})"
ENGLISH_AMOUNT = rf"(?:(?:a|{BELOW_HUNDRED})[ ](?:hundred|thousand)(?:(?:[ ]and)?[ ]{BELOW_HUNDRED})?|{BELOW_HUNDRED})"
"""Compound numerals in words: twenty-five, a hundred and twenty."""

SPOKEN = re.compile(ENGLISH_AMOUNT)
FIGURE = compiled(rf"{NUMBER}|\b(?:{ENGLISH_AMOUNT})\b")
"""A numeral in digits, Chinese or English."""


@lru_cache(maxsize=4096)
def number(text: str) -> Decimal | None:
    """The value of a numeral in digits, Chinese or English; ``None`` when it is none."""
    text = text.strip().replace(",", "").replace("，", "")
    if text in ENGLISH:
        return Decimal(str(ENGLISH[text]))
    if text in ("半", "一半"):
        return Decimal("0.5")
    if ABOUT.fullmatch(text):
        return None
    if SPOKEN.fullmatch(text):
        return _spoken(text)
    try:
        return Decimal(text)
    except InvalidOperation:
        return _chinese(text)


def _spoken(text: str) -> Decimal:
    total = Decimal(0)
    for word in re.split(r"[- ]", text):
        if word in ("hundred", "thousand"):
            total *= 100 if word == "hundred" else 1000
        elif word != "and":
            total += Decimal(str(ENGLISH[word]))
    return total


def _chinese(text: str) -> Decimal | None:
    from cn2an import cn2an

    try:
        return Decimal(str(cn2an(text.replace("〇", "零"), "smart")))
    except (ValueError, KeyError):
        return None


ENDS_THERE = r"(?=[^\w]|$|_)"
KUAI = (
    r"块(?:钱|(?=[一二两三四五六七八九半\d](?![十百千万个块双支件条张本])|的|[^\w]|$"
    r"|就|能|可以|吧|呢|哦|啦|了|左右|以[内下上]|起|一?(?:件|个|份|支|瓶|盒|条|包|双|套|张|只|袋|本|台)|每|出头|多|不到|都|也"
    r"|的?(?:优惠|代金|抵用|补偿|无门槛)?(?:券|红包|差价|运费|邮费|补偿|优惠|退款|心意)|给您|到手|包邮|够|减|返|整|呀|嘛|拿[下走]|退|赔|补|搞定))"
)
"""块 as money, told from pieces (三块电池) and from "together" (一块寄出) by what follows."""

MONEY = compiled(
    r"(?:(?<![a-z])(?P<symbol>hk\$|nt\$|us\$|au\$|ca\$|a\$|c\$|[¥￥$£€]|rmb|cny|usd|gbp|eur|人民币)\s*"
    r"(?P<after>\d+(?:,\d{3})*(?:\.\d+)?))"
    rf"|(?P<whole>{NUMBER})(?P<more>多|来|几)?\s*(?P<unit>{KUAI}|元(?![素件旦宝宵]|催化|宇宙|[一二三]次)|圆{ENDS_THERE}|刀{ENDS_THERE}"
    r"|美元|美金|欧元|英镑|港币|台币|[€£](?!\d)|(?:yuan|rmb|cny|usd|gbp|eur|dollars?|pounds?|euros?|quid|bucks)(?![a-z]))"
    r"(?P<tail>(?<=块)(?:[一二两三四五六七八九](?![十百千万致起样定直共]|(?:个|件|份|支|瓶|盒|条|包|双|套|张|只|袋|本|台)(?!半))"
    r"|\d(?![\d件个份支瓶盒条包双套张只])|半))?"
    rf"|(?P<small>{NUMBER})\s*(?P<coin>毛(?=钱|[^\w]|$|一)|角(?=钱|[^\w]|$)|分钱|pence\b|cents?\b)"
    r"|(?P<pence>(?<![\d.])\d{1,2})p\b(?![ ](?:coin|piece|video|mode|frame))"
    rf"|\b(?P<spoken>{ENGLISH_AMOUNT})[ ](?P<called>yuan|dollars?|pounds?|euros?|quid|bucks)\b"
    r"|\ba[ ](?P<note>tenner|fiver)\b"
)
CURRENCIES = {
    "¥": "CNY", "￥": "CNY", "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "元": "CNY", "块": "CNY", "块钱": "CNY",
    "圆": "CNY", "yuan": "CNY", "$": "USD", "us$": "USD", "usd": "USD", "刀": "USD", "美元": "USD", "美金": "USD",
    "dollar": "USD", "dollars": "USD", "bucks": "USD", "£": "GBP", "gbp": "GBP", "英镑": "GBP", "pound": "GBP",
    "pounds": "GBP", "quid": "GBP", "€": "EUR", "eur": "EUR", "欧元": "EUR", "euro": "EUR", "euros": "EUR",
    "hk$": "HKD", "港币": "HKD", "nt$": "TWD", "台币": "TWD", "au$": "AUD", "a$": "AUD", "ca$": "CAD", "c$": "CAD",
}  # fmt: skip
NOTES = {"tenner": Decimal(10), "fiver": Decimal(5)}
SAYINGS = (
    "一分钱",
    "半分钱",
    "一毛钱",
    "半毛钱",
    "一块",
    "半块",
    "半圆",
    "半角",
    "三角",
    "五角",
    "八角",
    "百元",
    "千元",
    "万元",
)
"""No amounts: 一分钱一分货, 一块寄出, 三角形, 百元以下."""


def money(found: re.Match[str]) -> tuple[Decimal, str] | None:
    """Amount and currency of a match of `MONEY`: 九块九 is 9.9 CNY, ¥9.90 too."""
    if found["symbol"]:
        return _in(number(found["after"]), found["symbol"])
    if found["pence"]:
        return Decimal(found["pence"]) / 100, "GBP"
    if found["spoken"]:
        return _in(number(found["spoken"]), found["called"])
    if found["note"]:
        return NOTES[found["note"]], "GBP"
    if found[0] in SAYINGS:
        return None
    return _coins(found) if found["small"] else _in(_with_tail(found), found["unit"])


def _in(value: Decimal | None, unit: str) -> tuple[Decimal, str] | None:
    return (value, CURRENCIES[unit]) if value is not None else None


def _with_tail(found: re.Match[str]) -> Decimal | None:
    """九块九 is nine and nine tenths, 三块半 three and a half."""
    value, tail = number(found["whole"]), found["tail"]
    if value is None or not tail:
        return value
    return value + (Decimal("0.5") if tail == "半" else (number(tail) or Decimal(0)) / 10)


def _coins(found: re.Match[str]) -> tuple[Decimal, str] | None:
    value = number(found["small"])
    tenth = Decimal("0.1") if found["coin"] in ("毛", "角") else Decimal("0.01")
    currency = "CNY" if found["coin"] in ("毛", "角", "分钱") else "GBP" if found["coin"] == "pence" else "USD"
    return (value * tenth, currency) if value is not None else None
