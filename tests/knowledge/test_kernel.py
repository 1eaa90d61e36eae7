"""Heads over wording, meaning and the rest: what they score, what they were moved by, and that they stay small."""

import numpy as np
import pytest

from huashu.evals.kernel_training import Taught, learn
from huashu.knowledge.kernel import KernelHeads, known_rows, nearness, rows_of
from huashu.knowledge.ngrams import grams

TEXTS = [
    f"{what}{how}" for what in ("杯子", "裙子", "耳机", "台灯", "鞋子", "雨伞") for how in ("碎了要退", "有几种颜色")
]
SIZE = 6


def taught(seed: int = 0) -> Taught:
    """Twelve texts of four groups: whether something is broken, and noise."""
    random = np.random.default_rng(seed)
    meanings = random.normal(size=(len(TEXTS), SIZE)).astype(np.float32)
    meanings /= np.linalg.norm(meanings, axis=1, keepdims=True)
    broken = np.array(["碎" in text for text in TEXTS], dtype=float)
    targets = np.stack([broken, random.random(len(TEXTS))], axis=1)
    groups = np.array([str(at // 3) for at in range(len(TEXTS))])
    rest = np.ones((len(TEXTS), 1), dtype=np.float32)
    return Taught(("broken", "noise"), TEXTS, meanings, rest, targets, groups)


def part(whole: Taught, chosen: np.ndarray) -> Taught:
    texts = [text for text, keep in zip(whole.texts, chosen, strict=True) if keep]
    return Taught(
        whole.labels, texts, whole.meanings[chosen], whole.rest[chosen], whole.targets[chosen], whole.groups[chosen]
    )


def score(heads: KernelHeads, some: Taught) -> np.ndarray:
    return heads.score(some.texts, some.meanings, some.rest)


def test_heads_tell_apart_what_they_were_taught() -> None:
    data = taught()
    scores = score(learn(data).heads, data)[:, 0]
    assert scores[data.targets[:, 0] == 1].min() > 0.7 > 0.3 > scores[data.targets[:, 0] == 0].max()


def test_held_out_scores_are_those_of_heads_that_saw_nothing_of_the_group(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the directions and the grams that count, which everything taught decides."""
    data = taught()
    everything = learn(data)
    monkeypatch.setattr("huashu.evals.kernel_training._rows", lambda texts: everything.heads.rows)
    monkeypatch.setattr(
        "huashu.evals.kernel_training._directions", lambda meanings: (everything.heads.centre, everything.heads.basis)
    )
    for group in ("0", "2"):
        own = data.groups == group
        without = learn(part(data, ~own)).heads
        assert everything.held_out[own] == pytest.approx(score(without, part(data, own)), abs=0.05)
        assert everything.held_out[own] != pytest.approx(score(everything.heads, part(data, own)), abs=0.05)


def test_heads_score_nearly_the_same_after_they_were_made_small() -> None:
    data = taught()
    heads = learn(data).heads
    again = KernelHeads.unpacked(heads.packed())
    assert score(again, data) == pytest.approx(score(heads, data), abs=0.02)


def test_the_words_that_moved_a_label_are_known() -> None:
    heads = learn(taught()).heads
    text = "灯罩碎了要退"
    pulls = heads.pull(grams([text]), len(text), "broken")
    assert pulls[2:].sum() > abs(pulls[:2].sum())
    assert int(pulls.argmax()) in range(2, 6)


def test_grams_never_met_count_for_nothing() -> None:
    rows = rows_of(np.unique(grams(["退款"]).buckets))
    assert len(known_rows(grams(["退款"]), rows)) == len(np.unique(grams(["退款"]).buckets))
    assert len(known_rows(grams(["zebra"]), rows)) <= 1
    heads = learn(taught()).heads
    assert heads.met(grams(["杯子碎了要退"])) > 0.7 > 0.3 > heads.met(grams(["zebra crossing"]))


def test_nearness_is_one_for_the_same_and_falls_with_distance() -> None:
    some = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    near = nearness(some[:1], some, (some**2).sum(axis=1))[0]
    assert near[0] == pytest.approx(1)
    assert near[0] > near[1] > near[2] > 0
