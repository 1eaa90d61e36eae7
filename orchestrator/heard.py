"""What models answer, noted while somebody listens: the raw material of a recording."""

from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from contextvars import ContextVar
from typing import Literal

from .model import Answer, Ask, Cause, ChatModel, Finish, ModelError, Pieces, Tokens, pieces
from .record import Record
from .scripted_model import Script

Role = Literal["first", "second", "judge"]
FIRST: Role = "first"
SECOND: Role = "second"
ROLES: tuple[Role, ...] = (FIRST, SECOND, "judge")


class Said(Record):
    """What a model gave to one call: its answer, or the cause of its failure with the message."""

    role: Role
    model: str
    text: str = ""
    finish: Finish = "stop"
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cause: Cause | None = None

    def again(self) -> Script:
        """The same from a scripted model."""
        if self.cause:
            return ModelError(self.cause, self.text)
        tokens = Tokens(self.input_tokens, self.output_tokens, self.cached_tokens)
        return Answer(self.text, self.finish, tokens, self.model)


_listening: ContextVar[list[Said] | None] = ContextVar("listening", default=None)


class Heard:
    """A model whose answers are noted while somebody records."""

    def __init__(self, model: ChatModel, role: Role) -> None:
        self._model, self._role = model, role

    @property
    def name(self) -> str:
        """The model's own name."""
        return self._model.name

    async def complete(self, ask: Ask) -> Answer:
        """The model's answer."""
        with self._noting() as note:
            answer = await self._model.complete(ask)
            note(answer)
        return answer

    async def stream(self, ask: Ask) -> Pieces:
        """The model's answer in its pieces."""
        with self._noting() as note:
            async with aclosing(pieces(self._model, ask)) as coming:
                async for piece in coming:
                    if isinstance(piece, Answer):
                        note(piece)
                    yield piece

    @contextmanager
    def _noting(self) -> Iterator[Callable[[Answer], None]]:
        said = _listening.get()
        heard: list[Said] = said if said is not None else []
        try:
            yield lambda answer: heard.append(_said(self._role, answer, self._model.name))
        except ModelError as error:
            heard.append(Said(role=self._role, model=self._model.name, text=error.message, cause=error.cause))
            raise


def _said(role: Role, answer: Answer, name: str) -> Said:
    tokens = answer.tokens
    return Said(
        role=role, model=answer.model or name, text=answer.text, finish=answer.finish, input_tokens=tokens.input,
        output_tokens=tokens.output, cached_tokens=tokens.cached,
    )  # fmt: skip


@contextmanager
def listening() -> Iterator[list[Said]]:
    """What models answer inside, in their order."""
    said: list[Said] = []
    token = _listening.set(said)
    try:
        yield said
    finally:
        _listening.reset(token)
