"""What is known of behaviours, situations and what goes on in people: ``causes.yaml`` of the playbook."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, TypeAdapter, model_validator

from huashu.knowledge.cues import GAP, LATIN_GAP, pattern_of
from huashu.knowledge.playbook import Playbook
from huashu.knowledge.taxonomy import EMOTIONS, NEEDS, NeedId, StrategyId, ValueId

from ..data_files import Both, Phrases, overlaid, slots_of
from ..record import Record
from .filling import FactName

Share = Annotated[float, Field(gt=0, le=1)]
SignKind = Literal["behaviour", "scene", "need", "emotion", "value"]


PLAIN_GAP = r"(?:(?!没|未|并非)[^。！？!?\n]){0,8}?"
PLAIN_LATIN_GAP = r"(?:(?!n't|\b(?:not|never)\b)[^.!?。！？\n]){0,40}?"
"""Between two words of something that was done nothing may deny it."""


class Worded(Record):
    """Something with a name that words give away."""

    zh: str
    en: str
    words: Phrases = ""

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """Its words as one pattern; ``None`` where there are none."""
        if not self.words:
            return None
        return re.compile(pattern_of(self.words).pattern.replace(GAP, PLAIN_GAP).replace(LATIN_GAP, PLAIN_LATIN_GAP))


class Behaviour(Worded):
    """Something customers do, and the needs that may stand behind it.

    ``seen_in`` names what shows it besides words: an alert or a relationship of the customer's orders, or
    ``same_topic``, a matter that comes up in two turns.
    """

    shows: Mapping[NeedId, Share]
    seen_in: tuple[str, ...] = ()


class Scene(Worded):
    """A situation: what it does to people, and what we change in it."""

    does: Both
    mend: Both


class Remedy(Record):
    """What to do about a cause; ``say`` may be said once facts of the kinds in ``given`` are at hand."""

    strategy: StrategyId
    do: Both
    get: Both
    given: tuple[FactName, ...] = ()
    say: Both

    @model_validator(mode="after")
    def _slots_are_given(self) -> "Remedy":
        if unknown := {slot for text in self.say.values() for slot in slots_of(text)} - set(self.given):
            raise ValueError(f"say has the slot {{{min(unknown)}}}, which given does not list")
        return self


class Theory(Record):
    """Something that goes on in people: what speaks for it, where it works, what speaks against, what to ask."""

    zh: str
    en: str
    card: str
    says: Both
    signs: Mapping[str, Share]
    scenes: tuple[str, ...]
    against: Both
    ask: Both
    also: tuple[str, ...]
    remedies: tuple[Remedy, ...] = Field(min_length=1)


class Causes(Record):
    """All of it; every id that is named exists."""

    behaviour: Mapping[str, Behaviour]
    scene: Mapping[str, Scene]
    theory: Mapping[str, Theory]

    @model_validator(mode="after")
    def _ids_exist(self) -> "Causes":
        known: dict[str, Any] = {"behaviour": self.behaviour, "scene": self.scene, "need": NEEDS, "emotion": EMOTIONS}
        known["value"] = get_args(ValueId)
        for name, theory in self.theory.items():
            named = [*theory.signs, *(f"scene.{scene}" for scene in theory.scenes)]
            wrong = [sign for sign in named if sign.partition(".")[2] not in known.get(sign.partition(".")[0], ())]
            wrong += [other for other in theory.also if other not in self.theory or other == name]
            if wrong:
                raise ValueError(f"theory {name}: there is no '{wrong[0]}'")
        return self

    def worded(self) -> Iterator[tuple[SignKind, str, Worded]]:
        """Everything that words give away."""
        yield from (("behaviour", label, entry) for label, entry in self.behaviour.items())
        yield from (("scene", label, entry) for label, entry in self.scene.items())


@lru_cache(maxsize=8)
def causes_of(playbook: Playbook) -> Causes:
    """The shipped causes with the shop's over them; `DataFileError` names the file and the key that is wrong."""
    return overlaid(TypeAdapter(Causes), playbook.laid("causes.yaml"))
