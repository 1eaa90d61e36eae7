"""The streaming gate: whatever the chunks, it lets out what a check of the whole text would allow, and nothing else."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from huashu.orchestrator.guardrails import rules as room
from huashu.orchestrator.guardrails.check import Checker
from huashu.orchestrator.guardrails.gate import Gate
from huashu.orchestrator.guardrails.sentences import sentences
from huashu.orchestrator.validity import FactSheet, assess
from tests.asking import NOW, ORDER, PRICE, PROMOTION, RETURNS, STOCK, request

CHECKER = Checker()
FILES = sorted((Path(room.__file__).parent / "rules").glob("*.examples.yaml"))
EXAMPLES: list[str] = [
    example["text"]
    for path in FILES
    for kind, examples in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    if kind != "facts"
    for example in examples
]


def sheet(*facts: Any) -> FactSheet:
    return assess(request("x", *facts).facts, datetime.fromisoformat(NOW))


SHEET = sheet(PROMOTION, PRICE, STOCK, RETURNS, ORDER)


def may_leave(text: str) -> str:
    """What a check of the whole allows: the sentences before the first one with a blocking finding."""
    faults = [f for f in CHECKER.check_against(text, SHEET).findings if f.severity == "block"]
    if not faults:
        return text
    first, left = min(finding.span[0] for finding in faults), ""
    for sentence in sentences(text):
        if len(left) + len(sentence) > first:
            break
        left += sentence
    return left


def streamed(gate: Gate, chunks: list[str] | list[bytes]) -> str:
    return "".join(gate.feed(chunk) for chunk in chunks) + gate.finish()


def test_a_sentence_leaves_as_soon_as_the_next_one_begins() -> None:
    gate = Gate(CHECKER, SHEET)
    assert gate.feed("您好，我查") == ""
    assert gate.feed("一下。") == ""
    assert gate.feed("您的订单") == "您好，我查一下。"
    assert gate.finish() == "您的订单"
    assert not gate.stopped


def test_from_the_first_fault_on_nothing_leaves() -> None:
    gate = Gate(CHECKER, SHEET)
    assert streamed(gate, ["您好。活动明天就结束了，", "抓紧下单！我在", "这里等您。"]) == "您好。"
    assert gate.stopped
    assert gate.finding
    assert gate.finding.rule == "fake_urgency"
    whole = "您好。活动明天就结束了，抓紧下单！我在这里等您。"
    assert whole[slice(*gate.finding.span)] == gate.finding.text


def test_receipts_point_into_the_whole_text() -> None:
    gate, text = Gate(CHECKER, SHEET), "您好！满300减50到11月25日截止。预计11月24日送达。"
    assert streamed(gate, list(text)) == text
    assert {text[slice(*receipt.span)] for receipt in gate.receipts} == {receipt.claim for receipt in gate.receipts}
    assert {receipt.fact for receipt in gate.receipts} >= {"pro", "o1"}


def test_a_number_cut_in_two_is_one_number() -> None:
    assert streamed(Gate(CHECKER, SHEET), ["满3", "00减5", "0，您慢慢看。", "好的。"]) == "满300减50，您慢慢看。好的。"
    assert streamed(Gate(CHECKER, SHEET), ["现价12", "9.", "5元。", "好的。"]) == ""


def test_a_word_set_apart_by_full_stops_leaves_as_one_or_not_at_all() -> None:
    assert streamed(Gate(CHECKER, SHEET), list("活动最。后。一。天。好的。")) == ""


def test_a_character_cut_off_in_the_middle_is_an_error() -> None:
    gate = Gate(CHECKER, SHEET)
    gate.feed("您好".encode()[:-1])
    with pytest.raises(UnicodeDecodeError):
        gate.finish()


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("您好！在的。请说", ["您好！", "在的。", "请说"]),
        ("真的吗？！好的。", ["真的吗？！", "好的。"]),
        ("他说“好。”我记下了", ["他说“好。”", "我记下了"]),
        (
            "It is 9.90 in all. Order No. 12 is here. Thanks",
            ["It is 9.90 in all. ", "Order No. 12 is here. ", "Thanks"],
        ),
    ],
)
def test_where_sentences_end(text: str, cut: list[str]) -> None:
    assert sentences(text) == cut


@st.composite
def texts(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=4))
    joints = draw(st.lists(st.sampled_from(["。", "！", "\n", "；", ". ", "? ", "，", " "]), min_size=4, max_size=4))
    return "".join(piece + joint for piece, joint in zip(pieces, joints, strict=False))


@given(texts(), st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_it_lets_out_what_a_check_of_the_whole_would_allow(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=12)))
    chunks = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert streamed(Gate(CHECKER, SHEET), chunks) == may_leave(text)


@given(st.sampled_from(EXAMPLES), st.integers(1, 5))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_bytes_may_end_anywhere(text: str, size: int) -> None:
    raw = text.encode()
    chunks = [raw[at : at + size] for at in range(0, len(raw), size)]
    assert streamed(Gate(CHECKER, SHEET), chunks) == may_leave(text)
