"""Warm: replies and checks, one after the other in one process."""

import asyncio
import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from huashu.evals.turns import APART, read_turns
from huashu.knowledge import KnowledgeBase, Playbook
from huashu.knowledge.library import open_knowledge
from huashu.orchestrator import ReplyEngine, Request
from huashu.orchestrator.guardrails import Checker
from tests.asking import ALLOWANCE, MATERIAL, ORDER, OVER, PRICE, PROMOTION, RETURNS, STOCK, request

from .measuring import Figure, median_ms, spent_ms

FACTS: list[Mapping[str, Any]] = [ORDER, RETURNS, PROMOTION, OVER, ALLOWANCE, STOCK, MATERIAL, PRICE]
TEXTS = [
    "五天了还没到！！你们到底怎么回事", "什么面料的", "有点贵，能便宜点吗", "再考虑考虑，怕买回去不合适", "退款到哪了",
    "收到的杯子碎了", "敏感肌能用吗", "Where is my order? This is ridiculous!!", "What is it made of?", "Any discount?",
]  # fmt: skip
MORE: list[Mapping[str, Any]] = [
    {"id": "wash", "kind": "product", "item": "sku-1", "text": "可机洗，水温不超过30度"},
    {"id": "made", "kind": "product", "item": "sku-1", "text": "产自浙江湖州，有米白、藏蓝两色"},
]
DRAFT = (
    "您好，实在不好意思让您久等了。我查到您的订单A123已于11月21日发出，预计11月24日送达，麻烦您再等等。满300减50的活动到"
    "11月25日为止，您看中的这款到手价129元，米白色现货还有3件，签收后7天无理由退换，质量问题运费由店铺承担。您慢慢挑，"
    "有任何问题随时在这里找我，我会第一时间回复您的，祝您生活愉快，天天好心情哦！感谢您的理解与支持，辛苦啦"
)


def answering(home: Path) -> Iterator[Figure]:
    """The median of 200 replies to ten customers with eight facts, and of 200 checks."""
    playbook = Playbook()
    base: KnowledgeBase = open_knowledge(playbook, home / "huashu" / "knowledge")
    engine = ReplyEngine(base, playbook)
    asked = itertools.cycle([request(text, *FACTS, seed=at) for at, text in enumerate(TEXTS * 20)])

    def reply() -> None:
        asyncio.run(engine.reply(next(asked)))

    for _ in TEXTS:
        reply()
    yield Figure("warm reply, p50", median_ms(reply, 200), 25, "ms", note=f"{len(TEXTS)} customers, {len(FACTS)} facts")
    yield from _checks()
    turns = [turn for some in read_turns(APART).values() for turn in some]
    read = itertools.cycle([Request(messages=turn.messages) for turn in turns])
    note = f"{len(turns)} turns, each once"
    yield Figure("read, p50", median_ms(lambda: engine.read(next(read)), len(turns)), 8, "ms", note=note)
    yield from _growth(engine)


def _checks() -> Iterator[Figure]:
    """The guardrails alone: an honest draft, and one as long as a draft may be."""
    checker, asked = Checker(), request("x", *FACTS, *MORE)
    sheet = checker.sheet(asked.facts, asked.moment())
    checker.check_against(DRAFT, sheet)
    spent = spent_ms(lambda: checker.check_against(DRAFT, sheet), 400)
    note = f"{len(DRAFT)} characters, {len(asked.facts)} facts"
    yield Figure("check, p50", spent[len(spent) // 2], 3, "ms", note=note)
    yield Figure("check, p99", spent[len(spent) * 99 // 100], 10, "ms", note=note)
    longest = (DRAFT * 1_000)[:100_000]
    yield Figure(
        "check of 100,000 characters", median_ms(lambda: checker.check_against(longest, sheet), 3) / 1000, 1, "s"
    )


def _growth(engine: ReplyEngine) -> Iterator[Figure]:
    """A draft ten times as long may take some ten times as long: no rule looks at every pair of claims."""
    for words in ("最好，", "立减50元，", "限时，", "九", "1"):
        short, long = (_checking(engine, (words * 40_000)[:size]) for size in (4_000, 40_000))
        yield Figure(f"40,000 characters of {words} to 4,000", median_ms(long, 3) / median_ms(short, 3), 20, "×")


def _checking(engine: ReplyEngine, draft: str) -> Callable[[], object]:
    asked = request("x", *FACTS, draft=draft)
    return lambda: engine.check(asked)
