"""A shop's own rules: severities, words, channels and rules in one YAML file, checked before they are in force.

What is wrong is told with its line. Rules that protect people cannot be switched off (receipts.md).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from huashu.knowledge.cues import phrase_pattern, phrases_of
from huashu.knowledge.errors import HuashuError
from huashu.knowledge.taxonomy import Market

from ..errors import translated
from ..facts import Policy
from ..record import Line, Record
from .needs import explodes
from .rules import Rule

ALWAYS_ON = ("privacy_leak", "instruction_leak", "unfilled_slot")
"""Rules that no shop can switch off, soften or make exceptions to."""

MARKETS: tuple[Market, ...] = get_args(Market)
FactKind = Literal["promotion", "stock", "price", "policy", "product", "order", "proof"]
Phrases = Annotated[str, Field(min_length=1, max_length=20_000)]


def _off(level: Any) -> Any:
    """YAML reads a bare ``off`` as no."""
    return "off" if level is False else level


Level = Annotated[Literal["block", "warn", "off"], BeforeValidator(_off)]


class Both(Record):
    """A sentence in Chinese and in English."""

    zh: Line
    en: Line


class Examples(Record):
    """Texts that must fire and texts that must not; `lint` tries them."""

    fires: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()


class ShopRule(Record):
    """A rule of the shop's own: words, what is wrong with them, and which kinds of facts make them right."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{2,39}$")]
    names: Both
    severity: Literal["block", "warn"] = "block"
    words: Phrases
    unless: Phrases | None = None
    fine_when_fact: tuple[FactKind, ...] = ()
    reason: Both
    write_instead: Both
    examples: Examples = Examples()


class Overrides(Record):
    """What a shop changes: ``words`` adds phrases to groups of our rules, ``own_channels`` are the shop's contacts."""

    severity: Mapping[str, Level] = {}
    words: Mapping[str, Mapping[str, Phrases]] = {}
    own_channels: tuple[Line, ...] = ()
    stock_age_hours: Annotated[int, Field(ge=1, le=720)] = 24
    rules: tuple[ShopRule, ...] = ()


class OverrideError(HuashuError):
    """A file of a shop's rules that cannot be used: which line, which entry, and what would be right."""

    def __init__(self, path: Path, line: int, field: str, message: str) -> None:
        self.path, self.line, self.field, self.message = path, line, field, message
        super().__init__(
            f"{path.name}, line {line}: {field}: {message}" if field else f"{path.name}, line {line}: {message}"
        )

    def as_json(self) -> dict[str, Any]:
        """The same as data."""
        told = {"type": "invalid_rules", "field": self.field, "line": self.line, "message": self.message}
        return {"error": told}


def read_overrides(path: Path, rules: Mapping[str, Rule]) -> Overrides:
    """The file at ``path``, sound for these rules; `OverrideError` names the line of what is not."""
    lines: dict[tuple[str | int, ...], int] = {}
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        data = yaml.load(text, Loader=yaml.CSafeLoader) or {}
    except (OSError, UnicodeDecodeError) as error:
        raise OverrideError(path, 1, "", f"cannot be read: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise OverrideError(path, mark.line + 1 if mark else 1, "", f"is no YAML: {error}") from error
    _note_lines(node, (), lines)
    try:
        overrides = _OVERRIDES.validate_python(data)
    except ValidationError as error:
        told, where = translated(error), tuple(error.errors()[0]["loc"])
        raise OverrideError(path, _line(lines, where), told.field, told.message) from error
    for where, message in _unsound(overrides, rules):
        raise OverrideError(path, _line(lines, where), ".".join(map(str, where)), message)
    return overrides


def _note_lines(node: yaml.Node | None, where: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]) -> None:
    if node is None:
        return
    lines[where] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _note_lines(value, (*where, key.value), lines)
            lines[(*where, key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            _note_lines(value, (*where, at), lines)


def _line(lines: Mapping[tuple[str | int, ...], int], where: tuple[str | int, ...]) -> int:
    """The line of an entry, or of the nearest one around it."""
    known = (lines[where[:length]] for length in range(len(where), -1, -1) if where[:length] in lines)
    return next(known, 1)


Problem = tuple[tuple[str | int, ...], str]


def _unsound(overrides: Overrides, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    yield from _severities(overrides, rules)
    yield from _words(overrides, rules)
    yield from _rules(overrides, rules)


def _severities(overrides: Overrides, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    for name, severity in overrides.severity.items():
        if name not in rules:
            yield ("severity", name), _unknown(name, rules)
        elif name in ALWAYS_ON and severity != "block":
            yield ("severity", name), f"cannot be '{severity}': {', '.join(ALWAYS_ON)} always block"


def _words(overrides: Overrides, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    for name, groups in overrides.words.items():
        if name not in rules:
            yield ("words", name), _unknown(name, rules)
            continue
        for group, text in groups.items():
            if group not in rules[name].phrases:
                yield ("words", name, group), f"is no group of {name}; it has {', '.join(rules[name].phrases)}"
            elif name in ALWAYS_ON and group not in rules[name].groups:
                yield ("words", name, group), f"would make exceptions to {name}, which always blocks"
            yield from (((("words", name, group), fault)) for fault in _faults(text))


def _rules(overrides: Overrides, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, rule in enumerate(overrides.rules):
        if rule.id in rules or rule.id in seen:
            yield ("rules", at, "id"), f"'{rule.id}' is taken; choose another name"
        seen.add(rule.id)
        for field, text in (("words", rule.words), ("unless", rule.unless)):
            yield from ((("rules", at, field), fault) for fault in _faults(text or ""))


def _unknown(name: str, rules: Mapping[str, Rule]) -> str:
    return f"'{name}' is no rule; the rules are {', '.join(rules)}"


def _faults(text: str) -> Iterator[str]:
    """What is wrong with phrases: they cannot be read, or could take forever on a hostile text."""
    for phrase in phrases_of(text):
        try:
            pattern = phrase_pattern(phrase)
            re.compile(pattern)
        except (re.error, OverflowError) as error:
            yield f"'{phrase}' cannot be read: {error}"
            continue
        if explodes(pattern):
            yield f"'{phrase}' repeats what repeats; give the inner or the outer one a bound, such as {{1,8}}"


def with_overrides(rules: Mapping[str, Rule], overrides: Overrides) -> dict[str, Rule]:
    """The rules as a shop wants them."""
    kept = {name: rule for name, rule in rules.items() if overrides.severity.get(name) != "off"}
    changed = {name: _changed(rule, overrides) for name, rule in kept.items()}
    return changed | {rule.id: _own(rule) for rule in overrides.rules}


def _changed(rule: Rule, overrides: Overrides) -> Rule:
    severity = overrides.severity.get(rule.id)
    added = overrides.words.get(rule.id, {})
    phrases = {group: (*said, *phrases_of(added.get(group, ""))) for group, said in rule.phrases.items()}
    if severity is None and not added:
        return rule
    levels = {market: severity for market in rule.severity} if severity in ("block", "warn") else rule.severity
    return replace(rule, severity=levels, phrases=phrases)


def _own(rule: ShopRule) -> Rule:
    words = {"words": tuple(phrases_of(rule.words))}
    if rule.unless:
        words["words_unless"] = tuple(phrases_of(rule.unless))
    instead = rule.write_instead.model_dump()
    return Rule(
        rule.id, rule.names.model_dump(), dict.fromkeys(MARKETS, rule.severity), rule.reason.model_dump(), instead,
        {"words": rule.reason.model_dump()}, (), words, backed_by={"words": rule.fine_when_fact},
    )  # fmt: skip


def own_channels(overrides: Overrides) -> Iterator[Policy]:
    """The shop's own contacts, as policy facts that name them."""
    for at, channel in enumerate(overrides.own_channels):
        yield Policy(id=f"own_channels[{at}]", topic="other", text=channel)


_OVERRIDES = TypeAdapter(Overrides)
