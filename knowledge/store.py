"""Where the passages live: one folder a generation, and a file that names the one in force.

A new generation is written beside the old one and put in force by renaming one small file, so that a process killed at
any moment leaves the old one serving. A generation that is in force is never written again; the one before it stays
for those who are still reading it.

::

    CURRENT                 the name of the generation in force
    gen-000012/
        manifest.json       the embedder, the documents with their digests
        passages.jsonl      one passage a line; row i everywhere below is line i
        facets.npz          for filters
        lexical/            BM25
        dense/              Chroma (unless it is a server, whose one collection serves all generations)
        vectors.npy         of a small generation, so that a cold search waits for no vector store
"""

import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from .errors import KnowledgeError
from .facets import Facets
from .lexical import LexicalIndex
from .passage import Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .vectors import VectorStore

FORMAT = 1
AGAIN = "run: huashu ingest --rebuild, with your documents"
CURRENT = "CURRENT"
DENSE = "dense"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that was taken in: its digest, where it came from, and what cleaning did."""

    digest: str
    origin: str = ""
    tenant: str = ""
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made from, and with which embedder."""

    embedder: str
    dimensions: int
    documents: dict[str, Entry]
    format: int = FORMAT


class Generation:
    """One generation, open for reading. Nothing of it changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dense: VectorStore | None = None
        self.manifest = _manifest(folder / "manifest.json")
        self._lines = (folder / "passages.jsonl").read_bytes().splitlines()

    def __len__(self) -> int:
        """How many passages it holds."""
        return len(self._lines)

    def passage(self, row: int) -> Passage:
        """The passage of a row."""
        data: dict[str, Any] = orjson.loads(self._lines[row])
        del data["id"]
        for name in ("heading", "span", "stages", "strategies"):
            data[name] = tuple(data[name])
        return Passage(**data)

    @cached_property
    def ids(self) -> list[str]:
        """The passage ids by row; each line begins with its id."""
        return [line[7:31].decode() for line in self._lines]

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each id."""
        return {id_: row for row, id_ in enumerate(self.ids)}

    @cached_property
    def facets(self) -> Facets:
        """For filters."""
        import numpy as np

        with np.load(self.folder / "facets.npz") as kept:
            names = orjson.loads((self.folder / "facets.json").read_bytes())
            return Facets({name: kept[name] for name in kept.files}, names["documents"], names["tenants"])

    @cached_property
    def vectors(self) -> "NDArray[np.float32] | None":
        """The vectors of a small generation, row by row; a large one leaves them to the vector store."""
        import numpy as np

        path = self.folder / "vectors.npy"
        return np.load(path).astype(np.float32) if path.exists() else None

    @cached_property
    def lexical(self) -> LexicalIndex:
        """For words."""
        return LexicalIndex.load(self.folder / "lexical")


class Store:
    """The folder that holds the generations."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: Generation | None = None

    def current(self) -> Generation | None:
        """The generation in force, or ``None`` before the first. A new one is noticed at the next call."""
        name = self._name()
        if name is None:
            return None
        if self._open is None or self._open.folder.name != name:
            self._open = Generation(self.folder / name)
        return self._open

    def begin(self) -> Path:
        """A folder for the next generation, with a copy of the embedded vectors of the one in force."""
        number = 1 + max((int(old.name[4:]) for old in self.folder.glob("gen-[0-9]*")), default=0)
        folder = self.folder / f"gen-{number:06d}"
        folder.mkdir(parents=True)
        before = self._name()
        if before and (self.folder / before / DENSE).is_dir():
            shutil.copytree(self.folder / before / DENSE, folder / DENSE)
        return folder

    def write(
        self,
        folder: Path,
        manifest: Manifest,
        passages: Sequence[Passage],
        vectors: "NDArray[np.float32] | None" = None,
    ) -> None:
        """Complete the generation that was begun, put it in force, and drop all but the one before it."""
        _write_files(folder, manifest, passages)
        if vectors is not None:
            _write_vectors(folder / "vectors.npy", vectors)
        before = self._name()
        _replace(self.folder / CURRENT, folder.name.encode())
        for old in self.folder.glob("gen-*"):
            if old.name not in (before, folder.name):
                shutil.rmtree(old, ignore_errors=True)

    def identity(self) -> str:
        """A name of this index's own, so that two of them may share one vector server."""
        path = self.folder / "ID"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            _replace(path, secrets.token_hex(6).encode())
        return path.read_text(encoding="ascii")

    def _name(self) -> str | None:
        try:
            return (self.folder / CURRENT).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KnowledgeError(f"the index in {self.folder} cannot be read: {error.strerror or error}") from error


def _write_files(folder: Path, manifest: Manifest, passages: Sequence[Passage]) -> None:
    import numpy as np

    facets = Facets.of(passages)
    np.savez(folder / "facets.npz", allow_pickle=False, **facets.arrays)
    _write(folder / "facets.json", orjson.dumps({"documents": facets.documents, "tenants": facets.tenants}))
    _write(folder / "passages.jsonl", b"\n".join(orjson.dumps({"id": p.id, **asdict(p)}) for p in passages))
    LexicalIndex.build([p.searchable for p in passages]).save(folder / "lexical")
    _write(folder / "manifest.json", orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))


def _write_vectors(path: Path, vectors: "NDArray[np.float32]") -> None:
    import numpy as np

    np.save(path, vectors.astype(np.float16), allow_pickle=False)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(".new")
    _write(fresh, content)
    fresh.replace(path)


def _manifest(path: Path) -> Manifest:
    try:
        data: dict[str, Any] = orjson.loads(path.read_bytes())
        if data["format"] != FORMAT:
            raise KnowledgeError(f"{path}: format {data['format']} is not ours ({FORMAT}); {AGAIN}")
        documents = {name: Entry(**entry) for name, entry in data["documents"].items()}
        return Manifest(data["embedder"], data["dimensions"], documents)
    except (OSError, KeyError, TypeError, orjson.JSONDecodeError) as error:
        raise KnowledgeError(f"{path}: the index is damaged ({error}); {AGAIN}") from error


Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""
