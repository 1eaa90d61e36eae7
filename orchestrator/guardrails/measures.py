"""Figures with a unit: 95%, 1.5kg, 5000毫安, 200 ml. The same quantity in other units is the same (1公斤 is 2斤)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .numerals import NUMBER, number

UNITS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("kg", "kgs", "公斤", "千克", "kilo", "kilos"), ("mass", "1000")),
    **dict.fromkeys(("g", "克", "grams", "gram"), ("mass", "1")), "斤": ("mass", "500"), "两": ("mass", "50"),
    "吨": ("mass", "1000000"), **dict.fromkeys(("mg", "毫克"), ("mass", "0.001")),
    **dict.fromkeys(("lb", "lbs"), ("mass", "453.592")), "oz": ("mass", "28.3495"),
    **dict.fromkeys(("cm", "厘米", "公分"), ("length", "10")), **dict.fromkeys(("mm", "毫米"), ("length", "1")),
    **dict.fromkeys(("m", "米", "metres", "meters", "metre"), ("length", "1000")),
    **dict.fromkeys(("km", "公里"), ("length", "1000000")),
    **dict.fromkeys(("寸", "英寸", "inch", "inches"), ("length", "25.4")),
    **dict.fromkeys(("ml", "毫升", "cc"), ("volume", "1")),
    **dict.fromkeys(("l", "升", "litre", "litres", "liter", "liters"), ("volume", "1000")),
    **dict.fromkeys(("mah", "毫安时", "毫安"), ("charge", "1")),
    **dict.fromkeys(("w", "瓦", "watts", "watt"), ("power", "1")), **dict.fromkeys(("千瓦", "kw"), ("power", "1000")),
    **dict.fromkeys(("v", "伏"), ("voltage", "1")),
    **dict.fromkeys(("℃", "度", "°c", "degrees"), ("temperature", "1")), "gb": ("data", "1"), "tb": ("data", "1024"),
    **dict.fromkeys(("hz", "赫兹", "赫"), ("frequency", "1")), **dict.fromkeys(("db", "分贝"), ("loudness", "1")),
    **dict.fromkeys(("%", "percent", "per cent"), ("share", "1")), "‰": ("share", "0.1"),
    **dict.fromkeys(("倍", "times"), ("times", "1")),
    **dict.fromkeys(("平", "平米", "平方", "平方米", "㎡", "m2", "square metres", "square meters"), ("area", "1")),
    "目": ("mesh", "1"), "支纱": ("yarn", "1"), "像素": ("pixels", "1"), "万像素": ("pixels", "10000"),
    "转": ("turns", "1"), **dict.fromkeys(("carat", "克拉"), ("carat", "1")),
    **dict.fromkeys(("kcal", "大卡", "千卡"), ("energy", "1")),
    **dict.fromkeys(("pa", "帕", "帕斯卡"), ("pressure", "1")),
    **dict.fromkeys(("kpa", "千帕"), ("pressure", "1000")),
    **dict.fromkeys(("流明", "lm", "lumens", "lumen"), ("light", "1")),
    **dict.fromkeys(("wh", "瓦时"), ("work", "1")),
    **dict.fromkeys(("马力", "匹马力", "hp", "horsepower"), ("horses", "1")),
    **dict.fromkeys(("牛米", "牛·米"), ("torque", "1")), **dict.fromkeys(("千赫", "khz"), ("frequency", "1000")),
    **dict.fromkeys(("ppi", "dpi"), ("dots", "1")), **dict.fromkeys(("尼特", "nits"), ("nits", "1")),
    **dict.fromkeys(("帧", "fps"), ("frames", "1")),
    **dict.fromkeys(("mbps", "兆带宽", "兆宽带", "兆网速"), ("speed", "1")),
    **dict.fromkeys(("英里", "miles", "mile"), ("length", "1609344")),
    **dict.fromkeys(("ft", "feet", "foot", "英尺"), ("length", "304.8")), "sq ft": ("area", "0.092903"),
    "万毫安": ("charge", "10000"), "pints": ("volume", "568.261"),
    **dict.fromkeys(("课时", "节课"), ("lessons", "1")), **dict.fromkeys(("微米", "μm"), ("length", "0.001")),
    "万次": ("cycles", "10000"), "out of 5": ("stars", "1"), "成": ("share", "10"),
    **dict.fromkeys(("人评价", "条评价", "reviews", "ratings"), ("reviews", "1")),
}  # fmt: skip
"""Each unit with what it measures and how much of the smallest unit it is."""

SPELLED = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
MEASURE = re.compile(
    rf"(?<![a-z0-9.])(?:(?P<value>{NUMBER})\s?(?P<unit>{SPELLED})"
    rf"(?P<tail>(?<=米)[\d一二三四五六七八九](?!\d|个|张|条))?|百分之(?P<share>{NUMBER})|千分之(?P<mille>{NUMBER})|(?:评价|评论|好评)(?P<told>{NUMBER})条)"
    r"(?![a-z]|\s*(?:off\b|折|discount|机会|假|电话|次元)"
    r"|(?<=成)(?:功|为|分|品|本|都|立|交|人|年|长|员|绩|了|型|熟|就|套|双|的|一|单|果|色|团))"
)
SIDE = re.compile(r"(?<![\d.])(?P<value>\d{1,5}(?:\.\d{1,3})?)\s?(?:x|×|\*|乘以?|by)\s?$")
OF_DATA = re.compile(r"流量|内存|存储|硬盘|显存|运存|套餐|上网|网速|宽带|\bdata\b|memory|storage")
DATA = {"g": "gb", "t": "tb"}
"""100g流量 is no weight."""

WEAK = {"两", "转", "平", "目", "times", "in", "m", "l", "v", "w", "度"}
"""Units that are other words as well: they count behind digits only."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure at ``[start, end)``: what it measures and how much, in the smallest unit of its kind."""

    start: int
    end: int
    kind: str
    value: Decimal

    def same(self, other: "Measure") -> bool:
        """Whether both say the same quantity, give or take rounding."""
        return self.kind == other.kind and abs(self.value - other.value) <= abs(self.value) / 200


def measures(text: str) -> Iterator[Measure]:
    """The figures with a unit in a normalised text; 评价512条 is 512条评价."""
    for found in MEASURE.finditer(text):
        unit = "条评价" if found["told"] else "‰" if found["mille"] else found["unit"] or "%"
        value = number(found["told"] or found["share"] or found["mille"] or found["value"])
        if unit in DATA and OF_DATA.search(text, max(0, found.start() - 12), found.end() + 8):
            unit = DATA[unit]
        if value is not None and found["tail"]:
            value += (number(found["tail"]) or 0) / Decimal(10)
        if value is None or (unit in WEAK and found["value"] and not found["value"][-1].isdigit()):
            continue
        kind, factor = UNITS[unit]
        yield from _sides(text, found.start(), kind, Decimal(factor))
        yield Measure(found.start(), found.end(), kind, value * Decimal(factor))


def _sides(text: str, end: int, kind: str, factor: Decimal) -> Iterator[Measure]:
    """The sides before the last: of 170 x 240 cm the first too."""
    side = SIDE.search(text, max(0, end - 16), end)
    if side and (value := number(side["value"])) is not None:
        yield from _sides(text, side.start(), kind, factor)
        yield Measure(side.start(), side.end("value"), kind, value * factor)
