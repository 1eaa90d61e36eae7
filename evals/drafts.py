"""Labelled drafts: texts that somebody judged by hand, to measure the guardrails with (cases/guardrails/*.yaml).

They were written apart from the rules and from the rules' own examples, by people who had not seen the rules' words.
"""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, TypeAdapter

from huashu.knowledge.errors import DataFileError
from huashu.knowledge.taxonomy import Channel, Market
from huashu.orchestrator import Message
from huashu.orchestrator.facts import Fact
from huashu.orchestrator.record import Draft, Line, Moment, Record

from .data_files import read_file, refuse_twins

FOLDER = Path(str(files(__package__).joinpath("cases", "guardrails")))
NOW = "2026-11-22T15:00:00+08:00"


def _listed(words: Any) -> Any:
    return [words] if isinstance(words, str) else words


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""The words a rule has to object to: one place or several."""


class LabelledDraft(Record):
    """A draft and what is wrong with it: ``finds`` by rule, nothing for a clean one.

    ``may`` names rules that two honest experts could dispute here; ``hard`` says why a clean draft looks guilty.
    """

    id: Line
    text: Draft
    facts: tuple[Line, ...] = ()
    messages: tuple[Message, ...] = ()
    now: Moment = Field(default=NOW, validate_default=True)
    market: Market = "CN"
    channel: Channel = "chat"
    finds: Mapping[str, Words] = {}
    may: tuple[Line, ...] = ()
    hard: str | None = None
    why: str | None = None

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.finds


class DraftFile(Record):
    """A file of drafts and the facts they name."""

    facts: Mapping[str, Fact] = {}
    drafts: tuple[LabelledDraft, ...]


class KnownDraft(Record):
    """A labelled draft with the facts it may rest on."""

    draft: LabelledDraft
    facts: tuple[Fact, ...]


def read_drafts(folder: Path = FOLDER) -> tuple[KnownDraft, ...]:
    """The labelled drafts of a folder; `DataFileError` says which file and draft is wrong."""
    drafts = [one for path in sorted(folder.glob("*.yaml")) for one in _read(path)]
    refuse_twins(folder, (one.draft.id for one in drafts), "drafts")
    return tuple(drafts)


def _read(path: Path) -> list[KnownDraft]:
    file = read_file(path, _FILE)
    return [_known(path, file, draft) for draft in file.drafts]


def _known(path: Path, file: DraftFile, draft: LabelledDraft) -> KnownDraft:
    for name in draft.facts:
        DataFileError.unless_known(path, name, tuple(file.facts))
    for rule, places in draft.finds.items():
        if missing := [words for words in places if words not in draft.text]:
            raise DataFileError(path, f"{draft.id}.{rule}", f"'{missing[0]}' does not stand in the text")
    return KnownDraft(draft=draft, facts=tuple(file.facts[name] for name in draft.facts))


_FILE = TypeAdapter(DraftFile)
