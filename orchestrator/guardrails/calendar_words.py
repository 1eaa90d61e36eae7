"""How people write days, hours and lengths of time, in Chinese and in English, as patterns over normalised text."""

import re
from decimal import Decimal

from .beginnings import compiled
from .numerals import ENGLISH_NUMBER, NUMBER

WEEKDAYS = {name: at for at, name in enumerate("一二三四五六")} | {"日": 6, "天": 6, "末": 6}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("january february march april may june july august september october november december").split()  # noqa: SIM905
MONTH = "|".join(f"{m}|{m[:3]}" for m in MONTHS)
DAY = "|".join(f"{d}|{d[:3]}|{d[:4]}" for d in DAYS)
N = rf"(?:{NUMBER}|{ENGLISH_NUMBER})"

PARTS: dict[str, tuple[int, int]] = {
    "凌晨": (0, 6), "清晨": (4, 9), "早上": (5, 12), "上午": (6, 12), "中午": (11, 14), "下午": (12, 19),
    "傍晚": (16, 20), "晚上": (17, 24), "夜里": (18, 24), "半夜": (22, 24), "晚": (17, 24), "今早": (5, 12),
    "明早": (5, 12), "今晚": (17, 24), "今夜": (17, 24), "当晚": (17, 24), "明晚": (17, 24), "morning": (5, 12),
    "afternoon": (12, 19), "evening": (17, 24), "night": (17, 24), "tonight": (17, 24),
}  # fmt: skip
"""The hours that a part of the day may mean."""

EVENINGS = ("今晚", "今夜", "明晚", "当晚", "tonight", "night", "evening", "晚上", "晚", "夜里", "半夜")
AFTERNOONS = ("下午", "傍晚", "afternoon")

PART = "凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|夜里|半夜"
CLOCK = (
    r"(?:(?P<word>零点|午夜|正午|\bmidnight|\bnoon)"
    rf"|(?P<part>{PART}|晚)?(?:(?P<hour>\d{{1,2}}|{NUMBER})(?:点钟?|时(?!候|间|常|效|不))"
    r"(?P<half>半)?(?:(?P<minute>\d{1,2})分?)?|(?P<h>\d{1,2})[:：](?P<m>\d{2})(?:[:：]\d{2})?(?:\s*(?P<ampm>[ap]m))?)"
    r"|(?P<h12>\d{1,2})\s*(?P<ap>[ap]m)\b)"
)
DOTTED = (
    r"(?:(?<=截止)|(?<=日期)|(?<=日期是)|(?<=日期为)|(?<=时间)|(?<=时间是)|(?<=截止到)|(?<=截止至)|(?<=截至)|(?<=截止于)|(?<=效期至)|(?<=效期到)|(?<=持续到)|(?<=活动到)"
    r"|(?<=优惠到)|(?<=\d-)|(?<=\d~)|(?<=\d到)|(?<=\d至))(?P<pm>1[0-2]|0?[1-9])\.(?P<pd>3[01]|[12]\d|0?[1-9])(?![\d.元块折%万分])"
    r"|(?<![\d.])(?P<pm2>1[0-2]|0?[1-9])\.(?P<pd2>3[01]|[12]\d|0?[1-9])(?=[日号]|(?:就|要|才|之?前|当天|晚上?)?(?:截止|结束|到期|为止|失效|恢复|涨|下架))"
)
"""12.31 is a day only where it is told as one; elsewhere it is a price or a version."""

DATE = (
    r"(?P<rel>今天|今日|今早|今晚|今夜|当天|当晚|明天|明日|明早|明晚|后天|大后天|today|tonight|tomorrow)"
    r"|(?:(?P<year>20\d\d)年)?(?P<cm>\d{1,2}|[一二三四五六七八九十]{1,2})月(?P<cd>\d{1,3}|[一二三四五六七八九十]{1,3})[日号]?"
    rf"|(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<em>{MONTH})\b"
    rf"|\b(?P<em2>{MONTH}) (?P<ed2>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"|(?P<cw>(?:这|本|下个?)?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末]))"
    rf"|\b(?:(?P<next>next|this|on|by) )?(?P<ew>{DAY})\b"
    r"|(?:本月|这个?月)(?P<tm>\d{1,2})[号日]|(?<![\d/])(?P<sm>1[0-2]|0?[1-9])/(?P<sd>3[01]|[12]\d|0?[1-9])(?![\d/])"
    r"|(?<![\d/])(?P<dd>3[01]|2\d|1[3-9])/(?P<dm>1[0-2]|0?[1-9])(?![\d/])"
    rf"|{DOTTED}"
    r"|\bthe (?P<nth>\d{1,2})(?:st|nd|rd|th)\b"
    r"|(?P<iso>20\d\d-\d{2}-\d{2})|(?P<dom>(?<![\d月])\d{1,2})[号日](?!店|楼|线|码|色|机|链)"
    r"|(?P<range>(?:本|这个?|下个?)(?:周|星期|礼拜|月)(?![一二三四五六日天末底初\d])|\b(?:this|next) (?:week|month)\b)"
    r"|(?P<end>(?:本|这个?|下个?)?(?:月底|月末)|年底|(?:the )?end of (?:the|this) (?:month|year|week))"
)
BEHIND = (
    rf"(?:\s*(?:的|之?前|at|,|，)?\s*{CLOCK}"
    r"|,?\s+(?:at|by) (?P<bare>\d{1,2})(?!\s*[:：.]?\d|\s*%|\s*[a-z])"
    rf"|(?P<alone>{PART})(?!好)| (?P<ealone>morning|afternoon|evening|night)\b)"
)
"""What may follow a day: an hour, or a part of the day."""

DATED = compiled(rf"(?:{DATE}){BEHIND}?")
CLOCKED = compiled(
    rf"{CLOCK}|\b(?:at |by |until |before )?(?P<bare>\d{{1,2}})(?: o'clock)?(?= (?:tonight|today|tomorrow)\b)"
)
PARTED = compiled(rf"(?P<alone>{PART})(?!好)|\bthis (?P<ealone>morning|afternoon|evening)\b")
LASTING = compiled(
    rf"(?<![月\d])(?P<n>{N})\s*(?:个)?(?:(?P<work>工作日|business days?|working days?)"
    r"|(?P<unit>分钟|小时|天|日(?=之?内|以内|后|无理由)|周|星期|个?月(?=之?内|以内|后)|minutes?|hours?|hrs?\b|h\b|days?|weeks?|months?))"
)
LINKS = (re.compile(r"\s*"), re.compile(r"\s*(?:on|,|，)\s*"))
"""What stands between a time of day and the date behind it: "23:59 on 25 November"."""

AROUND = re.compile(r"整|[之以]?[前后]|左右|开始|开抢|结束|截止|恢复|发货")
HOURS = {
    "分钟": Decimal(1) / 60, "小时": Decimal(1), "天": Decimal(24), "日": Decimal(24), "周": Decimal(168),
    "星期": Decimal(168), "个月": Decimal(720), "月": Decimal(720), "minute": Decimal(1) / 60, "hour": Decimal(1),
    "hr": Decimal(1), "h": Decimal(1), "day": Decimal(24), "week": Decimal(168), "month": Decimal(720),
}  # fmt: skip
