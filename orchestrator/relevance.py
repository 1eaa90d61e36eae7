"""Which facts a customer's words are about: by meaning, by shared words, and by the aspect that is asked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from huashu.knowledge.cues import CueGroup
from huashu.knowledge.embed import Embedder
from huashu.knowledge.lexical import tokens

from .facts import Fact
from .guardrails.normalize import normalize

if TYPE_CHECKING:
    from numpy.typing import NDArray

ANSWERS = 0.34
"""From this likeness on a fact answers the question; measured on pairs of shop questions and product facts."""

RELATED = 0.18
SHARED_WORD = 0.12
SHARED_WORDS_AT_MOST = 2
SAME_ASPECT = 0.25
OTHER_ASPECT = 0.2


class Relevance:
    """How near each of a turn's facts is to what the customer said."""

    def __init__(self, facts: Sequence[Fact], words: str, aspects: Sequence[CueGroup], embedder: Embedder) -> None:
        self._likeness: dict[str, float] = {}
        self._answers: dict[str, float] = {}
        if not facts:
            return
        vectors = embedder.encode([words, *(fact.text for fact in facts)])
        meaning: NDArray = vectors[1:] @ vectors[0]  # type: ignore[type-arg]
        asked = _aspects(aspects, words, "ask")
        said = {word for word in tokens(words) if len(word) > 1}
        for at, fact in enumerate(facts):
            shared = min(SHARED_WORDS_AT_MOST, len(said & set(tokens(fact.text))))
            told = _aspects(aspects, fact.text, "tell")
            self._likeness[fact.id] = float(meaning[at]) + SHARED_WORD * shared
            self._answers[fact.id] = self._likeness[fact.id] + _aspect_weight(asked, told)

    def of(self, fact: Fact) -> float:
        """How well it answers: from about 0 (nothing to do with it) to 1 and more (the same words)."""
        return self._answers[fact.id]

    def answers(self, fact: Fact) -> bool:
        """Whether the fact answers what was asked."""
        return self.of(fact) >= ANSWERS

    def relates(self, fact: Fact) -> bool:
        """Whether it is at least about the same thing, if on another aspect of it."""
        return self._likeness[fact.id] >= RELATED

    def nearest(self, facts: Sequence[Fact]) -> list[Fact]:
        """The facts, the nearest first."""
        return sorted(facts, key=lambda fact: -self.of(fact))


def _aspects(groups: Sequence[CueGroup], text: str, side: str) -> set[str]:
    plain = normalize(text).text
    return {group.label for group in groups if group.strength == side and group.pattern.search(plain)}


def _aspect_weight(asked: set[str], told: set[str]) -> float:
    """A fact on the aspect that is asked gains; one on other aspects only loses."""
    if not asked or not told:
        return 0.0
    return SAME_ASPECT if asked & told else -OTHER_ASPECT
