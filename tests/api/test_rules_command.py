"""The rules, the measure of the guardrails and a checked batch on the command line."""

import json
from pathlib import Path

import pytest

from huashu.orchestrator.guardrails.rules import shipped_rules

from .running import huashu, written

OWN = """
severity: {disparagement: warn}
rules:
  - id: no_wholesale
    names: {zh: 不谈批发价, en: no wholesale prices}
    words: 批发价
    reason: {zh: "“{words}”不谈", en: "“{words}” is not for us"}
    write_instead: {zh: 请联系批发专员, en: ask the wholesale desk}
    examples: {fires: [给您批发价], passes: [给您看看]}
"""


def test_the_list_names_every_rule() -> None:
    ran = huashu("rules", "list", "--json")
    assert {rule["id"] for rule in ran.data["rules"]} == set(shipped_rules())
    told = huashu("rules", "list")
    assert "fake_urgency" in told.out
    assert "虚假紧迫" in told.out


def test_a_rule_is_explained_with_its_law_and_its_examples() -> None:
    told = huashu("rules", "explain", "fake_urgency", "--language", "en")
    assert "Advertising Law" in told.out
    assert "(unverified)" in told.out
    assert "What only looks like it" in told.out
    data = huashu("rules", "explain", "off_platform", "--json").data
    assert data["basis"] == []
    assert len(data["examples"]["fires"]) >= 24


def test_an_unknown_rule_is_told() -> None:
    ran = huashu("rules", "explain", "charm")
    assert ran.code == 2
    assert "is no rule" in ran.err


def test_a_shops_file_is_linted_with_its_examples(tmp_path: Path) -> None:
    good = huashu("rules", "lint", written(tmp_path / "a.yaml", OWN))
    assert good.code == 0
    assert "1 rules" in good.out
    bad = huashu("rules", "lint", written(tmp_path / "b.yaml", OWN.replace("给您看看", "批发价也行")), "--json")
    assert bad.code == 1
    assert bad.data["wrong"][0]["problem"] == "should pass and fires"
    broken = huashu("rules", "lint", written(tmp_path / "c.yaml", "severity:\n  unfilled_slot: off\n"))
    assert broken.code == 2
    assert "line 2" in broken.err


def test_the_environment_names_the_shops_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert huashu("check", "给您批发价", "--json").data["passed"]
    monkeypatch.setenv("HUASHU_RULES", written(tmp_path / "rules.yaml", OWN))
    assert not huashu("check", "给您批发价", "--json").data["passed"]
    monkeypatch.setenv("HUASHU_RULES", str(tmp_path))
    assert not huashu("check", "给您批发价", "--json").data["passed"]


def test_a_checked_batch_ends_with_a_summary(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"draft": text}) for text in ("您好", "手慢无", "今天最后一天，手慢无"))
    ran = huashu("check", "--jsonl", written(tmp_path / "drafts.jsonl", lines))
    assert [one["passed"] for one in ran.lines] == [True, False, False]
    assert "1 may be sent, 2 may not" in ran.err
    assert "2 block fake_urgency" in ran.err


def test_what_is_blocked_is_shown_with_what_may_be_sent() -> None:
    ran = huashu("check", "您喜欢就好，手慢无。")
    assert ran.code == 1
    assert "可以这样发" in ran.out
    assert "您喜欢就好。" in ran.out


DRAFTS = """
drafts:
  - {id: a, text: 手慢无哦, finds: {fake_urgency: 手慢无}}
  - {id: b, text: 您慢慢看}
"""


def test_the_guardrails_are_measured(tmp_path: Path) -> None:
    written(tmp_path / "some.yaml", DRAFTS)
    ran = huashu("eval", "guards", "--drafts", str(tmp_path))
    assert ran.code == 0
    assert "recall of the blocking rules: 1.000 (1 / 1" in ran.out
    written(
        tmp_path / "some.yaml",
        DRAFTS.replace("手慢无哦, finds: {fake_urgency: 手慢无}", "您好呀, finds: {fake_urgency: 您好}"),
    )
    missed = huashu("eval", "guards", "--drafts", str(tmp_path), "--json")
    assert missed.code == 1
    assert missed.data["mistakes"] == [{"id": "a", "rule": "fake_urgency", "kind": "missed", "words": ["您好"]}]
