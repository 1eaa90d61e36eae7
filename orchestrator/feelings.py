"""Feelings: which one a turn shows and how strongly, and whether they rise from turn to turn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from huashu.knowledge.cues import CueGroup
from huashu.knowledge.taxonomy import EmotionId

from .evidence import stretches
from .guardrails.normalize import Normalized
from .reading import Trend

CLEAR = 2
"""From this intensity on the first move is empathy (S3: first the feeling, then the matter)."""

SURE = {3: 0.9, 2: 0.75, 1: 0.55}
ORDER: tuple[EmotionId, ...] = ("angry", "disappointed", "annoyed", "anxious", "pleased")
UPSET: frozenset[EmotionId] = frozenset({"angry", "disappointed", "annoyed", "anxious"})
SHOUTING = re.compile(r"[!！]{2,}|[?？]{2,}|[!！][?？]|[?？][!！]|(.)\1{3,}")
MARKS = re.compile(r"[!！?？]{3,}|[!！][?？]|[?？][!！]")
CAPITALS = re.compile(r"(?:\b[A-Z]{3,}\b\W+){2,}")
AGAIN = re.compile(r"(?:又|再一次|第[二三四五六2-6]次|一直|还是没|到现在(?:还|都)|again|still|third time|second time)")

DENIED = re.compile(r"(?:不(?:是|太|怎么|用|必)?|不是[要想来]|没有?|别|not |n't |no |never |not going to )$")


@dataclass(frozen=True, slots=True)
class Feeling:
    """A feeling with its intensity (0-3), how sure we are, and the words that show it."""

    label: EmotionId = "neutral"
    intensity: int = 0
    confidence: float = 0.7
    evidence: tuple[str, ...] = ()

    @property
    def upset(self) -> bool:
        """Whether the customer needs to be met before the matter is."""
        return self.label in UPSET

    @property
    def mood(self) -> int:
        """From -3 (strongly upset) to 3 (delighted)."""
        return -self.intensity if self.upset else self.intensity


def feeling_of(text: Normalized, cues: Sequence[CueGroup]) -> Feeling:
    """The strongest feeling that the words show. Marks and repetition raise one that is there; they make none."""
    found: dict[EmotionId, list[tuple[int, str]]] = {}
    for group in cues:
        for match in group.matches(text.text):
            if not DENIED.search(text.text, 0, match.start()):
                found.setdefault(group.label, []).append((int(group.strength), text.words(*match.span()).strip()))  # type: ignore[arg-type]
    if not found:
        return _wordless(text.text)
    label = min(found, key=lambda name: (-max(level for level, _ in found[name]), ORDER.index(name)))
    if label == "pleased" and len(found) > 1:
        label = min(set(found) - {"pleased"}, key=ORDER.index)
    return _with_intensity(label, found[label], text)


def _with_intensity(label: EmotionId, words: list[tuple[int, str]], text: Normalized) -> Feeling:
    level = max(level for level, _ in words)
    distinct = {word for _, word in words}
    raised = label in UPSET and (
        _shouts(text.text) or len(distinct) >= 4 or (level < CLEAR and bool(AGAIN.search(text.text)))
    )
    against = 1.0
    for one, _ in words:
        against *= 1 - SURE[one]
    return Feeling(label, min(3, level + raised), round(min(0.97, 1 - against), 2), stretches(distinct, text.original))


def _wordless(text: str) -> Feeling:
    """No word of feeling; marks alone show impatience."""
    marks = MARKS.search(text)
    if marks:
        return Feeling("annoyed", 1, 0.5, (marks[0],))
    return Feeling()


def _shouts(text: str) -> bool:
    return bool(SHOUTING.search(text) or CAPITALS.search(text))


def trend_of(feelings: Sequence[Feeling]) -> Trend | None:
    """Whether the upset rises or falls against the turn before; ``None`` for a first turn."""
    if len(feelings) < 2:
        return None
    change = feelings[-1].mood - feelings[-2].mood
    return "steady" if change == 0 else "falling" if change > 0 else "rising"
