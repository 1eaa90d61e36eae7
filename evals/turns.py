"""Labelled customer turns: what a support lead reads in them, to measure the reader with (cases/readings/*.yaml).

One file an industry, so that a reader can be measured on an industry it has never seen. Each file was written and
labelled by one person who had not seen the reader.
"""

from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, TypeAdapter

from huashu.knowledge.taxonomy import (
    DecisionMode,
    EmotionId,
    NeedId,
    NeedLevel,
    RiskId,
    Stage,
    StrategyId,
    Temperament,
    ValueId,
)
from huashu.orchestrator import Message
from huashu.orchestrator.record import Line, Record

from .data_files import read_file, refuse_twins

FOLDER = Path(str(files(__package__).joinpath("cases", "readings")))
ROLES = {"c": "customer", "a": "agent"}


def _message(told: object) -> object:
    """What the customer said is told as "c: 你好", what the agent said as "a: 您好"."""
    role, _, text = str(told).partition(":")
    return {"role": ROLES.get(role.strip(), role), "text": text.strip()}


Told = Annotated[Message, BeforeValidator(_message)]


class LabelledTurn(Record):
    """A customer's turn and what it shows. ``needs`` come strongest first; ``strategies`` are all that a lead accepts.

    What the words do not show is left out. ``before`` holds the earlier turns; ``why`` says what is not obvious.
    """

    id: Line
    text: Annotated[str, Field(min_length=1)]
    before: tuple[Told, ...] = ()
    stage: Stage
    emotion: EmotionId
    intensity: Annotated[int, Field(ge=0, le=3)]
    needs: Annotated[tuple[NeedId, ...], Field(min_length=1, max_length=3)]
    mode: DecisionMode | None = None
    values: tuple[ValueId, ...] = ()
    level: NeedLevel | None = None
    temperament: Temperament | None = None
    risks: tuple[RiskId, ...] = ()
    strategies: Annotated[tuple[StrategyId, ...], Field(min_length=1)]
    why: str | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """The conversation up to and with the turn."""
        return (*self.before, Message(role="customer", text=self.text))


class TurnFile(Record):
    """The turns of an industry."""

    industry: Line
    turns: tuple[LabelledTurn, ...]


def read_turns(folder: Path = FOLDER) -> dict[str, tuple[LabelledTurn, ...]]:
    """The labelled turns of a folder by industry; `DataFileError` says which file and turn is wrong."""
    read = [read_file(path, _FILE) for path in sorted(folder.glob("*.yaml"))]
    refuse_twins(folder, (turn.id for file in read for turn in file.turns), "turns")
    return {file.industry: file.turns for file in read}


_FILE = TypeAdapter(TurnFile)
