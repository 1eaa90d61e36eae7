"""One customer in a request: what the caller says, what a person decided, what the history shows, and what follows."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from huashu.orchestrator import InputError, ReplyEngine, Request
from huashu.orchestrator.customers.view import CustomerView, CustomerViews
from tests.asking import request as asked

NOW = datetime(2026, 11, 22, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
GONE = tuple({"at": (NOW - timedelta(days=ago)).isoformat(), "amount": 100} for ago in range(200, 400, 20))
DECISION = {"relationship": "loyal", "by": "李主管", "why": "在装修", "at": "2026-10-01"}


def request(**customer: Any) -> Request:
    messages = [{"role": "customer", "text": "你们家现在有什么活动吗"}]
    return Request.parse({"messages": messages, "customer": customer, "now": NOW.isoformat()})


def view(engine: ReplyEngine, **customer: Any) -> CustomerView:
    return CustomerViews(engine.playbook).of(request(**customer), "zh")


def test_a_history_says_how_the_customer_stands_and_why(engine: ReplyEngine) -> None:
    seen = view(engine, history=GONE)
    assert seen.relationship is not None
    assert (seen.relationship.label, seen.relationship.source) == ("at_risk", "history")
    assert seen.relationship.because == "平时隔 20 天来一次，这回 200 天没来"
    assert (seen.recency_days, seen.frequency, seen.monetary, seen.value) == (200, 9, 900.0, 1000.0)


def test_a_purse_is_not_known_without_the_shops_lines(engine: ReplyEngine) -> None:
    assert view(engine, history=GONE).tier is None


def test_what_the_caller_says_weighs_more_and_a_persons_decision_most(engine: ReplyEngine) -> None:
    said = view(engine, history=GONE, relationship="stable")
    assert said.relationship is not None
    assert (said.relationship.label, said.relationship.source) == ("stable", "caller")
    decided = view(engine, history=GONE, relationship="stable", tier="mid", override=DECISION)
    assert decided.relationship is not None
    assert decided.relationship.label == "loyal"
    assert decided.relationship.because == "李主管 2026-10-01: 在装修"
    assert decided.tier is not None
    assert decided.tier.source == "caller"


def test_a_decision_that_ran_out_no_longer_counts(engine: ReplyEngine) -> None:
    over = view(engine, history=GONE, override={**DECISION, "until": "2026-11-21"})
    assert over.relationship is not None
    assert over.relationship.source == "history"


def test_orders_of_later_do_not_count_yet(engine: ReplyEngine) -> None:
    later = {"at": (NOW + timedelta(days=1)).isoformat(), "amount": 5}
    assert view(engine, history=(later,)) == CustomerView()


def test_amounts_in_two_currencies_are_refused() -> None:
    with pytest.raises(InputError, match="one currency") as refused:
        request(history=({**GONE[0], "currency": "USD"}, GONE[1]))
    assert refused.value.field == "customer.history"


async def test_the_history_decides_the_strategy_as_the_callers_label_does(engine: ReplyEngine) -> None:
    words = "好久没来了，随便看看"
    known = await engine.reply(asked(words, customer={"relationship": "at_risk"}))
    shown = await engine.reply(asked(words, customer={"history": GONE}))
    nothing = await engine.reply(asked(words))
    assert known.strategy.primary == shown.strategy.primary == "winback"
    assert nothing.strategy.primary != "winback"
    assert shown.customer.relationship is not None
    assert "平时" not in shown.text, "what we know of a customer is never told to them"
