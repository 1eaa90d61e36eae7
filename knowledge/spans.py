"""Text that remembers where it came from: clean it, and every character still knows its place in the original."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MappedText:
    """``text`` and, for each of its characters, the span ``[starts[i], ends[i])`` of the original it stands for."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, original: str) -> "MappedText":
        """The original itself: every character stands for itself."""
        return cls(original, range(len(original)), range(1, len(original) + 1))

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that ``[start, end)`` of this text stands for."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def without(self, spans: Iterable[tuple[int, int]], filler: str = "") -> "MappedText":
        """Cut the spans out; ``filler`` (one character or none) stands where something was cut."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for cut_from, cut_to in sorted(spans):
            cut_from = max(cut_from, at)
            if cut_to <= cut_from:
                continue
            pieces.append(self.text[at:cut_from] + filler)
            starts += [*self.starts[at:cut_from], *[self.starts[cut_from]] * len(filler)]
            ends += [*self.ends[at:cut_from], *[self.ends[cut_to - 1]] * len(filler)]
            at = cut_to
        if not pieces:
            return self
        pieces.append(self.text[at:])
        return MappedText("".join(pieces), [*starts, *self.starts[at:]], [*ends, *self.ends[at:]])

    def cut(self, pattern: re.Pattern[str], filler: str = "") -> "MappedText":
        """Cut out whatever matches."""
        return self.without([m.span() for m in pattern.finditer(self.text) if m.end() > m.start()], filler)

    def spelled(self, spell: Callable[[str], str]) -> "MappedText":
        """Re-spell the text; ``spell`` is tried on the whole, and by character where that changes the length.

        ``spell`` may lengthen a character; it deletes none (that is what `cut` is for).
        """
        whole = spell(self.text)
        if len(whole) == len(self.text):
            return MappedText(whole, self.starts, self.ends)
        spelled = [spell(character) for character in self.text]
        return MappedText(
            "".join(spelled),
            [self.starts[i] for i, new in enumerate(spelled) for _ in new],
            [self.ends[i] for i, new in enumerate(spelled) for _ in new],
        )
