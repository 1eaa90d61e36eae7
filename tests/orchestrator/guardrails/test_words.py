"""The small readers behind the rules: spelling, polarity, numbers, times, personal data."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.orchestrator.guardrails.amounts import amounts
from huashu.orchestrator.guardrails.normalize import normalize
from huashu.orchestrator.guardrails.numerals import MONEY, money, number
from huashu.orchestrator.guardrails.rules import read_rules
from huashu.orchestrator.guardrails.times import lastings, whens
from tests.asking import NOW


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("最 低 价", "最低价"),
        ("最\u200b低\ufeff价", "最低价"),
        ("ＬＯＷＥＳＴ　Ｐｒｉｃｅ", "lowest price"),
        ("９.９元", "9.9元"),
        ("優惠最後一天", "优惠最后一天"),
        ("It’s", "it's"),
        ("满３００减５０！", "满300减50！"),
    ],
)
def test_what_people_write_in_many_ways_has_one_spelling(written: str, plain: str) -> None:
    assert normalize(written).text == plain


@given(st.text(max_size=60))
def test_a_span_of_the_one_spelling_lies_in_the_original(text: str) -> None:
    spelled = normalize(text)
    for at in range(len(spelled.text)):
        start, end = spelled.origin(at, at + 1)
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("九块九", "9.9", "CNY"),
        ("9.9元", "9.9", "CNY"),
        ("¥9.90", "9.90", "CNY"),
        ("两百五十元", "250", "CNY"),
        ("三块半", "3.5", "CNY"),
        ("五毛", "0.5", "CNY"),
        ("1,299元", "1299", "CNY"),
        ("1万元", "10000", "CNY"),
        ("£12.50", "12.50", "GBP"),
        ("20 dollars", "20", "USD"),
        ("99p", "0.99", "GBP"),
        ("NT$300", "300", "TWD"),
        ("AU$19", "19", "AUD"),
        ("19€", "19", "EUR"),
        ("119 CNY", "119", "CNY"),
        ("人民币119", "119", "CNY"),
        ("20块的券", "20", "CNY"),
        ("九块九一支", "9.9", "CNY"),
        ("258元一致", "258", "CNY"),
        ("twenty-five quid", "25", "GBP"),
        ("a hundred and twenty yuan", "120", "CNY"),
        ("a tenner", "10", "GBP"),
    ],
)
def test_amounts(text: str, amount: str, currency: str) -> None:
    found = MONEY.search(normalize(text).text)
    assert found
    assert money(found) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text",
    [
        "一块寄出",
        "这一块我来",
        "三块电池",
        "半圆形",
        "三角的插头",
        "三元素",
        "一分钱一分货",
        "50p coin",
        "1080p",
        "百元以下",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    assert not [value for found in MONEY.finditer(normalize(text).text) if (value := money(found))]


@pytest.mark.parametrize(
    ("text", "low", "high", "role"),
    [
        ("到手价129元", "129", "129", "price"),
        ("这款129元", "129", "129", "plain"),
        ("券后99", "99", "99", "after"),
        ("给您优惠20", "20", "20", "reduction"),
        ("50元优惠券", "50", "50", "reduction"),
        ("还差42元", "42", "42", "lacking"),
        ("两件一共258元", "258", "258", "total"),
        ("满300元", "300", "300", "threshold"),
        ("运费6元", "6", "6", "postage"),
        ("赔您30元", "30", "30", "compensation"),
        ("退您39元", "39", "39", "refund"),
        ("原价159元", "159", "159", "former"),
        ("安装费100元", "100", "100", "fee"),
        ("您实付了258元", "258", "258", "paid"),
        ("一百多块钱", "100", "200", "plain"),
        ("八九十块", "80", "99", "plain"),
        ("不到一百块", "0", "100", "plain"),
        ("It's £29.", "29", "29", "plain"),
        ("It's 19.99 today.", "19.99", "19.99", "plain"),
        ("£10 off", "10", "10", "reduction"),
        ("orders over £60", "60", "60", "threshold"),
        ("£2 short", "2", "2", "lacking"),
        ("They come to £58.", "58", "58", "total"),
        ("Delivery costs £3.99.", "3.99", "3.99", "postage"),
        ("£3.99 delivery", "3.99", "3.99", "postage"),
        ("It used to be £40.", "40", "40", "former"),
        ("I've refunded £29.", "29", "29", "refund"),
    ],
)
def test_what_an_amount_is_said_to_be(text: str, low: str, high: str, role: str) -> None:
    words = {name: group.pattern for name, group in read_rules()["unsupported_price"].words.items()}
    (found,) = amounts(normalize(text).text, words)
    assert (found.low, found.high, found.role) == (Decimal(low), Decimal(high), role)


@pytest.mark.parametrize(
    "text", ["优惠20%", "减3斤", "满分5分", "到手一看", "It weighs 5 pounds.", "It's 12.50 cm wide.", "It's 10.30 am."]
)
def test_a_figure_that_counts_something_else_is_no_amount(text: str) -> None:
    words = {name: group.pattern for name, group in read_rules()["unsupported_price"].words.items()}
    assert not amounts(normalize(text).text, words)


def test_two_or_three_is_no_number_to_hold_anybody_to() -> None:
    assert number("两三") is None
    assert number("二十三") == 23


@pytest.mark.parametrize(
    ("text", "value"), [("nineteen", 19), ("twenty-five", 25), ("seventy five", 75), ("a hundred and twenty", 120)]
)
def test_numbers_in_english_words(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "at", "exact"),
    [
        ("今晚12点", "2026-11-23T00:00", True),
        ("今晚八点", "2026-11-22T20:00", True),
        ("三点前", "2026-11-22T03:00", True),
        ("明天", "2026-11-23T00:00", False),
        ("大后天", "2026-11-25T00:00", False),
        ("周三", "2026-11-25T00:00", False),
        ("下周一", "2026-11-23T00:00", False),
        ("月底", "2026-11-30T00:00", False),
        ("11月25日23:59", "2026-11-25T23:59", True),
        ("11月25号晚上8点半", "2026-11-25T20:30", True),
        ("25号", "2026-11-25T00:00", False),
        ("1月5日", "2027-01-05T00:00", False),
        ("tonight at 8 pm", "2026-11-22T20:00", True),
        ("25 November", "2026-11-25T00:00", False),
        ("november 25th at noon", "2026-11-25T12:00", True),
        ("Wednesday", "2026-11-25T00:00", False),
        ("the end of the month", "2026-11-30T00:00", False),
        ("2026-12-01", "2026-12-01T00:00", False),
        ("at 6 tonight", "2026-11-22T18:00", True),
        ("tonight at 8", "2026-11-22T20:00", True),
        ("tomorrow at 8", "2026-11-23T08:00", True),
        ("midnight on Wednesday", "2026-11-26T00:00", True),
        ("今天下午", "2026-11-22T00:00", False),
        ("下午3点", "2026-11-22T15:00", True),
        ("中午1点", "2026-11-22T13:00", True),
        ("今晚0点", "2026-11-23T00:00", True),
        ("12.31截止", "2026-12-31T00:00", False),
        ("截止到11.25", "2026-11-25T00:00", False),
        ("25/11", "2026-11-25T00:00", False),
        ("this evening", "2026-11-22T00:00", False),
        ("下周", "2026-11-23T00:00", False),
    ],
)
def test_points_in_time(text: str, at: str, exact: bool) -> None:
    """Now is a Sunday afternoon."""
    (found,) = whens(normalize(text).text, datetime.fromisoformat(NOW))
    assert (found.at.strftime("%Y-%m-%dT%H:%M"), found.exact) == (at, exact)


@pytest.mark.parametrize(
    "text",
    [
        "最好的时候",
        "3小时内",
        "25号店",
        "2月31日",
        "有一点贵",
        "两点建议",
        "说三点",
        "may I ask",
        "12月40日",
        "9.9元",
        "2.1版",
        "下午好",
    ],
)
def test_what_is_no_point_in_time(text: str) -> None:
    assert not list(whens(normalize(text).text, datetime.fromisoformat(NOW)))


@pytest.mark.parametrize(
    ("text", "ends", "so"),
    [
        ("8点", "2026-11-22T20:00", True),
        ("8 am", "2026-11-22T20:00", False),
        ("tomorrow at 8", "2026-11-23T20:00", True),
        ("今天下午", "2026-11-22T18:00", True),
        ("今天下午", "2026-11-22T23:59", False),
        ("今晚", "2026-11-23T00:00", True),
        ("今晚", "2026-11-22T16:00", False),
        ("中午", "2026-11-22T12:00", True),
        ("下周三", "2026-12-02T23:59", True),
        ("下周三", "2026-12-03T23:59", False),
        ("next Wednesday", "2026-11-25T23:59", True),
        ("5/12", "2026-12-05T23:59", True),
        ("11月26日零点", "2026-11-26T00:00", True),
        ("下周", "2026-11-29T23:59", True),
        ("this month", "2026-11-30T23:59", True),
        ("this month", "2026-12-01T23:59", False),
    ],
)
def test_a_time_that_may_be_meant_in_two_ways_is_right_in_either(text: str, ends: str, so: bool) -> None:
    (found,) = whens(normalize(text).text, datetime.fromisoformat(NOW))
    assert found.is_the_end(datetime.fromisoformat(f"{ends}:00+08:00")) is so


@pytest.mark.parametrize(
    ("text", "hours", "working"),
    [
        ("48小时内发货", 48, False),
        ("三天内", 72, False),
        ("半小时", Decimal("0.5"), False),
        ("3个工作日", 72, True),
        ("within two business days", 48, True),
        ("a 30 minutes wait", Decimal("0.5"), False),
        ("7日内", 168, False),
    ],
)
def test_lengths_of_time(text: str, hours: Decimal, working: bool) -> None:
    (found,) = lastings(normalize(text).text)
    assert (round(found.hours, 2), found.working) == (hours, working)
