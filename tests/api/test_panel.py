"""What people see: nothing is cut off, Chinese breaks as Chinese does, no text plays tricks on a terminal."""

import io
import re
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from huashu.api import panel
from huashu.api.flow import CLOSING, Flow
from huashu.orchestrator import Reply, ReplyEngine, Request
from tests.asking import ALLOWANCE, NOW, ORDER, OVER, PROMOTION, RETURNS, request

LONG = "您这单我查到了，已于11月21日发出（单号 SF1234567890），预计11月24日送达；要是“赶不上”，跟我说一声。" * 4


def shown(width: int, *renderables: Any) -> list[str]:
    console = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    for one in renderables:
        console.print(one)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("width", [12, 20, 40, 80, 119])
def test_lines_are_filled_and_nothing_is_lost(width: int) -> None:
    lines = shown(width, Flow(LONG))
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", LONG)
    assert max(map(cell_len, lines)) <= width
    assert min(cell_len(line) for line in lines[:-1]) >= width - 14


@pytest.mark.parametrize("width", [16, 20, 33, 40, 80])
def test_no_line_begins_with_closing_punctuation(width: int) -> None:
    assert not [line for line in shown(width, Flow(LONG))[1:] if line.lstrip()[:1] in CLOSING]


def test_english_words_are_not_broken() -> None:
    text = "Your order left our warehouse on 21 November and is expected on 24 November."
    words = " ".join(line.strip() for line in shown(24, Flow(text)))
    assert words == text


async def reply(engine: ReplyEngine, text: str, *facts: Any) -> tuple[Request, Reply]:
    asked = request(text, *facts)
    return asked, await engine.reply(asked)


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_a_reply_fits_its_screen(engine: ReplyEngine, width: int) -> None:
    asked, answer = await reply(engine, "五天了还没到！！再不处理我打12315", ORDER, RETURNS, ALLOWANCE, OVER)
    console = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    panel.show_reply(console, asked, answer, engine.playbook)
    out = console.file.getvalue()  # type: ignore[attr-defined]
    assert max(map(cell_len, out.splitlines())) <= width
    joined = re.sub(r"[\s│]", "", out)
    for words in ("愤怒", "共情+行动", "可以发送", "←订单o1", "没有采用的事实", "已在2026-11-12"):
        assert words in joined, words
    marked = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]", "", joined)
    assert re.sub(r"\s", "", answer.text) in marked


async def test_the_panels_speak_the_customers_language(engine: ReplyEngine) -> None:
    asked, answer = await reply(engine, "Where is my order? This is ridiculous!!")
    console = Console(file=io.StringIO(), width=100, highlight=False, color_system=None)
    panel.show_reply(console, asked, answer, engine.playbook)
    out = console.file.getvalue()  # type: ignore[attr-defined]
    assert not re.search(r"[\u4e00-\u9fff]", out)


def test_spaces_of_other_scripts_stay() -> None:
    gaps = panel.SPACES.sub(panel._gap, "It costs €6.50, or £5, at 20 °C.\n好的\n 您说")
    assert gaps == "It costs €6.50, or £5, at 20 °C.\u3000好的\u3000您说"


def test_a_text_plays_no_tricks_on_a_terminal() -> None:
    assert panel.visible("ok\x1b[31m\x07\u202etxet\u2066") == "ok␣[31m␣␣txet␣"
    assert panel.visible("两行\n可以") == "两行\n可以"


@pytest.mark.parametrize("draft", ["全网最低价，今天最后一天，满300减50", "满300减50（11月25日截止），全网最低价"])
def test_what_is_found_is_underlined_where_it_stands(engine: ReplyEngine, draft: str) -> None:
    asked = Request.parse({"draft": draft, "facts": [PROMOTION], "now": NOW})
    check = engine.check(asked)
    marked = panel._marked(draft, check.receipts)
    for finding in check.findings:
        panel._underline(marked, draft, finding.span, check.receipts)
    lined = ["".join(marked.plain[s.start : s.end]) for s in marked.spans if "underline" in str(s.style)]
    assert [re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]", "", words) for words in lined] == [finding.text for finding in check.findings]
