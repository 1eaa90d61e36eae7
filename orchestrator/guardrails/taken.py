"""Which stretches of a text a claim has taken already, so that no words are counted twice."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterable


class Taken:
    """Stretches that do not overlap. Finding one takes logarithmic time: a draft may hold thousands of claims."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    @classmethod
    def of(cls, found: Iterable[re.Match[str]]) -> "Taken":
        """What matches that do not overlap have taken."""
        taken = cls()
        taken._spans = [match.span() for match in found]
        return taken

    def overlaps(self, start: int, end: int) -> bool:
        """Whether any of ``[start, end)`` is taken."""
        at = bisect_left(self._spans, (start, start))
        before = at > 0 and self._spans[at - 1][1] > start
        return before or (at < len(self._spans) and self._spans[at][0] < end)

    def take(self, start: int, end: int) -> bool:
        """Take it, if it is free."""
        if self.overlaps(start, end):
            return False
        insort(self._spans, (start, end))
        return True
