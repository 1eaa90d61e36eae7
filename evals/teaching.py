"""Teaching the reader: from labelled turns to heads, calibrated on industries that were held out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huashu.knowledge.embed import bundled
from huashu.knowledge.playbook import Playbook
from huashu.knowledge.taxonomy import EMOTIONS, NEEDS, OFFERS_A_PERSON, RISKS, STAGES, RiskId
from huashu.orchestrator.features import MODES, Context, Heard, contexts, features
from huashu.orchestrator.hearing import CueIndex, Hearing
from huashu.orchestrator.judgement import FIELDS, INTENSITY, STRONGEST, Judge, columns_of

from .kernel_training import Learned, Matrix, Taught, learn
from .leanings_training import Choices
from .training import needs_scikit_learn
from .turns import LabelledTurn

NEXT = 0.25
"""By how much less the second need counts than the first, and the third than the second."""

GRAVE: frozenset[RiskId] = OFFERS_A_PERSON | {"regulator_threat", "minor", "personal_data", "prompt_injection"}
"""Risks that had better be seen once too often than not at all."""

FALSE_ALARMS = 0.009
"""Of turns without a grave risk, the share in which a head may see it."""

SURELY = 0.5
"""No risk needs to be likelier than this to be told."""

NEVER = -20.0
"""The log-odds of a label that no turn has."""

NEARLY = 0.7
UNLIKELIEST = 0.02
"""A line leaves this share of the turns that have the risk below it, and some room for turns not seen."""

LABELS = (
    *(f"stage.{name}" for name in STAGES),
    *(f"emotion.{name}" for name in EMOTIONS),
    *(f"need.{name}" for name in NEEDS),
    *(f"risk.{name}" for name in RISKS),
    *(f"{name}" for name in MODES),
    INTENSITY,
)

Calibration = dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
Lines = dict[str, dict[str, float]]


@dataclass(frozen=True, eq=False)
class Lesson:
    """What was taught, and the heads that came of it, calibrated; ``choices`` are what leads accepted, once learned."""

    contexts: Sequence[Context]
    taught: Taught
    learned: Learned
    judge: Judge
    choices: Choices | None = None


def teach(turns: Mapping[str, Sequence[LabelledTurn]], playbook: Playbook) -> Lesson:
    """Heads for every label that some turn has; ``turns`` come by industry. Needs scikit-learn, as `training` does."""
    needs_scikit_learn()
    seen = [contexts(turn.messages)[-1] for some in turns.values() for turn in some]
    cues = CueIndex(playbook.cues)
    heard = [Hearing(cues, one.said).heard() for one in seen]
    taught = _taught(turns, seen, heard)
    learned = learn(taught)
    everything = np.ones(len(seen), dtype=np.bool_)
    calibration, lines = calibrate(taught, learned.held_out, everything)
    return Lesson(seen, taught, learned, Judge(learned.heads, calibration, lines))


def _taught(turns: Mapping[str, Sequence[LabelledTurn]], seen: Sequence[Context], heard: Sequence[Heard]) -> Taught:
    every = [(industry, turn) for industry, some in turns.items() for turn in some]
    labels = tuple(label for label in LABELS if any(_target(turn, label) for _, turn in every))
    targets = np.array([[_target(turn, label) for label in labels] for _, turn in every])
    meanings, rest = features(seen, heard, bundled())
    groups = np.array([industry for industry, _ in every])
    return Taught(labels, [one.text for one in seen], meanings, rest, targets, groups)


def _target(turn: LabelledTurn, label: str) -> float:
    field, _, name = label.partition(".")
    if field == INTENSITY:
        return float(turn.intensity)
    if field == "need":
        return 1 - NEXT * turn.needs.index(name) if name in turn.needs else 0.0
    told = getattr(turn, TOLD_AS[field])
    return float(name in told if isinstance(told, tuple) else name == told)


TOLD_AS = {
    "stage": "stage",
    "emotion": "emotion",
    "risk": "risks",
    "decision_mode": "mode",
    "values": "values",
    "need_level": "level",
    "temperament": "temperament",
}
"""What a field of the heads is called in a labelled turn."""


def calibrate(taught: Taught, scores: Matrix, chosen: NDArray[np.bool_]) -> tuple[Calibration, Lines]:
    """From the scores of held-out turns, those that are chosen: how likely a label is, from where on it is told."""
    calibration: Calibration = {}
    lines: Lines = {}
    for field, kind in FIELDS.items():
        columns, names = columns_of(taught.labels, field)
        if not columns:
            continue
        own, holds = scores[chosen][:, columns], taught.targets[chosen][:, columns] > 0
        if kind == "one":
            calibration[field] = _of_one(own, holds.argmax(axis=1))
        else:
            calibration[field] = _of_any(own, holds)
            lines[field] = _lines(field, names, _shares(own, *calibration[field]), holds)
    lines[INTENSITY] = _steps(taught, scores, chosen)
    return calibration, lines


def _steps(taught: Taught, scores: Matrix, chosen: NDArray[np.bool_]) -> dict[str, float]:
    """From which score on a feeling is clear (2), or strong (3): as many are told so as are."""
    column = taught.labels.index(INTENSITY)
    true, told = taught.targets[chosen][:, column], scores[chosen][:, column]
    felt = true > 0
    return {
        str(step): round(float(np.quantile(told[felt], (true[felt] < step).mean())), 4)
        for step in range(2, STRONGEST + 1)
    }


def _of_one(scores: Matrix, right: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1.0, solver="newton-cholesky").fit(scores, right)
    matrix, bias = np.zeros((scores.shape[1],) * 2), np.full(scores.shape[1], NEVER)
    matrix[fitted.classes_], bias[fitted.classes_] = fitted.coef_, fitted.intercept_
    return matrix.astype(np.float32), bias.astype(np.float32)


def _of_any(scores: Matrix, holds: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    from sklearn.linear_model import LogisticRegression

    slopes, biases = np.zeros(scores.shape[1]), np.full(scores.shape[1], NEVER)
    for at in np.flatnonzero(holds.any(axis=0)):
        fitted = LogisticRegression(C=10.0, solver="newton-cholesky").fit(scores[:, [at]], holds[:, at])
        slopes[at], biases[at] = fitted.coef_[0, 0], fitted.intercept_[0]
    return np.diag(slopes).astype(np.float32), biases.astype(np.float32)


def _shares(scores: Matrix, matrix: NDArray[Any], bias: NDArray[Any]) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-(scores @ matrix.T + bias))))


def _lines(field: str, names: Sequence[str], shares: Matrix, holds: NDArray[np.bool_]) -> dict[str, float]:
    """Grave risks are told as early as few enough false alarms allow; other labels where most are told rightly."""
    if field != "risk":
        return dict.fromkeys(names, _balanced(shares, holds))
    columns = zip(names, shares.T, holds.T, strict=True)
    return {name: _early(own, held) if name in GRAVE else _balanced(own, held) for name, own, held in columns}


def _early(shares: Matrix, holds: NDArray[np.bool_]) -> float:
    """As low as few enough false alarms allow, but no lower than nearly all turns with the risk need."""
    if not holds.any():
        return SURELY
    lowest = float(np.quantile(shares[~holds], 1 - FALSE_ALARMS))
    return round(min(max(lowest, NEARLY * float(np.quantile(shares[holds], UNLIKELIEST))), SURELY), 4)


def _balanced(shares: Matrix, holds: NDArray[np.bool_]) -> float:
    """Where most labels are told that hold and few that do not."""
    tries = np.arange(0.1, 0.7, 0.02)
    return round(float(tries[int(np.argmax([_f1(shares >= line, holds) for line in tries]))]), 4)


def _f1(told: NDArray[np.bool_], holds: NDArray[np.bool_]) -> float:
    return float(2 * (told & holds).sum() / max(told.sum() + holds.sum(), 1))
