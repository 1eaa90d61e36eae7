"""The small readers behind the rules: spelling, polarity, numbers, times, personal data."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.orchestrator.guardrails.clauses import clauses, polarity
from huashu.orchestrator.guardrails.normalize import normalize
from huashu.orchestrator.guardrails.numerals import MONEY, money, number
from huashu.orchestrator.guardrails.personal import personal_data
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
    ("text", "words", "meant"),
    [
        ("活动今天最后一天", "最后一天", "asserted"),
        ("我们没有最后一天的活动", "最后一天", "negated"),
        ("这不是最后一天", "最后一天", "negated"),
        ("不是昨天，今天才是最后一天", "最后一天", "asserted"),
        ("不是普通活动，而是最后一天的特价", "最后一天", "asserted"),
        ("没有别的，只有最后一天的特价", "最后一天", "asserted"),
        ("如果是最后一天我会告诉您", "最后一天", "conditional"),
        ("有活动的话，我会说最后一天是哪天", "最后一天", "conditional"),
        ("您说的“最后一天”我去核实", "最后一天", "quoted"),
        ("今天是最后一天吗？", "最后一天", "asked"),
        ("It is the last day.", "last day", "asserted"),
        ("It isn't the last day.", "last day", "negated"),
        ("If it is the last day, I'll say so.", "last day", "conditional"),
        ("You said “last day”, so I looked.", "last day", "quoted"),
        ("Is it the last day?", "last day", "asked"),
        ("We have no other dates, but this is the last day.", "last day", "asserted"),
    ],
)
def test_how_words_are_meant(text: str, words: str, meant: str) -> None:
    spelled = normalize(text).text
    assert polarity(spelled, spelled.index(words), clauses(spelled)) == meant


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
    ],
)
def test_amounts(text: str, amount: str, currency: str) -> None:
    found = MONEY.search(normalize(text).text)
    assert found
    assert money(found) == (Decimal(amount), currency)


def test_two_or_three_is_no_number_to_hold_anybody_to() -> None:
    assert number("两三") is None
    assert number("二十三") == 23


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
    ],
)
def test_points_in_time(text: str, at: str, exact: bool) -> None:
    """Now is a Sunday afternoon."""
    (found,) = whens(normalize(text).text, datetime.fromisoformat(NOW))
    assert (found.at.strftime("%Y-%m-%dT%H:%M"), found.exact) == (at, exact)


@pytest.mark.parametrize(
    "text", ["最好的时候", "3小时内", "25号店", "2月31日", "有一点贵", "两点建议", "说三点", "may I ask", "12月40日"]
)
def test_what_is_no_point_in_time(text: str) -> None:
    assert not list(whens(normalize(text).text, datetime.fromisoformat(NOW)))


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


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("电话13800138000，尽快", "phone"),
        ("打 +86 138 0013 8000", "phone"),
        ("身份证11010519491231002X", "identity_card"),
        ("卡号4111 1111 1111 1111", "bank_card"),
        ("发到wang.li@example.com", "email"),
        ("寄到杭州市西湖区文三路100号", "address"),
        ("call +44 20 7946 0958", "phone"),
        ("I live at 12 Baker Street", "address"),
    ],
)
def test_personal_data(text: str, kind: str) -> None:
    assert [found.kind for found in personal_data(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "订单号202611220001234567",
        "138****8000",
        "满300减50",
        "4111 1111 1111 1112",
        "11010519491231002X1",
        "10:30-18:00",
    ],
)
def test_what_is_no_personal_data(text: str) -> None:
    assert not list(personal_data(text))
