"""A model that says what it was told to say: the public double of `ChatModel`, for tests and for trying prompts."""

import asyncio
from collections.abc import Callable, Sequence

from .model import Answer, Ask, ModelError, Pieces, Tokens

Script = str | Answer | ModelError | Callable[[Ask], "str | Answer"]


class ScriptedModel:
    """Answers in the order of its script, the last one again and again; ``asked`` keeps what it was asked.

    A string is an answer, a `ModelError` is raised, a function is called with the `Ask`. ``seconds`` is how long each
    answer takes; one that takes longer than the ask allows is a time-out, as with a real model. Streamed, an answer
    comes ``piece`` characters at a time, each ``pace`` seconds after the one before.
    """

    def __init__(
        self, *script: Script, name: str = "scripted", seconds: float = 0.0, piece: int = 3, pace: float = 0.0
    ) -> None:
        self._script: Sequence[Script] = script or ("",)
        self._name, self._seconds, self._piece, self._pace = name, seconds, piece, pace
        self.asked: list[Ask] = []

    @property
    def name(self) -> str:
        """What it is called in traces."""
        return self._name

    async def complete(self, ask: Ask) -> Answer:
        """The next line of the script."""
        line = self._script[min(len(self.asked), len(self._script) - 1)]
        self.asked.append(ask)
        if self._seconds > ask.seconds:
            await asyncio.sleep(ask.seconds)
            raise ModelError("timeout", f"no answer within {ask.seconds:.1f} s")
        if self._seconds:
            await asyncio.sleep(self._seconds)
        if isinstance(line, ModelError):
            raise line
        said = line(ask) if callable(line) else line
        if isinstance(said, Answer):
            return said
        return Answer(said, tokens=Tokens(len(ask.system + ask.user) // 2, len(said) // 2), model=self._name)

    async def stream(self, ask: Ask) -> Pieces:
        """The next line of the script, piece by piece."""
        answer = await self.complete(ask)
        for at in range(0, len(answer.text), self._piece):
            await asyncio.sleep(self._pace)
            yield answer.text[at : at + self._piece]
        yield answer
