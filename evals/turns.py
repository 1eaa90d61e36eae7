"""Labelled customer turns: what a support lead reads in them.

Those of the playbook (``playbook/turns``) teach the reader, a shop adds its own; those of ``cases/readings`` are kept
apart, to measure it. One file an industry, so that a reader can be measured on an industry it has never seen. Each was
written and labelled by one person who had not seen the reader.
"""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, TypeAdapter

from huashu.knowledge.playbook import TURNS, Playbook
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

from .data_files import fingerprint_of, read_file, refuse_twins

APART = Path(str(files(__package__).joinpath("cases", "readings")))
ROLES = {"c": "customer", "a": "agent"}


def _message(told: object) -> object:
    """What the customer said is told as "c: 你好", what the agent said as "a: 您好"."""
    role, _, text = str(told).partition(":")
    return {"role": ROLES.get(role.strip(), role), "text": text.strip()}


Told = Annotated[Message, BeforeValidator(_message)]


class LabelledTurn(Record):
    """A customer's turn and what it shows. ``needs`` come strongest first; ``strategies`` are all that a lead accepts.

    What the words do not show is left out; a turn that wants nothing has no needs. ``before`` holds the earlier turns;
    ``why`` says what is not obvious.
    """

    id: Line
    text: Annotated[str, Field(min_length=1)]
    before: tuple[Told, ...] = ()
    stage: Stage
    emotion: EmotionId
    intensity: Annotated[int, Field(ge=0, le=3)]
    needs: Annotated[tuple[NeedId, ...], Field(max_length=3)]
    mode: DecisionMode | None = None
    values: tuple[ValueId, ...] = ()
    level: NeedLevel | None = None
    temperament: Temperament | None = None
    risks: tuple[RiskId, ...] = ()
    strategies: tuple[StrategyId, ...] = ()
    why: str | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """The conversation up to and with the turn."""
        return (*self.before, Message(role="customer", text=self.text))


class TurnFile(Record):
    """The turns of an industry."""

    industry: Line
    turns: tuple[LabelledTurn, ...]


def read_turns(folder: Path, *more: Path) -> dict[str, tuple[LabelledTurn, ...]]:
    """The labelled turns of some folders by industry; `DataFileError` says which file and turn is wrong."""
    turns: dict[str, tuple[LabelledTurn, ...]] = {}
    for path in _files((folder, *more)):
        file: TurnFile = read_file(path, _FILE)
        turns[file.industry] = turns.get(file.industry, ()) + file.turns
    refuse_twins((folder, *more)[-1], (turn.id for some in turns.values() for turn in some), "turns")
    return turns


def taught_turns(playbook: Playbook) -> dict[str, tuple[LabelledTurn, ...]]:
    """What the reader of a playbook is taught: the shipped turns and the shop's own."""
    return read_turns(*(folder / TURNS for folder in playbook.folders))


def fingerprint(playbook: Playbook) -> str:
    """The sha256 of everything the reader is taught, to know whether its heads are up to date."""
    return fingerprint_of(_files([folder / TURNS for folder in playbook.folders]))


def _files(folders: Sequence[Path]) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.glob("*.yaml"))]


_FILE = TypeAdapter(TurnFile)
