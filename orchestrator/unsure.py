"""What the local reading is unsure of, and what a model's answer settles of it. Nothing that was sure is overruled."""

from collections.abc import Mapping
from typing import Any

from huashu.knowledge.taxonomy import EMOTIONS, NEEDS, STAGES, EmotionId, NeedId, Stage

from .reading import Emotion, Label, Reading

SURE = 0.6
"""From this confidence on the local reading stands."""

SETTLED = 0.5
"""How sure a model's word is taken to be: nobody has calibrated it."""

Names = Mapping[str, Mapping[str, Mapping[str, str]]]


def unsure_of(reading: Reading) -> tuple[str, ...]:
    """The fields that a model may settle: stage, emotion, needs."""
    open_fields = []
    if reading.stage is None or reading.stage.confidence < SURE:
        open_fields.append("stage")
    if reading.emotion.confidence < SURE:
        open_fields.append("emotion")
    if not reading.needs or reading.needs[0].confidence < SURE:
        open_fields.append("needs")
    return tuple(open_fields)


def settled(reading: Reading, said: Mapping[str, Any], names: Names) -> tuple[Reading, tuple[str, ...]]:
    """The reading with what the model says of the open fields, and which fields came from it."""
    update: dict[str, Any] = {}
    open_fields = unsure_of(reading)
    if "stage" in open_fields and (stage := _id(said.get("stage"), STAGES, names["stage"])):
        update["stage"] = Label[Stage](label=stage, confidence=SETTLED)
    if "emotion" in open_fields and (emotion := _id(said.get("emotion"), EMOTIONS, names["emotion"])):
        update["emotion"] = _emotion(emotion, said.get("intensity"))
    if "needs" in open_fields and (needs := _needs(said.get("needs"), names)):
        update["needs"] = needs
    return reading.model_copy(update=update), tuple(update)


def _emotion(label: EmotionId, intensity: Any) -> Emotion:
    level = intensity if isinstance(intensity, int) and 0 <= intensity <= 3 else 1
    return Emotion(label=label, intensity=0 if label == "neutral" else max(1, level), confidence=SETTLED)


def _needs(value: Any, names: Names) -> tuple[Label[NeedId], ...]:
    said = value if isinstance(value, list) else [value]
    found = [need for one in said if (need := _id(one, NEEDS, names["need"]))]
    return tuple(Label[NeedId](label=need, confidence=SETTLED) for need in dict.fromkeys(found))[:3]


def _id(value: Any, known: tuple[Any, ...], names: Mapping[str, Mapping[str, str]]) -> Any:
    """The id that a model means: the id itself, or its name in either language."""
    if not isinstance(value, str):
        return None
    said = value.strip().casefold()
    for label in known:
        if said in (label, *(name.casefold() for name in names[label].values())):
            return label
    return None
