"""What is configured, what works, and what would be better, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from typing import Literal

from rich.console import Console
from rich.text import Text

from huashu.knowledge import HuashuError, KnowledgeBase
from huashu.knowledge.embed import from_setting

from .settings import Settings
from .wiring import playbook_of

Level = Literal["good", "better", "broken"]
READERS = {"bs4": "html", "openpyxl": "xlsx", "pypdf": "pdf", "docx": "docx"}
MARKS = {"good": ("✓", "green"), "better": ("→", "yellow"), "broken": ("✗", "red")}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at: how it is, and what to do about it."""

    about: str
    level: Level
    told: str


def examine(settings: Settings) -> list[Diagnosis]:
    """Everything one can tell without sending anything anywhere."""
    return [*_playbook(settings), *_index(settings), *_model(settings), *_readers()]


def show(console: Console, findings: list[Diagnosis]) -> None:
    """One line each."""
    for one in findings:
        mark, style = MARKS[one.level]
        console.print(Text.assemble((f"{mark} ", style), (f"{one.about:<10}", "bold"), one.told))


def _playbook(settings: Settings) -> Iterator[Diagnosis]:
    try:
        playbook = playbook_of(settings)
        strategies, cards = len(playbook.strategies), len(playbook.cards)
        groups = list(chain.from_iterable(playbook.cues.values()))
        cues = sum(len(group.phrases) for group in groups if group.pattern is not None)
        lines = {language: sum(map(len, playbook.scripts(language).values())) for language in ("zh", "en")}
        own = f", with {settings.playbook} over it" if settings.playbook else ""
        scripts = f"{lines['zh']} Chinese and {lines['en']} English script lines"
        counts = f"{strategies} strategy cards, {cards} other cards, {scripts}, {cues} cues"
        yield Diagnosis("playbook", "good", f"{counts}{own}")
    except HuashuError as error:
        yield Diagnosis("playbook", "broken", str(error))


def _index(settings: Settings) -> Iterator[Diagnosis]:
    try:
        embedder = from_setting(settings.embeddings, settings.base_url, settings.api_key)
        base = KnowledgeBase(settings.home, embedder, settings.chroma_url)
        current = base.generation()
    except HuashuError as error:
        yield Diagnosis("index", "broken", str(error))
        return
    if current is None:
        yield Diagnosis("index", "better", f"none yet in {settings.home}; the first reply makes it (about ten seconds)")
        return
    documents = [entry for entry in current.manifest.documents.values() if entry.origin]
    yield Diagnosis("index", "good", f"{len(current):,} passages in {settings.home}, embedder {embedder.name}")
    yield _stale(base, settings)
    if documents:
        yield Diagnosis("documents", "good", f"{len(documents)} of the business's own")
    else:
        yield Diagnosis(
            "documents", "better", "none of the business's own yet; take them in with: huashu ingest FOLDER"
        )


def _stale(base: KnowledgeBase, settings: Settings) -> Diagnosis:
    known = base.documents().get("playbook")
    try:
        fresh = known is not None and known.digest == playbook_of(settings).digest()
    except HuashuError:
        return Diagnosis("index", "better", "cannot be compared with a playbook that does not open")
    told = "up to date with the playbook" if fresh else "older than the playbook; the next reply brings it up to date"
    return Diagnosis("index", "good" if fresh else "better", told)


def _model(settings: Settings) -> Iterator[Diagnosis]:
    if settings.model:
        where = f" at {settings.base_url}" if settings.base_url else ""
        yield Diagnosis(
            "model", "good", f"{settings.model}{where} drafts, checked like any text; the script stands behind it"
        )
    else:
        yield Diagnosis("model", "good", "none: replies are written from scripts and facts, with no key and no network")


def _readers() -> Iterator[Diagnosis]:
    missing = [name for module, name in READERS.items() if find_spec(module) is None]
    if missing:
        advice = "pip install 'huashu[documents]'"
        yield Diagnosis("readers", "better", f"no reader for {', '.join(missing)}; get them with: {advice}")
    else:
        yield Diagnosis("readers", "good", "txt, md, html, csv, xlsx, pdf and docx can be taken in")
