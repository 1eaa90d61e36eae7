"""Warm: replies and checks, one after the other in one process."""

import asyncio
import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from huashu.knowledge import KnowledgeBase, Playbook
from huashu.knowledge.library import open_knowledge
from huashu.orchestrator import ReplyEngine
from tests.asking import ALLOWANCE, MATERIAL, ORDER, OVER, PRICE, PROMOTION, RETURNS, STOCK, request

from .measuring import Figure, median_ms

FACTS: list[Mapping[str, Any]] = [ORDER, RETURNS, PROMOTION, OVER, ALLOWANCE, STOCK, MATERIAL, PRICE]
TEXTS = [
    "五天了还没到！！你们到底怎么回事", "什么面料的", "有点贵，能便宜点吗", "再考虑考虑，怕买回去不合适", "退款到哪了",
    "收到的杯子碎了", "敏感肌能用吗", "Where is my order? This is ridiculous!!", "What is it made of?", "Any discount?",
]  # fmt: skip
DRAFT = (
    "等了这么些天还没收到，换谁心里都急，真是抱歉。我查到您这单已于11月21日发出，预计11月24日送达。"
    "现价129元，满300减50，到11月25日截止；签收后7天无理由退换，质量问题运费由店铺承担。有了进展我就在这里跟您说。"
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
    checked = request("x", *FACTS, draft=DRAFT)
    engine.check(checked)
    yield Figure("check, p50", median_ms(lambda: engine.check(checked), 200), 3, "ms", note=f"{len(DRAFT)} characters")
    read = itertools.cycle([request(text) for text in TEXTS])
    yield Figure("read, p50", median_ms(lambda: engine.read(next(read)), 200), 5, "ms")
    yield from _growth(engine)


def _growth(engine: ReplyEngine) -> Iterator[Figure]:
    """A draft ten times as long may take some ten times as long: no rule looks at every pair of claims."""
    for words in ("最好，", "立减50元，", "限时，", "九", "1"):
        short, long = (_checking(engine, (words * 40_000)[:size]) for size in (4_000, 40_000))
        yield Figure(f"40,000 characters of {words} to 4,000", median_ms(long, 3) / median_ms(short, 3), 20, "×")


def _checking(engine: ReplyEngine, draft: str) -> Callable[[], object]:
    asked = request("x", *FACTS, draft=draft)
    return lambda: engine.check(asked)
