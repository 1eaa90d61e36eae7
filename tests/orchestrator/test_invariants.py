"""What holds of every reply, whatever was asked, whatever is known: 36 messages x facts x tones x channels x seeds."""

import re
from itertools import product
from typing import Any

import pytest

from huashu.knowledge.language import language_of
from huashu.orchestrator import Reply, ReplyEngine, Request
from huashu.orchestrator.validity import assess
from tests.asking import (
    ALLOWANCE,
    MATERIAL,
    ORDER,
    ORDER_EN,
    OVER,
    PRICE,
    PROMOTION,
    RETURNS,
    RETURNS_EN,
    STOCK,
    request,
)

CHINESE = [
    "在吗", "五天了还没到！！你们到底怎么回事", "什么面料的", "有点贵，能便宜点吗", "再考虑考虑", "能退吗",
    "退款到哪了", "收到的杯子碎了", "发错货了，要的黑色发的白色", "少了一件", "刚买就降价，退差价！", "转人工",
    "脸都肿了，用了你们的面霜", "我要去12315投诉，法院见", "不想活了", "敏感肌能用吗", "还有货吗", "怎么开发票",
    "帮我推荐一款送妈妈", "谢谢，很喜欢", "我是老客户了，有优惠吗", "别人买得多吗", "是正品吗", "取消订单",
    "垃圾店，骗子！滚", "???", "🙂", "好的那我等你消息",
]  # fmt: skip
ENGLISH = [
    "Where is my order?", "It arrived broken, this is ridiculous!!", "What is it made of?", "Any discount?",
    "I'll think about it", "I want to speak to a human", "Can I return it?", "My skin is burning since I used it",
]  # fmt: skip
FACTS: dict[str, list[Any]] = {
    "none": [],
    "all": [ORDER, RETURNS, PROMOTION, OVER, ALLOWANCE, STOCK, MATERIAL, PRICE],
    "english": [ORDER_EN, RETURNS_EN, ALLOWANCE],
    "over": [OVER, {**STOCK, "as_of": "2026-11-01T00:00:00+08:00"}, {**RETURNS, "days": 3}],
}
TONES = ("warm", "professional", "concise")
CHANNELS = ("chat", "email", "phone_script", "community", "private_message", "review")


def requests(messages: list[str]) -> list[Request]:
    """Every message with every set of facts; tone and channel change from one to the next."""
    cases = list(product(messages, FACTS.values()))
    return [
        request(text, *facts, channel=CHANNELS[at % 6], style={"tone": TONES[at % 3], "address": "亲"}, seed=at)
        for at, (text, facts) in enumerate(cases * 3)
    ]


@pytest.mark.parametrize("messages", [CHINESE[:14], CHINESE[14:], ENGLISH], ids=["zh-1", "zh-2", "en"])
async def test_every_reply_may_be_sent(engine: ReplyEngine, messages: list[str]) -> None:
    for asked in requests(messages):
        reply = await engine.reply(asked)
        broken = [name for name, held in INVARIANTS.items() if not held(engine, asked, reply)]
        assert not broken, (broken, asked.messages[-1].text, [fact.id for fact in asked.facts], reply.text)


def says_something(engine: ReplyEngine, asked: Request, reply: Reply) -> bool:
    return len(reply.text.strip()) > 3 and bool(reply.sentences)


def passes_its_own_check(engine: ReplyEngine, asked: Request, reply: Reply) -> bool:
    check = engine.check(asked.model_copy(update={"draft": reply.text}))
    return check.passed and check.receipts == reply.receipts and not reply.findings


def has_no_open_slot(engine: ReplyEngine, asked: Request, reply: Reply) -> bool:
    return not re.search(r"[{}\[\]【】]|XX|某某", reply.text)


def speaks_the_customers_language(engine: ReplyEngine, asked: Request, reply: Reply) -> bool:
    said = "".join(sentence.text for sentence in reply.sentences)
    return language_of(said)[:2] == reply.reading.language[:2]


def is_punctuated(engine: ReplyEngine, asked: Request, reply: Reply) -> bool:
    return not re.search(r"[。，；！？]{2}|[,;]{2}|\s{3}|\. \.|[.,] [.,]|[a-z][.!?][A-Z]", reply.text)


def places_every_sentence(engine: ReplyEngine, asked: Request, reply: Reply) -> bool:
    return all(reply.text[slice(*one.span)] == one.text for one in reply.sentences)


def names_only_facts_that_hold(engine: ReplyEngine, asked: Request, reply: Reply) -> bool:
    told = {fact for sentence in reply.sentences for fact in sentence.facts} | {one.fact for one in reply.receipts}
    sheet = assess(asked.facts, asked.moment(), asked.market)
    return told <= {fact.id for fact in sheet.facts} - {"may"}


def keeps_the_limit_to_itself(engine: ReplyEngine, asked: Request, reply: Reply) -> bool:
    return not re.search(r"20元|¥20|20 yuan", reply.text)


def reveals_no_expired_offer(engine: ReplyEngine, asked: Request, reply: Reply) -> bool:
    return "满200减30" not in reply.text and "11月12日" not in reply.text


def lists_what_it_promises(engine: ReplyEngine, asked: Request, reply: Reply) -> bool:
    return all(reply.text[slice(*one.span)] and one.text for one in reply.commitments)


INVARIANTS = {
    held.__name__: held
    for held in (
        says_something,
        passes_its_own_check,
        has_no_open_slot,
        speaks_the_customers_language,
        is_punctuated,
        places_every_sentence,
        names_only_facts_that_hold,
        keeps_the_limit_to_itself,
        reveals_no_expired_offer,
        lists_what_it_promises,
    )
}
