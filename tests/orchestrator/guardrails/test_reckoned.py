"""Sums that a text reckons openly are backed; an amount that is only near one is not."""

from typing import Any

import pytest

from huashu.orchestrator import ReplyEngine, Request
from tests.asking import NOW

VAN = {
    "id": "van",
    "kind": "price",
    "item": "面包车",
    "text": "面包车起步价260元含10公里，超出每公里5元",
    "amount": 260,
}
CLASS = {"id": "cls", "kind": "price", "item": "素描班", "text": "素描班30课时3600元", "amount": 3600}
EARLY = {
    "id": "ear", "kind": "promotion", "text": "早鸟立减300元，11月30日截止", "amount": 300,
    "ends": "2026-11-30T23:59:59+08:00",
}  # fmt: skip
ATTENDED = {"id": "att", "kind": "order", "text": "素描班实付3600元，30课时已上12课时"}
PHOTOS = {"id": "pho", "kind": "price", "item": "写真", "text": "写真套餐980元含精修10张", "amount": 980}
MORE = {"id": "mor", "kind": "price", "item": "加修", "text": "加修每张25元", "amount": 25}
CARD = {"id": "car", "kind": "price", "item": "年卡", "text": "年卡1800元", "amount": 1800}
BAG = {
    "id": "bag",
    "kind": "price",
    "item": "beans",
    "text": "House beans £12.50 a bag",
    "amount": 12.5,
    "currency": "GBP",
}
OFF = {
    "id": "off", "kind": "promotion", "text": "10% off the first four bags", "percent": 10,
    "ends": "2026-11-30T23:59:59+00:00",
}  # fmt: skip


def amounts_blocked(engine: ReplyEngine, text: str, *facts: dict[str, Any], asked: str = "多少钱") -> list[str]:
    market = "UK" if text.isascii() or "£" in text else "CN"
    messages = [{"role": "customer", "text": asked}]
    check = engine.check(
        Request.parse({"draft": text, "facts": facts, "messages": messages, "now": NOW, "market": market})
    )
    return [one.text for one in check.findings if one.rule in ("unsupported_price", "unsupported_fact")]


@pytest.mark.parametrize(
    ("text", "facts", "asked"),
    [
        ("一共14公里，超出4公里，加20，总共280元。", [VAN], "大概14公里，面包车多少钱"),
        ("减完早鸟是3300，摊下来一课时110元。", [CLASS, EARLY], "多少钱"),
        ("还剩18课时没上，按没上的退，是2160元。", [ATTENDED], "退多少"),
        ("您选了14张，多的4张每张25，加100，总共1080元。", [PHOTOS, MORE], "多少钱"),
        ("年卡1800，折下来一个月150元，一天不到5元。", [CARD], "多少钱"),
        ("With the 10% off that's £11.25 each for the first four bags.", [BAG, OFF], "how much"),
    ],
)
def test_what_is_reckoned_openly_is_backed(
    engine: ReplyEngine, text: str, facts: list[dict[str, Any]], asked: str
) -> None:
    assert amounts_blocked(engine, text, *facts, asked=asked) == []


@pytest.mark.parametrize(
    ("text", "facts", "blocked"),
    [
        ("一共14公里，超出4公里，加20，总共290元。", [VAN], "290元"),
        ("减完早鸟是3300，摊下来一课时99元。", [CLASS, EARLY], "99元"),
        ("还剩18课时没上，按没上的退，是2400元。", [ATTENDED], "2400元"),
        ("您选了14张，多的4张每张25，加100，总共1180元。", [PHOTOS, MORE], "1180元"),
        ("年卡1800，折下来一个月120元。", [CARD], "120元"),
        ("四天一共332哈", [{**CARD, "text": "寄养每天88元", "amount": 88}], "一共332"),
        ("With the 10% off that's £9.25 each for the first four bags.", [BAG, OFF], "£9.25"),
    ],
)
def test_a_wrong_sum_is_found(engine: ReplyEngine, text: str, facts: list[dict[str, Any]], blocked: str) -> None:
    assert blocked in amounts_blocked(engine, text, *facts)
