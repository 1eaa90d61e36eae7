"""What leads accept: the turns that name it, read as a new customer's would be, teach what leads lean to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from huashu.knowledge import KnowledgeBase, Playbook
from huashu.knowledge.taxonomy import STRATEGIES
from huashu.orchestrator import ReplyEngine, Request
from huashu.orchestrator.turn import Turn, traits

from .drafts import NOW
from .held_out import HeldOut
from .leanings_training import ENOUGH, Choices, learn_leanings
from .teaching import Lesson
from .turns import LabelledTurn


def teach_leanings(lesson: Lesson, turns: Mapping[str, Sequence[LabelledTurn]], playbook: Playbook) -> Lesson:
    """The lesson, and what leads lean to with it; unchanged where too few turns name what a lead accepts."""
    named = [(industry, turn) for industry, some in turns.items() for turn in some if turn.strategies]
    if len(named) < ENOUGH:
        return lesson
    choices = _choices(named, _read([turn for _, turn in named], lesson, playbook))
    return replace(lesson, choices=choices, judge=replace(lesson.judge, leanings=learn_leanings(choices)))


def _read(turns: Sequence[LabelledTurn], lesson: Lesson, playbook: Playbook) -> list[Turn]:
    """Each turn as heads read it that have not seen its industry; no document of this machine has a say."""
    now = datetime.fromisoformat(NOW)
    with TemporaryDirectory() as nothing:
        engine = ReplyEngine(KnowledgeBase(Path(nothing)), playbook, judge=HeldOut(lesson))
        return [engine.turn(Request(messages=turn.messages, now=now)) for turn in turns]


def _choices(named: Sequence[tuple[str, LabelledTurn]], read: Sequence[Turn]) -> Choices:
    return Choices(
        traits=[traits(one.situation, one.grounds.names, one.reading.language) for one in read],
        scores=np.array([one.judged.scores for one in read], dtype=np.float64),
        accepted=np.array([[float(name in turn.strategies) for name in STRATEGIES] for _, turn in named]),
        groups=np.array([industry for industry, _ in named]),
    )
