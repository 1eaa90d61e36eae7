"""The texts that show what a rule is: those it must object to, and near-misses that it must let pass."""

from collections.abc import Mapping
from typing import Any

from huashu.knowledge.yaml_files import read_yaml

from ..record import Record
from .rules import FOLDER


class Example(Record):
    """A text with what it needs to be judged: names of facts, earlier messages, market, channel, time."""

    text: str
    facts: tuple[str, ...] = ()
    messages: tuple[Mapping[str, Any], ...] = ()
    market: str = "CN"
    channel: str = "chat"
    now: str | None = None


def examples_of(rule: str) -> dict[str, tuple[Example, ...]]:
    """The examples of a rule: ``fires`` and ``passes``; empty for a rule without a file of its own."""
    path = FOLDER / f"{rule}.examples.yaml"
    if not path.exists():
        return {"fires": (), "passes": ()}
    data = read_yaml(path)
    return {kind: tuple(Example.model_validate(one) for one in data[kind]) for kind in ("fires", "passes")}
