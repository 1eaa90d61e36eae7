"""One turn told in the taxonomy's words: what the heads are sure enough of, each with the customer's words for it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from huashu.knowledge.taxonomy import DecisionMode, NeedId, NeedLevel, RiskId, Stage, Temperament, ValueId

from .evidence import stretches
from .feelings import CLEAR, Feeling, feeling_of
from .hearing import FELT, Hearing
from .reading import Emotion, Label

if TYPE_CHECKING:
    from .judgement import Judgement

STAGE_FROM = 0.4
"""A stage is told from this probability on; a less likely one is left empty."""

NEEDS_AT_MOST = 3
LEAST_MET = 0.35
"""Of the grams of a text in Latin letters, the share that turns had before; other languages have more than keys typed
at random."""

CUES_OF = {"stage": "stage", "emotion": "emotion", "need": "needs", "risk": "risks"}
"""The file of cues that speaks for the labels of a field of the heads; for the other fields it is ``modes``."""

WORD = re.compile(r"[\u3400-\u9fff]{2}|[a-z]{2}")


@dataclass(frozen=True)
class Told:
    """A turn as it was heard and judged. ``lines`` say from which probability on a label is told."""

    heard: Hearing
    judged: "Judgement"
    lines: Mapping[str, Mapping[str, float]]

    def labels(self) -> dict[str, Any]:
        """The fields of a reading that are labels; a turn without words shows a feeling at most."""
        if not self._says_something:
            return {"emotion": self._emotion()}
        return {
            "stage": self._stage(),
            "emotion": self._emotion(),
            "needs": () if self._asks_nothing else tuple(self._any_of("need", Label[NeedId]))[:NEEDS_AT_MOST],
            "risks": tuple(self._any_of("risk", Label[RiskId])),
            "values": tuple(self._any_of("values", Label[ValueId])),
            "decision_mode": next(self._any_of("decision_mode", Label[DecisionMode]), None),
            "need_level": next(self._any_of("need_level", Label[NeedLevel]), None),
            "temperament": next(self._any_of("temperament", Label[Temperament]), None),
        }

    def feeling(self) -> Feeling:
        """The feeling alone; of a turn without words, what its marks show."""
        if not self._says_something:
            return feeling_of(self.heard.turn, ())
        label, sure = self.judged.best("emotion")
        if label == "neutral":
            return Feeling(confidence=sure)
        word = self.heard.weights("emotion").get(label)
        least = CLEAR if word and word.confidence >= FELT["3"] else 1
        return Feeling(label, max(least, self.judged.strength(self.lines)), sure)  # type: ignore[arg-type]

    @cached_property
    def _says_something(self) -> bool:
        """Whether it has words, and not keys typed at random ("asdf qwer"), or goes on with what was said before."""
        context = self.judged.context
        met = not context.text.isascii() or self.judged.met >= LEAST_MET
        return bool(context.agent or context.customer) or (met and bool(WORD.search(context.text)))

    @property
    def _asks_nothing(self) -> bool:
        """Whether it only greets, or says that it was heard: 在吗, 好的, ok."""
        return {"ack", "greeting"} >= set(self.heard.weights("topics")) > set()

    def _emotion(self) -> Emotion:
        one = self.feeling()
        evidence = () if one.label == "neutral" else self._evidence("emotion", one.label)
        return Emotion(label=one.label, intensity=one.intensity, confidence=one.confidence, evidence=evidence)

    def _stage(self) -> Label[Stage] | None:
        label, sure = self.judged.best("stage")
        if sure < STAGE_FROM:
            return None
        return Label[Stage](label=label, confidence=sure, evidence=self._evidence("stage", label))

    def _any_of(self, field: str, label: type[Label[Any]]) -> Iterator[Any]:
        for name, sure in self.judged.above(field, self.lines[field]):
            yield label(label=name, confidence=sure, evidence=self._evidence(field, name))

    def _evidence(self, field: str, name: str) -> tuple[str, ...]:
        """The cues for a label; where there is none, the words that moved the heads towards it most."""
        file = CUES_OF.get(field, "modes")
        words = self.heard.evidence(file, name if field in CUES_OF else f"{field}.{name}")
        telling = None if words else self.judged.telling(field, name)
        told = [self.heard.turn.words(*telling).strip()] if telling else words
        return stretches(told, self.heard.turn.original)
