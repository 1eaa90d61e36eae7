"""How the files of the analyses are read, and how their lines are filled with the shop's own facts."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter

from huashu.knowledge.errors import DataFileError
from huashu.knowledge.taxonomy import Language

from ..errors import InputError, parse
from ..facts import Allowance, Fact, Policy
from ..grounding import END_MARKS
from ..validity import FactSheet

T = TypeVar("T")
Both = Mapping[Language, str]
FactName = Literal[
    "proof", "product", "price", "promotion", "stock", "order", "returns", "exchange", "warranty", "shipping",
    "price_protection", "invoice", "privacy", "service_hours", "other",
]  # fmt: skip
"""What a line can take from the facts: a kind, or of policies the topic."""

FULL_STOP = {"zh": "。", "en": "."}
SLOT = re.compile(r"\{(?P<name>\w+)\}(?P<closing>(?=[，。；：、！？,.;:!?）)」”]))?")


def overlaid(adapter: TypeAdapter[T], files: Sequence[tuple[Path, Mapping[str, Any]]]) -> T:
    """The files one over the other, entry by entry, as a record; `DataFileError` names the last file and the key."""
    laid: dict[str, Any] = {}
    for _, data in files:
        laid = {**laid, **{key: _over(laid.get(key), value) for key, value in data.items()}}
    try:
        return parse(adapter, laid)
    except InputError as error:
        raise DataFileError(files[-1][0], error.field, error.message) from error


def _over(ours: Any, given: Any) -> Any:
    if isinstance(ours, dict) and isinstance(given, dict):
        return ours | given
    if isinstance(ours, list) and isinstance(given, list):
        return ours + given
    return given


def slots_of(text: str) -> list[str]:
    """The slots of a line."""
    return [field for _, field, _, _ in Formatter().parse(text) if field]


def by_name(sheet: FactSheet) -> dict[str, Fact]:
    """The facts that hold, by the names that lines know; of several the first. What an agent may give is never said."""
    named: dict[str, Fact] = {}
    for fact in sheet.facts:
        if not isinstance(fact, Allowance):
            named.setdefault(fact.topic if isinstance(fact, Policy) else fact.kind, fact)
    return named


def filled(text: str, names: Mapping[str, str], facts: Mapping[str, Fact], language: Language) -> str:
    """A line with its slots filled: a name as it is, a fact as a sentence, closed unless a mark follows."""

    def said(slot: re.Match[str]) -> str:
        if slot["name"] in names:
            return names[slot["name"]]
        sentence = facts[slot["name"]].text.strip().rstrip(END_MARKS)
        return sentence if slot["closing"] is not None else sentence + FULL_STOP[language]

    return SLOT.sub(said, text)
