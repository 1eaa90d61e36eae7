"""What comes in: every wrong field is named with what would be right; nothing crashes."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.orchestrator import InputError, ReplyEngine, Request, parse_transcript
from tests.asking import NOW, ORDER, PROMOTION, RETURNS, STOCK


def said(text: str, **other: str) -> dict[str, str]:
    return {"role": "customer", "text": text, **other}


HELLO = said("在吗")
GOOD: dict[str, Any] = {"messages": [HELLO], "facts": [PROMOTION, RETURNS, ORDER, STOCK], "now": NOW}


def wrong(**changes: Any) -> InputError:
    with pytest.raises(InputError) as told:
        Request.parse({**GOOD, **changes}).need("reply")
    return told.value


@pytest.mark.parametrize(
    ("changes", "field", "advice"),
    [
        ({"messages": []}, "messages", "give at least one message of the customer"),
        ({"messages": [said("")]}, "messages[0].text", "is empty"),
        ({"messages": [said(" \n ")]}, "messages[0].text", "is empty"),
        ({"messages": [said("a" * 100_000)]}, "messages[0].text", "has 100,000 characters; the limit is 20,000"),
        ({"messages": [said("在", role="bot")]}, "messages[0].role", "'bot' is not known; it is one of 'customer' or"),
        ({"messages": [HELLO, {"role": "agent", "text": "在的"}]}, "messages[1].role", "ends with the customer's turn"),
        ({"messages": [said("\ud800")]}, "messages[0].text", "half of a surrogate pair"),
        ({"messages": [said("在", at="2026-11-22T15:00:00")]}, "messages[0].at", "no offset from UTC"),
        ({"messages": [HELLO] * 201}, "messages", "has 201 entries; the limit is 200"),
        ({"now": "9999-12-31T23:59:59+08:00"}, "now", "is in the year 9999; times lie in 1970-9000"),
        ({"now": "2026-11-22T15:00:00"}, "now", "has no offset from UTC; write it like 2026-11-25T23:59:59+08:00"),
        ({"market": "JP"}, "market", "'JP' is not known; it is one of 'CN', 'EU', 'UK' or 'US'"),
        ({"style": {"tone": "rude"}}, "style.tone", "'rude' is not known"),
        ({"style": {"max_chars": 3}}, "style.max_chars", "greater than or equal to 20"),
        ({"style": {"adress": "亲"}}, "style.adress", "did you mean 'address'?"),
        ({"style": {"brand": "小\u202e满"}}, "style.brand", "direction override U+202E at 1"),
        ({"customer": {"tier": "gold"}}, "customer.tier", "'gold' is not known"),
        ({"customer": {"name": "王\x00"}}, "customer.name", "control character U+0000"),
        ({"channel": "fax"}, "channel", "'fax' is not known"),
        ({"seed": -1}, "seed", "greater than or equal to 0"),
        ({"mesages": []}, "mesages", "did you mean 'messages'?"),
    ],
)  # fmt: skip
def test_a_wrong_request_names_the_field_and_what_would_be_right(
    changes: dict[str, Any], field: str, advice: str
) -> None:
    error = wrong(**changes)
    assert error.field == field
    assert advice in error.message


@pytest.mark.parametrize(
    ("fact", "field", "advice"),
    [
        ({"id": "x", "text": "满减"}, "facts[0]", "has no kind; every fact names one"),
        ({"id": "x", "kind": "rumour", "text": "满减"}, "facts[0].kind", "'rumour' is not a kind of fact; these are:"),
        ({**PROMOTION, "ends": "2026-11-25T23:59:59"}, "facts[0].ends", "has no offset from UTC"),
        ({**PROMOTION, "starts": "2026-12-01T00:00:00+08:00"}, "facts[0]", "is not after starts"),
        ({**PROMOTION, "amount": float("nan")}, "facts[0].amount", "is not a number one can pay"),
        ({**PROMOTION, "amount": float("inf")}, "facts[0].amount", "is not a number one can pay"),
        ({**PROMOTION, "amount": -5}, "facts[0].amount", "greater than or equal to 0"),
        ({**PROMOTION, "percent": 120}, "facts[0].percent", "less than 100"),
        ({**PROMOTION, "end": "2026-11-25"}, "facts[0].end", "did you mean 'ends'?"),
        ({**PROMOTION, "text": "满300\x07减50"}, "facts[0].text", "control character U+0007"),
        ({**PROMOTION, "text": "  "}, "facts[0].text", "is empty"),
        ({**STOCK, "left": "many"}, "facts[0].left", "integer"),
        ({"id": "s", "kind": "stock", "text": "3件", "left": 3}, "facts[0].item", "is missing"),
        ({**RETURNS, "topic": "lunch"}, "facts[0].topic", "'lunch' is not known; it is one of 'returns', 'exchange'"),
        ("满300减50", "facts[0]", "dictionary"),
    ],
)  # fmt: skip
def test_a_wrong_fact_names_its_place(fact: Any, field: str, advice: str) -> None:
    error = wrong(facts=[fact])
    assert error.field == field
    assert advice in error.message
    assert error.type == "invalid_fact"


def test_several_wrong_fields_are_told_at_once_and_as_json() -> None:
    error = wrong(facts=[{**PROMOTION, "ends": "tomorrow", "amount": "x"}], market="JP")
    assert error.field == "facts[0].amount"
    assert any(line.startswith("facts[0].ends") for line in error.also)
    body = error.as_json()["error"]
    assert body["field"] == "facts[0].amount"
    assert body["type"] == "invalid_fact"
    assert len(body["also"]) == 2


def test_two_facts_of_one_id_are_told_apart_or_refused() -> None:
    error = wrong(facts=[PROMOTION, RETURNS, PROMOTION])
    assert error.field == "facts"
    assert "[0] and [2] share the id 'pro'" in error.message


SCALARS = st.none() | st.booleans() | st.floats() | st.text()
ANYTHING = st.recursive(SCALARS, lambda x: st.lists(x) | st.dictionaries(st.text(), x), max_leaves=8)


@given(ANYTHING)
def test_whatever_comes_in_is_a_request_or_an_error_with_words(data: Any) -> None:
    for request in (data, {"messages": data}, {**GOOD, "facts": data}, {**GOOD, "customer": data}):
        with contextlib.suppress(InputError):
            assert isinstance(Request.parse(request), Request)


async def test_right_to_left_tricks_and_control_characters_in_a_message_are_read_not_repeated(
    engine: ReplyEngine,
) -> None:
    text = "五天了还没到\u202e！！\x1b[31m你们\x00怎么回事"
    reply = await engine.reply(Request.parse({**GOOD, "messages": [{"role": "customer", "text": text}]}))
    assert reply.reading.topic == "delivery_late"
    assert not set(reply.text) & {"\u202e", "\x1b", "\x00"}


def test_a_transcript_is_read_as_people_paste_it() -> None:
    text = "顾客：在吗\n客服: 在的\n您说\n买家：快递没到\n急"
    assert parse_transcript(text) == [
        {"role": "customer", "text": "在吗"},
        {"role": "agent", "text": "在的\n您说"},
        {"role": "customer", "text": "快递没到\n急"},
    ]
    assert parse_transcript("快递没到\n急\n客服：在吗") == [
        {"role": "customer", "text": "快递没到\n急"},
        {"role": "agent", "text": "在吗"},
    ]
    assert parse_transcript("第一行\n第二行") == [{"role": "customer", "text": "第一行\n第二行"}]
    assert parse_transcript("Customer: where is it?\nAgent: looking")[1]["role"] == "agent"
