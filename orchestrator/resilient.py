"""One layer of retries, and a breaker: a model that keeps failing is left alone for a while.

Waiting is exponential with jitter, or as long as the server asks; never longer than the time the call still has.
"""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

from .model import PASSING, Answer, Ask, ChatModel, ModelError, Pieces, pieces, whole

ATTEMPTS = 3
FIRST_WAIT, LONGEST_WAIT = 0.3, 4.0
FAILURES = 5
"""So many failures in a row open the breaker,"""

REST = 20.0
"""for so many seconds; then one call may try."""


class ResilientModel:
    """A model that is asked again when what failed may have passed."""

    def __init__(self, model: ChatModel, attempts: int = ATTEMPTS) -> None:
        self._model, self._attempts = model, attempts
        self._failures, self._open_until = 0, 0.0

    @property
    def name(self) -> str:
        """The model's own name."""
        return self._model.name

    async def complete(self, ask: Ask) -> Answer:
        """The answer, or the error of the last attempt."""
        return await whole(self._attempts_at(ask, self._whole))

    async def stream(self, ask: Ask) -> Pieces:
        """The answer in pieces; asked again only as long as nothing of it has come."""
        async with aclosing(self._attempts_at(ask, lambda ask: pieces(self._model, ask))) as coming:
            async for piece in coming:
                yield piece

    async def _whole(self, ask: Ask) -> Pieces:
        yield await self._model.complete(ask)

    async def _attempts_at(self, ask: Ask, call: Callable[[Ask], Pieces]) -> Pieces:
        self._may_be_asked()
        deadline = time.monotonic() + ask.seconds
        for attempt in range(1, self._attempts + 1):
            begun = False
            try:
                async with aclosing(call(replace(ask, seconds=max(0.0, deadline - time.monotonic())))) as coming:
                    async for piece in coming:
                        begun = True
                        if isinstance(piece, Answer):
                            self._failures = 0
                        yield piece
            except ModelError as error:
                wait = _wait(attempt, error)
                last = attempt == self._attempts or wait >= deadline - time.monotonic()
                if begun or last or error.cause not in PASSING:
                    self._count(error)
                    raise
                await asyncio.sleep(wait)
            else:
                return

    def _may_be_asked(self) -> None:
        if self._failures < FAILURES:
            return
        if time.monotonic() < self._open_until:
            raise ModelError("breaker_open", f"{self.name} failed {self._failures} times in a row; it rests")
        self._open_until = time.monotonic() + REST  # this call tries; those beside it do not

    def _count(self, error: ModelError) -> None:
        """Failures of the server count; a request that it rightly refuses does not."""
        if error.cause in PASSING or error.cause in ("not_allowed", "no_such_model"):
            self._failures += 1
            self._open_until = time.monotonic() + REST


def _wait(attempt: int, error: ModelError) -> float:
    if error.retry_after is not None:
        return error.retry_after
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (attempt - 1)) * random.uniform(0.5, 1.0)
