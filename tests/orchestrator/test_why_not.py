"""Why a strategy was not chosen, in words a lead would use."""

from typing import Any

import pytest

from huashu.knowledge import Playbook
from huashu.knowledge.taxonomy import STRATEGIES
from huashu.orchestrator import ReplyEngine, WhyNot
from tests.asking import ORDER, PROMOTION, RETURNS, request

LATE = "五天了还没到！！你们到底怎么回事"


def told(engine: ReplyEngine, strategy: Any, text: str, *facts: Any) -> WhyNot:
    return engine.why_not(request(text, *facts), strategy)


@pytest.mark.parametrize(
    ("strategy", "text", "facts", "verdict", "says"),
    [
        ("empathy_action", LATE, [ORDER], "chosen", "单子就在手上"),
        ("fab", LATE, [ORDER], "ruled_out", "不向生气的顾客讲卖点"),
        ("truthful_urgency", "便宜点呗", [], "ruled_out", "没有一条现在有效、写明截止的活动"),
        ("truthful_urgency", "太贵了便宜点呗", [PROMOTION], "supporting", "价格异议"),
        ("deescalation", "气死我了！！快递五天还没到", [ORDER], "outweighed", "共情+行动"),
        ("spin", "这款多少钱", [], "nothing_asks", "大型企业"),
        ("cooling_off", "Is it waterproof?", [], "nothing_asks", "regrets the purchase"),
    ],
)
def test_each_fate_is_told_with_its_reason(
    engine: ReplyEngine, strategy: str, text: str, facts: list[Any], verdict: str, says: str
) -> None:
    one = told(engine, strategy, text, *facts)
    assert (one.strategy, one.verdict) == (strategy, verdict)
    assert says in one.why
    assert bool(one.would_need) == (verdict == "nothing_asks")


async def test_it_speaks_of_the_same_choice_as_the_reply(engine: ReplyEngine) -> None:
    asked = request("怕买回去不合适", RETURNS)
    reply = await engine.reply(asked)
    one = engine.why_not(asked, "expert_answer")
    assert one.chosen == reply.strategy.primary
    assert one.chosen_score >= one.score


def test_every_strategy_has_an_answer_without_a_name_missing(engine: ReplyEngine) -> None:
    for text in (LATE, "hello"):
        for strategy in STRATEGIES:
            one = told(engine, strategy, text)
            assert one.why
            assert "{" not in one.why


def test_whatever_a_rule_may_ask_for_has_a_name() -> None:
    playbook = Playbook()
    rules = [
        rule
        for _, data in playbook.selection
        for entry in data.values()
        for rule in entry.get("for") or ()
    ]  # fmt: skip
    assert {name for rule in rules for name in rule.get("when") or ()} <= set(playbook.names["condition"])
    assert {name for rule in rules for name in rule.get("given") or ()} <= set(playbook.names["given"])
