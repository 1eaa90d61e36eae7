"""Rules as data: what each finds, how severe, in which market, on which legal basis, what to write instead, its words.

``rules/<id>.yaml`` is the rule, ``rules/<id>.examples.yaml`` the texts that must and must not fire (run as tests). The
phrases under ``words`` are written like cues (knowledge/playbook/cues/README.md), in groups:

* ``lists``: words that phrases name as ``<name>``; a list may name those before it.
* ``reasons``: a group of the same name finds something; ``<group>_instead`` says what to write, ``<group>_repair`` what
  may stand in its place when a check agrees.
* ``words.lawful`` makes whatever it overlaps innocent, ``<group>_unless`` the whole sentence.
* ``meant``: which ways of saying beside the plain assertion count. ``backed_by``: kinds of facts that may say the same,
  in the group's words or those of ``<group>_told``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from huashu.knowledge.cues import phrases_of
from huashu.knowledge.errors import DataFileError
from huashu.knowledge.taxonomy import Market
from huashu.knowledge.yaml_files import read_yaml

from ..outcome import Severity
from .clauses import Polarity
from .phrases import LIST, Lists, Phrases

FOLDER = Path(str(files(__package__).joinpath("rules")))
KEYS = {"id", "names", "severity", "finds", "write_instead", "reasons", "basis", "words"}
MAY_HAVE = {"lists", "meant", "backed_by"}
WAYS = get_args(Polarity)
Both = Mapping[str, str]
WORDED = "worded"
WORDED_REASON = {
    "zh": "“{{words}}”没有明显的字眼，但整句读起来像是：{finds}",
    "en": "“{{words}}” has no tell-tale words, but the sentence is worded like this: {finds}",
}
"""Every rule's reason where its wording was learned (wording.py)."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A law's article behind a rule, in our words. ``verified`` is false for what nobody has looked up yet."""

    market: Market
    instrument: Both
    article: str
    says: Both
    verified: bool
    address: str | None = None

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
    meant: Mapping[str, tuple[Polarity, ...]] = field(default_factory=dict)
    backed_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups of words that find something: those with a reason of their own name."""
        return tuple(name for name in self.phrases if name in self.reasons)

    @cached_property
    def words(self) -> Mapping[str, Phrases]:
        """Each group of words, ready to be searched for."""
        lists = Lists(self.lists)
        return {name: Phrases(phrases, lists) for name, phrases in self.phrases.items()}

    def bases(self, market: Market, language: str) -> tuple[str, ...]:
        """The legal basis in a market, as lines to show."""
        return tuple(basis.told(language) for basis in self.basis if basis.market == market)


@cache
def shipped_rules() -> Mapping[str, Rule]:
    """The rules that come with huashu; read once, their patterns are made once."""
    return read_rules()


def read_rules(folder: Path = FOLDER) -> dict[str, Rule]:
    """The rules of a folder by id; `DataFileError` says what is wrong with one."""
    return {
        rule.id: rule
        for rule in (_rule(path) for path in sorted(folder.glob("*.yaml")) if ".examples" not in path.name)
    }


def _rule(path: Path) -> Rule:
    data: dict[str, Any] = read_yaml(path)
    if not isinstance(data, dict) or not KEYS <= set(data) <= KEYS | MAY_HAVE:
        must, may = ", ".join(sorted(KEYS)), ", ".join(sorted(MAY_HAVE))
        raise DataFileError(path, "", f"must have {must}, and may have {may}; it has {', '.join(sorted(data or ()))}")
    if data["id"] != path.stem:
        raise DataFileError(path, "id", f"'{data['id']}' is not the file's name")
    basis = tuple(
        Basis(b["market"], b["instrument"], str(b["article"]), b["says"], b["verified"], b.get("address"))
        for b in data["basis"]
    )
    lists = {name: tuple(phrases_of(words)) for name, words in data.get("lists", {}).items()}
    phrases = {name: tuple(phrases_of(text)) for name, text in (data["words"] or {}).items()}
    _know_their_lists(path, lists, phrases)
    return Rule(
        data["id"],
        data["names"],
        data["severity"],
        data["finds"],
        data["write_instead"],
        _reasons(data),
        basis,
        phrases,
        _ways(path, data.get("meant", {}), phrases),
        {group: tuple(kinds) for group, kinds in data.get("backed_by", {}).items()},
        lists,
    )


def _reasons(data: Mapping[str, Any]) -> dict[str, Both]:
    """The rule's own reasons, and the one for what was learned."""
    worded = {language: told.format(finds=data["finds"][language]) for language, told in WORDED_REASON.items()}
    return {**data["reasons"], WORDED: worded}


def _know_their_lists(path: Path, lists: Mapping[str, tuple[str, ...]], phrases: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse the name of a list that the file does not have; a list may name those before it."""
    known: list[str] = []
    for name, words in (*lists.items(), *phrases.items()):
        for named in LIST.findall("\n".join(words)):
            DataFileError.unless_known(path, named, known)
        if name in lists:
            known.append(name)


def _ways(
    path: Path, meant: Mapping[str, list[Polarity]], groups: Mapping[str, Any]
) -> dict[str, tuple[Polarity, ...]]:
    """In which ways beside the plain assertion a group's words count."""
    for group, ways in meant.items():
        DataFileError.unless_known(path, group, tuple(groups))
        for way in ways:
            DataFileError.unless_known(path, way, WAYS)
    return {group: tuple(ways) for group, ways in meant.items()}
