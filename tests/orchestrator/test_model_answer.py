"""What models really write is understood without another call; what is of no use has a cause."""

import json
from typing import Any

import pytest

from huashu.orchestrator.growing import Growing
from huashu.orchestrator.model import Answer, ModelError
from huashu.orchestrator.model_answer import understood

SAID = "可以的，签收后7天无理由退货。"
WHOLE = {"reply": SAID, "sources": [{"begins": "可以的", "ids": ["ret"]}], "reading": {"stage": "after_sale"}}
JSON = json.dumps(WHOLE, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        JSON, json.dumps(WHOLE), f"```json\n{JSON}\n```", f"```\n{JSON}\n```",
        f"好的，以下是回复：\n{JSON}\n希望有帮助！",
        f"<think>顾客想退货 {{}} 嗯</think>{JSON}", JSON[:-1], JSON.rstrip("}") , JSON.replace('"reply"', '"回复"'),
        JSON.replace('"sources"', '"依据"'), json.dumps({**WHOLE, "sources": {"可以的": "[ret]"}}, ensure_ascii=False),
    ],
)  # fmt: skip
def test_the_reply_is_found_however_it_is_wrapped(text: str) -> None:
    drafted = understood(Answer(text))
    assert drafted.text == SAID
    assert drafted.sources == {"可以的": ("ret",)}


@pytest.mark.parametrize("text", [SAID, f"回复：{SAID}", f"**回复**：{SAID}", f"<think>…</think>\n{SAID}"])
def test_plain_words_are_the_reply(text: str) -> None:
    assert understood(Answer(text)).text == SAID


def test_what_was_cut_off_ends_with_its_last_whole_sentence() -> None:
    cut = '{"reply": "可以的，签收后7天无理由退货。您在订单里点申'
    assert understood(Answer(cut, "length")).text == "可以的，签收后7天无理由退货。"
    assert understood(Answer("可以的。您在订单里点申", "length")).text == "可以的。"


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (Answer(""), "empty"), (Answer("  \n"), "empty"), (Answer("", "length"), "truncated"),
        (Answer('{"reply": ""}'), "empty"), (Answer('{"result": "好"}'), "unreadable"),
        (Answer('{"reply": 5}'), "unreadable"),
        (Answer("{{{"), "unreadable"), (Answer("[1, 2]{"), "unreadable"),
        (Answer('{"reply": "可以的', "length"), "truncated"),
        (Answer("抱歉", "refused"), "refused"), (Answer("<think>只想不说"), "empty"),
        (Answer(json.dumps({"reply": "我去催，" * 300})), "repetition"),
    ],
)  # fmt: skip
def test_what_is_of_no_use_has_a_cause(answer: Answer, cause: str) -> None:
    with pytest.raises(ModelError) as refused:
        understood(answer)
    assert refused.value.cause == cause


@pytest.mark.parametrize("extra", [{"sources": 7}, {"sources": [7, {"ids": []}]}, {"reading": "x"}, {"sources": None}])
def test_odd_extras_do_not_cost_the_reply(extra: dict[str, Any]) -> None:
    drafted = understood(Answer(json.dumps({"reply": SAID, **extra}, ensure_ascii=False)))
    assert (drafted.text, drafted.sources, drafted.reading) == (SAID, {}, {})


def test_an_answer_may_not_take_back_what_it_has_said() -> None:
    growing = Growing()
    assert list(growing.more('{"reply": "可以的，能退。签收')) == ["可以的，能退。"]
    with pytest.raises(ModelError, match="took back"):
        list(growing.whole("不行，不能退。签收后就不行了。"))


def test_what_was_sent_is_not_said_again_by_an_answer_that_repeats_it() -> None:
    growing = Growing("您别着急。")
    assert not list(growing.more('{"reply": "您别着'))
    assert list(growing.more('急。能退。"')) == ["能退。"]
    assert growing.said == "能退。"
