"""Numbers as shop talk writes them: 九块九, 两百五, 1万2, ¥9.90. cn2an reads numerals; the rest is here."""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

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
    "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "twenty-four": 24, "thirty": 30,
    "forty": 40, "forty-eight": 48, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100, "a": 1, "an": 1,
    "half": 0.5,
}  # fmt: skip
ENGLISH_NUMBER = "|".join(sorted((word for word in ENGLISH if len(word) > 2), key=len, reverse=True))


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
    try:
        return Decimal(text)
    except InvalidOperation:
        return _chinese(text)


def _chinese(text: str) -> Decimal | None:
    from cn2an import cn2an

    try:
        return Decimal(str(cn2an(text.replace("〇", "零"), "smart")))
    except (ValueError, KeyError):
        return None


MONEY = re.compile(
    rf"(?:(?P<symbol>hk\$|nt\$|us\$|[¥￥$£€]|rmb|cny|usd|gbp|eur)\s*(?P<after>\d+(?:,\d{{3}})*(?:\.\d+)?))"
    rf"|(?P<whole>{NUMBER})\s*(?P<unit>块钱?(?!儿?(?:寄|发|送|给|走|去|办|处理|来|看|退|拿|买|打包|下单|安排))|元|圆|刀|美元|美金|欧元|英镑|港币|台币|yuan|rmb|dollars?|pounds?|euros?|quid)(?P<tail>[一二两三四五六七八九]|\d(?!\d)|[半])?"
    rf"|(?P<small>{NUMBER})\s*(?P<coin>毛(?!孩|病|毛)|角(?![形的度架插函色落])|分钱|pence|cents?)|(?P<pence>(?<!\d)\d{{1,2}})p\b"
)
CURRENCIES = {
    "¥": "CNY", "￥": "CNY", "rmb": "CNY", "cny": "CNY", "元": "CNY", "块": "CNY", "块钱": "CNY", "圆": "CNY",
    "yuan": "CNY", "$": "USD", "us$": "USD", "usd": "USD", "刀": "USD", "美元": "USD", "美金": "USD", "dollar": "USD",
    "dollars": "USD",
    "£": "GBP", "gbp": "GBP", "英镑": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
    "€": "EUR", "eur": "EUR", "欧元": "EUR", "euro": "EUR", "euros": "EUR",
    "hk$": "HKD", "港币": "HKD", "nt$": "TWD", "台币": "TWD",
}  # fmt: skip


BARE_PRICE = re.compile(
    rf"(?:原价|现价|到手价?|售价|标价|吊牌价|专柜价|市场价|只要|仅需|仅售|一口价|活动价)(?:是|为|：|:|才|只要|只)?(?P<bare>{NUMBER})"
    r"(?![\d.]|\s*(?:[元块毛%％折件个天月日号点年分小周步秒张份盒瓶套双条支台次句位名本包袋种款样]|[a-z]))"
    r"|(?:used to be|was|now only|now just|yours for|for just|for only) (?P<plain>\d+(?:\.\d+)?)(?![\d.%]|\s*[a-z])"
)
"""A price without its currency: 原价599, "used to be 599"."""


def money(found: re.Match[str]) -> tuple[Decimal, str] | None:
    """Amount and currency of a match of `MONEY`: 九块九 is 9.9 CNY, ¥9.90 too."""
    if found["symbol"]:
        value = number(found["after"])
        return (value, CURRENCIES[found["symbol"]]) if value is not None else None
    if found["pence"]:
        return Decimal(found["pence"]) / 100, "GBP"
    if found["small"]:
        value = number(found["small"])
        tenth = Decimal("0.1") if found["coin"] in ("毛", "角") else Decimal("0.01")
        currency = "CNY" if found["coin"] in ("毛", "角", "分钱") else "GBP" if found["coin"] == "pence" else "USD"
        return (value * tenth, currency) if value is not None else None
    value = number(found["whole"])
    if value is None:
        return None
    if found["tail"]:
        value += Decimal("0.5") if found["tail"] == "半" else (number(found["tail"]) or Decimal(0)) / 10
    return value, CURRENCIES[found["unit"]]
