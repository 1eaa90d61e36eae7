"""The scripted draft: what is said, in which order, in whose words."""

import re
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from huashu.knowledge import Playbook
from huashu.knowledge.language import simplified
from huashu.knowledge.scripts import SLOT, ScriptLine
from huashu.orchestrator import Reply, ReplyEngine
from huashu.orchestrator.facts import Policy
from huashu.orchestrator.grounding import Grounds
from huashu.orchestrator.guardrails.check import Checker
from huashu.orchestrator.validity import assess
from tests.asking import (
    ALLOWANCE,
    MATERIAL,
    NOW,
    ORDER,
    ORDER_EN,
    PRICE,
    PROMOTION,
    RETURNS,
    STOCK,
    request,
)

LATE = "五天了还没到！！你们到底怎么回事，孩子周三生日要用的"
LATE_EN = "It's been five days and still nothing. This is ridiculous!"


async def reply(engine: ReplyEngine, text: str, *facts: Any, **other: Any) -> Reply:
    return await engine.reply(request(text, *facts, **other))


@pytest.mark.parametrize(
    "text",
    [LATE, "太失望了，刚穿一次就破了", "快递能赶上吗，急死了明天就要用", "你们这群骗子，滚！！", LATE_EN,
     "I'm really disappointed, it broke on the first day", "脸都肿了！！", "My skin is burning since I used it!!"],
)  # fmt: skip
async def test_feelings_come_first_when_they_are_clear(engine: ReplyEngine, text: str) -> None:
    for seed in range(10):
        answer = await reply(engine, text, ORDER, RETURNS, ORDER_EN | {"id": "o2", "order_no": "B7"}, seed=seed)
        assert answer.sentences[0].move == "name_feeling"


async def test_whoever_asks_plainly_is_answered_without_a_bow(engine: ReplyEngine) -> None:
    answer = await reply(engine, "什么面料的", MATERIAL)
    assert "name_feeling" not in {sentence.move for sentence in answer.sentences}
    assert "95%棉、5%氨纶" in answer.text


async def test_the_same_request_gives_the_same_reply(engine: ReplyEngine) -> None:
    first, again = [await reply(engine, LATE, ORDER, ALLOWANCE) for _ in range(2)]
    assert again.text == first.text
    assert again.seed == first.seed
    later = await reply(engine, LATE, ORDER, ALLOWANCE, now="2026-11-22T15:00:01+08:00", id="another")
    assert later.text == first.text


async def test_the_seed_in_the_trace_brings_the_reply_back(engine: ReplyEngine) -> None:
    first = await reply(engine, LATE, ORDER, ALLOWANCE)
    again = await reply(engine, LATE, ORDER, ALLOWANCE, seed=first.seed)
    assert again.text == first.text


@pytest.mark.parametrize(
    ("text", "facts"), [(LATE, [ORDER]), (LATE_EN, [ORDER_EN]), ("能退吗", [RETURNS]), ("在吗", [])]
)
async def test_seeds_vary_the_words(engine: ReplyEngine, text: str, facts: list[Any]) -> None:
    said = {(await reply(engine, text, *facts, seed=seed)).text for seed in range(12)}
    assert len(said) >= 4


@pytest.mark.parametrize(
    ("text", "facts"),
    [(LATE, [ORDER]), (LATE_EN, [ORDER_EN]), ("怎么还没退款", []), ("有点贵", [PRICE, PROMOTION]), ("在吗", [])],
)
async def test_two_turns_never_sound_alike(engine: ReplyEngine, text: str, facts: list[Any]) -> None:
    """The customer says the same twice; no sentence of the second reply is one of the first."""
    for seed in range(8):
        first = await reply(engine, text, *facts, seed=seed)
        turns = [{"role": "customer", "text": text}, {"role": "agent", "text": first.text}]
        second = await reply(engine, text, *facts, seed=seed, turns=turns)
        assert not {sentence.text for sentence in first.sentences} & {sentence.text for sentence in second.sentences}


async def test_traditional_script_is_answered_in_it(engine: ReplyEngine) -> None:
    answer = await reply(engine, "請問這件衣服是什麼面料的？洗了會縮水嗎", MATERIAL)
    assert answer.reading.language == "zh-Hant"
    assert simplified(answer.text) != answer.text
    for sentence in answer.sentences:
        assert answer.text[slice(*sentence.span)] == sentence.text


async def test_an_english_customer_reads_no_chinese(engine: ReplyEngine) -> None:
    answer = await reply(engine, LATE_EN, ORDER, RETURNS, ALLOWANCE)
    assert not re.search(r"[\u4e00-\u9fff]", answer.text)


async def test_an_email_has_a_salutation_and_a_signature(engine: ReplyEngine) -> None:
    style = {"address": "王女士", "brand": "青禾家居"}
    answer = await reply(engine, LATE, ORDER, RETURNS, channel="email", style=style)
    opening, *body, closing = answer.text.split("\n\n")
    assert opening == "王女士，您好："
    assert closing == "青禾家居客服"
    assert "".join(body).startswith(answer.sentences[0].text)


async def test_an_english_email_too(engine: ReplyEngine) -> None:
    answer = await reply(engine, LATE_EN, ORDER_EN, channel="email", style={"address": "Anna", "brand": "Birch"})
    assert answer.text.startswith("Dear Anna,\n\n")
    assert answer.text.endswith("Kind regards,\nBirch customer care")
    assert answer.sentences[0].text[0].isupper()


async def test_the_caller_chooses_tone_address_brand_and_emoji(engine: ReplyEngine) -> None:
    warm, formal, short = [
        await reply(engine, "你们的发票怎么开", style={"tone": tone, "address": "亲"})
        for tone in ("warm", "professional", "concise")
    ]
    assert warm.text != formal.text != short.text
    assert len(short.text) < len(warm.text)
    assert all(answer.text.startswith("亲，") for answer in (warm, formal, short))
    happy = await reply(engine, "收到了，很喜欢，谢谢", style={"emoji": True})
    assert happy.text.endswith("😊")
    angry = await reply(engine, LATE, style={"emoji": True})
    assert not re.search("[\U0001f300-\U0001faff]", angry.text)


async def test_the_customer_is_called_by_the_name_the_caller_gives(engine: ReplyEngine) -> None:
    answer = await reply(engine, "What is it made of?", customer={"name": "Maya"})
    assert answer.text.startswith("Hi Maya, ")
    assert answer.text[9].islower() or answer.text[9:11] in ("I ", "I'")


async def test_the_brand_is_named_where_one_greets(engine: ReplyEngine) -> None:
    assert "青禾家居" in (await reply(engine, "在吗", style={"brand": "青禾家居"})).text


@pytest.mark.parametrize("most", [40, 60, 90, 130])
async def test_a_short_reply_keeps_what_matters(engine: ReplyEngine, most: int) -> None:
    """It is no longer than asked unless the sentences that may not be dropped are; the feeling is one of them."""
    for seed in range(6):
        answer = await reply(engine, LATE, ORDER, RETURNS, style={"max_chars": most}, seed=seed)
        needed = {"name_feeling", "shortest_path", "act_now"}
        assert len(answer.text) <= most or {sentence.move for sentence in answer.sentences} <= needed
        assert answer.sentences[0].move == "name_feeling"


async def test_businesses_are_addressed_formally(engine: ReplyEngine) -> None:
    answer = await reply(engine, "在吗", customer={"organization": "enterprise"})
    script = Playbook().scripts("zh")["greet"]
    tones = {line.source: line.tone for line in script}
    assert tones[answer.sentences[0].source] == "professional"


async def test_a_risk_is_handed_over(engine: ReplyEngine) -> None:
    assert (await reply(engine, "脸都肿了！")).outcome == "handover"
    assert (await reply(engine, "我要找真人")).outcome == "handover"


async def test_what_no_fact_says_is_asked_or_looked_up(engine: ReplyEngine) -> None:
    answer = await reply(engine, "怎么还没退款，都一个星期了")
    assert answer.outcome == "question"
    unknown = await reply(engine, "支持无线充电吗", MATERIAL)
    assert not re.search("支持无线充电|不支持", unknown.text)
    assert {"check_and_return", "honest_limit"} & {sentence.move for sentence in unknown.sentences}
    assert [commitment.text for commitment in unknown.commitments] == ["核实顾客问到、手头没有依据的那一点，再回复"]


async def test_a_commitment_is_listed_with_its_words(engine: ReplyEngine) -> None:
    answer = await reply(engine, "支持无线充电吗")
    for commitment in answer.commitments:
        start, end = commitment.span
        assert answer.text[start:end]


async def test_the_size_of_an_allowance_is_never_told(engine: ReplyEngine) -> None:
    for seed in range(20):
        for text in (LATE, "赔我多少", "便宜点呗", "给点补偿吧"):
            assert "20" not in (await reply(engine, text, ALLOWANCE, seed=seed)).text


async def test_the_notice_of_an_assistant_comes_once(engine: ReplyEngine) -> None:
    first = await reply(engine, "在吗")
    assert first.disclosure
    assert "智能客服" in first.disclosure
    assert first.disclosure not in first.text
    turns = [{"role": "customer", "text": "在吗"}, {"role": "agent", "text": "在的"}]
    assert (await reply(engine, "发什么快递", turns=turns)).disclosure is None
    assert (await reply(engine, "在吗", style={"disclosure": False})).disclosure is None
    assert "automated assistant" in str((await reply(engine, "Are you there?")).disclosure)


EVERY_FACT: list[dict[str, Any]] = [
    ORDER,
    PRICE,
    PROMOTION,
    STOCK,
    MATERIAL,
    ALLOWANCE,
    {"id": "rev", "kind": "proof", "text": "近30天2413条评价，好评率98.2%", "source": "店铺后台"},
    *(
        {"id": topic, "kind": "policy", "topic": topic, "text": "以订单页写明的为准", "days": 7, "hours": 48}
        for topic in Policy.model_fields["topic"].annotation.__args__  # type: ignore[union-attr]
    ),
]
IN_ENGLISH = ["Left our warehouse on 21 November", "Now ¥129", "¥50 off from ¥300", "3 left in cream", "95% cotton"]
IN_ENGLISH += ["Up to ¥20 in compensation", "98.2% of 2,413 reviews are positive"] + [
    "As stated on your order page"
] * 9
EVERY_FACT_EN = [{**fact, "text": text} for fact, text in zip(EVERY_FACT, IN_ENGLISH, strict=True)]


def every_line(playbook: Playbook, language: str) -> list[ScriptLine]:
    return [line for lines in playbook.scripts(language).values() for line in lines]


@pytest.mark.parametrize(("language", "facts"), [("zh", EVERY_FACT), ("en", EVERY_FACT_EN)])
def test_every_script_line_may_be_sent_once_facts_fill_it(playbook: Playbook, language: str, facts: list[Any]) -> None:
    """All at once: no line of ours says on its own what only a fact may say."""
    asked = request("x", *facts)
    sheet = assess(asked.facts, datetime.fromisoformat(NOW))
    named = {getattr(fact, "topic", fact.kind): fact for fact in sheet.facts}
    named |= {name: named["product"] for name in ("second_product", "other_product", "related")}
    grounds = Grounds(named, (named["product"], named["price"]), "yes", language, sheet.now)
    names = {"topic": ("尺码" if language == "zh" else "the size", ""), "brand": ("Birch", "")}
    checker, faults = Checker(), []
    for line in every_line(playbook, language):
        values = {slot: names.get(slot) or grounds.slot(slot) for slot in line.slots}
        assert all(values.values()), (line.source, values)
        text = SLOT.sub(lambda found, values=values: values[found[1]][0], line.text)  # type: ignore[misc]
        check = checker.check_against(text, sheet)
        faults += [f"{line.source}: {text} → {finding.rule}: {finding.text}" for finding in check.findings]
    assert faults == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_lines_of_a_move_are_the_same(playbook: Playbook, language: str) -> None:
    """Of those that could be said in the same situation."""
    for move, lines in playbook.scripts(language).items():
        texts = sorted((str((line.when, line.given, line.missing, line.tone)), line.text) for line in lines)
        assert not [text for text, following in pairwise(texts) if text == following], move


@pytest.mark.parametrize("price", [[], [PRICE]])
async def test_who_asks_when_an_offer_ends_is_told(engine: ReplyEngine, price: list[Any]) -> None:
    for seed in range(6):
        assert "11月25日" in (await reply(engine, "活动什么时候结束", PROMOTION, *price, seed=seed)).text
