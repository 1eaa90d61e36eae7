"""What no phrase names: sentences that are worded like those which broke a rule."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from huashu.evals.sentences import read_sentences
from huashu.orchestrator import Check
from huashu.orchestrator.guardrails import Checker
from huashu.orchestrator.guardrails import worded as module
from huashu.orchestrator.guardrails.check import GUARDRAILS
from huashu.orchestrator.guardrails.rules import shipped_rules
from huashu.orchestrator.guardrails.wording import heads

NOW = datetime.fromisoformat("2026-11-22T15:00:00+08:00")


def check(text: str, **rules: Any) -> Check:
    return Checker(rules or None).check(text, (), NOW)


def wordless(rule: str) -> Any:
    """A rule that has lost its words; what it still finds was learned."""
    return replace(shipped_rules()[rule], phrases={})


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heads that suspect much."""
    lower = replace(heads(), thresholds=heads().thresholds - 1.5)
    monkeypatch.setattr(module, "heads", lambda: lower)


def test_most_of_what_was_taught_is_found_without_any_phrase() -> None:
    rules = {rule: wordless(rule) for rule in heads().labels if rule not in GUARDRAILS}
    checker = Checker(rules)
    for rule, file in read_sentences().items():
        if rule not in rules:
            continue
        found = [line for line in file.said if checker.check_against(line, checker.sheet((), NOW)).findings]
        accused = [line for line in file.fine if checker.check_against(line, checker.sheet((), NOW)).findings]
        assert len(found) >= 0.6 * len(file.said), rule
        assert len(accused) <= 0.02 * len(file.fine), rule


def test_the_finding_shows_the_clause_that_tells(eager: None) -> None:
    text = "您好，订单我看了。他们家那料子您摸一回就知道是什么货色，买它等于白扔钱。"
    (finding,) = check(text, disparagement=wordless("disparagement")).findings
    start, end = finding.span
    assert finding.rule == "disparagement"
    assert text[start:end] == finding.text
    assert finding.text in text.split("。")[1]
    assert not finding.text.endswith(("，", "。"))


def test_likeness_only_warns(eager: None) -> None:
    verdict = check("他们家那料子您摸一回就知道是什么货色，买它等于白扔钱。", disparagement=wordless("disparagement"))
    assert [finding.severity for finding in verdict.findings] == ["warn"]
    assert verdict.passed


def test_where_a_rule_has_found_something_nothing_is_added(eager: None) -> None:
    (finding,) = check("隔壁店卖的全是假货，您可别上当。").findings
    assert finding.rule == "disparagement"


def test_a_rule_that_a_market_does_not_know_is_not_suspected(eager: None) -> None:
    rule = replace(wordless("disparagement"), severity={"US": "block"})
    text = "他们家那料子您摸一回就知道是什么货色，买它等于白扔钱。"
    assert not Checker({"disparagement": rule}).check(text, (), NOW).findings
    assert Checker({"disparagement": rule}).check(text, (), NOW, "US").findings
