"""How days and amounts are said in a reply's language."""

from datetime import date, datetime
from decimal import Decimal

SYMBOLS = {"USD": "$", "GBP": "£", "EUR": "€", "JPY": "¥", "HKD": "HK$", "TWD": "NT$"}


def day(value: date, now: datetime, language: str) -> str:
    """A day, and the hour where it is not the day's end: 11月25日, 11月25日20:00, 25 November."""
    if isinstance(value, datetime):
        value = value.astimezone(now.tzinfo)
    at_the_end = not isinstance(value, datetime) or (value.hour, value.minute) in ((23, 59), (0, 0))
    year = "" if value.year == now.year else str(value.year)
    if language[:2] == "zh":
        return f"{year and year + '年'}{value.month}月{value.day}日{'' if at_the_end else f'{value:%H:%M}'}"
    text = f"{value.day} {value:%B}{year and ' ' + year}"
    return text if at_the_end else f"{text}, {value:%H:%M}"


def money(amount: Decimal, currency: str, language: str) -> str:
    """An amount as one says it: 129元, £12.50, 129 yuan."""
    plain = f"{amount.normalize():f}"
    if currency == "CNY":
        return f"{plain}元" if language[:2] == "zh" else f"{plain} yuan"
    text = plain if amount == amount.to_integral_value() else f"{amount:.2f}"
    return f"{SYMBOLS[currency]}{text}" if currency in SYMBOLS else f"{text} {currency}"
