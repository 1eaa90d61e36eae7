"""The trace of one reply: its steps with their times, and the seed that fixes its variety."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .conversation import Request
from .outcome import Step

Note = Callable[[str], None]


class Trace:
    """Collects steps while a reply is made. The seed follows from what was asked: the same request, the same reply.

    What was left out does not count, so a field that a later version adds changes no reply.
    """

    def __init__(self, request: Request) -> None:
        asked = request.model_dump_json(exclude={"id", "now", "seed"}, exclude_defaults=True).encode()
        self.digest = hashlib.sha256(asked).hexdigest()
        self.seed = request.seed if request.seed is not None else int(self.digest[:8], 16)
        self._started = time.perf_counter()
        self._steps: list[Step] = []

    @contextmanager
    def step(self, name: str) -> Iterator[Note]:
        """Time a step; what is noted inside becomes its detail."""
        notes: list[str] = []
        started = time.perf_counter()
        yield notes.append
        self._steps.append(Step(name=name, detail="; ".join(notes), seconds=_rounded(started)))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps so far."""
        return tuple(self._steps)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return _rounded(self._started)


def _rounded(started: float) -> float:
    return round(time.perf_counter() - started, 6)
