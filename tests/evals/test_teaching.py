"""Teaching the reader: from labelled turns to heads that read a turn of another industry."""

import json
from pathlib import Path

import pytest

from huashu.evals.held_out import HeldOut
from huashu.evals.teaching import Lesson, teach
from huashu.evals.turns import LabelledTurn, fingerprint, read_turns, taught_turns
from huashu.knowledge import DataFileError, Playbook
from huashu.knowledge.embed import bundled
from huashu.orchestrator import Message
from huashu.orchestrator.features import contexts
from huashu.orchestrator.hearing import CueIndex, Hearing
from huashu.orchestrator.judgement import Judge, Judgement
from huashu.orchestrator.reader import Reader

CUES = CueIndex(Playbook().cues)
FEW = ("food", "basics", "borders", "shoes")


@pytest.fixture(scope="module")
def turns() -> dict[str, tuple[LabelledTurn, ...]]:
    every = taught_turns(Playbook())
    return {name: every[name] for name in FEW}


@pytest.fixture(scope="module")
def lesson(turns: dict[str, tuple[LabelledTurn, ...]]) -> Lesson:
    return teach(turns, Playbook())


def judged(judge: Judge | HeldOut, turn: LabelledTurn) -> Judgement:
    context = contexts(turn.messages)[-1]
    heard = Hearing(CUES, context.said).heard()
    return judge.judge([context], [heard], bundled())[0]


def test_the_heads_were_taught_the_turns_that_ship() -> None:
    """Whoever changes a turn trains again: huashu train readings."""
    playbook = Playbook()
    card = json.loads((playbook.taught / "reading.json").read_text(encoding="utf-8"))
    assert card["turns"] == fingerprint(playbook)
    assert card["taught"] == {name: len(some) for name, some in taught_turns(playbook).items()}


def test_the_shipped_heads_are_small() -> None:
    files = [path for path in Playbook().taught.iterdir() if path.name.startswith("reading.")]
    assert sum(path.stat().st_size for path in files) <= 5_000_000


def test_what_was_taught_is_read_right_and_what_was_held_out_less_often(
    lesson: Lesson, turns: dict[str, tuple[LabelledTurn, ...]]
) -> None:
    some = turns["food"][::4]
    taught = sum(judged(lesson.judge, turn).best("stage")[0] == turn.stage for turn in some)
    judge = HeldOut(lesson)
    unseen = sum(judged(judge, turn).best("stage")[0] == turn.stage for turn in some)
    assert taught >= 0.95 * len(some)
    assert 0.5 * len(some) < unseen < taught


def test_probabilities_are_those_of_the_labels(lesson: Lesson) -> None:
    told = judged(lesson.judge, read("几点发货"))
    assert sum(told.likely["stage"].values()) == pytest.approx(1, abs=0.01)
    assert all(0 <= share <= 1 for field in told.likely.values() for share in field.values())


def test_a_grave_risk_has_few_false_alarms(lesson: Lesson, turns: dict[str, tuple[LabelledTurn, ...]]) -> None:
    every = [turn for some in turns.values() for turn in some if "human_request" not in turn.risks]
    alarms = sum(
        "human_request" in dict(judged(HeldOut(lesson), t).above("risk", lesson.judge.lines["risk"]))
        for t in every[::5]
    )
    assert alarms <= 0.03 * len(every[::5])


def test_a_shop_reads_as_its_own_turns_teach(lesson: Lesson, tmp_path: Path) -> None:
    """Heads beside a shop's turns are used in the place of the shipped ones."""
    (tmp_path / "turns").mkdir()
    lesson.judge.save(tmp_path, {})
    shop = Playbook(tmp_path)
    assert shop.taught == tmp_path
    assert Playbook().taught != tmp_path
    reading = Reader(shop).read([Message(role="customer", text="收到的杯子碎了")])
    assert reading.stage is not None
    assert reading.stage.label == "after_sale"


def test_heads_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "reading.npz").write_bytes(b"half a file")
    with pytest.raises(DataFileError, match="huashu train readings"):
        Reader(Playbook(tmp_path)).read([Message(role="customer", text="收到的杯子碎了")])


def test_turns_of_a_shop_are_added_to_the_industry(tmp_path: Path) -> None:
    line = "{id: own-1, text: 几点关门, stage: consult, emotion: neutral, intensity: 0, needs: [information_check]}"
    (tmp_path / "turns").mkdir()
    (tmp_path / "turns" / "own.yaml").write_text(f"industry: food\nturns:\n  - {line}\n", encoding="utf-8")
    taught = taught_turns(Playbook(tmp_path))
    assert taught["food"][-1].id == "own-1"
    assert len(taught["food"]) == len(taught_turns(Playbook())["food"]) + 1
    assert fingerprint(Playbook(tmp_path)) != fingerprint(Playbook())
    assert read_turns(tmp_path / "turns")["food"][0].text == "几点关门"


def read(text: str) -> LabelledTurn:
    return LabelledTurn(id="x", text=text, stage="consult", emotion="neutral", intensity=0, needs=())
