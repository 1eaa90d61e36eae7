"""What holds of every verdict: facts back what they say and nothing else, in any order; spelling settles at once."""
# ruff: noqa: E501

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huashu.orchestrator import Check
from huashu.orchestrator.guardrails.check import Checker
from huashu.orchestrator.guardrails.normalize import normalize
from tests.asking import NOW, request

CHECKER = Checker()
TODAY = datetime.fromisoformat(NOW)
UNRELATED: tuple[dict[str, Any], ...] = (
    {"id": "u1", "kind": "policy", "topic": "invoice", "text": "可开电子普通发票"},
    {"id": "u2", "kind": "product", "item": "雨伞", "text": "伞面为碰击布"},
    {"id": "u3", "kind": "policy", "topic": "privacy", "text": "订单信息只用于发货"},
    {"id": "u4", "kind": "product", "item": "umbrella", "text": "The canopy is pongee"},
)


def check(draft: str, *facts: Any) -> Check:
    asked = request("x", *facts)
    return CHECKER.check_against(draft, CHECKER.sheet(asked.facts, asked.moment(), asked.market))


def day(at: datetime) -> str:
    return f"{at.month}月{at.day}日"


@st.composite
def backed(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A draft that makes one claim, and the fact that makes it true."""
    amount, threshold = draw(st.integers(5, 90)), draw(st.integers(100, 900))
    left, days = draw(st.integers(1, 40)), draw(st.integers(1, 9))
    until = TODAY.replace(hour=23, minute=59, second=59) + timedelta(days=days)
    offer = {
        "id": "f",
        "kind": "promotion",
        "text": f"满{threshold}减{amount}",
        "amount": amount,
        "threshold": threshold,
    }
    offer |= {"ends": until.isoformat()}
    backed_drafts: list[tuple[str, dict[str, Any]]] = (
            [
                (f"这款现价{threshold}元", {"id": "f", "kind": "price", "text": f"现价{threshold}元", "amount": threshold}),
                (f"It is £{amount}.", {"id": "f", "kind": "price", "text": f"£{amount}", "amount": amount, "currency": "GBP"}),
                (f"现在满{threshold}减{amount}，您看看", offer),
                (f"活动到{day(until)}截止", offer),
                (f"米白色只剩{left}件了", {"id": "f", "kind": "stock", "item": "米白色", "text": f"现货{left}件", "left": left, "as_of": NOW}),
                (f"付款后{days * 24}小时内发货", {"id": "f", "kind": "policy", "topic": "shipping", "text": f"付款后{days * 24}小时内发货", "hours": days * 24}),
                (f"预计{day(until)}送达", {"id": "f", "kind": "order", "text": f"预计{day(until)}送达", "eta": until.date().isoformat()}),
                (f"面料含{amount}%羊毛", {"id": "f", "kind": "product", "text": f"面料为{amount}%羊毛"}),
                (f"整机质保{days * 30}天", {"id": "f", "kind": "policy", "topic": "warranty", "text": f"整机质保{days * 30}天", "days": days * 30}),
            ]
    )  # fmt: skip
    return backed_drafts[draw(st.integers(0, len(backed_drafts) - 1))]


@given(backed())
@settings(max_examples=60, deadline=None)
def test_the_fact_makes_it_pass_and_without_it_nothing_does(case: tuple[str, dict[str, Any]]) -> None:
    draft, fact = case
    assert check(draft, fact).passed
    assert "f" in {receipt.fact for receipt in check(draft, fact).receipts}
    assert not check(draft).passed
    assert not check(draft, *UNRELATED).passed


@given(backed(), st.permutations(UNRELATED))
@settings(max_examples=30, deadline=None)
def test_facts_that_have_nothing_to_do_with_it_add_no_finding(
    case: tuple[str, dict[str, Any]], others: list[dict[str, Any]]
) -> None:
    draft, fact = case
    assert check(draft, *others, fact).passed


@given(st.lists(backed(), min_size=2, max_size=4), st.randoms())
@settings(max_examples=30, deadline=None)
def test_the_order_of_facts_makes_no_difference(cases: list[tuple[str, dict[str, Any]]], random: Any) -> None:
    draft = "。".join(draft for draft, _ in cases)
    facts = [{**fact, "id": f"f{at}"} for at, (_, fact) in enumerate(cases)]
    shuffled = random.sample(facts, len(facts))
    one, other = check(draft, *facts), check(draft, *shuffled)
    assert [(f.rule, f.span) for f in one.findings] == [(f.rule, f.span) for f in other.findings]


ODD = "最后一天微信薇❤vxVXzui好低价好评返现免费优惠加我1O0%o l.·、，。！ *-\u200bＶＸ蕞嶵玖块元第一di名b3st"


@given(st.text(alphabet=ODD, max_size=40))
@settings(max_examples=200, deadline=None)
def test_spelling_settles_at_once(text: str) -> None:
    plain = normalize(text)
    assert normalize(plain.text).text == plain.text
    for at in range(len(plain.text)):
        start, end = plain.origin(at, at + 1)
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    "hostile",
    ["最" * 20_000, "满300减" * 8_000, "。" * 50_000, "a " * 25_000, "微 信 " * 10_000, "(" * 30_000, "今天明天" * 10_000,
     "¥9.9" * 10_000, "- " * 20_000, "“" * 30_000, "如果" * 20_000, "5" * 50_000, "是不是" * 15_000, "\n" * 50_000],
    ids=lambda text: text[:4],
)  # fmt: skip
def test_a_hostile_text_gets_its_verdict(hostile: str) -> None:
    """No pattern explodes: the time-out of the whole test run is the judge, the figures are in tests/benchmarks."""
    assert check(hostile).passed in (True, False)
