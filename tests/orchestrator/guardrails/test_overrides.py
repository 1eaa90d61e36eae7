"""A shop's own rules: what they change, what they may not, and what a wrong file is told."""

from pathlib import Path
from typing import Any

import pytest

from huashu.orchestrator import Check
from huashu.orchestrator.guardrails import Checker, OverrideError
from tests.asking import STOCK, request


def file_of(folder: Path, text: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def rules(checker: Checker, draft: str, *facts: Any, **other: Any) -> dict[str, str]:
    asked = request("x", *facts, **other)
    found: Check = checker.check(draft, asked.facts, asked.moment(), asked.market)
    return {finding.rule: finding.severity for finding in found.findings}


def test_a_shop_changes_a_severity_or_switches_a_rule_off(tmp_path: Path) -> None:
    draft = "这是最好的面霜"
    assert rules(Checker(), draft)["absolute_claim"] == "block"
    assert rules(Checker(shop=file_of(tmp_path, "severity: {absolute_claim: warn}")), draft)["absolute_claim"] == "warn"
    assert "absolute_claim" not in rules(Checker(shop=file_of(tmp_path, "severity: {absolute_claim: off}")), draft)


def test_a_shop_adds_words_and_exceptions(tmp_path: Path) -> None:
    shop = Checker(shop=file_of(tmp_path, "words: {absolute_claim: {absolute: 小金砖 / 王炸, lawful: 最懂你的那家店}}"))
    assert "absolute_claim" in rules(shop, "这款面霜我们叫它小金砖")
    assert "absolute_claim" not in rules(Checker(), "这款面霜我们叫它小金砖")
    assert "absolute_claim" not in rules(shop, "青禾，最懂你的那家店")


OWN = """
rules:
  - id: no_wholesale
    names: {zh: 不谈批发价, en: no wholesale prices}
    words: 批发价 / 拿货价 / wholesale price
    unless: 不(做|接|谈)
    fine_when_fact: [policy]
    reason: {zh: "“{words}”是批发的事，零售客服不谈", en: "“{words}” is a matter of wholesale"}
    write_instead: {zh: 请顾客联系批发专员, en: refer the customer to the wholesale desk}
"""


def test_a_shop_has_rules_of_its_own(tmp_path: Path) -> None:
    shop = Checker(shop=file_of(tmp_path, OWN))
    policy = {"id": "p", "kind": "policy", "topic": "other", "text": "满100件可按批发价结算"}
    assert rules(shop, "这边可以给您批发价")["no_wholesale"] == "block"
    assert "no_wholesale" not in rules(shop, "批发价我们这边不谈的")
    assert "no_wholesale" not in rules(shop, "满100件可按批发价结算", policy)
    found = shop.check("您要批发价", (), request("x").moment()).findings
    assert any("零售客服不谈" in finding.reason for finding in found)


def test_the_shops_own_channels_may_be_named(tmp_path: Path) -> None:
    shop = Checker(shop=file_of(tmp_path, "own_channels: [客服邮箱 care@qinghe.example, 售后电话 400-820-8820]"))
    assert "privacy_leak" not in rules(shop, "您也可以写信到 care@qinghe.example")
    assert "privacy_leak" in rules(Checker(), "您也可以写信到 care@qinghe.example")
    assert "privacy_leak" in rules(shop, "您写信到 lili@personal.example")


def test_a_shop_says_how_old_a_count_may_be(tmp_path: Path) -> None:
    late = {"now": "2026-11-24T15:00:00+08:00"}
    assert "fake_scarcity" in rules(Checker(), "米白色只剩3件了", STOCK, **late)
    assert "fake_scarcity" not in rules(
        Checker(shop=file_of(tmp_path, "stock_age_hours: 72")), "米白色只剩3件了", STOCK, **late
    )


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("severity:\n  privacy_leak: off\n", 2, "always block"),
        ("severity:\n  unfilled_slot: warn\n", 2, "always block"),
        ("words:\n  instruction_leak:\n    lawful: 系统提示词\n", 3, "exceptions"),
        ("severity:\n  fake_urgncy: warn\n", 2, "is no rule"),
        ("severity:\n  fake_urgency: loud\n", 2, "loud"),
        ("words:\n  fake_urgency:\n    hury: 冲\n", 3, "is no group"),
        ("words:\n  fake_urgency:\n    hurry: |\n      冲(鸭\n", 3, "cannot be read"),
        ("words:\n  fake_urgency:\n    hurry: (冲+)+鸭\n", 3, "repeats what repeats"),
        ("severty: {}\n", 1, "severity"),
        ("rules:\n  - id: Bad Name\n", 2, "id"),
        (OWN.replace("no_wholesale", "fake_urgency"), 3, "taken"),
        ("severity: [\n", 2, "no YAML"),
        ("stock_age_hours: 0\n", 1, "stock_age_hours"),
    ],
)
def test_a_wrong_file_is_told_with_its_line_and_changes_nothing(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    checker = Checker(shop=file_of(tmp_path, "severity: {absolute_claim: warn}"))
    with pytest.raises(OverrideError, match=says) as told:
        checker.use(file_of(tmp_path, text))
    assert told.value.line == line
    assert rules(checker, "这是最好的面霜")["absolute_claim"] == "warn"
    assert rules(checker, "您的电话是13800138000吧")["privacy_leak"] == "block"


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OverrideError, match="cannot be read"):
        Checker(shop=tmp_path / "none.yaml")
