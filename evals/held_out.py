"""A judge that has not seen the industry it judges, for an honest measure without teaching once for each.

Scores come from `kernel_training`; an industry's probabilities and lines, and what leads lean to, come from the others.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from huashu.orchestrator.features import Context, Heard
from huashu.orchestrator.judgement import Judge, Judgement

from .leanings_training import learn_leanings
from .teaching import Lesson, calibrate

if TYPE_CHECKING:
    from huashu.knowledge.embed import Embedder


class HeldOut:
    """Judges the turns of a lesson as heads would that had never seen their industry; other turns as its own heads."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._rows = {context: row for row, context in enumerate(lesson.contexts)}
        self._judges: dict[str, Judge] = {}

    @property
    def lines(self) -> Mapping[str, Mapping[str, float]]:
        """From which probability on labels are told; nearly the same whichever industry is left out."""
        return self._lesson.judge.lines

    def judge(self, contexts: Sequence[Context], heard: Sequence[Heard], embedder: "Embedder") -> tuple[Judgement, ...]:
        """What heads make of the turns that saw none of their industry."""
        if any(context not in self._rows for context in contexts):
            seen = self._lesson.judge.judge(contexts, heard, embedder)
        return tuple(
            self._unseen(context) if context in self._rows else seen[at] for at, context in enumerate(contexts)
        )

    def _unseen(self, context: Context) -> Judgement:
        row = self._rows[context]
        scores = self._lesson.learned.held_out[row].astype("float32")
        return self._without(str(self._lesson.taught.groups[row])).judgement(context, scores)

    def _without(self, industry: str) -> Judge:
        """Calibrated on the scores of the other industries, leaning to what their leads accept."""
        if industry not in self._judges:
            lesson = self._lesson
            calibration, lines = calibrate(lesson.taught, lesson.learned.held_out, lesson.taught.groups != industry)
            leanings = learn_leanings(lesson.choices.without(industry)) if lesson.choices else None
            self._judges[industry] = Judge(lesson.learned.heads, calibration, lines, leanings)
        return self._judges[industry]
