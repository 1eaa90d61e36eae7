"""Every example of every rule: half must fire, half are near-misses that must not."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from huashu.knowledge import DataFileError
from huashu.knowledge.language import language_of
from huashu.orchestrator import ReplyEngine, Request
from huashu.orchestrator.guardrails import rules as room
from huashu.orchestrator.guardrails.check import Checker
from huashu.orchestrator.guardrails.rules import read_rules
from tests.asking import NOW

FILES = sorted((Path(room.__file__).parent / "rules").glob("*.examples.yaml"))
CHECKER = Checker()
ENGINE = ReplyEngine(checker=CHECKER)
EXAMPLES = {path.name.split(".")[0]: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FILES}
HOUSE_RULES = {
    "blame_shifting", "dismissive_tone", "instruction_leak", "off_platform", "one_cause", "scene_mismatch", "taboo",
    "template_reply", "unfilled_slot",
}  # fmt: skip
"""Those that no law asks for, or only indirectly (legal.yaml: force none or indirect)."""


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(rule, example, id=f"{rule}-{number}")
        for rule, data in EXAMPLES.items()
        for number, example in enumerate(data[kind])
    ]


def fired(rule: str, example: dict[str, Any]) -> list[str]:
    facts = [EXAMPLES[rule]["facts"][name] for name in example.get("facts", ())]
    scene = {key: example[key] for key in ("messages", "market", "channel", "now") if key in example}
    check = ENGINE.check(Request.parse({"facts": facts, "draft": example["text"], "now": NOW, **scene}))
    for finding in check.findings:
        assert example["text"][slice(*finding.span)] == finding.text
    return [finding.rule for finding in check.findings]


@pytest.mark.parametrize(("rule", "example"), cases("fires"))
def test_it_fires(rule: str, example: dict[str, Any]) -> None:
    assert rule in fired(rule, example)


@pytest.mark.parametrize(("rule", "example"), cases("passes"))
def test_a_near_miss_passes(rule: str, example: dict[str, Any]) -> None:
    assert rule not in fired(rule, example)


@pytest.mark.parametrize("rule", sorted(CHECKER.rules))
def test_a_rule_has_enough_examples_in_both_languages(rule: str) -> None:
    for kind in ("fires", "passes"):
        languages = [language_of(example["text"])[:2] for example in EXAMPLES[rule][kind]]
        assert languages.count("zh") >= 12
        assert languages.count("en") >= 12


@pytest.mark.parametrize("rule", sorted(CHECKER.rules))
def test_a_rule_says_in_both_languages_what_it_finds_why_and_what_to_write(rule: str) -> None:
    data = read_rules()[rule]
    told = [data.names, data.finds, data.write_instead, *data.reasons.values(), *(b.says for b in data.basis)]
    for both in told:
        assert both["zh"]
        assert both["en"]
    assert set(data.severity) <= {"CN", "EU", "UK", "US"}
    assert "CN" in data.severity


def test_rules_without_a_law_behind_them_are_ours_and_the_others_name_it() -> None:
    for rule in read_rules().values():
        if rule.id in HOUSE_RULES:
            assert not rule.basis, rule.id
        else:
            assert {basis.market for basis in rule.basis} == {"CN", "EU", "UK", "US"}, rule.id


def test_what_nobody_looked_up_is_shown_as_unverified() -> None:
    unverified = [b for rule in read_rules().values() for b in rule.basis if not b.verified]
    assert unverified
    assert all("未核实" in basis.told("zh") and "unverified" in basis.told("en") for basis in unverified)


def test_a_rule_file_that_is_wrong_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "charm.yaml").write_text("id: charm\nnames: {zh: 魅力}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"charm\.yaml"):
        read_rules(tmp_path)
