"""How to measure: percentiles, processes from cold, and a yardstick that tells a slow machine from slow code."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure and what it may be at most (or at least), in the same unit."""

    name: str
    value: float
    limit: float
    unit: str
    at_least: bool = False
    note: str = ""

    @property
    def held(self) -> bool:
        """Whether it is within its limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def median_ms(do: Callable[[], object], times: int) -> float:
    """The median time of a call, in milliseconds."""
    return statistics.median(spent_ms(do, times))


def spent_ms(do: Callable[[], object], times: int) -> list[float]:
    """The time of each of so many calls, in milliseconds, the shortest first."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        do()
        spent.append((time.perf_counter() - started) * 1000)
    return sorted(spent)


def cold_seconds(*arguments: str, home: Path) -> float:
    """The median wall time of a new process, in seconds. The file cache is warm, nothing else is."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(home), "PYTHONDONTWRITEBYTECODE": ""}
    spent = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, check=True)
        spent.append(time.perf_counter() - started)
    return statistics.median(spent)


def yardstick_ms() -> float:
    """The time of a fixed piece of plain Python: figures of two machines compare by their ratio to it."""

    def work() -> int:
        return sum(number * number % 7 for number in range(100_000))

    return median_ms(work, 9)


def report(figures: Sequence[Figure], yardstick: float) -> str:
    """A line a figure: what it is, how much it may be, and its ratio to the yardstick where it is a time."""
    lines = [f"{'':<44}{'measured':>12}  {'limit':>14}{'× yardstick':>14}"]
    for one in figures:
        milliseconds = one.value * (1000 if one.unit == "s" else 1)
        ratio = f"{milliseconds / yardstick:,.2f}" if one.unit in ("s", "ms") else ""
        bound = f"{'≥' if one.at_least else '≤'} {one.limit:g} {one.unit}"
        mark = "" if one.held else "  ← over" if not one.at_least else "  ← under"
        lines.append(f"{one.name:<44}{one.value:>9.3g} {one.unit:<3}{bound:>14}{ratio:>14}{mark}  {one.note}".rstrip())
    return "\n".join(lines)
