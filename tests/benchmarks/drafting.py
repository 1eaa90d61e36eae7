"""With a model: what we add to a call, many calls at once, the first clause of a stream, memory over many requests."""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from huashu.evals.turns import APART, LabelledTurn, read_turns
from huashu.knowledge import KnowledgeBase, Playbook
from huashu.knowledge.library import open_knowledge
from huashu.orchestrator import Reply, ReplyEngine, Request
from huashu.orchestrator.model import Ask
from huashu.orchestrator.scripted_model import ScriptedModel
from tests.asking import MATERIAL, NOW, ORDER, PROMOTION, RETURNS, STOCK, request

from .answering import FACTS, MORE
from .measuring import Figure

AT_ONCE = 200
MANY = 10_000
ANSWERS = {
    "五天了还没到！！你们到底怎么回事": f"让您等了五天，换谁都急。您这单{ORDER['text']}，我这就去催。",
    "什么面料的": f"这款{MATERIAL['text']}，您放心看。",
    "有点贵，能便宜点吗": f"您想省一点我明白，现在有{PROMOTION['text']}，凑一凑更划算。",
    "怕买回去不合适，能退吗": f"能退的，{RETURNS['text']}。",
    "米白色还有货吗": f"有的，{STOCK['text']}。",
}
REPLY = f"您别着急，这件能退。{RETURNS['text']}。您在订单里点申请就行，有问题随时叫我。"
STREAMED = json.dumps({"reply": REPLY, "sources": []}, ensure_ascii=False)


def drafting(home: Path) -> Iterator[Figure]:
    """Around a model that takes no time, and one of 0.5 s and 12 ms a token."""
    playbook = Playbook()
    base = open_knowledge(playbook, home / "huashu" / "knowledge")
    model = ScriptedModel(_answer)
    engine = ReplyEngine(base, playbook, model=model)
    asked = cycle([request(text, *FACTS, *MORE, seed=at) for at, text in enumerate(ANSWERS)])
    asyncio.run(_one_by_one(engine, list(islice(asked, 20))))
    spent = sorted(asyncio.run(_one_by_one(engine, list(islice(asked, 400)))))
    note = f"{len(ANSWERS)} customers, {len(FACTS) + len(MORE)} facts"
    yield Figure("around a call that takes no time, p50", spent[len(spent) // 2], 15, "ms", note=note)
    yield Figure("around a call that takes no time, p99", spent[len(spent) * 99 // 100], 50, "ms", note=note)
    model.asked.clear()
    slow = ReplyEngine(base, playbook, model=ScriptedModel(STREAMED, seconds=0.5, piece=2, pace=0.012))
    yield Figure("first clause of a stream", asyncio.run(_first_clause(slow)), 1000, "ms", note="0.5 s + 12 ms a token")
    yield from _one_call(base, playbook)
    yield from _crowd(engine, list(islice(asked, AT_ONCE)))
    yield from _memory(engine, model)


def _answer(ask: Ask) -> str:
    reply = next(reply for asked, reply in ANSWERS.items() if asked in ask.user)
    return json.dumps({"reply": reply, "sources": [], "reading": {}}, ensure_ascii=False)


async def _one_by_one(engine: ReplyEngine, asked: list[Request]) -> list[float]:
    spent = []
    for one in asked:
        started = time.perf_counter()
        reply = await engine.reply(one)
        assert reply.rung == "model", reply.steps
        spent.append((time.perf_counter() - started) * 1000)
    return spent


async def _first_clause(engine: ReplyEngine) -> float:
    asked = request("衣服不合适能退吗", RETURNS)
    await engine.reply(asked)
    started = time.perf_counter()
    async for event in engine.stream(asked):
        if event.event == "clause":
            return (time.perf_counter() - started) * 1000
    raise AssertionError("nothing left")


def _one_call(base: KnowledgeBase, playbook: Playbook) -> Iterator[Figure]:
    """Of drafts as good as our scripts, how many need no second call: the turns kept apart, with facts and without."""
    turns = [turn for some in read_turns(APART).values() for turn in some]
    for facts in ([*FACTS, *MORE], []):
        calls = asyncio.run(_calls(base, playbook, [_asked(turn, facts) for turn in turns]))
        share = calls.count(1) / (len(calls) - calls.count(0))
        note = f"{len(facts)} facts; {calls.count(0)} of {len(calls)} turns ask no model"
        yield Figure("good drafts that need one call", share, 0.9, "×", at_least=True, note=note)


def _asked(turn: LabelledTurn, facts: list[Mapping[str, Any]]) -> Request:
    messages = [{"role": one.role, "text": one.text} for one in turn.messages]
    return Request.parse({"messages": messages, "facts": facts, "now": NOW, "seed": 3})


async def _calls(base: KnowledgeBase, playbook: Playbook, asked: list[Request]) -> list[int]:
    scripts = ReplyEngine(base, playbook)
    calls = []
    for one in asked:
        draft = json.dumps({"reply": (await scripts.reply(one)).text}, ensure_ascii=False)
        reply = await ReplyEngine(base, playbook, model=ScriptedModel(draft)).reply(one)
        calls.append(reply.usage.calls)
    return calls


def _crowd(engine: ReplyEngine, asked: list[Request]) -> Iterator[Figure]:
    """All at once on one event loop: each ends well."""

    async def all_at_once() -> list[Reply]:
        return await asyncio.gather(*(engine.reply(one) for one in asked))

    started = time.perf_counter()
    replies = asyncio.run(all_at_once())
    assert all(reply.rung == "model" for reply in replies)
    yield Figure(f"{AT_ONCE} at once, a second", AT_ONCE / (time.perf_counter() - started), 50, "/s", at_least=True)


def _memory(engine: ReplyEngine, model: ScriptedModel) -> Iterator[Figure]:
    """Resident memory over many requests, each with words of its own."""

    async def some(first: int, last: int) -> int:
        for at in range(first, last):
            text = list(ANSWERS)[at % len(ANSWERS)]
            await engine.reply(request(text, *FACTS, *MORE, seed=at, turns=[{"role": "customer", "text": f"第{at}位"}]))
            model.asked.clear()
        return getrusage(RUSAGE_SELF).ru_maxrss

    before = asyncio.run(some(0, MANY // 5))
    after = asyncio.run(some(MANY // 5, MANY))
    note = f"{before // 1024} MB before, {after // 1024} MB after"
    yield Figure(f"memory over {MANY:,} requests", after / before, 1.03, "×", note=note)
