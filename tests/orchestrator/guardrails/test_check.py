"""The frame of the check: receipts, severities, spans in the caller's own text, the same verdict for every dodge."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huashu.orchestrator import Check, ReplyEngine
from huashu.orchestrator.guardrails.check import Checker
from tests.asking import ALLOWANCE, NOW, OVER, PRICE, PROMOTION, RETURNS, STOCK, request

CHECKER = Checker()


def check(draft: str, *facts: Any, **other: Any) -> Check:
    asked = request("x", *facts, draft=draft, **other)
    return CHECKER.check(draft, asked.facts, asked.moment(), asked.market)


def rules(result: Check) -> set[str]:
    return {finding.rule for finding in result.findings}


def test_every_claim_has_its_receipt() -> None:
    result = check("现在满300减50，到11月25日截止；签收后7天无理由退换，质量问题运费由店铺承担。", PROMOTION, RETURNS)
    assert result.passed
    assert not result.findings
    assert {(receipt.claim, receipt.fact) for receipt in result.receipts} >= {
        ("满300减50", "pro"),
        ("签收后7天无理由退换，质量问题运费由店铺承担", "ret"),
    }
    assert any("11月25日" in receipt.claim and receipt.fact == "pro" for receipt in result.receipts)


def test_a_fact_outside_its_time_backs_nothing() -> None:
    assert check("满300减50", PROMOTION).passed
    late = datetime.fromisoformat(NOW) + timedelta(days=30)
    assert rules(check("满300减50", PROMOTION, now=late.isoformat())) == {"unsupported_price"}
    assert rules(check("双11满200减30", OVER)) == {"unsupported_price"}


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        ("满300减80", "满300减50"),
        ("满200减50", "满300减50"),
        ("活动到11月28日截止", "11月25日"),
    ],
)
def test_a_right_offer_with_a_wrong_value_says_what_the_fact_says(draft: str, told: str) -> None:
    result = check(draft, PROMOTION)
    assert not result.passed
    assert any(told in finding.reason + finding.suggestion for finding in result.findings)


def test_stock_may_be_told_as_it_was_counted_and_only_for_a_day() -> None:
    assert check("米白色现货3件", STOCK).passed
    assert rules(check("米白色只剩1件了", STOCK)) == {"fake_scarcity"}
    assert rules(check("米白色只剩3件了", STOCK, now="2026-11-24T15:00:00+08:00")) == {"fake_scarcity"}


def test_an_amount_needs_a_fact_and_an_allowance_backs_none_beyond_its_limit() -> None:
    assert "unsupported_price" in rules(check("给您补偿30元", ALLOWANCE))
    assert rules(check("这件99元", PRICE)) == {"unsupported_price"}


def test_a_former_price_needs_the_basis_that_the_market_asks_for() -> None:
    fact = {**PRICE, "text": "现价129元，原价199元", "was": 199, "was_basis": "list_price"}
    assert check("原价199元，现价129元", fact).passed
    assert not check("was ¥199, now ¥129", fact, market="EU").passed
    assert not check("原价199元，现价129元", {**fact, "was_basis": None}).passed


@pytest.mark.parametrize(
    "dodge", ["最 后 一 天", "最\u200b后一天", "最後一天", "最后1天", "【最后一天】", "*最后一天*"]
)
def test_a_dodge_does_not_help(dodge: str) -> None:
    draft = f"活动{dodge}啦"
    result = check(draft)
    assert "fake_urgency" in rules(result), dodge
    for finding in result.findings:
        assert draft[slice(*finding.span)] == finding.text


def test_spans_count_code_points_of_the_original() -> None:
    draft = "😀😀ＴＯＤＡＹ　ＯＮＬＹ！全网最低价"
    result = check(draft)
    assert {draft[slice(*finding.span)] for finding in result.findings} >= {"ＴＯＤＡＹ　ＯＮＬＹ"}


def test_in_a_market_that_does_not_know_a_rule_it_is_silent() -> None:
    assert "absolute_claim" in rules(check("这是最好的面霜"))
    assert all(f.severity != "block" for f in check("这是最好的面霜", market="US").findings)


@pytest.mark.parametrize("draft", ["。", "😡" * 50, "a" * 5000, "（（（（", "\n\n\n", "1" * 400, "最" * 300])
def test_any_text_gets_a_verdict(draft: str) -> None:
    assert isinstance(check(draft, PROMOTION), Check)


def test_the_engine_checks_what_others_wrote(engine: ReplyEngine) -> None:
    result = engine.check(request("x", PROMOTION, draft="今天最后一天，手慢无！"))
    assert not result.passed
    assert rules(result) >= {"fake_urgency"}
    assert result.findings[0].basis


WORDS = ["活动", "明天", "9999999999", "天", "小时", "截止", "最后", "满300减50", "八折", "九", "点", "：", "，", "。"]
WORDS += ["¥", "%", "ends", "in", "tonight", "12/31", "only", "left", "如果", "没有", "吗", "“", "{", "【", "138"]
WORDS += ["00138000", "\u200b", "😊", "\n", " "]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=24).map("".join))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_is_judged_and_every_place_is_in_the_text(draft: str) -> None:
    asked = request("x", PROMOTION, PRICE, STOCK, RETURNS)
    for now in (NOW, "9000-12-31T23:00:00+00:00", "1970-01-01T00:00:00+00:00"):
        result = CHECKER.check(draft, asked.facts, datetime.fromisoformat(now))
        spans = [*(one.span for one in result.findings), *(one.span for one in result.receipts)]
        assert all(0 <= start < end <= len(draft) for start, end in spans)
