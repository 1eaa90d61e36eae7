"""Script lines: what one would say for a move, by situation and tone, with slots that only facts fill.

``playbook/scripts/<language>/*.yaml``, one list a move::

    report_status:
      - when: {topic: [delivery_late]}     # everything that must hold; leave out what does not matter
        given: [order]                     # facts that must be there beyond those of the slots
        does: 联系快递核实派送进度           # what whoever sends this has to do afterwards
        warm: |                            # one line a variant; warm, professional, concise, or any
          我查到您这单{order.text}。
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from .errors import DataFileError
from .taxonomy import (
    EMOTIONS,
    NEEDS,
    RISKS,
    STAGES,
    TONES,
    TOPICS,
    Channel,
    DecisionMode,
    Organization,
    Relationship,
    StrategyId,
    Tier,
    Tone,
    ValueId,
)
from .yaml_files import read_yaml

SLOT = re.compile(r"\{([a-z_.0-9]+)\}")
POLICIES = (
    "returns",
    "exchange",
    "warranty",
    "shipping",
    "price_protection",
    "invoice",
    "privacy",
    "service_hours",
    "other",
)
GROUNDS = (
    "order",
    "product",
    "second_product",
    "other_product",
    "price",
    "promotion",
    "stock",
    "proof",
    "allowance",
    "answer",
    "related",
    *POLICIES,
)
SLOTS: frozenset[str] = frozenset(
    ["topic", "brand", "order.text", "order.order_no", "order.eta", "product.text", "second_product.text"]
    + ["other_product.text", "price.text"]
    + ["price.amount", "promotion.text", "promotion.ends", "promotion.amount", "promotion.threshold", "stock.text"]
    + ["stock.left", "proof.text", "proof.source", "answer.text", "answer.second", "related.text"]
    + [f"{policy}.{part}" for policy in POLICIES for part in ("text", "days", "hours")]
)
CONDITIONS: dict[str, tuple[str, ...]] = {
    "topic": TOPICS,
    "emotion": EMOTIONS,
    "intensity": ("0", "1", "2", "3"),
    "need": NEEDS,
    "risk": RISKS,
    "stage": STAGES,
    "value": get_args(ValueId),
    "relationship": get_args(Relationship),
    "tier": get_args(Tier),
    "organization": get_args(Organization),
    "channel": get_args(Channel),
    "strategy": get_args(StrategyId),
    "decision_mode": get_args(DecisionMode),
    "trend": ("rising", "steady", "falling"),
    "category": ("general", "cosmetics", "food", "health_food", "medical", "finance", "education"),
    "order": ("delivered", "overdue", "expected", "undated"),
    "stock": ("none", "some"),
    "upset": ("yes", "no"),
    "turn": ("first", "later"),
    "asked": ("first", "again"),
    "round": ("1", "2", "3", "4"),
    "answered": ("yes", "no", "none"),
    "understood": ("yes", "no"),
    "products": ("one", "several"),
    "directness": ("direct", "indirect"),
    "buffer": ("yes", "no"),
    "ask": ("order_no", "photo", "measurements", "use", "model", "nothing"),
}
KEYS = {"when", "given", "missing", "does", "any", *TONES}


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One thing to say. ``when`` maps a condition to the values it allows; ``source`` names the file and the line."""

    move: str
    language: str
    tone: Tone | None
    text: str
    slots: tuple[str, ...]
    when: Mapping[str, tuple[str, ...]]
    given: tuple[str, ...]
    missing: tuple[str, ...]
    does: str
    source: str


def read_scripts(folders: list[Path], moves: frozenset[str]) -> list[ScriptLine]:
    """The lines of one language, from the shipped folder and a shop's; what is there is added to ours."""
    lines: list[ScriptLine] = []
    for number, folder in enumerate(folders):
        for path in sorted(folder.glob("*.yaml")):
            name = f"{place_of(number)}/scripts/{folder.name}/{path.name}"
            lines += _lines(path, name, moves)
    return lines


def place_of(number: int) -> str:
    """What the documents of a playbook folder are called by: 0 is the shipped one, the others a shop's own."""
    return "playbook" if number == 0 else "own-playbook" if number == 1 else f"own-playbook-{number}"


def _lines(path: Path, name: str, moves: frozenset[str]) -> Iterator[ScriptLine]:
    for move, entries in (read_yaml(path) or {}).items():
        if move not in moves:
            raise DataFileError(path, str(move), "is not a move; moves.yaml names them")
        for at, entry in enumerate(entries or ()):
            yield from _entry(path, f"{name}#{move}.{at + 1}", str(move), entry)


def _entry(path: Path, where: str, move: str, entry: Any) -> Iterator[ScriptLine]:
    if not isinstance(entry, dict) or (unknown := set(entry) - KEYS):
        keys = ", ".join(sorted(KEYS))
        raise DataFileError(
            path, where, f"must hold only {keys}; it holds {unknown if isinstance(entry, dict) else entry!r}"
        )
    when = {str(key): _values(path, where, str(key), value) for key, value in (entry.get("when") or {}).items()}
    given, missing = tuple(entry.get("given") or ()), tuple(entry.get("missing") or ())
    for fact in (*given, *missing):
        if fact not in GROUNDS:
            raise DataFileError(path, where, f"'{fact}' is no ground; they are {', '.join(GROUNDS)}")
    spoken = [
        (tone, text) for tone in ("any", *TONES) if entry.get(tone) for text in str(entry[tone]).strip().split("\n")
    ]
    if not spoken:
        raise DataFileError(path, where, "says nothing; give it lines under warm, professional, concise or any")
    for number, (tone, text) in enumerate(spoken, 1):
        yield ScriptLine(
            move, path.parent.name, None if tone == "any" else cast(Tone, tone), text.strip(),
            _slots(path, where, text), when, given, missing, str(entry.get("does") or ""), f"{where}.{number}",
        )  # fmt: skip


def _values(path: Path, where: str, key: str, value: Any) -> tuple[str, ...]:
    if key not in CONDITIONS:
        raise DataFileError(path, where, f"'{key}' is not a condition; they are {', '.join(CONDITIONS)}")
    values = tuple(_word(v) for v in (value if isinstance(value, list) else [value]))
    for one in values:
        if one not in CONDITIONS[key]:
            raise DataFileError(path, where, f"{key}: '{one}' is not known; it is one of {', '.join(CONDITIONS[key])}")
    return values


def _word(value: Any) -> str:
    """YAML reads yes and no as truth values."""
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _slots(path: Path, where: str, text: str) -> tuple[str, ...]:
    slots = tuple(dict.fromkeys(SLOT.findall(text)))
    for slot in slots:
        if slot not in SLOTS:
            raise DataFileError(path, where, f"{{{slot}}} is not a slot; they are {', '.join(sorted(SLOTS))}")
    if "{" in SLOT.sub("", text) or "}" in SLOT.sub("", text):
        raise DataFileError(path, where, f"a bracket of '{text}' belongs to no slot")
    return slots
