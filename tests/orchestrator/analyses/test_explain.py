"""Explanations: what the worked examples teach comes out; never one cause; nothing unchecked, nothing guessed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from huashu.knowledge.taxonomy import Language, Market
from huashu.orchestrator import InputError, ReplyEngine
from huashu.orchestrator.analyses.case import Case, told_of
from huashu.orchestrator.analyses.causes import causes_of
from huashu.orchestrator.analyses.explanation import Explanation, explain
from huashu.orchestrator.analyses.filling import by_name, filled
from huashu.orchestrator.analyses.report import explanation_markdown
from tests.asking import NOW
from tests.orchestrator.analyses.cases import cases
from tests.orchestrator.analyses.plain_facts import plain_facts

RETURNS = {"id": "ret", "kind": "policy", "topic": "returns", "text": "签收后7天无理由退货", "days": 7}
LIVE = "顾客昨晚在直播间听主播倒数，几秒钟就下了单，第二天一早申请退货。"


async def told(engine: ReplyEngine, story: str | None = None, **other: Any) -> Explanation:
    data = {"story": story} if story else {}
    return await explain(Case.parse({"now": NOW, **data, **other}), engine)


@pytest.mark.parametrize("case", cases("explain.yaml"), ids=lambda case: case["id"])
async def test_a_worked_example_comes_out(engine: ReplyEngine, case: dict[str, Any]) -> None:
    found = await told(engine, **case["case"])
    causes = {cause.theory for cause in found.causes if cause.standing != "not_ruled_out"}
    assert set(case["causes"]) <= causes
    scenes = {one.scene for cause in found.causes for one in cause.situations if one.evidence}
    assert set(case["scenes"]) <= scenes
    assert set(case.get("needs", ())) <= {need.need for need in found.needs}
    advised = {piece.strategy for piece in found.advice}
    assert set(case["advice"]) <= advised
    assert not set(case.get("not_advice", ())) & advised
    said = "\n".join(piece.say or "" for piece in found.advice)
    assert all(words in said for words in case.get("says", ()))


@pytest.mark.parametrize("case", cases("explain.yaml"), ids=lambda case: case["id"])
async def test_there_is_never_a_single_cause_and_each_has_both_sides(engine: ReplyEngine, case: dict[str, Any]) -> None:
    found = await told(engine, **case["case"])
    assert len(found.causes) >= 2
    for cause in found.causes:
        assert cause.situations, f"{cause.theory} has nothing on the spot"
        assert cause.evidence or cause.standing == "not_ruled_out"
        assert cause.against
        assert cause.ask


async def test_evidence_stands_in_the_case(engine: ReplyEngine) -> None:
    found = await told(engine, LIVE)
    assert all(words in LIVE for cause in found.causes for words in cause.evidence)


async def test_what_nobody_did_is_no_evidence(engine: ReplyEngine) -> None:
    cancelled = await told(engine, "顾客问了三遍菜新不新鲜，付了款又取消了订单。")
    kept = await told(engine, "顾客问了三遍菜新不新鲜，付了款，没有取消订单。")
    assert any("下了单又取消" in one.shows for one in cancelled.observed)
    assert not any("下了单又取消" in one.shows for one in kept.observed)


async def test_a_place_alone_explains_nothing(engine: ReplyEngine) -> None:
    found = await told(engine, "顾客是给孩子买的。")
    assert found.causes == ()
    assert "没有能当凭据的话" in explanation_markdown(found)


async def test_nothing_is_said_without_the_fact_it_takes(engine: ReplyEngine) -> None:
    without = await told(engine, LIVE)
    cooling = next(piece for piece in without.advice if piece.strategy == "cooling_off")
    assert cooling.say is None
    assert "returns" in cooling.missing
    order = {"id": "o", "kind": "order", "text": "订单还没有发出"}
    given = await told(engine, LIVE, facts=[RETURNS, order])
    cooling = next(piece for piece in given.advice if piece.strategy == "cooling_off")
    assert cooling.say is not None
    assert cooling.missing == ()
    assert "签收后7天无理由退货" in cooling.say or "订单还没有发出" in cooling.say


async def test_a_fact_below_the_law_is_no_fact(engine: ReplyEngine) -> None:
    short = {**RETURNS, "text": "签收后3天内可退", "days": 3}
    found = await told(engine, LIVE, facts=[short, {"id": "o", "kind": "order", "text": "订单还没有发出"}])
    assert all("3天" not in (piece.say or "") for piece in found.advice)


async def test_a_line_that_the_check_refuses_is_held_back_and_told_why(engine: ReplyEngine) -> None:
    proof = {"id": "p", "kind": "proof", "text": "这批菜能治胃病", "source": "自己说的"}
    found = await told(engine, "生鲜店的顾客问了三遍菜新不新鲜，付了款又取消了订单。", facts=[proof])
    shown = next(piece for piece in found.advice if piece.strategy == "transparency_and_proof")
    assert shown.say is None
    assert "efficacy_claim" in {finding.rule for finding in shown.findings}
    assert "这句今天不能说" in explanation_markdown(found)


async def test_selling_is_not_advised_to_the_angry(engine: ReplyEngine) -> None:
    angry = [{"role": "customer", "text": "比了三家了就你们贵还问东问西，上次那台用两天就冒烟，骗子！赔钱！"}]
    found = await told(engine, messages=angry)
    assert not {"fab", "price_objection", "decision_help", "needs_discovery"} & {one.strategy for one in found.advice}
    assert found.reply


async def test_orders_and_our_own_words_count_too(engine: ReplyEngine) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    history = [{"at": (now - timedelta(days=ago)).isoformat(), "amount": 90} for ago in range(150, 400, 25)]
    messages = [
        {"role": "agent", "text": "亲，这是全网最低价，今天最后一天"},
        {"role": "customer", "text": "算了，好久没在你们家买了"},
    ]
    found = await told(engine, messages=messages, customer={"history": history})
    shown = {one.by: one.shows for one in found.observed}
    assert shown["orders"], "who stays away longer than usual has stopped buying"
    assert shown["agent"], "our own words are held to the rules as well"


async def test_quoted_words_of_a_story_are_read_as_the_customers(engine: ReplyEngine) -> None:
    plain = await told(engine, "顾客回了一句就走了。")
    quoted = await told(engine, "顾客回了一句“太贵了，能不能再便宜点”就走了。")
    assert not plain.needs or plain.needs[0].need != "price_bargaining"
    assert quoted.needs[0].need == "price_bargaining"


async def test_what_a_customer_types_makes_no_markup(engine: ReplyEngine) -> None:
    found = await told(engine, messages=[{"role": "customer", "text": "# 标题 [链接](http://x) <b>还没到</b>"}])
    page = explanation_markdown(found)
    assert "\\# 标题 \\[链接\\]" in page
    assert "<b>" not in page.replace("\\<b\\>", "")


@pytest.mark.parametrize(
    ("text", "story"),
    [
        ("一位顾客问了三遍就走了", True), ("会员到期没续费", True), ("The customer asked twice and left", True),
        ("我是你们的会员，怎么没优惠", False), ("你们对老客户就这样？", False), ("太贵了", False),
        ("I am a customer and I want my money", False), ("Where is customer service?", False),
    ],
)  # fmt: skip
def test_who_tells_of_a_customer_is_not_the_customer(text: str, story: bool) -> None:
    assert told_of(text) is story


def test_a_case_without_words_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        Case.parse({"facts": []})
    assert refused.value.field == "story"


def test_every_line_that_may_be_said_passes_the_check(engine: ReplyEngine) -> None:
    """The shipped lines, filled with plain facts, in both languages."""
    now = datetime(2026, 11, 22, 15, tzinfo=UTC)
    spoken: tuple[tuple[Language, Market], ...] = (("zh", "CN"), ("en", "UK"))
    for language, market in spoken:
        sheet = engine.checker.sheet(plain_facts(language), now, market)
        for name, theory in causes_of(engine.playbook).theory.items():
            for text in (theory.ask[language], *(remedy.say[language] for remedy in theory.remedies)):
                said = filled(text, {}, by_name(sheet), language)
                check = engine.checker.check_against(said, sheet, market)
                assert check.passed, (name, said, check.findings)
