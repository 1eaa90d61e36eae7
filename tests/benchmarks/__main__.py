"""Run the benchmarks, all or those that are named: starting, answering, drafting, searching, segmenting."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from .answering import answering
from .drafting import drafting
from .measuring import Figure, report, yardstick_ms
from .searching import searching
from .segmenting import segmenting
from .starting import starting

BENCHMARKS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "starting": starting,
    "answering": answering,
    "drafting": drafting,
    "searching": searching,
    "segmenting": segmenting,
}


def main(names: list[str]) -> int:
    """Exit code 1 when a figure is beyond its limit."""
    yardstick = yardstick_ms()
    print(f"yardstick: {yardstick:.2f} ms of plain Python")
    figures = []
    with tempfile.TemporaryDirectory() as home:
        for name in names or BENCHMARKS:
            for figure in BENCHMARKS[name](Path(home)):
                figures.append(figure)
                print(f"  {figure.name}", file=sys.stderr, flush=True)
    print(report(figures, yardstick))
    return 0 if all(figure.held for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
