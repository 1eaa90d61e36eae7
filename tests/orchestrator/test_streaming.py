"""Streamed replies: each clause is checked before it leaves, none is taken back, a lower rung goes on behind it."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huashu.knowledge import KnowledgeBase, Playbook
from huashu.orchestrator import Reply, ReplyEngine, Request
from huashu.orchestrator.drafting import Budget, Drafting
from huashu.orchestrator.guardrails.examples import examples_of
from huashu.orchestrator.guardrails.rules import shipped_rules
from huashu.orchestrator.langchain_model import model_of
from huashu.orchestrator.model import Answer, Ask, ChatModel, ModelError, Pieces, Tokens
from huashu.orchestrator.scripted_model import Script, ScriptedModel
from tests.asking import RETURNS, request
from tests.drafted import ASKED, detail, says
from tests.fake_openai import STALLING, FakeOpenAI, answering, failing, streaming, without

FIRST = "您别着急，这件能退。"
REST = "签收后7天无理由退换，您在订单里点申请就行。"
GOOD = FIRST + REST
POLICY = "签收后7天无理由退换"


class Streams:
    """Engines whose model says what it is told, and what left of it."""

    def __init__(self, base: KnowledgeBase, playbook: Playbook) -> None:
        self._base, self._playbook = base, playbook

    def engine(self, model: ChatModel, **budget: Any) -> ReplyEngine:
        return ReplyEngine(self._base, self._playbook, model=Drafting(model, budget=Budget(**budget)))

    async def of(self, *script: Script, asked: Request | None = None, piece: int = 3) -> tuple[list[str], Reply]:
        return await left_of(self.engine(ScriptedModel(*script, piece=piece)), asked or request(ASKED, RETURNS))


async def left_of(engine: ReplyEngine, asked: Request) -> tuple[list[str], Reply]:
    """The clauses and the reply; the events come in their order."""
    events = [event async for event in engine.stream(asked)]
    names = [event.event for event in events]
    assert names == ["reading", "strategy", "passages", *(["clause"] * (len(names) - 4)), "reply"]
    clauses = [event.text for event in events if event.event == "clause"]
    (reply,) = [event.reply for event in events if event.event == "reply"]
    assert "".join(clauses) == reply.text
    assert not [one for one in reply.findings if one.severity == "block"]
    return clauses, reply


@pytest.fixture(scope="module")
def streams(base: KnowledgeBase, playbook: Playbook) -> Streams:
    return Streams(base, playbook)


async def test_clauses_leave_one_by_one_with_receipts_and_sources(streams: Streams) -> None:
    clauses, reply = await streams.of(Answer(says(GOOD, "ret"), tokens=Tokens(900, 60, 800)))
    assert clauses == [FIRST, REST]
    assert (reply.rung, reply.usage.calls, reply.usage.input_tokens) == ("model", 1, 900)
    assert reply.receipts[0].fact == "ret"
    assert reply.sentences[0].facts == ("ret",)


async def test_without_a_model_the_script_leaves_whole(base: KnowledgeBase, playbook: Playbook) -> None:
    engine = ReplyEngine(base, playbook)
    clauses, reply = await left_of(engine, request(ASKED, RETURNS))
    assert (len(clauses), reply.rung) == (1, "script")
    assert reply.text == (await engine.reply(request(ASKED, RETURNS))).text


async def test_behind_a_clause_that_may_not_leave_the_revision_goes_on(streams: Streams) -> None:
    model = ScriptedModel(says(FIRST + "今天最后一天，过了就退不了了。" + REST), says(REST, "ret"))
    clauses, reply = await left_of(streams.engine(model), request(ASKED, RETURNS))
    assert (clauses, reply.rung, reply.usage.calls) == ([FIRST, REST], "revised", 2)
    assert f"<sent>\n{FIRST}\n</sent>" in model.asked[1].user
    assert "今天最后一天" in model.asked[1].user
    assert "今天最后一天" in detail(reply, "model draft")


@pytest.mark.parametrize("again", [GOOD, FIRST + "\n" + REST])
async def test_what_a_revision_says_again_is_not_sent_again(streams: Streams, again: str) -> None:
    clauses, _ = await streams.of(says(FIRST + "全网最低价。"), says(again, "ret"))
    assert "".join(clauses).replace("\n", "") == GOOD


async def test_behind_a_second_fault_the_script_goes_on_without_an_opening(streams: Streams) -> None:
    sent = "您别着急，我来看这件。"
    clauses, reply = await streams.of(says(sent + "今天最后一天，快申请。"), says("全网最低价，买到赚到。"))
    assert clauses[0] == sent
    assert (reply.rung, reply.usage.calls) == ("script", 2)
    assert POLICY in clauses[1]
    assert reply.sentences[0].span[0] >= len(sent)
    assert all(reply.text[slice(*one.span)] == one.text for one in reply.sentences)


async def test_what_a_text_owes_is_added_behind_it(streams: Streams) -> None:
    """All of it left before it could be seen that the fact which answers is missing."""
    sent = "好的，我明白您的意思，这就帮您看看。"
    clauses, reply = await streams.of(says(sent), says(REST, "ret"))
    assert ("".join(clauses), reply.rung) == (sent + REST, "revised")


class Breaking:
    """A model whose stream breaks off."""

    name = "breaking"

    def __init__(self, *pieces: str) -> None:
        self.pieces, self.closed, self.calls = pieces, False, 0

    async def complete(self, ask: Ask) -> Answer:
        raise AssertionError("a stream was asked for")

    async def stream(self, ask: Ask) -> Pieces:
        self.calls += 1
        try:
            for piece in self.pieces:
                yield piece
            raise ModelError("server_error", "the stream broke")
        finally:
            self.closed = True


async def test_a_stream_that_breaks_before_a_clause_is_tried_again_only_if_nothing_came(streams: Streams) -> None:
    model = Breaking('{"reply": "您')
    clauses, reply = await left_of(streams.engine(model), request(ASKED, RETURNS))
    assert (len(clauses), reply.rung, model.calls) == (1, "script", 1)


async def test_a_stream_that_breaks_behind_a_clause_is_ended_by_the_script(streams: Streams) -> None:
    engine = streams.engine(Breaking('{"reply": "您别着急，我这就看。', "签收后"))
    clauses, reply = await left_of(engine, request(ASKED, RETURNS))
    assert clauses[0] == "您别着急，我这就看。"
    assert POLICY in clauses[1]
    assert "the stream broke" in detail(reply, "model draft")


async def test_what_has_answered_when_the_stream_breaks_stands(streams: Streams) -> None:
    answered = "可以的，签收后7天无理由退换。"
    engine = streams.engine(Breaking(f'{{"reply": "{answered}', "您在订单"))
    clauses, reply = await left_of(engine, request(ASKED, RETURNS))
    assert (clauses, reply.rung) == ([answered], "model")


async def test_who_closes_the_stream_ends_the_models_call(streams: Streams) -> None:
    model = Breaking(f'{{"reply": "{FIRST}', *["还有一句话要说。"] * 20)
    events = streams.engine(model).stream(request(ASKED, RETURNS))
    async for event in events:
        if event.event == "clause":
            break
    await events.aclose()
    assert model.closed


async def test_a_clause_leaves_before_the_extras_have_come(streams: Streams) -> None:
    heard: list[str] = []

    class Telling(Breaking):
        async def stream(self, ask: Ask) -> Pieces:
            whole = says(GOOD, "ret")
            for letter in whole:
                heard.append(letter)
                yield letter
            yield Answer(whole)

    seen = {}
    async for event in streams.engine(Telling()).stream(request(ASKED, RETURNS)):
        if event.event == "clause":
            seen[event.text] = "".join(heard)
    assert seen[FIRST].endswith(REST[:2])
    assert seen[REST].endswith(REST + '"')
    assert "sources" not in seen[REST]


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ("Yes, you can return it within seven days.", "off_language"),
        (says("Yes, you can return it within seven days. Please apply in your order."), "off_language"),
        ("<think>退不退呢</think>" + says(""), "empty"),
        ("{}", "unreadable"),
        (Answer("", "refused"), "refused"),
    ],
)
async def test_what_cannot_be_used_never_begins_to_leave(streams: Streams, answer: Script, cause: str) -> None:
    _, reply = await streams.of(answer)
    assert reply.rung == "script"
    assert any(step.detail.startswith(cause) for step in reply.steps)


async def test_what_grows_too_long_is_ended_behind_the_last_sentence_that_fits(streams: Streams) -> None:
    more = "".join(f"第{n}样可以在订单里看，慢慢挑就行。" for n in range(120))
    _, reply = await streams.of(says(GOOD + more, "ret"))
    assert detail(reply, "model draft").startswith("too_long")
    assert len(GOOD) < len(reply.text) < len(more) / 2


async def test_a_sentence_that_stands_inside_an_earlier_one_leaves_too(streams: Streams) -> None:
    """Only what an attempt before sent whole is not sent again."""
    whole = "好的，能退。" + "能退。" + REST
    clauses, reply = await streams.of(says(whole, "ret"))
    assert ("".join(clauses), reply.rung) == (whole, "model")


async def test_what_a_stopped_call_took_does_not_count_what_was_sent_before(streams: Streams) -> None:
    long = "您别着急，这件我看过了，能退的，" + "这一类都是照这个来的，" * 6 + "我慢慢说。"
    _, reply = await streams.of(says(long + "全网最低价。"), says("全网最低价。"))
    first, second = (detail(reply, step).split("+")[2].split()[0] for step in ("model draft", "revised draft"))
    assert int(first) > int(second) > 0


@pytest.mark.parametrize(
    "whole", [GOOD, f"回复：{GOOD}", f"```json\n{says(GOOD)}\n```", f"<think>能退</think>{says(GOOD)}"]
)
async def test_other_ways_of_answering_come_whole(streams: Streams, whole: str) -> None:
    clauses, reply = await streams.of(whole)
    assert ("".join(clauses), reply.rung) == (GOOD, "model")


async def test_a_customer_who_writes_traditional_script_gets_it(streams: Streams) -> None:
    _, reply = await streams.of(says(GOOD, "ret"), asked=request("衣服不合適，請問可以退嗎？謝謝", RETURNS))
    assert reply.text.startswith("您別著急")


async def test_english_clauses_keep_their_blanks(streams: Streams) -> None:
    fact = {**RETURNS, "text": "Returns within 30 days of delivery", "days": 30}
    first, rest = "No problem at all. ", "Returns are accepted within 30 days of delivery."
    model = ScriptedModel(says(first + "Last chance, today only! " + rest), says(rest, "ret"))
    _, reply = await left_of(streams.engine(model), request("can I return the dress if it doesn't fit?", fact))
    assert reply.text == first + rest


@pytest.mark.parametrize("rule", sorted(r.id for r in shipped_rules().values() if r.severity.get("CN") == "block"))
async def test_nothing_that_a_rule_blocks_leaves_with_a_stream(streams: Streams, rule: str) -> None:
    """A model that keeps saying what the rule is about, behind a sentence that may leave."""
    fires = examples_of(rule)["fires"]
    blocked = [one.text for one in fires if one.market == "CN" and not one.messages and not one.facts]
    for text in blocked[:4]:
        clauses, reply = await streams.of(says(FIRST + text), asked=request(ASKED))
        assert reply.rung in ("script", "holding"), text
        assert text not in "".join(clauses)


DRAFTS: Sequence[str] = (
    GOOD, FIRST + "今天最后一天，过了就退不了了。" + REST, "全网最低价。" + REST, "好的。好的。" + REST,
    "可以。退。换。都。行。" + REST, REST + "😀😀我们微信加一下：abc123。", "最。后。一。天。" + REST,
)  # fmt: skip


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draft=st.sampled_from(DRAFTS), piece=st.integers(1, 60), escaped=st.booleans())
async def test_however_it_is_cut_the_same_leaves(streams: Streams, draft: str, piece: int, escaped: bool) -> None:
    answer = json.dumps({"reply": draft, "sources": []}, ensure_ascii=escaped)
    clauses, reply = await streams.of(answer, piece=piece)
    whole, _ = await streams.of(answer, piece=10_000)
    assert "".join(clauses) == "".join(whole) == reply.text


@pytest.mark.parametrize("way", ["json_schema", "json_object", "tool", "text"])
async def test_on_the_wire_in_every_way_of_asking(streams: Streams, way: str) -> None:
    ways = ["json_schema", "json_object", "tool", "text"]
    refused: Any = set(ways[: ways.index(way)])
    with FakeOpenAI(without(refused, streaming(says(GOOD, "ret")))) as server:
        engine = streams.engine(model_of("openai:fake-1", server.url))
        clauses, reply = await left_of(engine, request(ASKED, RETURNS))
        assert server.seen[-1].json["stream"]
        assert server.ways[-1] == way
    assert (clauses, reply.rung) == ([FIRST, REST], "model")
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (100, 20)


async def test_on_the_wire_closing_ends_the_upstream_call(streams: Streams) -> None:
    with FakeOpenAI(streaming(says(GOOD + "还有一句要说。" * 200), pace=0.01)) as server:
        events = streams.engine(model_of("openai:fake-1", server.url)).stream(request(ASKED, RETURNS))
        async for event in events:
            if event.event == "clause":
                break
        await events.aclose()
        told = server.told
    assert 0 < told < 100


@pytest.mark.parametrize("ends", ["", "stalls"])
async def test_on_the_wire_a_stream_cut_or_stalled_still_ends_in_a_checked_reply(streams: Streams, ends: Any) -> None:
    with FakeOpenAI(streaming(says(GOOD, "ret"), until=9, ends=ends)) as server:
        engine = streams.engine(model_of("openai:fake-1", server.url), seconds=1.0)
        clauses, reply = await left_of(engine, request(ASKED, RETURNS))
    assert clauses[0] == FIRST
    assert POLICY in reply.text


@pytest.mark.parametrize("fault", [failing(401), failing(500), STALLING, answering("[]")])
async def test_on_the_wire_a_fault_before_the_stream_ends_with_the_script(streams: Streams, fault: Any) -> None:
    with FakeOpenAI(fault) as server:
        engine = streams.engine(model_of("openai:fake-1", server.url), seconds=1.0)
        _, reply = await left_of(engine, request(ASKED, RETURNS))
    assert reply.rung == "script"
