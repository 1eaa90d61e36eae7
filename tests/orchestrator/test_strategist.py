"""The choice: what an experienced lead would pick, why, and what is never picked."""

from pathlib import Path
from typing import Any

import pytest

from huashu.knowledge import DataFileError, Playbook
from huashu.knowledge.taxonomy import STRATEGIES
from huashu.orchestrator import Choice, ReplyEngine
from huashu.orchestrator.strategist import Strategist
from tests.asking import ALLOWANCE, MATERIAL, ORDER, OVER, PRICE, PROMOTION, RETURNS, STOCK, request

PROOF = {"id": "proof", "kind": "proof", "text": "近30天2413条评价，好评率98.2%", "source": "店铺后台"}


async def choose(engine: ReplyEngine, text: str, *facts: Any, **other: Any) -> Choice:
    return (await engine.reply(request(text, *facts, **other))).strategy


@pytest.mark.parametrize(
    ("text", "facts", "primary"),
    [
        ("五天了还没到！！你们到底怎么回事", [ORDER, ALLOWANCE], "empathy_action"),
        ("你们这群骗子，垃圾店，滚！！再不退钱我跟你们没完", [], "deescalation"),
        ("什么面料的", [MATERIAL], "expert_answer"),
        ("还有货吗", [STOCK], "expert_answer"),
        ("便宜点呗", [PRICE, PROMOTION], "price_objection"),
        ("再考虑考虑吧，怕买回去不合适", [RETURNS, PROMOTION], "risk_reversal"),
        ("是正品吗，怕买到假货", [PROOF], "transparency_and_proof"),
        ("在吗", [], "warm_opening"),
        ("转人工", [], "handover"),
        ("用了脸又红又肿，去医院了", [], "handover"),
        ("收到了，很喜欢，谢谢", [], "close_the_loop"),
        ("帮我推荐一款", [], "needs_discovery"),
        ("收到的杯子碎了", [], "fact_finding"),
        ("收到的杯子碎了", [RETURNS, ORDER], "options_with_timeline"),
        ("Where is my order? Still not here!!", [], "empathy_action"),
        ("Any discount?", [PRICE], "price_objection"),
        ("I want to speak to a human", [], "handover"),
    ],
)
async def test_what_a_lead_would_choose(engine: ReplyEngine, text: str, facts: list[Any], primary: str) -> None:
    choice = await choose(engine, text, *facts)
    assert choice.primary == primary
    assert choice.why


async def test_the_runner_up_says_why_it_is_second(engine: ReplyEngine) -> None:
    choice = await choose(engine, "五天了还没到！！你们到底怎么回事，再不处理我打12315", ORDER)
    assert choice.runner_up
    assert choice.runner_up != choice.primary
    assert "所以排在后面" in choice.why_not


@pytest.mark.parametrize("facts", [[], [OVER], [{**PROMOTION, "ends": None}]])
async def test_no_urgency_without_an_offer_that_ends(engine: ReplyEngine, facts: list[Any]) -> None:
    choice = await choose(engine, "有点贵，我再想想", RETURNS, *facts)
    assert "truthful_urgency" not in (choice.primary, *choice.supporting)


SELLING = {"truthful_urgency", "price_objection", "fab", "tag_and_scene", "decision_help", "function_objection"}


@pytest.mark.parametrize(
    "text", ["气死我了，什么破东西，退钱！！", "太失望了，质量这么差", "so angry, this is broken again!!"]
)
async def test_nothing_is_sold_to_the_angry(engine: ReplyEngine, text: str) -> None:
    choice = await choose(engine, text, PROMOTION, PRICE, STOCK)
    assert not SELLING & {choice.primary, *choice.supporting}


@pytest.mark.parametrize(
    "text", ["脸都肿了", "法院见，等着收律师函", "不想活了", "我要找真人", "my son got an electric shock from it"]
)
async def test_a_person_is_offered_where_a_risk_demands_it(engine: ReplyEngine, text: str) -> None:
    choice = await choose(engine, text)
    assert "handover" in (choice.primary, *choice.supporting)


async def test_at_most_two_support_and_none_twice(engine: ReplyEngine) -> None:
    for text in ("有点贵，怕不合适，再考虑考虑", "刚买就降价！！", "这个和那个哪个好", "老客户有优惠吗"):
        choice = await choose(engine, text, PROMOTION, RETURNS, PRICE, MATERIAL, STOCK, ORDER, PROOF)
        assert len(choice.supporting) <= 2
        assert len({choice.primary, *choice.supporting}) == 1 + len(choice.supporting)


def test_every_strategy_can_be_chosen_or_lends_its_moves(playbook: Playbook) -> None:
    rules = {name: data for _, selection in playbook.selection for name, data in selection.items()}
    lent = {rule["strategy"] for data in rules.values() for rule in data.get("with", ())}
    chosen = {name for name, data in rules.items() if data.get("for")}
    assert set(STRATEGIES) == chosen | lent


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("charm:\n  for: []\n", "charm"),
        ("fab:\n  for:\n    - {weight: 1, whenn: {}}\n", "fab: a rule has"),
        ("fab:\n  forr: []\n", "fab"),
    ],
)
def test_a_wrong_rule_is_told_by_file_and_strategy(tmp_path: Path, rule: str, told: str) -> None:
    (tmp_path / "selection.yaml").write_text(rule, encoding="utf-8")
    with pytest.raises(DataFileError, match=told) as error:
        Strategist(Playbook(tmp_path))
    assert "selection.yaml" in str(error.value)
