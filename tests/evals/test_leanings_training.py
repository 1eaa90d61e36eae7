"""Learning what leads accept: deterministic, from heads that have not seen the industry, and only from enough turns."""

import json

import numpy as np
import pytest

from huashu.evals.held_out import HeldOut
from huashu.evals.leads import teach_leanings
from huashu.evals.leanings_training import ENOUGH, MET, Choices, learn_leanings
from huashu.evals.teaching import Lesson, teach
from huashu.evals.turns import LabelledTurn, taught_turns
from huashu.knowledge import Playbook
from huashu.knowledge.taxonomy import STRATEGIES

Turns = dict[str, tuple[LabelledTurn, ...]]


def choices(count: int = 2 * ENOUGH) -> Choices:
    """Every other turn is upset and has a high score; there empathy is accepted, elsewhere an answer."""
    upset = np.arange(count) % 2
    held = [
        frozenset({f"upset={one}", "turn=first", f"rare={row // 4 if row < MET else 0}"})
        for row, one in enumerate(upset)
    ]
    accepted = np.zeros((count, len(STRATEGIES)))
    accepted[:, STRATEGIES.index("empathy_action")] = upset
    accepted[:, STRATEGIES.index("expert_answer")] = 1 - upset
    groups = np.array(["food", "toys"] * (count // 2))
    return Choices(held, np.stack([upset, np.ones(count)], axis=1).astype(float), accepted, groups)


def test_what_leads_accept_is_learned() -> None:
    learned = learn_leanings(choices())
    assert learned is not None
    calm = learned.likely({"upset=0"}, np.array([0, 1], dtype=np.float32))
    upset = learned.likely({"upset=1"}, np.array([1, 1], dtype=np.float32))
    assert calm["expert_answer"] > 0.8 > 0.2 > upset["expert_answer"]
    assert upset["empathy_action"] > 0.8 > 0.2 > calm["empathy_action"]
    assert max(calm["fab"], upset["fab"]) < 0.02


def test_traits_hardly_met_or_always_there_teach_nothing() -> None:
    learned = learn_leanings(choices())
    assert learned is not None
    assert set(learned.traits) == {"upset=0", "upset=1", "rare=0"}


def test_the_same_turns_teach_the_same_bytes() -> None:
    first, second = learn_leanings(choices()), learn_leanings(choices())
    assert first is not None
    assert second is not None
    assert [one.tobytes() for one in first.packed().values()] == [one.tobytes() for one in second.packed().values()]


def test_from_too_few_turns_nothing_is_learned() -> None:
    assert learn_leanings(choices(ENOUGH - 2)) is None
    assert len(choices(ENOUGH).without("food")) == ENOUGH // 2


@pytest.fixture(scope="module")
def turns() -> Turns:
    every = taught_turns(Playbook())
    return {name: every[name][:70] for name in ("food", "home", "shoes")}


@pytest.fixture(scope="module")
def lesson(turns: Turns) -> Lesson:
    return teach(turns, Playbook())


def test_turns_that_name_what_leads_accept_teach_it(lesson: Lesson, turns: Turns) -> None:
    taught = teach_leanings(lesson, turns, Playbook())
    assert taught.judge.leanings is not None
    assert taught.choices is not None
    assert len(taught.choices) == 140
    assert set(taught.choices.groups) == {"food", "home"}
    held_out = lesson.learned.held_out[: len(turns["food"])].astype("float32")
    assert np.array_equal(taught.choices.scores[: len(turns["food"])], held_out)
    assert HeldOut(taught)._without("home").leanings is None, "70 turns of food alone are too few"


def test_without_such_turns_the_lesson_stays_what_it_was(lesson: Lesson, turns: Turns) -> None:
    bare = {name: tuple(turn.model_copy(update={"strategies": ()}) for turn in some) for name, some in turns.items()}
    assert teach_leanings(lesson, bare, Playbook()) is lesson


def test_the_card_says_how_many_turns_taught_it() -> None:
    playbook = Playbook()
    card = json.loads((playbook.taught / "reading.json").read_text(encoding="utf-8"))
    assert card["choices"] == sum(bool(turn.strategies) for some in taught_turns(playbook).values() for turn in some)
