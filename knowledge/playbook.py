"""The playbook: strategies, moves, scripts, cards, cues and names, in files that a support lead reads and edits.

A shop's own folder has the same layout. A card or strategy there replaces ours of the same id and language; script
lines and cues are added to ours. Everything is checked when it is first used, and told by file and place.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby
from pathlib import Path
from typing import Any, cast

from .cards import Card, StrategyCard, read_cards, read_strategy
from .cues import CueBook, read_cues
from .errors import DataFileError
from .passage import Passage
from .scripts import ScriptLine, place_of, read_scripts
from .taxonomy import STRATEGIES, TOPICS, Stage, StrategyId, TopicId
from .yaml_files import read_yaml

SHIPPED = Path(__file__).parent / "playbook"
LANGUAGES = ("zh", "en")
READING, CARD = "reading.npz", "reading.json"
"""The heads that read turns (``huashu train readings``), and what they were taught."""

TURNS = "turns"
"""The folder that holds what the reader is taught."""

PLACES = ("open", "say", "offer", "close", "ask", "end")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a turn can be about: the stage it usually stands in, what can answer it, and what to ask if nothing does."""

    id: TopicId
    names: Mapping[str, str]
    call: Mapping[str, str]
    stage: Stage | None
    facts: tuple[str, ...]
    near: tuple[str, ...]
    """Facts of these kinds count only when their words are near the question."""
    ask: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """A step of a strategy, and where in a reply it stands: open, say, offer, close, ask or end."""

    id: str
    names: Mapping[str, str]
    place: int


class Playbook:
    """The shipped playbook, with the folders of a shop laid over it."""

    def __init__(self, *own: Path) -> None:
        for folder in own:
            if not folder.is_dir():
                raise DataFileError(folder, "", "is not a folder; HUASHU_PLAYBOOK names one laid out like ours")
            _laid_out_like_ours(folder)
        self.folders = [SHIPPED, *own]
        self._scripts: dict[str, Mapping[str, Sequence[ScriptLine]]] = {}

    @cached_property
    def topics(self) -> Mapping[TopicId, Topic]:
        """Every topic by id."""
        topics: dict[TopicId, Topic] = {}
        for path, data in self._yaml("topics.yaml"):
            for name, entry in data.items():
                DataFileError.unless_known(path, str(name), TOPICS)
                topics[name] = Topic(
                    name, _both(path, name, entry), _both(path, name, entry["call"]),
                    entry["stage"], tuple(entry["facts"]), tuple(entry.get("near") or ()), entry.get("ask"),
                )  # fmt: skip
        return topics

    @cached_property
    def moves(self) -> Mapping[str, Move]:
        """Every move by id."""
        return {
            name: Move(name, _both(path, name, entry), PLACES.index(entry["place"]))
            for path, data in self._yaml("moves.yaml")
            for name, entry in data.items()
        }

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
        """What ids are called: ``names["emotion"]["angry"]["zh"]``."""
        names: dict[str, dict[str, Mapping[str, str]]] = {}
        for _, data in self._yaml("taxonomy.yaml"):
            for name, entries in data.items():
                names.setdefault(name, {}).update(entries)
        return names

    @cached_property
    def cues(self) -> CueBook:
        """The words that give a turn away."""
        return read_cues([folder / "cues" for folder in self.folders])

    def scripts(self, language: str) -> Mapping[str, Sequence[ScriptLine]]:
        """Script lines of a language (zh, en) by move; a language is read when it is first spoken."""
        if language not in self._scripts:
            lines: dict[str, list[ScriptLine]] = {}
            for line in read_scripts([folder / "scripts" / language for folder in self.folders], frozenset(self.moves)):
                lines.setdefault(line.move, []).append(line)
            self._scripts[language] = lines
        return self._scripts[language]

    @cached_property
    def layout(self) -> Mapping[str, Mapping[str, Any]]:
        """How a reply is laid out, by language."""
        layout: dict[str, Mapping[str, Any]] = {}
        for _, data in self._yaml("layout.yaml"):
            layout |= data
        return layout

    @cached_property
    def strategies(self) -> Mapping[tuple[StrategyId, str], StrategyCard]:
        """Strategy cards by id and language."""
        known = frozenset(self.moves)
        cards = [read_strategy(path, name, known) for path, name in self._markdown("strategies")]
        return {(card.id, card.language): card for card in cards}

    @cached_property
    def cards(self) -> Mapping[tuple[str, str], Card]:
        """All other cards by id and language."""
        cards = [card for path, name in self._markdown("cards") for card in read_cards(path, name)]
        return {(card.id, card.language): card for card in cards}

    @cached_property
    def selection(self) -> Sequence[tuple[Path, Mapping[str, Any]]]:
        """What speaks for and against each strategy, as read; the strategist knows what it means."""
        return list(self._yaml("selection.yaml"))

    def laid(self, name: str) -> Sequence[tuple[Path, Mapping[str, Any]]]:
        """A file of data as read, ours first: ``segments.yaml``, ``causes.yaml``, ``plans.yaml``; its room knows it."""
        return list(self._yaml(name))

    @property
    def taught(self) -> Path:
        """The folder whose heads read: the shop's own where it has some, else the shipped one."""
        return next(folder for folder in reversed(self.folders) if (folder / READING).exists() or folder == SHIPPED)

    def moves_of(self, strategy: StrategyId, *, supporting: bool = False) -> tuple[str, ...]:
        """The moves of a strategy in order, or those it lends when it only supports."""
        card = self.strategies[(strategy, "zh")]
        return card.supporting if supporting else card.moves

    def digest(self) -> str:
        """Changes with any word of any file that replies are made of; labelled turns only teach the reader."""
        digest = hashlib.sha256()
        for folder in self.folders:
            teaching = folder / TURNS
            for path in sorted(p for p in folder.rglob("*") if p.suffix in (".md", ".yaml") and p.parent != teaching):
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    def passages(self) -> Iterator[Passage]:
        """Everything in it that one may look for, as passages."""
        for strategy in self.strategies.values():
            for part in strategy.parts:
                yield Passage(
                    part.text, part.kind, strategy.file, part.heading, part.span, strategy.language,
                    strategy.stages, (strategy.id,), source=strategy.source,
                )  # fmt: skip
        for card in self.cards.values():
            yield Passage(
                card.part.text, card.part.kind, card.file, card.part.heading, card.part.span, card.language,
                card.stages, card.strategies, source=card.source,
            )  # fmt: skip
        yield from self._script_passages()

    def _script_passages(self) -> Iterator[Passage]:
        """The variants of one line in one tone stand together: three ways to say the same."""
        users = {move: tuple(s for s in STRATEGIES if move in self.moves_of(s)) for move in self.moves}
        for language in LANGUAGES:
            for (source, _), group in groupby(chain.from_iterable(self.scripts(language).values()), key=_variant_of):
                lines = list(group)
                first = lines[0]
                topics = [self.topics[cast(TopicId, topic)].names[language] for topic in first.when.get("topic", ())]
                text = "\n".join(line.text for line in lines)
                yield Passage(
                    text, "script", source.split("#")[0],
                    (self.moves[first.move].names[language], *_several(topics, language)), (0, len(text)), language,
                    cast(tuple[Stage, ...], first.when.get("stage", ())), users[first.move], source=source,
                )  # fmt: skip

    def _yaml(self, name: str) -> Iterator[tuple[Path, dict[Any, Any]]]:
        for path in (folder / name for folder in self.folders):
            if path.exists():
                yield path, read_yaml(path) or {}

    def _markdown(self, folder: str) -> Iterator[tuple[Path, str]]:
        for number, root in enumerate(self.folders):
            for path in sorted((root / folder).glob("*.*.md")):
                yield path, f"{place_of(number)}/{folder}/{path.name}"


def _variant_of(line: ScriptLine) -> tuple[str, str]:
    return line.source.rpartition(".")[0], line.tone or ""


def _both(path: Path, name: str, entry: Any) -> Mapping[str, str]:
    try:
        return {"zh": entry["zh"], "en": entry["en"]}
    except (KeyError, TypeError) as error:
        raise DataFileError(path, str(name), "needs its name in zh and in en") from error


def _laid_out_like_ours(folder: Path) -> None:
    """A file that nothing would read is a mistake, not a silence; a README is read by people."""
    ours = {path.name for path in SHIPPED.iterdir()}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith((".", "README"))):
        place = path.relative_to(folder).parts
        known = place[0] in ours and (len(place) == 1 or place[0] != "scripts" or place[1] in LANGUAGES)
        if not known or (path.suffix not in (".yaml", ".md") and path.name not in (READING, CARD)):
            told = "is read by nothing; a playbook has scripts/zh and scripts/en, cues (.yaml), cards, strategies (.md)"
            raise DataFileError(path, "", told)


def _several(names: Sequence[str], language: str) -> Iterator[str]:
    """The first three of a list, as a heading; none of an empty one."""
    joiner, more = {"zh": ("、", "等"), "en": (", ", " and more")}[language]
    if names:
        yield joiner.join(names[:3]) + (more if len(names) > 3 else "")
