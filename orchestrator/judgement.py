"""What trained heads make of a turn: for each field how likely each label is, and the words that moved the decision.

The heads are taught by ``huashu train readings``; a shop that has turns of its own has heads of its own. A score turns
into a probability by logistic calibration on industries that were held out (Platt, "Probabilistic Outputs", 1999).
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from huashu.knowledge.errors import DataFileError
from huashu.knowledge.kernel import KernelHeads
from huashu.knowledge.ngrams import Grams, grams
from huashu.knowledge.playbook import CARD, READING
from huashu.knowledge.taxonomy import StrategyId

if TYPE_CHECKING:
    from huashu.knowledge.embed import Embedder

from .features import Context, Heard, features
from .leanings import Leanings

Kind = Literal["one", "any"]
FIELDS: Mapping[str, Kind] = {
    "stage": "one",
    "emotion": "one",
    "need": "any",
    "risk": "any",
    "decision_mode": "any",
    "values": "any",
    "need_level": "any",
    "temperament": "any",
}
"""Of a field either one label holds or any number of them; the labels of the heads are called ``field.label``."""

LEAST, SHORT = 2, 12
"""A single character tells a reader nothing; a clause of so few characters is shown whole then."""

INTENSITY, STRONGEST = "intensity", 3
CLAUSE = re.compile(r"[^，。！？!?,.;；:：、~～…（）()\n]+")


@dataclass(frozen=True, eq=False)
class Judgement:
    """One turn: the probability of each label by field, and how strong the feeling is (0-3, not rounded).

    ``scores`` are the raw scores of the heads; with ``leanings`` they tell which strategies a lead accepts.
    """

    likely: Mapping[str, Mapping[str, float]]
    intensity: float
    context: Context
    heads: KernelHeads
    scores: NDArray[np.float32]
    leanings: Leanings | None = None

    def best(self, field: str) -> tuple[str, float]:
        """The likeliest label and its probability."""
        return max(self.likely[field].items(), key=lambda pair: pair[1])

    def above(self, field: str, lines: Mapping[str, float]) -> list[tuple[str, float]]:
        """The labels at or above their line, the likeliest first."""
        chosen = [pair for pair in self.likely[field].items() if pair[1] >= lines[pair[0]]]
        return sorted(chosen, key=lambda pair: -pair[1])

    def strength(self, lines: Mapping[str, Mapping[str, float]]) -> int:
        """The intensity of a feeling that is there, 1 to 3."""
        return 1 + sum(self.intensity >= line for line in lines[INTENSITY].values())

    def likely_accepted(self, traits: Collection[str]) -> Mapping[StrategyId, float]:
        """How likely a lead accepts each strategy in a turn with such traits; empty where nobody taught it."""
        told = self.leanings.likely(traits, self.scores) if self.leanings else {}
        return cast(dict[StrategyId, float], told)

    @property
    def met(self) -> float:
        """The share of the turn's grams that the heads have met before."""
        return self.heads.met(self._grams)

    def telling(self, field: str, label: str) -> tuple[int, int] | None:
        """The stretch of the turn that spoke most for a label, if any did."""
        return strongest(self.heads.pull(self._grams, len(self.context.text), f"{field}.{label}"), self.context.text)

    @cached_property
    def _grams(self) -> Grams:
        return grams([self.context.text])


class Judging(Protocol):
    """What reads turns: the heads of a playbook, or in a measure heads that have not seen a turn's industry."""

    @property
    def lines(self) -> Mapping[str, Mapping[str, float]]:
        """From which probability on a label is told, by field."""

    def judge(self, contexts: Sequence[Context], heard: Sequence[Heard], embedder: "Embedder") -> tuple[Judgement, ...]:
        """What some turns show."""


@dataclass(frozen=True, eq=False)
class Judge:
    """Trained heads with their calibration: per field a matrix and a bias over its scores; ``lines`` from which an
    any-number label is said; ``leanings`` are what leads lean to, where they were taught.
    """

    heads: KernelHeads
    calibration: Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
    lines: Mapping[str, Mapping[str, float]]
    leanings: Leanings | None = None

    def judge(self, contexts: Sequence[Context], heard: Sequence[Heard], embedder: "Embedder") -> tuple[Judgement, ...]:
        """What the heads make of some turns."""
        scores = self.heads.score([one.text for one in contexts], *features(contexts, heard, embedder))
        return tuple(self.judgement(one, row) for one, row in zip(contexts, scores, strict=True))

    def judgement(self, context: Context, scores: NDArray[np.float32]) -> Judgement:
        """The scores of one turn as probabilities."""
        likely = {field: self._likely(field, scores) for field in self.calibration}
        intensity = float(scores[self.heads.labels.index(INTENSITY)])
        return Judgement(likely, intensity, context, self.heads, scores, self.leanings)

    def _likely(self, field: str, scores: NDArray[np.float32]) -> dict[str, float]:
        columns, names = self._columns[field]
        matrix, bias = self.calibration[field]
        odds = matrix @ scores[columns] + bias
        shares = softmax(odds) if FIELDS[field] == "one" else 1 / (1 + np.exp(-odds))
        return dict(zip(names, (round(float(share), 4) for share in shares), strict=True))

    @cached_property
    def _columns(self) -> Mapping[str, tuple[list[int], list[str]]]:
        return {field: columns_of(self.heads.labels, field) for field in self.calibration}

    def save(self, folder: Path, card: Mapping[str, Any]) -> None:
        """Write the heads, and the card that says what they were taught and from where on labels are told."""
        arrays = self.heads.packed()
        for field, (matrix, bias) in self.calibration.items():
            arrays |= {f"{field}.matrix": matrix, f"{field}.bias": bias}
        if self.leanings:
            arrays |= self.leanings.packed()
        np.savez_compressed(folder / READING, **arrays)  # type: ignore[arg-type]
        told = {**card, "lines": self.lines}
        (folder / CARD).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Judge":
        """The heads that `save` wrote; `DataFileError` when they cannot be read."""
        try:
            return cls._read(folder)
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            told = f"cannot be read ({error}); huashu train readings makes them anew"
            raise DataFileError(folder / READING, "", told) from error

    @classmethod
    def _read(cls, folder: Path) -> "Judge":
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        with np.load(folder / READING) as data:
            calibration = {f: (data[f"{f}.matrix"], data[f"{f}.bias"]) for f in FIELDS if f"{f}.bias" in data}
            return cls(KernelHeads.unpacked(data), calibration, card["lines"], Leanings.unpacked(data))


@cache
def judge_of(folder: Path) -> Judge:
    """The heads of a playbook's folder, loaded once."""
    return Judge.load(folder)


def columns_of(labels: Sequence[str], field: str) -> tuple[list[int], list[str]]:
    """Where the labels of a field stand among all labels, and what they are called."""
    columns = [at for at, label in enumerate(labels) if label.startswith(f"{field}.")]
    return columns, [labels[at].split(".", 1)[1] for at in columns]


def softmax(odds: NDArray[Any]) -> NDArray[Any]:
    """Shares that add up to 1."""
    raised = np.exp(odds - odds.max())
    return np.asarray(raised / raised.sum())


def strongest(pulls: NDArray[np.float32], text: str) -> tuple[int, int] | None:
    """The stretch with the greatest sum, above the average character's, ended where words end."""
    if not len(pulls) or pulls.max() <= 0:
        return None
    above = pulls - max(float(pulls.mean()), 0) - pulls.max() * 0.25
    sums = np.concatenate([[0], np.cumsum(above)])
    lowest = np.minimum.accumulate(sums)
    end = int(np.argmax(sums[1:] - lowest[:-1])) + 1
    start = int(np.argmin(sums[:end]))
    peak = start + int(pulls[start:end].argmax())
    return next((_whole(text, *clause, start, end) for clause in _clauses(text) if clause[0] <= peak < clause[1]), None)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in CLAUSE.finditer(text))


def _whole(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int] | None:
    """The words of the clause ``[first, last)`` that reach into ``[start, end)``."""
    import rjieba

    words, at = [], first
    for word in rjieba.cut(text[first:last]):
        if at < end and start < at + len(word) and word.strip():
            words.append((at, at + len(word)))
        at += len(word)
    if not words:
        return None
    told = words[0][0], words[-1][1]
    return told if told[1] - told[0] >= LEAST or last - first > SHORT else (first, last)
