"""Which facts answer, and how they are said."""

from datetime import datetime
from typing import Any

import pytest

from huashu.orchestrator import ReplyEngine
from huashu.orchestrator.figures import day, money
from huashu.orchestrator.grounding import Grounds
from huashu.orchestrator.validity import assess
from tests.asking import ALLOWANCE, MATERIAL, NOW, ORDER, ORDER_EN, OVER, PRICE, PROMOTION, RETURNS, STOCK, request

WASH = {"id": "wash", "kind": "product", "item": "sku-1", "text": "30度以下手洗，不可漂白"}
MASK = {"id": "mask", "kind": "product", "item": "m1", "text": "含神经酰胺，不含酒精和香精", "category": "cosmetics"}
SHIPPING = {"id": "ship", "kind": "policy", "topic": "shipping", "text": "付款后48小时内发货", "hours": 48}


def grounds(engine: ReplyEngine, text: str, *facts: Any) -> Grounds:
    asked = request(text, *facts)
    sheet = assess(asked.facts, asked.moment(), asked.market)
    return engine._ground(asked, engine.read(asked), sheet)


@pytest.mark.parametrize(
    ("text", "facts", "answer"),
    [
        ("什么面料的", [MATERIAL, WASH, RETURNS, PRICE], "mat"),
        ("怎么洗", [MATERIAL, WASH, RETURNS, PRICE], "wash"),
        ("能退吗", [MATERIAL, RETURNS, ORDER], "ret"),
        ("什么时候发货", [SHIPPING, RETURNS], "ship"),
        ("快递到哪了", [ORDER, SHIPPING], "o1"),
        ("还有货吗", [STOCK, PRICE], "st"),
        ("多少钱", [STOCK, PRICE], "pri"),
        ("有活动吗", [PROMOTION, OVER], "pro"),
    ],
)
def test_the_fact_that_answers(engine: ReplyEngine, text: str, facts: list[Any], answer: str) -> None:
    found = grounds(engine, text, *facts)
    assert [fact.id for fact in found.answer][:1] == [answer]
    assert found.answered == "yes"


NAVY = {**STOCK, "id": "nv", "item": "navy", "text": "藏青色缺货", "left": 0}


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("我的订单B7731到哪了", False),
        ("Where is my order UK-9999?", False),
        ("我的订单A123到哪了", True),
        ("到哪了", True),
    ],
)
def test_the_status_of_another_order_is_not_told(engine: ReplyEngine, text: str, known: bool) -> None:
    assert ("order" in grounds(engine, text, ORDER).facts) is known


def test_of_two_items_the_one_that_is_asked_for_answers(engine: ReplyEngine) -> None:
    assert [fact.id for fact in grounds(engine, "藏青色还有货吗", STOCK, NAVY).answer] == ["nv"]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("有蓝牙吗", [MATERIAL, WASH, RETURNS]),
        ("这款面膜敏感肌能用吗", [MASK, RETURNS]),
        ("退款什么时候到账", [ORDER]),
        ("有活动吗", [OVER]),
        ("还有货吗", [{**STOCK, "as_of": "2026-11-20T00:00:00+08:00"}]),
        ("什么面料的", []),
    ],
)
def test_where_no_fact_answers_none_is_bent_to(engine: ReplyEngine, text: str, facts: list[Any]) -> None:
    found = grounds(engine, text, *facts)
    assert found.answer == ()
    assert found.answered == "no"


def test_what_is_near_without_answering_is_kept_as_related(engine: ReplyEngine) -> None:
    assert grounds(engine, "这款面膜敏感肌能用吗", MASK, RETURNS).facts["related"].id == "mask"


def test_the_order_that_the_customer_names_is_meant(engine: ReplyEngine) -> None:
    other = {**ORDER, "id": "o2", "order_no": "B777"}
    assert grounds(engine, "B777这单到哪了", ORDER, other).facts["order"].id == "o2"
    assert "order" not in grounds(engine, "我的单到哪了", ORDER, other).facts


def test_an_allowance_fills_no_slot(engine: ReplyEngine) -> None:
    found = grounds(engine, "赔点钱吧", ALLOWANCE)
    assert "allowance" in found.names
    assert found.slot("allowance.text") == ("补偿不超过20元", "may") or found.slot("allowance.max_amount") is None
    assert found.slot("allowance.max_amount") is None


def test_words_of_another_language_are_not_quoted_but_their_figures_may_be_told(engine: ReplyEngine) -> None:
    found = grounds(engine, "快递到哪了", ORDER_EN)
    assert found.slot("order.text") is None
    assert found.slot("order.eta") == ("11月24日", "o1")


def test_an_order_is_overdue_expected_or_undated(engine: ReplyEngine) -> None:
    states = [{**ORDER, "eta": eta} for eta in ("2026-11-20", "2026-11-24", None)]
    assert [grounds(engine, "快递到哪了", order).order_state for order in states] == ["overdue", "expected", "undated"]


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("2026-11-25T23:59:59+08:00", "11月25日", "25 November"),
        ("2026-11-25T20:00:00+08:00", "11月25日20:00", "25 November, 20:00"),
        ("2026-11-25T12:00:00+00:00", "11月25日20:00", "25 November, 20:00"),
        ("2027-01-05T23:59:00+08:00", "2027年1月5日", "5 January 2027"),
    ],
)
def test_how_a_day_is_said(value: str, zh: str, en: str) -> None:
    now = datetime.fromisoformat(NOW)
    assert day(datetime.fromisoformat(value), now, "zh-Hans") == zh
    assert day(datetime.fromisoformat(value), now, "en") == en


@pytest.mark.parametrize(
    ("amount", "currency", "language", "said"),
    [
        ("129.00", "CNY", "zh", "129元"),
        ("9.90", "CNY", "zh", "9.9元"),
        ("1200", "CNY", "en", "1200 yuan"),
        ("12.5", "GBP", "en", "£12.50"),
        ("12", "USD", "zh", "$12"),
        ("12", "CHF", "en", "12 CHF"),
    ],
)
def test_how_an_amount_is_said(amount: str, currency: str, language: str, said: str) -> None:
    from decimal import Decimal

    assert money(Decimal(amount), currency, language) == said
