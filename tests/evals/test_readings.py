"""The measure of the reader: labelled turns, and the figures of what was read in them."""

from pathlib import Path
from typing import Any

import pytest

from huashu.evals.readings import Read, ReadingReport
from huashu.evals.turns import APART, LabelledTurn, read_turns, taught_turns
from huashu.knowledge import DataFileError, Playbook
from huashu.knowledge.language import language_of
from huashu.knowledge.taxonomy import EMOTIONS, NEEDS, OFFERS_A_PERSON, RISKS, STAGES
from huashu.orchestrator import Reading

SHORT = 6
"""Turns of so few characters may be the same: 好的, 转人工."""

FILE = """
industry: toys
turns:
  - {id: t-1, text: 几点发货, stage: consult, emotion: neutral, intensity: 0, needs: [information_check], strategies: [expert_answer]}
  - {id: t-2, before: ["c: 坏了", "a: 换新的给您"], text: 行吧, stage: after_sale, emotion: disappointed, intensity: 1,
     needs: [resolution_seeking, venting], strategies: [empathy_action], risks: [human_request]}
"""  # noqa: E501


def turn(**given: Any) -> LabelledTurn:
    plain = {"id": "x", "text": "x", "stage": "consult", "emotion": "neutral", "intensity": 0}
    return LabelledTurn.model_validate(
        plain | {"needs": ["information_check"], "strategies": ["expert_answer"]} | given
    )


def reading(**given: Any) -> Reading:
    """What a reader told: plain names instead of labels."""

    def label(name: str) -> dict[str, Any]:
        return {"label": name, "confidence": 1}

    told: dict[str, Any] = {
        "emotion": {**label(given.get("emotion", "neutral")), "intensity": given.get("intensity", 0)},
        "needs": [label(need) for need in given.get("needs", ())],
        "risks": [label(risk) for risk in given.get("risks", ())],
        "language": "zh-Hans",
    }
    return Reading.model_validate(told | ({"stage": label(given["stage"])} if "stage" in given else {}))


def test_turns_are_read_with_what_was_said_before(tmp_path: Path) -> None:
    (tmp_path / "toys.yaml").write_text(FILE, encoding="utf-8")
    first, second = read_turns(tmp_path)["toys"]
    assert [(message.role, message.text) for message in second.messages] == [
        ("customer", "坏了"),
        ("agent", "换新的给您"),
        ("customer", "行吧"),
    ]
    assert len(first.messages) == 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("stage: consult", "stage: buy", "consult"),
        ("[information_check]", "[info]", "needs"),
        ("t-2", "t-1", "two turns"),
        ('"c: 坏了"', '"坏了"', "before"),
        ("industry: toys", "industry: [", "YAML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    (tmp_path / "toys.yaml").write_text(FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(DataFileError, match=says):
        read_turns(tmp_path)


def test_the_figures_count_what_was_read() -> None:
    report = ReadingReport(
        [
            Read(turn(id="1"), reading(stage="consult", needs=["information_check"]), "expert_answer"),
            Read(
                turn(id="2", emotion="angry", intensity=3, needs=["venting", "resolution_seeking"], risks=["abuse"]),
                reading(emotion="angry", intensity=2, needs=["resolution_seeking"], risks=["abuse", "minor"]),
                "deescalation",
            ),
            Read(turn(id="3", emotion="angry", intensity=2), reading(stage="decide"), "expert_answer"),
            Read(turn(id="4", risks=["abuse"]), reading(stage="consult", emotion="angry", intensity=3), "faq"),
        ]
    )
    assert (report.stage.hits, report.stage_told.hits, report.intensity.hits) == (2, 3, 2)
    assert (report.strongest_need.hits, report.strategy.hits) == (1, 2)
    assert report.needs_f1 == pytest.approx(2 * 2 / (5 + 2))
    assert report.emotion_f1 == pytest.approx((2 * 1 / 4 + 2 * 1 / 4) / 2)
    assert report.emotions["angry", "neutral"] == 1
    seen, wrong = report.risks["abuse"]
    assert (seen.hits, seen.of, wrong.hits, wrong.of) == (1, 2, 0, 2)
    assert set(report.risks) == {"abuse"}


def test_calibration_is_the_gap_between_sure_and_right() -> None:
    """Two turns, each 0.9 sure and one of them right: off by 0.4; a stage at 0.6 that is right is off by 0.4."""
    sure = {"label": "angry", "confidence": 0.9, "intensity": 2}
    stage = {"label": "consult", "confidence": 0.6}
    told = Reading.model_validate({"emotion": sure, "stage": stage, "language": "en"})
    report = ReadingReport([Read(turn(emotion="angry", intensity=2), told, ""), Read(turn(), told, "")])
    assert report.emotion_calibration == pytest.approx(0.4)
    assert report.stage_calibration == pytest.approx(0.4)
    assert report.stages == {("consult", "consult"): 2}


def test_the_shipped_turns_are_what_they_say() -> None:
    teaching, apart = taught_turns(Playbook()), read_turns(APART)
    for turns, lead_named in ((teaching, False), (apart, True)):
        every = [one for some in turns.values() for one in some]
        assert {one.stage for one in every} == set(STAGES)
        assert {one.emotion for one in every} == set(EMOTIONS)
        assert {need for one in every for need in one.needs} == set(NEEDS)
        assert {risk for one in every for risk in one.risks} == set(RISKS)
        assert sum(bool(one.before) for one in every) >= 0.35 * len(every)
        assert not [one.id for one in every if (one.emotion == "neutral") != (one.intensity == 0)]
        assert len({(one.text, one.before) for one in every}) == len(every)
        assert all(one.strategies for one in every) or not lead_named
    assert not set(teaching) & set(apart)
    texts = {one.text for some in teaching.values() for one in some}
    assert not [one.id for some in apart.values() for one in some if len(one.text) > SHORT and one.text in texts]


def test_there_are_enough_turns_in_both_languages() -> None:
    turns = [one for some in taught_turns(Playbook()).values() for one in some]
    chinese = sum(language_of(one.text)[:2] == "zh" for one in turns)
    assert len(taught_turns(Playbook())) >= 12
    assert chinese >= 1_000
    assert len(turns) - chinese >= 500


def test_whom_a_risk_endangers_is_offered_a_person() -> None:
    turns = [one for some in taught_turns(Playbook()).values() for one in some if one.strategies]
    assert not [one.id for one in turns if set(one.risks) & OFFERS_A_PERSON and "handover" not in one.strategies]
