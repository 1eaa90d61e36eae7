"""What a model wrote on the screen: whence each sentence comes, and every step with what it cost."""

import json
from io import StringIO

import pytest
from rich.console import Console

from huashu.api.panel import show_reply
from huashu.api.trace_panel import show_trace
from huashu.knowledge import KnowledgeBase, Playbook
from huashu.orchestrator import ReplyEngine
from huashu.orchestrator.drafting import Drafting
from huashu.orchestrator.model import Answer, Tokens
from huashu.orchestrator.scripted_model import ScriptedModel
from tests.api.running import huashu
from tests.asking import NOW, RETURNS, RETURNS_EN, request

ZH = "您别着急，这件能退。签收后7天无理由退换，您在订单里点申请就行。"
EN = "No problem at all. Returns are accepted within 30 days of delivery."


@pytest.mark.parametrize(
    ("asked", "said", "words"),
    [
        ("衣服不合适能退吗", ZH, ["模型", "reply@1 ← ret", "一步一步", "model draft", "调用 1 次", "0.000450"]),
        ("can I return it if it doesn't fit?", EN, ["model", "reply@1 ← ret", "Step by step", "1 calls", "0.000450"]),
    ],
)  # fmt: skip
async def test_whence_a_models_sentences_come_and_what_they_cost(
    base: KnowledgeBase, playbook: Playbook, asked: str, said: str, words: list[str]
) -> None:
    answer = Answer(json.dumps({"reply": said}, ensure_ascii=False), tokens=Tokens(1000, 100), model="gpt-5-mini")
    engine = ReplyEngine(base, playbook, model=Drafting(ScriptedModel(answer)))
    what = request(asked, RETURNS if said == ZH else RETURNS_EN)
    reply = await engine.reply(what)
    assert [one.facts for one in reply.sentences] == [(), ("ret",)]
    assert all(reply.text[slice(*one.span)] == one.text for one in reply.sentences)
    screen = StringIO()
    console = Console(file=screen, width=120, highlight=False)
    show_reply(console, what, reply, playbook)
    show_trace(console, reply)
    for word in words:
        assert word in screen.getvalue(), word


def test_the_command_shows_the_steps_when_asked() -> None:
    assert "一步一步" not in huashu("reply", "在吗", "--now", NOW).out
    ran = huashu("reply", "在吗", "--now", NOW, "--explain")
    for word in ("一步一步", "reading", "draft", "ms", "调用 0 次"):
        assert word in ran.out, word
