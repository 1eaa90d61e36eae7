"""The words that speak for a label, and how strongly they do.

A label's confidence is the noisy-or of its cues, 1 - Π(1 - weight) (Pearl 1988, Probabilistic Reasoning, 4.3.2).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

SHOWN = 3


@dataclass(slots=True)
class Weight:
    """What speaks for a label so far; ``against`` is the chance that none of it is right."""

    against: float = 1.0
    evidence: list[str] = field(default_factory=list)

    def add(self, weight: float, evidence: str | None = None) -> None:
        """One more piece of evidence; the same words count once."""
        if evidence is not None and evidence in self.evidence:
            return
        self.against *= 1 - weight
        if evidence is not None:
            self.evidence.append(evidence)

    @property
    def confidence(self) -> float:
        """The noisy-or of all that was added, never quite 1."""
        return round(min(1 - self.against, 0.99), 2)


def stretches(words: Iterable[str], turn: str) -> tuple[str, ...]:
    """The words as they stand in the turn, overlapping ones as one stretch; the longest three, longest first."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((at, at + len(word)) for word in words if (at := turn.find(word)) >= 0):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(sorted((turn[start:end] for start, end in merged), key=len, reverse=True)[:SHOWN])
