"""Repairs: what may not be sent becomes what may, by the smallest change, and passes the check itself."""
# ruff: noqa: E501

from typing import Any

import pytest

from huashu.orchestrator import Check
from huashu.orchestrator.guardrails import Checker
from tests.asking import ORDER, PRICE, PROMOTION, RETURNS, STOCK, request

CHECKER = Checker()


def check(draft: str, *facts: Any) -> Check:
    asked = request("x", *facts)
    return CHECKER.check(draft, asked.facts, asked.moment(), asked.market)


@pytest.mark.parametrize(
    ("draft", "facts", "repaired"),
    [
        ("您好，这款满300减50，活动明天就截止了。您慢慢看。", [PROMOTION], "您好，这款满300减50，活动到11月25日结束。您慢慢看。"),
        ("现在下单满300减80，很合适。", [PROMOTION], "满300减50，很合适。"),
        ("米白色只剩1件了，您看看。", [STOCK], "现在还有3件，您看看。"),
        ("付款后当天就能收到货。我在这边帮您盯着。", [], "我这就去核实，有结果马上在这里告诉您。我在这边帮您盯着。"),
        ("这边直接给您全额退款。您稍等。", [], "我这就帮您提交申请，结果出来马上告诉您。您稍等。"),
        ("您喜欢就好，手慢无。", [], "您喜欢就好。"),
        ("最后三件了，手慢无", [{**STOCK, "left": 3}], "最后三件了"),
        ("手慢无哦！", [], "您慢慢考虑，想好了再说"),
        ("Your parcel arrives on Friday. I am keeping an eye on it.", [], "I'm checking now and will write back here as soon as I know. I am keeping an eye on it."),
    ],
)  # fmt: skip
def test_the_smallest_change_that_may_be_sent(draft: str, facts: list[Any], repaired: str) -> None:
    result = check(draft, *facts)
    assert result.repaired == repaired
    assert check(repaired, *facts).passed


def test_each_finding_has_its_own_rewrite_of_the_callers_text() -> None:
    draft = "满300减80。活动明天就截止了。"
    result = check(draft, PROMOTION)
    for finding in result.findings:
        assert finding.repair
        start, end = finding.repair.span
        changed = draft[:start] + finding.repair.text + draft[end:]
        assert len(check(changed, PROMOTION).findings) < len(result.findings)


def test_what_passes_has_nothing_to_repair() -> None:
    result = check("满300减50，到11月25日截止", PROMOTION)
    assert result.passed
    assert result.repaired is None


def test_a_repair_of_anything_passes_or_there_is_none() -> None:
    facts = [PROMOTION, PRICE, STOCK, RETURNS, ORDER]
    for draft in (
        "全网最低价，今天最后一天，只剩2件，加我微信给您便宜50元！",
        "您放心，明天一定到，假一赔十，绝对不掉色，老顾客都说好。",
        "This is the last one, order now and we'll refund you double. Trust me.",
    ):
        repaired = check(draft, *facts).repaired
        assert repaired is None or check(repaired, *facts).passed
