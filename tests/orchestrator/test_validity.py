"""A fact outside its time is none; one below the law's floor backs nothing."""

from datetime import datetime
from typing import Any

import pytest

from huashu.orchestrator.validity import assess
from tests.asking import NOW, OVER, PRICE, PROMOTION, RETURNS, STOCK, request


def aside(*facts: dict[str, Any], market: Any = "CN", now: str = NOW) -> dict[str, str]:
    sheet = assess(request("x", *facts).facts, datetime.fromisoformat(now), market)
    return {one.fact: one.reason["en"] for one in sheet.set_aside}


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (OVER, "ended at 2026-11-12 23:59"),
        ({**PROMOTION, "starts": "2026-11-23T00:00:00+08:00"}, "starts only at 2026-11-23 00:00"),
        ({**PROMOTION, "quota_left": 0}, "its quota is used up"),
        ({**STOCK, "as_of": "2026-11-21T14:59:00+08:00"}, "more than 24 hours ago"),
        ({**STOCK, "as_of": "2026-11-22T15:06:00+08:00"}, "lies ahead"),
        ({**RETURNS, "days": 3}, "gives 3 days to return; the law in CN gives 7"),
        ({**RETURNS, "text": "特价商品一经售出概不退换"}, "takes back a right to return"),
        ({**RETURNS, "topic": "exchange", "text": "拆封后不予退换"}, "takes back a right to return"),
    ],
)
def test_what_does_not_hold_says_why(fact: dict[str, Any], reason: str) -> None:
    assert reason in aside(fact)[fact["id"]]


@pytest.mark.parametrize(
    "fact",
    [
        PROMOTION,
        {**PROMOTION, "ends": None},
        {**PROMOTION, "ends": NOW},
        {**STOCK, "as_of": "2026-11-21T15:00:00+08:00"},
        RETURNS,
        {**RETURNS, "topic": "warranty", "days": 3, "text": "保修3天"},
    ],
)
def test_what_holds(fact: dict[str, Any]) -> None:
    assert not aside(fact)


def test_the_law_differs_by_market() -> None:
    assert aside(RETURNS, market="EU") == {"ret": "gives 7 days to return; the law in EU gives 14"}
    assert not aside({**RETURNS, "days": 0}, market="US")


def test_times_are_compared_whatever_their_offset() -> None:
    fact = {**PROMOTION, "ends": "2026-11-22T06:00:00+00:00"}
    assert "ended at 2026-11-22 14:00" in aside(fact)["pro"]
    assert not aside(fact, now="2026-11-22T13:00:00+08:00")


def test_a_former_price_without_its_basis_is_noted_and_the_price_kept() -> None:
    facts = request("x", {**PRICE, "was": 199}).facts
    sheet = assess(facts, datetime.fromisoformat(NOW))
    assert [fact.id for fact in sheet.facts] == ["pri"]
    assert "lacks the basis CN asks for" in sheet.notes[0]["en"]
