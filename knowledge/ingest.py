"""Take documents in: find the files, read, clean and split each, and put what changed into the index."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from .documents import READERS, read_document
from .errors import DocumentError
from .knowledge_base import KnowledgeBase
from .language import language_of
from .outline import LAYOUT_DIGITS, contents
from .passage import Passage
from .split import split
from .store import Entry, Progress
from .tables import table_passages

PIPELINE = "2"
"""Changes whenever cleaning or splitting does: then every document is taken in anew."""

Outcome = Literal["added", "changed", "unchanged", "failed", "removed"]


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What became of one file. ``notes`` count what cleaning did; ``damaged`` are spans that were left out."""

    document: str
    outcome: Outcome
    passages: int = 0
    notes: dict[str, int] = field(default_factory=dict)
    damaged: tuple[tuple[int, int], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did, file by file, and how long it took."""

    documents: tuple[DocumentReport, ...]
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether any file could not be taken in."""
        return any(document.outcome == "failed" for document in self.documents)


def ingest(base: KnowledgeBase, paths: Sequence[Path], tenant: str = "", progress: Progress | None = None) -> Report:
    """Bring the index up to date with files and folders.

    A file whose content is known is left alone; one that is gone from a folder given here leaves the index too. A file
    that cannot be read is reported and the others go on. Nothing is in force before everything is written.
    """
    started = time.perf_counter()
    tell = progress or (lambda what, done, total: None)
    known = base.documents()
    files = list(_files(paths, known))
    reports: list[DocumentReport] = []
    changed: dict[str, tuple[Entry, Sequence[Passage]]] = {}
    for number, (path, name) in enumerate(files, 1):
        report, entry, passages = _take_in(path, name, known.get(name), tenant)
        reports.append(report)
        if entry:
            changed[name] = (entry, passages)
        tell("read", number, len(files))
    gone = [name for name, entry in known.items() if _gone(entry, paths)]
    reports += [DocumentReport(name, "removed") for name in gone]
    if changed or gone:
        base.update(changed, gone, tell)
    return Report(tuple(reports), time.perf_counter() - started)


def passages_of(
    path: Path, name: str, tenant: str = ""
) -> tuple[list[Passage], dict[str, int], tuple[tuple[int, int], ...]]:
    """The passages of one file, what cleaning did to it, and the damaged spans that were left out."""
    from .clean import clean  # its patterns take long to compile, and only this needs them

    document = read_document(path, name)
    if document.rows:
        return list(table_passages(path, document, tenant)), {}, ()
    cleaned = clean(document.text)
    slides = any(True for _ in contents(cleaned.text.text))
    passages = []
    for piece in split(cleaned.text.text):
        words = cleaned.text.text[piece.start : piece.end]
        text = _tidy(LAYOUT_DIGITS.sub("", words) if slides else words)
        if len(text) >= 4:
            span = cleaned.text.origin(piece.start, piece.end)
            passages.append(
                Passage(text, piece.kind, name, piece.path, span, language_of(text), piece.stages, tenant=tenant)
            )
    return passages, cleaned.notes, cleaned.damaged


def _take_in(
    path: Path, name: str, known: Entry | None, tenant: str
) -> tuple[DocumentReport, Entry | None, Sequence[Passage]]:
    try:
        digest = _digest(path)
        if known and known.digest == digest and known.tenant == tenant:
            return DocumentReport(name, "unchanged", known.passages), None, ()
        passages, notes, damaged = passages_of(path, name, tenant)
        if not passages:
            raise DocumentError(path, "holds nothing worth indexing once the site's own words are gone")
    except DocumentError as error:
        return DocumentReport(name, "failed", reason=error.reason), None, ()
    outcome: Outcome = "changed" if known else "added"
    entry = Entry(digest, str(path.resolve()), tenant, len(passages))
    return DocumentReport(name, outcome, len(passages), notes, damaged), entry, passages


def _files(paths: Sequence[Path], known: dict[str, Entry]) -> Iterator[tuple[Path, str]]:
    """Each file with the name it goes by: its path below the folder that was given, or its own name."""
    taken: dict[str, Path] = {name: Path(entry.origin) for name, entry in known.items()}
    for root in paths:
        for path in sorted(_below(root)) if root.is_dir() else [root]:
            name = f"{root.name}/{path.relative_to(root).as_posix()}" if root.is_dir() else path.name
            while taken.setdefault(name, path.resolve()) != path.resolve():
                name = f"{path.resolve().parent.name}/{name}"
            yield path, name


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix.lower() in READERS:
            yield path


def _gone(entry: Entry, roots: Sequence[Path]) -> bool:
    origin = Path(entry.origin)
    below = any(root.is_dir() and origin.is_relative_to(root.resolve()) for root in roots)
    return bool(entry.origin) and below and not origin.exists()


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return f"{PIPELINE}:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    except OSError as error:
        raise DocumentError(path, f"cannot be read: {error.strerror or error}") from error


def _tidy(text: str) -> str:
    """A passage as one reads it: no list mark of the source, no stray asterisk, no blank line."""
    lines = (line.strip().removeprefix("l ").replace("**", "").lstrip("*").strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
