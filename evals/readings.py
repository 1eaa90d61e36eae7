"""How well turns are read: per field against labelled turns, by language, how sure, and what is mistaken for what.

A stage that the reader leaves empty is told apart from a wrong one (`stage_told`); accuracy is counted of all turns.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from huashu.knowledge.language import is_english
from huashu.knowledge.taxonomy import EMOTIONS, RISKS
from huashu.orchestrator import Reading, ReplyEngine, Request

from .drafts import NOW
from .guards import Share
from .turns import LabelledTurn

BINS = 10


@dataclass(frozen=True, slots=True)
class Read:
    """A labelled turn, and what was read in it and decided on it."""

    turn: LabelledTurn
    reading: Reading
    strategy: str


@dataclass(frozen=True)
class ReadingReport:
    """The figures of some turns."""

    reads: Sequence[Read]

    @property
    def stage(self) -> Share:
        """Of all turns, those whose stage was read rightly."""
        return self._share(_stage(one) == one.turn.stage for one in self.reads)

    @property
    def stage_told(self) -> Share:
        """Of all turns, those whose stage was told at all."""
        return self._share(_stage(one) is not None for one in self.reads)

    @property
    def intensity(self) -> Share:
        """Of all turns, those whose intensity is right or one off."""
        return self._share(abs(one.reading.emotion.intensity - one.turn.intensity) <= 1 for one in self.reads)

    @property
    def strongest_need(self) -> Share:
        """Of all turns, those whose first need is the strongest; of a turn that wants nothing, those read so."""
        return self._share(_needs(one)[:1] == one.turn.needs[:1] for one in self.reads)

    @property
    def strategy(self) -> Share:
        """Of the turns for which a support lead named strategies, those that got one of them."""
        named = [one for one in self.reads if one.turn.strategies]
        return Share(sum(one.strategy in one.turn.strategies for one in named), len(named))

    @property
    def emotion_f1(self) -> float:
        """Macro-F1 over the emotions that occur."""
        told = [one.reading.emotion.label for one in self.reads]
        true = [one.turn.emotion for one in self.reads]
        return _mean(_f1(label, told, true) for label in EMOTIONS if label in true)

    @property
    def needs_f1(self) -> float:
        """Micro-F1 over all needs of all turns."""
        right = sum(len(set(_needs(one)) & set(one.turn.needs)) for one in self.reads)
        named = sum(len(_needs(one)) + len(one.turn.needs) for one in self.reads)
        return 2 * right / named if named else 0.0

    @property
    def risks(self) -> Mapping[str, tuple[Share, Share]]:
        """Of each risk that occurs, the share that was seen, and the share of the others where it was seen wrongly."""
        return {risk: self._risk(risk) for risk in RISKS if any(risk in one.turn.risks for one in self.reads)}

    @property
    def emotions(self) -> Mapping[tuple[str, str], int]:
        """How often an emotion (first) was read as another (second)."""
        return Counter((one.turn.emotion, one.reading.emotion.label) for one in self.reads)

    @property
    def stages(self) -> Mapping[tuple[str, str], int]:
        """How often a stage (first) was read as another (second); ``none`` where none was told."""
        return Counter((one.turn.stage, _stage(one) or "none") for one in self.reads)

    @property
    def emotion_calibration(self) -> float:
        """Expected calibration error of the emotion's probability."""
        return _calibration([(one.reading.emotion.confidence, _felt(one)) for one in self.reads])

    @property
    def stage_calibration(self) -> float:
        """Expected calibration error of the stage's probability, of the turns where one was told."""
        told = [(one.reading.stage, one) for one in self.reads if one.reading.stage]
        return _calibration([(stage.confidence, stage.label == one.turn.stage) for stage, one in told])

    def _risk(self, risk: str) -> tuple[Share, Share]:
        seen = {one.turn.id for one in self.reads if risk in {label.label for label in one.reading.risks}}
        there = [one.turn.id in seen for one in self.reads if risk in one.turn.risks]
        absent = [one.turn.id in seen for one in self.reads if risk not in one.turn.risks]
        return Share(sum(there), len(there)), Share(sum(absent), len(absent))

    def _share(self, hits: Iterable[bool]) -> Share:
        return Share(sum(hits), len(self.reads))


def measure(turns: Iterable[LabelledTurn], engine: ReplyEngine) -> dict[str, ReadingReport]:
    """Read every turn and, without any fact, choose where a lead did: all turns, the Chinese, the English ones."""
    reads = [_read(turn, engine) for turn in turns]
    english = [one for one in reads if is_english(one.turn.text)]
    chinese = [one for one in reads if not is_english(one.turn.text)]
    return {name: ReadingReport(some) for name, some in (("all", reads), ("zh", chinese), ("en", english)) if some}


def _read(turn: LabelledTurn, engine: ReplyEngine) -> Read:
    request = Request(messages=turn.messages, now=datetime.fromisoformat(NOW))
    if not turn.strategies:
        return Read(turn, engine.read(request), "")
    reply = asyncio.run(engine.reply(request))
    return Read(turn, reply.reading, reply.strategy.primary)


def _stage(one: Read) -> str | None:
    return one.reading.stage.label if one.reading.stage else None


def _needs(one: Read) -> tuple[str, ...]:
    return tuple(need.label for need in one.reading.needs)


def _felt(one: Read) -> bool:
    return one.reading.emotion.label == one.turn.emotion


def _calibration(told: Sequence[tuple[float, bool]]) -> float:
    """How far, on average, a probability lies from the share that is right, over ten bins (Guo et al., 2017)."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for sure, right in told:
        bins.setdefault(min(int(sure * BINS), BINS - 1), []).append((sure, right))
    apart = (abs(sum(sure for sure, _ in some) - sum(right for _, right in some)) for some in bins.values())
    return sum(apart) / len(told) if told else 0.0


def _f1(label: str, told: Sequence[str], true: Sequence[str]) -> float:
    right = sum(one == other == label for one, other in zip(told, true, strict=True))
    return 2 * right / (told.count(label) + true.count(label))


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
