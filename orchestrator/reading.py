"""What a customer's turn shows: the reading. What the text does not show is empty; a guess would be a defect."""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field

from huashu.knowledge.taxonomy import (
    DecisionMode,
    EmotionId,
    Language,
    NeedId,
    NeedLevel,
    RiskId,
    Stage,
    Temperament,
    TopicId,
    ValueId,
)

from .record import Record

Name = TypeVar("Name", bound=str)
Share = Annotated[float, Field(ge=0, le=1)]
Trend = Literal["rising", "steady", "falling"]


class Label(Record, Generic[Name]):
    """One inferred label, how sure we are (0-1), and the customer's own words that say so."""

    label: Name
    confidence: Share
    evidence: tuple[str, ...] = ()


class Emotion(Label[EmotionId]):
    """A feeling and its intensity: 0 none, 1 mild, 2 clear, 3 strong. ``neutral`` has 0."""

    intensity: Annotated[int, Field(ge=0, le=3)]


class Reading(Record):
    """The reading of one customer turn (taxonomy §1). ``needs`` come strongest first, ``trend`` compares turns."""

    stage: Label[Stage] | None = None
    emotion: Emotion
    needs: tuple[Label[NeedId], ...] = ()
    topics: tuple[Label[TopicId], ...] = ()
    decision_mode: Label[DecisionMode] | None = None
    values: tuple[Label[ValueId], ...] = ()
    need_level: Label[NeedLevel] | None = None
    temperament: Label[Temperament] | None = None
    risks: tuple[Label[RiskId], ...] = ()
    trend: Trend | None = None
    language: str

    @property
    def topic(self) -> TopicId | None:
        """What the turn is about first of all."""
        return self.topics[0].label if self.topics else None

    @property
    def spoken(self) -> Language:
        """Which of our languages answers: Chinese in Chinese, everybody else in English."""
        return "zh" if self.language[:2] == "zh" else "en"

    @property
    def upset(self) -> bool:
        """Whether there is something to make good; a worry before buying is no upset, it wants an answer."""
        worried = self.emotion.label == "anxious" and self.emotion.intensity >= 2
        buying = self.stage is not None and self.stage.label in ("consult", "decide")
        return self.emotion.label in ("angry", "disappointed", "annoyed") or (worried and not buying)

    def risk_names(self) -> frozenset[RiskId]:
        """The risks without their evidence."""
        return frozenset(risk.label for risk in self.risks)
