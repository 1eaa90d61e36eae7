"""Rules as data: what each finds, how severe, in which market, on which legal basis, what to write instead, its words.

``rules/<id>.yaml`` is the rule, ``rules/<id>.examples.yaml`` the texts that must and must not fire (run as tests). The
phrases under ``words`` are written like cues (knowledge/playbook/cues/README.md).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from huashu.knowledge.cues import phrase_pattern, phrases_of
from huashu.knowledge.errors import DataFileError
from huashu.knowledge.taxonomy import Market

from ..outcome import Severity

FOLDER = Path(str(files(__package__).joinpath("rules")))
KEYS = {"id", "names", "severity", "finds", "write_instead", "reasons", "basis", "words"}
Both = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Basis:
    """A law's article behind a rule, in our words. ``verified`` is false for what nobody has looked up yet."""

    market: Market
    instrument: Both
    article: str
    says: Both
    verified: bool

    def told(self, language: str) -> str:
        """One line: the instrument, the article, what it asks, and whether that was looked up."""
        mark = "" if self.verified else {"zh": "（未核实）", "en": " (unverified)"}[language]
        article = f", {self.article}"
        if language == "zh":
            numbers = self.article.replace("; ", "、").replace(", ", "、")
            article = f"第{numbers}条" if numbers[:1].isdigit() else f"，{numbers}"
        colon = {"zh": "：", "en": ": "}[language]
        return f"{self.instrument[language]}{article}{mark}{colon}{self.says[language]}"


@dataclass(frozen=True)
class Rule:
    """One rule. ``severity`` is by market; a market that is not named does not know the rule."""

    id: str
    names: Both
    severity: Mapping[Market, Severity]
    finds: Both
    write_instead: Both
    reasons: Mapping[str, Both]
    basis: tuple[Basis, ...]
    phrases: Mapping[str, tuple[str, ...]]

    @cached_property
    def words(self) -> Mapping[str, re.Pattern[str]]:
        """A pattern for each group of words."""
        return {
            name: re.compile("|".join(phrase_pattern(phrase) for phrase in phrases), re.MULTILINE)
            for name, phrases in self.phrases.items()
        }

    def bases(self, market: Market, language: str) -> tuple[str, ...]:
        """The legal basis in a market, as lines to show."""
        return tuple(basis.told(language) for basis in self.basis if basis.market == market)


def read_rules(folder: Path = FOLDER) -> dict[str, Rule]:
    """The rules of a folder by id; `DataFileError` says what is wrong with one."""
    return {
        rule.id: rule
        for rule in (_rule(path) for path in sorted(folder.glob("*.yaml")) if ".examples" not in path.name)
    }


def _rule(path: Path) -> Rule:
    try:
        data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataFileError(path, "", f"is not readable YAML: {error}") from error
    if not isinstance(data, dict) or set(data) != KEYS:
        raise DataFileError(path, "", f"must have exactly {', '.join(sorted(KEYS))}; it has {sorted(data)}")
    if data["id"] != path.stem:
        raise DataFileError(path, "id", f"'{data['id']}' is not the file's name")
    basis = tuple(
        Basis(b["market"], b["instrument"], str(b["article"]), b["says"], b["verified"]) for b in data["basis"]
    )
    phrases = {name: tuple(phrases_of(text)) for name, text in (data["words"] or {}).items()}
    return Rule(
        data["id"],
        data["names"],
        data["severity"],
        data["finds"],
        data["write_instead"],
        data["reasons"],
        basis,
        phrases,
    )
