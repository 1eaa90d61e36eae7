"""The ladder: whatever a model says, a checked reply leaves, on the right rung and with the cause."""

from typing import Any

import pytest

from huashu.knowledge import KnowledgeBase, Playbook
from huashu.orchestrator import Reply, ReplyEngine, Request
from huashu.orchestrator.drafting import Budget, Drafting
from huashu.orchestrator.guardrails.examples import examples_of
from huashu.orchestrator.guardrails.rules import shipped_rules
from huashu.orchestrator.model import Answer, ModelError, Tokens
from huashu.orchestrator.scripted_model import Script, ScriptedModel
from huashu.orchestrator.writer import tokens_in
from tests.asking import ALLOWANCE, MATERIAL, ORDER, PRICE, PROMOTION, RETURNS, STOCK, Fact, request
from tests.drafted import ASKED, GOOD, detail, says


class Drafts:
    """An engine whose model says what it is told."""

    def __init__(self, base: KnowledgeBase, playbook: Playbook) -> None:
        self._base, self._playbook = base, playbook

    def engine(self, *script: Script, **budget: Any) -> tuple[ReplyEngine, ScriptedModel]:
        model = ScriptedModel(*script, seconds=budget.pop("takes", 0.0))
        drafting = Drafting(model, budget=Budget(**budget))
        return ReplyEngine(self._base, self._playbook, model=drafting), model

    async def reply(self, *script: Script, text: str = ASKED, **other: Any) -> Reply:
        engine, _ = self.engine(*script, **other.pop("budget", {}))
        return await engine.reply(request(text, *other.pop("facts", [RETURNS]), **other))


@pytest.fixture(scope="module")
def drafts(base: KnowledgeBase, playbook: Playbook) -> Drafts:
    return Drafts(base, playbook)


async def test_a_draft_that_passes_leaves_on_the_models_rung(drafts: Drafts) -> None:
    reply = await drafts.reply(Answer(says(GOOD, "ret"), tokens=Tokens(900, 60, 800)))
    assert (reply.text, reply.rung, reply.usage.calls) == (GOOD, "model", 1)
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (900, 60)
    assert reply.sentences[0].facts == ("ret",)
    assert reply.receipts[0].fact == "ret"
    assert "reply@1+" in detail(reply, "model draft")
    assert "800 cached" in detail(reply, "model draft")


async def test_what_the_check_finds_is_told_once_and_mended(drafts: Drafts) -> None:
    engine, model = drafts.engine(says("可以退，今天最后一天，再不申请就退不了了。"), says(GOOD, "ret"))
    reply = await engine.reply(request(ASKED, RETURNS))
    assert (reply.text, reply.rung, reply.usage.calls) == (GOOD, "revised", 2)
    assert "fake_urgency" in detail(reply, "model draft")
    assert "今天最后一天" in model.asked[1].user
    assert "<found>" in model.asked[1].user


async def test_a_second_fault_ends_with_the_script_and_two_calls(drafts: Drafts) -> None:
    reply = await drafts.reply(says("全网最低价，可以退。"))
    assert (reply.rung, reply.usage.calls) == ("script", 2)
    assert "全网最低价" not in reply.text
    assert "unsupported_price: 全网最低" in detail(reply, "revised draft")


async def test_a_draft_that_does_not_tell_the_fact_that_answers_is_sent_back(drafts: Drafts) -> None:
    engine, model = drafts.engine(says("好的，我明白了，这就帮您看看。"), says(GOOD, "ret"))
    reply = await engine.reply(request(ASKED, RETURNS))
    assert reply.rung == "revised"
    assert "[ret]" in model.asked[1].user.split("<found>")[1]


async def test_where_a_person_must_be_offered_a_draft_that_offers_none_is_sent_back(drafts: Drafts) -> None:
    reply = await drafts.reply(
        says("好的，请问有什么可以帮您？"), says("好的，我这就请同事来跟您谈。"), text="转人工", facts=[]
    )
    assert (reply.rung, reply.text) == ("revised", "好的，我这就请同事来跟您谈。")


async def test_nobody_is_sent_on_to_customer_service(drafts: Drafts) -> None:
    reply = await drafts.reply(says("可以的，签收后7天无理由退换，请联系我们的客服办理。"))
    assert reply.rung == "script"


@pytest.mark.parametrize("text", ["用了脸又红又肿，喘不上气", "活着没意思，不想活了"])
async def test_where_somebody_may_be_hurt_no_model_is_asked(drafts: Drafts, text: str) -> None:
    engine, model = drafts.engine(says("好的，同事会联系您。"))
    reply = await engine.reply(request(text))
    assert (reply.rung, model.asked) == ("script", [])


async def test_examples_of_the_handbook_do_not_reach_the_model(drafts: Drafts) -> None:
    engine, model = drafts.engine(says(GOOD, "ret"))
    await engine.reply(request(ASKED, RETURNS))
    handbook = model.asked[0].user.split("<handbook>")[1].split("</handbook>")[0]
    assert handbook.strip()
    assert "“" not in handbook


@pytest.mark.parametrize("rule", sorted(r.id for r in shipped_rules().values() if r.severity.get("CN") == "block"))
async def test_nothing_that_a_rule_blocks_reaches_the_caller(drafts: Drafts, rule: str) -> None:
    """A model that keeps saying what the rule is about."""
    blocked = [
        one.text for one in examples_of(rule)["fires"] if one.market == "CN" and not one.messages and not one.facts
    ]
    for text in blocked[:4]:
        reply = await drafts.reply(says(text), facts=[])
        assert reply.rung in ("script", "holding"), text
        assert text not in reply.text


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (ModelError("unreachable", "no route"), "unreachable"), (ModelError("not_allowed", "bad key"), "not_allowed"),
        ("", "empty"), ("{broken", "unreadable"), (says("Yes, you can return it."), "off_language"),
        (Answer("x", "refused"), "refused"), (says("我去催一下。" * 300), "repetition"),
    ],
)  # fmt: skip
async def test_a_model_that_fails_leaves_the_script_with_the_cause(drafts: Drafts, said: Script, cause: str) -> None:
    reply = await drafts.reply(said)
    assert reply.rung == "script"
    assert detail(reply, "model draft").startswith(cause)
    assert reply.text


async def test_a_slow_model_is_left_when_the_time_is_up(drafts: Drafts) -> None:
    reply = await drafts.reply(says(GOOD, "ret"), budget={"seconds": 0.2, "takes": 5.0})
    assert reply.rung == "script"
    assert "timeout" in detail(reply, "model draft")
    assert reply.usage.seconds < 4, "the model would have taken five"


@pytest.mark.parametrize("budget", [{"calls": 1}, {"tokens": 10}])
async def test_a_budget_is_kept(drafts: Drafts, budget: dict[str, int]) -> None:
    reply = await drafts.reply(Answer(says("全网最低价，可以退。"), tokens=Tokens(500, 20)), budget=budget)
    assert (reply.rung, reply.usage.calls) == ("script", 1)


async def test_the_prompt_holds_what_is_valid_now_and_no_limit_of_ours(drafts: Drafts) -> None:
    engine, model = drafts.engine(says(GOOD, "ret"))
    over = {**PROMOTION, "id": "old", "text": "双11满200减30", "ends": "2026-11-12T23:59:59+08:00"}
    await engine.reply(request(ASKED, RETURNS, over, ALLOWANCE))
    assert "签收后7天无理由退换" in model.asked[0].user
    assert "双11" not in model.asked[0].user
    assert "20元" not in model.asked[0].system + model.asked[0].user


async def test_a_prompt_with_ten_facts_and_a_long_talk_stays_within_two_thousand_tokens(drafts: Drafts) -> None:
    engine, model = drafts.engine(says(GOOD, "ret"))
    facts: list[Fact] = [RETURNS, ORDER, ALLOWANCE, STOCK, MATERIAL, PRICE, PROMOTION]
    facts += [
        {**MATERIAL, "id": f"m{n}", "text": f"第{n}条参数：加厚款，适合十度以下穿，机洗水温不超过三十度"}
        for n in range(3)
    ]
    turns = [
        {"role": ("customer", "agent")[n % 2], "text": f"第{n}句，" + "还想问问尺码颜色发货的事" * 6} for n in range(40)
    ]
    await engine.reply(request(ASKED, *facts, turns=turns))
    assert tokens_in(model.asked[0].system + model.asked[0].user) <= 2000
    assert ASKED in model.asked[0].user
    assert "第39句" in model.asked[0].user


async def test_the_part_that_never_changes_comes_first(drafts: Drafts) -> None:
    engine, model = drafts.engine(says(GOOD, "ret"))
    for text in (ASKED, "什么时候发货"):
        await engine.reply(request(text, RETURNS))
    assert model.asked[0].system == model.asked[1].system


async def test_what_the_reading_left_open_is_settled_by_the_same_call(drafts: Drafts) -> None:
    vague = "嗯这个嘛"
    engine, model = drafts.engine(says("您是想问退换的事吗？", stage="咨询", needs=["信息确认", "乱写"]))
    local = engine.read(request(vague))
    reply = await engine.reply(request(vague))
    assert local.stage is None or local.stage.confidence < 0.6
    assert reply.reading.stage is not None
    assert reply.reading.stage.label == "consult"
    assert [need.label for need in reply.reading.needs] == ["information_check"]
    assert "stage" in detail(reply, "cascade")
    assert "<unsure>" in model.asked[0].user


async def test_what_was_sure_is_not_overruled(drafts: Drafts) -> None:
    reply = await drafts.reply(
        says("三天了还没到，换谁都急。我这就去查。", emotion="满意"), text="三天了还没到，你们太过分了！！", facts=[]
    )
    assert reply.reading.emotion.label == "angry"


async def test_a_customer_who_writes_in_traditional_script_is_answered_in_it(drafts: Drafts) -> None:
    reply = await drafts.reply(says(GOOD, "ret"), text="衣服不合適能退嗎，幾天之內")
    assert reply.rung == "model"
    assert "簽收後7天無理由退換" in reply.text


async def test_the_same_request_without_a_model_is_written_by_the_script(drafts: Drafts, engine: ReplyEngine) -> None:
    asked: Request = request(ASKED, RETURNS)
    failing, _ = drafts.engine(ModelError("server_error", "down"))
    assert (await failing.reply(asked)).text == (await engine.reply(asked)).text


async def test_a_draft_that_parrots_the_customer_is_sent_back(drafts: Drafts) -> None:
    engine, model = drafts.engine(says("衣服不合适能退吗，" + GOOD), says(GOOD, "ret"))
    assert (await engine.reply(request(ASKED, RETURNS))).rung == "revised"
    assert "照抄" in model.asked[1].user.split("<found>")[1]


@pytest.mark.parametrize(
    ("asked", "filled", "told", "honest"),
    [
        ("这款防水吗", "这款现价129元，喜欢就拍。", "手头没有", "防不防水我手头没有资料，问过产品同事再回您。"),
        (
            "Is it waterproof?",
            "This one is £89.",
            "stands in no fact",
            "I don't have that here; I'll ask and come back to you.",
        ),
    ],
)
async def test_a_question_without_a_fact_is_not_filled_with_other_facts(
    drafts: Drafts, asked: str, filled: str, told: str, honest: str
) -> None:
    price = {**PRICE, "text": "Now £89", "amount": 89, "currency": "GBP"} if asked.isascii() else PRICE
    engine, model = drafts.engine(says(filled), says(honest))
    reply = await engine.reply(request(asked, price))
    assert (reply.rung, reply.text) == ("revised", honest)
    assert told in model.asked[1].user.split("<found>")[1]


async def test_what_the_strategy_says_to_us_is_not_told_to_the_customer(drafts: Drafts) -> None:
    why = (await drafts.reply(says(GOOD, "ret"))).strategy.why
    engine, model = drafts.engine(says(GOOD + why), says(GOOD, "ret"))
    reply = await engine.reply(request(ASKED, RETURNS))
    assert (reply.rung, reply.text) == ("revised", GOOD)
    assert "别念出来" in model.asked[1].user


@pytest.mark.parametrize(("text", "told"), [("再考虑考虑吧", False), ("收到的杯子碎了！气死我了", True)])
async def test_what_we_may_give_is_known_to_a_model_only_where_somebody_is_wronged(
    drafts: Drafts, text: str, told: bool
) -> None:
    engine, model = drafts.engine(says(GOOD, "ret"))
    await engine.reply(request(text, RETURNS, ALLOWANCE))
    assert ("[may]" in model.asked[0].user) == told


@pytest.mark.parametrize(("text", "facts"), [("到哪了？都五天了", [ORDER]), ("再考虑考虑吧", [])])
async def test_an_order_number_that_nobody_needs_is_not_asked_for(drafts: Drafts, text: str, facts: list[Fact]) -> None:
    engine, model = drafts.engine(says("好的，请提供一下订单号，我来帮您处理。"))
    assert (await engine.reply(request(text, *facts))).rung == "script"
    assert "别问订单号" in model.asked[1].user.split("<found>")[1]


async def test_what_the_handbook_says_is_no_fact(drafts: Drafts) -> None:
    asked = request(ASKED, RETURNS)
    plain = await drafts.reply(says(GOOD, "ret"))
    advice = next(one.text for one in plain.passages if one.kind == "principle")
    line = max(advice.replace("\n", "。").split("。"), key=len).split("“")[0]
    engine, model = drafts.engine(says(f"{GOOD}{line}。"), says(GOOD, "ret"))
    reply = await engine.reply(asked)
    assert (reply.rung, reply.text) == ("revised", GOOD)
    assert "那是给您参考的" in model.asked[1].user.split("<found>")[1]


async def test_what_is_only_worded_like_a_breach_is_said_otherwise(drafts: Drafts) -> None:
    """No phrase names it and no rule blocks it; a model has another try, a script is sent with the warning."""
    likely = "您小区好几家都说好，邻居们早就换上了。"
    engine, model = drafts.engine(says(GOOD + likely), says(GOOD, "ret"))
    check = engine.check(request(ASKED, RETURNS, draft=likely))
    assert [one.severity for one in check.findings] == ["warn"]
    reply = await engine.reply(request(ASKED, RETURNS))
    assert (reply.rung, reply.text) == ("revised", GOOD)
    assert "好几家都说好" in model.asked[1].user.split("<found>")[1]
