"""What people write every day, as two support leads found it misread or poorly answered."""

import re
from typing import Any

import pytest

from huashu.orchestrator import Reading, Reply, ReplyEngine
from tests.asking import ORDER, ORDER_EN, RETURNS, request


def read(engine: ReplyEngine, *turns: str) -> Reading:
    """Customer and agent by turns; the last one is the customer's."""
    before = [{"role": ["customer", "agent"][at % 2], "text": text} for at, text in enumerate(turns[:-1])]
    return engine.read(request(turns[-1], turns=before))


async def reply(engine: ReplyEngine, text: str, *facts: Any, **other: Any) -> Reply:
    return await engine.reply(request(text, *facts, **other))


@pytest.mark.parametrize(
    ("text", "topic", "risks"),
    [
        (
            "I used the cream last night and my face is swollen. What on earth is in it?",
            "attribute",
            {"safety_incident"},
        ),
        ("Does this contain nuts? I'm allergic.", "attribute", set()),
        ("I'm allergic to nuts. Is this cream safe for me?", "suitability", set()),
        ("The zip on my jacket broke after two weeks.", "defect", set()),
        ("My parcel says delivered but I haven't got it.", "delivery_late", set()),
        ("I bought it for £129 on Monday and now it's £99", "price_drop", set()),
        ("You charged me again even though I cancelled", "payment", set()),
        ("Half my order is missing and nobody replies", "missing_item", set()),
        ("I want to cancel my subscription. It's too expensive", "order_cancel", set()),
        ("Have you got the navy in medium?", "stock", set()),
        ("What are your opening hours?", "hours", set()),
        ("Can I swap the M for an L?", "exchange", set()),
        ("hey any idea when A123 turns up?", "delivery_status", set()),
        ("agent please", None, {"human_request"}),
        ("I'd like a supervisor", None, {"human_request"}),
        ("用了你们家面霜脸上全是红疹子，又痒又疼", None, {"safety_incident"}),
        ("敏感肌能用吗，之前用别家的烂脸了", "suitability", set()),
        ("我对花生过敏，这个能吃吗", "attribute", set()),
        ("没收到货但显示签收了！！", "delivery_late", set()),
        ("我要退，但是吊牌剪了", "return", set()),
        ("退款怎么还不到账，再不退我打12315", "refund", {"regulator_threat"}),
        ("净水器漏水了，地板都泡了，谁赔？", "defect", set()),
        ("我165，会不会短", "size", set()),
        ("贵司的交期稳定吗", "dispatch_time", set()),
        ("昨天刚买299，今天就239了？？", "price_drop", set()),
        ("A款和B款到底选哪个", "comparison", set()),
        ("再少20我就拍了", "discount", set()),
        ("啥时候发", "dispatch_time", set()),
        ("采购500个礼品，预算人均80，月底要", "cooperation", set()),
        ("The kettle arrived with a dent and it leaks", "damaged", set()),
        ("壶盖裂了，怎么回事我要退货！！", "damaged", set()),
        ("新壶有塑料味怎么办", "defect", set()),
        ("订单号20263158812，帮我查下到哪了", "delivery_status", set()),
        ("这件315元包邮吗", "shipping_fee", set()),
        ("I am 81 and I'd like to know if these slippers are non-slip", None, set()),
        ("吃了你家坚果嘴巴麻麻的", None, {"safety_incident"}),
        ("Thanks for the parcel but there's only one glove in it", "missing_item", set()),
        ("都5天了还没到账", "refund", set()),
        ("让你们领导来", None, {"human_request"}),
        ("退货怎么弄", "return", set()),
        ("拍错地址了 还能改不", "order_change", set()),
        ("好的那我等你消息", "waiting", set()),
        ("算了，不用了", "no_need", set()),
    ],
)
def test_everyday_words(engine: ReplyEngine, text: str, topic: str | None, risks: set[str]) -> None:
    reading = read(engine, text)
    assert reading.topic == topic
    assert set(reading.risk_names()) == risks


@pytest.mark.parametrize("text", ["Great service, only 3 weeks late!", "Thanks for nothing.", "太棒了，收到一箱碎盘子"])
def test_praise_for_a_failure_is_meant_the_other_way(engine: ReplyEngine, text: str) -> None:
    assert read(engine, text).upset


@pytest.mark.parametrize("text", ["收到换的新杯子了，很满意，谢谢", "Got the replacement for the broken mug, perfect!"])
def test_praise_for_a_failure_put_right_is_praise(engine: ReplyEngine, text: str) -> None:
    assert read(engine, text).emotion.label == "pleased"


@pytest.mark.parametrize("text", ["TM20261120", "OK", "XL", "??", "[图片]"])
def test_a_code_has_no_language_of_its_own(engine: ReplyEngine, text: str) -> None:
    assert read(engine, "收到的碗碎了", "方便发一下订单号吗？", text).language == "zh-Hans"


def test_an_answer_to_our_question_goes_on_with_the_matter(engine: ReplyEngine) -> None:
    reading = read(engine, "收到的碗碎了", "方便发一下订单号吗？", "TM20261120")
    assert reading.topic == "damaged"
    assert reading.stage is not None
    assert reading.stage.label == "after_sale"
    assert reading.topics[0].evidence == ()


SIGNED = {"id": "o", "kind": "order", "text": "11月21日已签收，本人签收"}
REFUND = {"id": "o", "kind": "order", "text": "11月17日收到退货，退款审核中"}
EXCHANGE = {"id": "ex", "kind": "policy", "topic": "exchange", "text": "15天内质量问题免费换新"}


async def moves(engine: ReplyEngine, text: str, *facts: Any, **other: Any) -> list[str]:
    return [sentence.move for sentence in (await reply(engine, text, *facts, **other)).sentences]


async def test_a_parcel_signed_for_by_nobody_is_not_called_on_its_way(engine: ReplyEngine) -> None:
    for seed in range(6):
        answer = await reply(engine, "没收到货但显示签收了！！", SIGNED, seed=seed)
        assert "签收" in next(s.text for s in answer.sentences if s.move == "act_now")
        assert "优先送" not in answer.text


async def test_a_status_is_no_procedure(engine: ReplyEngine) -> None:
    assert "shortest_path" not in await moves(engine, "我要退款，太慢了，都十天了", REFUND)
    assert "act_now" in await moves(engine, "我要退款，太慢了，都十天了", REFUND)


async def test_the_first_matter_picks_the_words(engine: ReplyEngine) -> None:
    for seed in range(6):
        answer = await reply(engine, "退款怎么还不到账，再不退我打12315", REFUND, seed=seed)
        assert not re.search("承运|快递|物流|包裹", answer.text)


async def test_what_is_missing_is_sent_not_returned(engine: ReplyEngine) -> None:
    for seed in range(6):
        answer = await reply(engine, "少发了一包螺丝，师傅还在家等着！", SIGNED, RETURNS, seed=seed)
        assert "补" in answer.text
        assert str(RETURNS["text"]) not in answer.text


async def test_who_asks_for_an_exchange_is_told_of_exchanges(engine: ReplyEngine) -> None:
    answer = await reply(engine, "我要换货，换成L码", RETURNS, EXCHANGE, ORDER)
    assert str(EXCHANGE["text"]) in answer.text
    assert str(RETURNS["text"]) not in answer.text


async def test_what_was_sent_is_not_asked_for_again(engine: ReplyEngine) -> None:
    before = [{"role": "customer", "text": "收到的碗碎了"}, {"role": "agent", "text": "方便发一下照片和订单号吗？"}]
    number = await reply(engine, "TM20261120", turns=before)
    assert "照片" in number.text or "拍" in number.text
    assert "订单号" not in number.text
    picture = await reply(engine, "[图片]", turns=before)
    assert "订单号" in picture.text
    assert "照片" not in picture.text


def asked_again(engine: ReplyEngine) -> set[str]:
    """The lines for whoever had to come back with the same matter."""
    lines = [line for language in ("zh", "en") for line in engine.playbook.scripts(language)["name_feeling"]]
    return {line.source.rpartition("#")[2] for line in lines if line.when.get("asked") == ("again",)}


@pytest.mark.parametrize(
    ("text", "again", "order"),
    [
        ("五天了还没到", "快递怎么还没到，催的结果呢", ORDER),
        ("我的货什么时候到？都三天了", "五天了还没到！！你们到底怎么回事", ORDER),
        ("Where is my order?", "Where is my order??", ORDER_EN),
    ],
)
async def test_whoever_has_to_ask_again_hears_more_than_the_status(
    engine: ReplyEngine, text: str, again: str, order: Any
) -> None:
    before = [{"role": "customer", "text": text}, {"role": "agent", "text": "…"}]
    assert (await moves(engine, again, turns=before))[0] == "name_feeling"
    made = await moves(engine, again, order, turns=before)
    assert made[0] == "name_feeling"
    assert "act_now" in made
    sources = [one.source for one in (await reply(engine, again, order, turns=before)).sentences]
    assert "#name_feeling" in sources[0]
    assert sources[0].rpartition("#")[2] in asked_again(engine)


async def test_whoever_nods_is_not_told_again(engine: ReplyEngine) -> None:
    before = [{"role": "customer", "text": "快递到哪了"}, {"role": "agent", "text": str(ORDER["text"])}]
    answer = await reply(engine, "好的", ORDER, turns=before)
    assert answer.strategy.primary == "close_the_loop"
    assert str(ORDER["text"]) not in answer.text


async def test_an_order_is_held_before_it_is_changed(engine: ReplyEngine) -> None:
    order = {"id": "o", "kind": "order", "text": "已付款，尚未发出"}
    for seed in range(6):
        answer = await reply(engine, "拍错地址了 还能改不", order, seed=seed)
        assert re.search("拦|仓库|出库|改", next(s.text for s in answer.sentences if s.move == "act_now"))
        assert not re.search("快递|承运|催派送", answer.text)


async def test_a_fact_that_begins_an_english_sentence_begins_with_a_capital(engine: ReplyEngine) -> None:
    order = {"id": "o", "kind": "order", "text": "left our warehouse on 21 November"}
    for seed in range(12):
        answer = await reply(engine, "Where is my order?", order, seed=seed)
        assert not re.search(r"[.!?] [a-z]", answer.text)
        assert [receipt.fact for receipt in answer.receipts] == ["o"]


@pytest.mark.parametrize("ending", ["。", "！", "~", "！。", "～"])
async def test_a_facts_own_ending_does_not_double(engine: ReplyEngine, ending: str) -> None:
    policy = {**RETURNS, "text": f"{RETURNS['text']}{ending}"}
    for seed in range(6):
        text = (await reply(engine, "能退吗", policy, seed=seed)).text
        assert not re.search("[。！~～，；]{2}", text)
