"""Playbook cards: Markdown that a support lead can read and edit, checked when it is loaded.

Two kinds of file, each with YAML front matter:

* a strategy (``strategies/fab.zh.md``): id, name, source, stages, facts, moves, supporting; then six sections
  什么时候用 怎么做 一定要 绝不能 好例子 坏例子 (When to use, Moves, Musts, Nevers, Good examples, Bad example);
* a collection (``cards/principles.zh.md``): kind; then one ``## title {#id}`` a card, and a line naming its source.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from .errors import DataFileError
from .taxonomy import KINDS, STAGES, STRATEGIES, PassageKind, Stage, StrategyId

FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
SECTION = re.compile(r"^## +(.+)$", re.MULTILINE)
CARD = re.compile(
    r"^## +(?P<title>.+?) +\{#(?P<id>[a-z0-9_]+)\}[ \t]*\n(?P<meta>(?:来源：|Source: ).+)\n", re.MULTILINE
)
META = re.compile(r"(来源|阶段|策略|Source|Stage|Strategy)[：:] *([^｜|]+)")
META_NAMES = {"来源": "source", "阶段": "stages", "策略": "strategies", "Source": "source", "Stage": "stages"}
EXAMPLE = re.compile(r"(?:^>.*\n?)+", re.MULTILINE)

SECTIONS: dict[str, tuple[str, str]] = {
    "when": ("什么时候用", "When to use"),
    "moves": ("怎么做", "Moves"),
    "musts": ("一定要", "Musts"),
    "nevers": ("绝不能", "Nevers"),
    "good": ("好例子", "Good examples"),
    "bad": ("坏例子", "Bad example"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a card: its words, kind, path of headings and span in its file."""

    text: str
    kind: PassageKind
    heading: tuple[str, ...]
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class StrategyCard:
    """What a strategy is, when it is right, what it must and must never do, with examples."""

    id: StrategyId
    name: str
    language: str
    source: str
    stages: tuple[Stage, ...]
    facts: tuple[str, ...]
    moves: tuple[str, ...]
    supporting: tuple[str, ...]
    parts: tuple[Part, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Card:
    """One principle, cause, pitfall, taboo or occasion: what is so, and what to do about it."""

    id: str
    title: str
    language: str
    source: str
    stages: tuple[Stage, ...]
    strategies: tuple[StrategyId, ...]
    part: Part
    file: str


def read_strategy(path: Path, name: str, moves: frozenset[str]) -> StrategyCard:
    """One strategy file; `DataFileError` says which part is missing or wrong."""
    text = _text(path)
    front = _front(path, text, {"id", "name", "source", "stages", "facts", "moves", "supporting"})
    _each(path, "id", [front["id"]], STRATEGIES)
    _each(path, "stages", front["stages"], STAGES)
    for key in ("moves", "supporting"):
        _each(path, key, front[key], sorted(moves))
    language = path.name.split(".")[-2]
    return StrategyCard(
        cast(StrategyId, front["id"]), str(front["name"]), language, str(front["source"]),
        tuple(front["stages"]), tuple(front["facts"]), tuple(front["moves"]), tuple(front["supporting"]),
        tuple(_strategy_parts(path, text, str(front["name"]))), name,
    )  # fmt: skip


def read_cards(path: Path, name: str) -> list[Card]:
    """The cards of one collection; `DataFileError` says which card is wrong."""
    text = _text(path)
    kind = _front(path, text, {"kind"})["kind"]
    _each(path, "kind", [kind], KINDS)
    top = re.search(r"^# +(.+)$", text, re.MULTILINE)
    if not top:
        raise DataFileError(path, "", "has no title; begin with one, as in '# 沟通原则'")
    found = list(CARD.finditer(text))
    if (sections := len(SECTION.findall(text))) != len(found):
        raise DataFileError(
            path, "", f"{sections - len(found)} of its cards lack '{{#id}}' or the line '来源：…' below"
        )
    ends = [card.start() for card in found[1:]] + [len(text)]
    return [_card(path, name, text, card, end, (kind, top[1])) for card, end in zip(found, ends, strict=True)]


def _card(path: Path, name: str, text: str, found: re.Match[str], end: int, of: tuple[PassageKind, str]) -> Card:
    where = found["id"]
    meta = {META_NAMES.get(key, "strategies"): value.strip() for key, value in META.findall(found["meta"])}
    stages = tuple(x.strip() for x in re.split("[,，]", meta.get("stages", "")) if x.strip())
    strategies = tuple(x.strip() for x in re.split("[,，]", meta.get("strategies", "")) if x.strip())
    _each(path, f"{where}, stage", stages, STAGES)
    _each(path, f"{where}, strategy", strategies, STRATEGIES)
    body = text[found.end() : end].strip()
    if not body:
        raise DataFileError(path, where, "says nothing")
    start = text.index(body, found.end())
    part = Part(body, of[0], (of[1], found["title"]), (start, start + len(body)))
    return Card(
        where, found["title"], path.name.split(".")[-2], meta["source"],
        cast(tuple[Stage, ...], stages), cast(tuple[StrategyId, ...], strategies), part, name,
    )  # fmt: skip


def _strategy_parts(path: Path, text: str, name: str) -> list[Part]:
    language = 1 if path.name.endswith(".en.md") else 0
    heads = list(SECTION.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    bodies = {head[1].strip(): (head.end(), end) for head, end in zip(heads, ends, strict=True)}
    parts: list[Part] = []
    for key, titles in SECTIONS.items():
        title = titles[language]
        if title not in bodies:
            raise DataFileError(path, title, f"this section is missing; it has: {', '.join(bodies)}")
        parts += _section_parts(path, text, key, (name, title), bodies[title])
    return parts


def _section_parts(path: Path, text: str, key: str, heading: tuple[str, ...], span: tuple[int, int]) -> list[Part]:
    start, end = span
    if not text[start:end].strip():
        raise DataFileError(path, heading[-1], "says nothing")
    if key == "good":
        examples = list(EXAMPLE.finditer(text, start, end))
        if not 2 <= len(examples) <= 4:
            raise DataFileError(path, heading[-1], f"has {len(examples)} examples (blocks of '>' lines); give 2 to 4")
        return [Part(_unquoted(m[0]), "example", heading, m.span()) for m in examples]
    body = text[start:end].strip()
    start = text.index(body, start)
    kind: PassageKind = "pitfall" if key == "bad" else "principle"
    return [Part(_unquoted(body), kind, heading, (start, start + len(body)))]


def _unquoted(text: str) -> str:
    return "\n".join(line.lstrip("> ").rstrip() for line in text.strip().split("\n"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(path, "", f"cannot be read as UTF-8: {error}") from error


def _front(path: Path, text: str, keys: set[str]) -> dict[str, Any]:
    found = FRONT.match(text)
    try:
        front = yaml.safe_load(found[1]) if found else None
    except yaml.YAMLError as error:
        raise DataFileError(path, "front matter", f"is not YAML: {error}") from error
    if not isinstance(front, dict) or set(front) != keys:
        has = sorted(front) if isinstance(front, dict) else "nothing"
        raise DataFileError(path, "front matter", f"must have exactly {sorted(keys)}; it has {has}")
    return front


def _each(path: Path, where: str, values: object, known: object) -> None:
    if not isinstance(values, list | tuple):
        raise DataFileError(path, where, f"must be a list, not {values!r}")
    for value in values:
        if value not in cast(tuple[str, ...], known):
            raise DataFileError(
                path, where, f"'{value}' is not known; known: {', '.join(cast(tuple[str, ...], known))}"
            )
