"""Training of linear heads: logistic regression over n-grams, with thresholds set on texts it was not trained on.

Deterministic: the same sentences give the same heads. Needs scikit-learn (``pip install huashu[evals]``); what it
writes is read without.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from huashu.knowledge.errors import HuashuError
from huashu.knowledge.linear import BUCKETS, LinearHeads, Scores
from huashu.knowledge.ngrams import grams

FOLDS = 5
PENALTY = 0.01
"""Strength of the L2 penalty; of 0.03, 0.1 and 0.3 the one that found most on labelled drafts."""

FALSE_ALARMS = 0.003
"""Of texts that break no rule, the share that a head may accuse; many of them were written to look guilty."""

QUANTA = 127

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Labelled:
    """Texts and, for each label (column), whether it holds and how much the answer weighs; weight 0 means unknown."""

    texts: Sequence[str]
    labels: tuple[str, ...]
    holds: Mask
    weights: Numbers

    def part(self, chosen: Mask) -> "Labelled":
        """Some of the texts."""
        texts = [text for text, keep in zip(self.texts, chosen, strict=True) if keep]
        return Labelled(texts, self.labels, self.holds[chosen], self.weights[chosen])


@dataclass(frozen=True)
class Report:
    """How a head did on texts that were held out.

    Of ``said``, which break the rule, it ``found`` some; of ``others``, which break no rule, it ``accused`` some.
    """

    label: str
    threshold: float
    said: int
    found: int
    others: int
    accused: int


def train(data: Labelled) -> tuple[LinearHeads, list[Report]]:
    """Heads for the labels, each with the threshold at which it accuses few enough texts that break no rule.

    `HuashuError` when scikit-learn is not installed.
    """
    needs_scikit_learn()
    log_odds = held_out(data)
    report = [_report(data, log_odds[:, at], at) for at in range(len(data.labels))]
    return replace(fit(data), thresholds=_scores([one.threshold for one in report])), report


def needs_scikit_learn() -> None:
    """`HuashuError` when scikit-learn is not installed."""
    if find_spec("sklearn") is None:
        raise HuashuError("training needs scikit-learn; install it with: pip install 'huashu[evals]'")


def _report(data: Labelled, log_odds: Numbers, at: int) -> Report:
    said, others = log_odds[data.holds[:, at]], log_odds[~data.holds.any(axis=1)]
    threshold = float(np.sort(others)[-int(len(others) * FALSE_ALARMS) - 1]) + 1e-4
    found, accused = (int((part >= threshold).sum()) for part in (said, others))
    return Report(data.labels[at], round(threshold, 4), len(said), found, len(others), accused)


def fit(data: Labelled) -> LinearHeads:
    """One logistic regression a label, without thresholds: nothing is said yet."""
    matrix = _matrix(data.texts)
    fitted = [_regression(matrix, data.holds[:, at], data.weights[:, at]) for at in range(len(data.labels))]
    weights = np.stack([weights for weights, _ in fitted], axis=1)
    scales = np.abs(weights).max(axis=0) / QUANTA
    never = _scores([np.inf] * len(data.labels))
    whole = np.rint(weights / np.where(scales, scales, 1)).astype(np.int8)
    return LinearHeads(data.labels, whole, _scores(scales), _scores([bias for _, bias in fitted]), never)


def held_out(data: Labelled) -> Numbers:
    """The log-odds of each label for each text, from heads that were trained on the other folds."""
    folds = np.arange(len(data.texts)) % FOLDS
    log_odds = np.zeros(data.holds.shape)
    for fold in range(FOLDS):
        heads = fit(data.part(folds != fold))
        log_odds[folds == fold] = heads.read(data.part(folds == fold).texts).log_odds
    return log_odds


def _scores(values: Sequence[float] | Numbers) -> Scores:
    return np.array(values, dtype=np.float32)


def _matrix(texts: Sequence[str]):  # type: ignore[no-untyped-def]
    """Texts x buckets: how often a gram stands in a text, over the square root of the number of its grams."""
    from scipy.sparse import csr_matrix

    found = grams(texts)
    share = 1 / np.sqrt(np.bincount(found.texts, minlength=len(texts)).clip(1))
    return csr_matrix((share[found.texts], (found.texts, found.buckets % BUCKETS)), shape=(len(texts), BUCKETS))


def _regression(matrix, holds: Mask, weights: Numbers) -> tuple[Numbers, float]:  # type: ignore[no-untyped-def]
    """Weights and bias that make the labels likeliest, under the penalty."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1 / PENALTY, solver="liblinear", random_state=0)
    model.fit(matrix, holds, sample_weight=weights)
    return model.coef_[0], float(model.intercept_[0])
