"""The steps of a reply: the trace, the ladder down to the holding reply, the shop's own answers, tenants."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from huashu.knowledge import Filter, KnowledgeBase, Playbook, ingest
from huashu.orchestrator import InputError, Reply, ReplyEngine
from tests.asking import MATERIAL, ORDER, OVER, PROMOTION, RETURNS, request

LATE = "五天了还没到！！你们到底怎么回事"


async def reply(engine: ReplyEngine, text: str, *facts: Any, **other: Any) -> Reply:
    return await engine.reply(request(text, *facts, **other))


async def test_the_trace_tells_every_step_and_what_was_set_aside(engine: ReplyEngine) -> None:
    answer = await reply(engine, LATE, ORDER, OVER)
    assert [step.name for step in answer.steps] == ["reading", "customer", "facts", "strategy", "passages", "draft"]
    assert all(step.seconds >= 0 for step in answer.steps)
    assert answer.usage.calls == 0
    assert answer.usage.seconds >= sum(step.seconds for step in answer.steps) * 0.99
    aside = answer.steps[2].detail
    assert "old" in aside
    assert "2026-11-12 23:59结束" in aside


async def test_a_reply_keeps_the_requests_id_or_makes_one_of_what_was_asked(engine: ReplyEngine) -> None:
    assert (await reply(engine, "在吗", id="ticket-7")).id == "ticket-7"
    first, again = (await reply(engine, "在吗")).id, (await reply(engine, "在吗")).id
    assert first == again
    assert (await reply(engine, "在吗？")).id != first


async def test_passages_are_in_the_customers_language_with_their_place(engine: ReplyEngine) -> None:
    for text, language in (("怎么安抚生气的顾客，快递一直没到", "zh"), ("My order is late and I am angry!", "en")):
        passages = (await reply(engine, text)).passages
        assert 1 <= len(passages) <= 4
        assert len({passage.id for passage in passages}) == len(passages)
        for passage in passages:
            assert passage.document.startswith("playbook/")
            assert f".{language}" in passage.document or f"/{language}/" in passage.document
            assert passage.heading


def scripts(folder: Path, text: str) -> Playbook:
    (folder / "scripts" / "zh").mkdir(parents=True, exist_ok=True)
    (folder / "scripts" / "zh" / "ours.yaml").write_text(text, encoding="utf-8")
    return Playbook(folder)


FAULTY = """\
answer:
  - when: {topic: attribute, answered: yes, understood: yes, upset: no}
    given: [product]
    any: 全网最低价的一款，{product.text}。
"""
ONLY_FAULTY = """\
honest_limit:
  - when: {topic: attribute, answered: no, understood: yes, upset: no, turn: first, channel: chat}
    any: |
      活动马上结束，手慢无。
      再不拍就没了，手慢无。
      限时特价，手慢无。
"""


async def test_a_line_at_fault_is_not_said_and_the_trace_tells_why(base: KnowledgeBase, tmp_path: Path) -> None:
    engine = ReplyEngine(base, scripts(tmp_path, FAULTY))
    answer = await reply(engine, "什么面料的", MATERIAL)
    assert "最低价" not in answer.text
    assert str(MATERIAL["text"]) in answer.text
    assert answer.rung == "script"
    assert "unsupported_price: 全网最低" in answer.steps[-1].detail


async def test_where_no_line_may_be_said_the_holding_reply_is(base: KnowledgeBase, tmp_path: Path) -> None:
    """Three wrong lines in a row: the engine gives up on scripts and says that it will come back."""
    engine = ReplyEngine(base, scripts(tmp_path, ONLY_FAULTY))
    answer = await reply(engine, "什么面料的")
    assert (answer.rung, answer.outcome) == ("holding", "holding")
    assert "手慢无" not in answer.text
    assert answer.steps[-1].detail.count("手慢无") == 3
    assert engine.check(request("x", draft=answer.text)).passed


async def test_a_poisoned_fact_or_name_never_leaves(engine: ReplyEngine) -> None:
    """A slot in a fact, a lie in a brand: the check sees the whole text, whoever wrote its parts."""
    slot = await reply(engine, "什么面料的", {**MATERIAL, "text": "面料为{material}"})
    assert "{" not in slot.text
    brand = await reply(engine, "在吗", style={"brand": "全网最低价旗舰店"})
    assert "全网最低价" not in brand.text


@pytest.fixture
def shop(tmp_path: Path) -> KnowledgeBase:
    """A shop with a script table of its own, and another shop's beside it."""
    table = tmp_path / "faq.csv"
    table.write_text(
        "问题,答案\n发什么快递,亲，我们发顺丰和中通，随机安排哦\n"
        "可以开专票吗,可以的，下单后把税号发给我们\n有没有优惠,全场五折，今天最后一天\n",
        encoding="utf-8",
    )
    other = tmp_path / "other.csv"
    other.write_text("问题,答案\n可以送货上楼吗,可以的，师傅会搬到家门口\n", encoding="utf-8")
    base = KnowledgeBase(tmp_path / "home")
    ingest(base, [table])
    ingest(base, [other], "tenant-b")
    return base


async def test_the_shops_own_words_answer_its_own_questions(shop: KnowledgeBase) -> None:
    answer = await reply(ReplyEngine(shop), "你们发什么快递")
    assert "我们发顺丰和中通，随机安排哦" in answer.text
    assert answer.sentences[0].source.endswith("#row 2")
    assert not answer.text.startswith("亲，亲")


async def test_a_row_that_may_not_be_said_today_is_not(shop: KnowledgeBase) -> None:
    answer = await reply(ReplyEngine(shop), "有没有优惠")
    assert "五折" not in answer.text
    assert "最后一天" not in answer.text


@pytest.mark.parametrize("question", ["可以开普票吗", "能水洗吗", "你们发不发顺丰到付"])
async def test_a_row_on_something_else_does_not_answer(shop: KnowledgeBase, question: str) -> None:
    answer = await reply(ReplyEngine(shop), question)
    assert not any("#row" in sentence.source for sentence in answer.sentences)


async def test_a_fact_is_nearer_to_the_truth_than_a_row(shop: KnowledgeBase) -> None:
    shipping = {"id": "s", "kind": "policy", "topic": "shipping", "text": "统一发京东快递"}
    assert "京东" in (await reply(ReplyEngine(shop), "你们发什么快递", shipping)).text


async def test_a_tenant_hears_nothing_of_another(shop: KnowledgeBase) -> None:
    question = "可以送货上楼吗"
    assert "家门口" in (await reply(ReplyEngine(shop, tenant="tenant-b"), question)).text
    assert "家门口" not in (await reply(ReplyEngine(shop), question)).text
    asked = request("x", query=question)
    assert all("家门口" not in hit.text for hit in ReplyEngine(shop, tenant="tenant-c").search(asked))
    found = ReplyEngine(shop, tenant="tenant-b").search(asked, Filter(tenant=""))
    assert any("家门口" in hit.text for hit in found), "the engine's own tenant decides, whatever a filter says"


async def test_many_at_once_do_not_mix(engine: ReplyEngine) -> None:
    texts = ["什么面料的", "能退吗", LATE, "有活动吗"]
    asked = [request(texts[at % 4], MATERIAL, RETURNS, ORDER, PROMOTION, id=f"r{at}") for at in range(24)]
    together = await asyncio.gather(*(engine.reply(one) for one in asked))
    for one, answer in zip(asked, together, strict=True):
        assert answer.id == one.id
        assert answer.text == (await engine.reply(one)).text


@pytest.mark.parametrize(
    ("operation", "field"), [("reply", "messages"), ("read", "messages"), ("check", "draft"), ("search", "query")]
)
async def test_each_operation_names_what_it_misses(engine: ReplyEngine, operation: str, field: str) -> None:
    empty = request("x").model_copy(update={"messages": ()})
    with pytest.raises(InputError) as error:
        await _done(getattr(engine, operation), empty)
    assert error.value.field == field


async def _done(operation: Any, asked: Any) -> Any:
    result = operation(asked)
    return await result if asyncio.iscoroutine(result) else result
