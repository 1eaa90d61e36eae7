"""The measure of the guardrails: labelled drafts, shares with their intervals, and what counts as a mistake."""

from pathlib import Path
from typing import Any

import pytest

from huashu.evals.drafts import read_drafts
from huashu.evals.guards import measure
from huashu.evals.intervals import wilson
from huashu.knowledge import DataFileError
from huashu.knowledge.language import language_of
from huashu.orchestrator import Check, Finding, Request

RULES = ("fake_urgency", "absolute_claim")


def drafts(folder: Path, text: str) -> Any:
    (folder / "some.yaml").write_text(text, encoding="utf-8")
    return read_drafts(folder)


def objecting(rule: str, words: str, severity: Any = "block") -> Any:
    """A check that objects to these words wherever they stand."""

    def check(request: Request) -> Check:
        draft = request.draft or ""
        at = draft.find(words)
        if at < 0:
            return Check(passed=True)
        finding = Finding(
            rule=rule, severity=severity, span=(at, at + len(words)), text=words, reason="x", suggestion="y"
        )
        return Check(passed=severity != "block", findings=(finding,))

    return check


SOME = """
drafts:
  - {id: a, text: 活动明天就结束了, finds: {fake_urgency: 明天就结束}}
  - {id: b, text: 明天给您回复, hard: 明天不是活动}
  - {id: c, text: 您好在的}
  - {id: d, text: 最好的活动明天见, finds: {absolute_claim: 最好的}, may: [fake_urgency]}
"""


def test_found_missed_and_false_alarms_are_counted(tmp_path: Path) -> None:
    report = measure(drafts(tmp_path, SOME), objecting("fake_urgency", "明天"), RULES)
    tally = report.rules["fake_urgency"]
    assert (tally.found, tally.missed, tally.false, tally.blocked_clean) == (1, 0, 1, 1)
    assert report.rules["absolute_claim"].missed == 1
    assert {(one.draft.id, one.kind) for one in report.mistakes} == {("b", "false alarm"), ("d", "missed")}
    assert (report.clean, report.hard, report.stopped_hard) == (2, 1, 1)
    assert report.over_block_ordinary.hits == 0
    assert report.recall(RULES).value == 0.5
    assert report.precision(["fake_urgency"]).value == 0.5


def test_objecting_elsewhere_is_no_find(tmp_path: Path) -> None:
    report = measure(drafts(tmp_path, SOME), objecting("fake_urgency", "活动"), RULES)
    assert report.rules["fake_urgency"].missed == 1


def test_a_warning_stops_nobody(tmp_path: Path) -> None:
    report = measure(drafts(tmp_path, SOME), objecting("fake_urgency", "明天", "warn"), RULES)
    assert report.stopped_clean == 0
    assert report.rules["fake_urgency"].false == 1


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (81, 263, 0.255, 0.366), (1, 2, 0.095, 0.905)],
)
def test_wilson(hits: int, of: int, low: float, high: float) -> None:
    """81 of 263 is the worked example of Newcombe 1998."""
    assert wilson(hits, of) == pytest.approx((low, high), abs=6e-4)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("drafts:\n  - {id: a, text: 您好, finds: {fake_urgency: 明天}}\n", "does not stand"),
        ("drafts:\n  - {id: a, text: 您好, facts: [x]}\n", "is not known"),
        ("drafts:\n  - {id: a, text: 您好, find: {}}\n", "finds"),
        ("drafts:\n  - {id: a, text: 您好}\n  - {id: a, text: 在}\n", "two drafts"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DataFileError, match=says):
        drafts(tmp_path, text)


def test_the_shipped_set_is_what_it_says() -> None:
    known = [one.draft for one in read_drafts()]
    chinese = [draft for draft in known if language_of(draft.text)[:2] == "zh"]
    clean = [draft for draft in known if draft.clean]
    assert len(known) >= 400
    assert len(chinese) >= 300
    assert 0.45 <= len(clean) / len(known) <= 0.55
    assert 0.4 <= sum(draft.hard is not None for draft in clean) / len(clean) <= 0.6
