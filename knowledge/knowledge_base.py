"""The knowledge base: what the playbook and the business's documents say, found by meaning and by words.

Both halves rank on their own; reciprocal rank fusion (Cormack, Clarke & Büttcher 2009) joins them, and of
near-duplicates only the best stays.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from .embed import Embedder, bundled
from .errors import EmbedderMismatch, IndexBusy, KnowledgeError
from .facets import Filter
from .passage import Passage
from .store import DENSE, Entry, Generation, Manifest, Progress, Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .vectors import VectorStore

SMALL = 10_000
"""Up to this many passages a generation keeps its vectors beside it: an exact search, and no vector store to load."""

DEPTH = 40
RANK_OFFSET = 60
SAME = 0.7
EMBED_AT_ONCE = 512
PATIENCE = 30.0
"""How many seconds a writer waits for another one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its fused score (1 is first in both halves) and its cosine similarity (0 where unknown)."""

    passage: Passage
    score: float
    similarity: float


def _quiet(what: str, done: int, total: int) -> None:
    """Nobody watches."""


class KnowledgeBase:
    """Search and change one index. ``home`` is its folder; ``chroma_url`` keeps the vectors on a server instead."""

    def __init__(self, home: Path, embedder: Embedder | None = None, chroma_url: str | None = None) -> None:
        self.embedder = embedder or bundled()
        self.home = home
        self._store = Store(home)
        self._server = chroma_url
        self._on_server: VectorStore | None = None

    def _dense(self, folder: Path) -> "VectorStore":
        """The vectors of a generation: in its own folder, or on the server, for all generations alike."""
        if self._server:
            self._on_server = self._on_server or self._opened(self._server)
            return self._on_server
        return self._opened(folder / DENSE)

    def _opened(self, place: Path | str) -> "VectorStore":
        from .vectors import VectorStore

        model = "".join(c if c.isalnum() else "-" for c in self.embedder.name)[:40].rstrip("-")
        return VectorStore.open(place, f"huashu-{self._store.identity()}-{model}")

    def _dense_of(self, current: Generation) -> "VectorStore":
        if current.dense is None:
            current.dense = self._dense(current.folder)
        return current.dense

    def generation(self) -> Generation | None:
        """The generation in force; refused when another embedder made it."""
        current = self._store.current()
        if current and current.manifest.embedder != self.embedder.name:
            raise EmbedderMismatch(
                f"the index in {self.home} was made with '{current.manifest.embedder}', the embedder now is "
                f"'{self.embedder.name}': set HUASHU_EMBEDDINGS back, or run: huashu ingest --rebuild"
            )
        return current

    def documents(self) -> dict[str, Entry]:
        """The documents that are in the index, by name."""
        current = self.generation()
        return dict(current.manifest.documents) if current else {}

    def warm_up(self) -> None:
        """Load what the first search would wait for: the embedder's model and the vector store, side by side."""
        with ThreadPoolExecutor(1) as pool:
            model = pool.submit(self.embedder.encode, ["…"])
            current = self.generation()
            if current and current.vectors is None:
                self._dense_of(current)
            model.result()

    def search(self, query: str, limit: int = 5, where: Filter | None = None) -> list[Found]:
        """The passages that answer the query best, best first, no two of them nearly the same."""
        current = self.generation()
        if current is None or not len(current):
            return []
        allowed = current.facets.mask(where or Filter())
        similarity = dict(self._by_meaning(query, current, allowed, where))
        by_words = [current.ids[row] for row, _ in current.lexical.best(query, DEPTH, allowed)]
        fused = _fuse(list(similarity), by_words)
        found = (Found(current.passage(current.rows[id_]), score, similarity.get(id_, 0.0)) for id_, score in fused)
        return _distinct(found, limit)

    def _by_meaning(
        self, query: str, current: Generation, allowed: "NDArray[np.bool_] | None", where: Filter | None
    ) -> list[tuple[str, float]]:
        vector = self.embedder.encode([query])[0]
        if current.vectors is not None:
            return _exact(current, vector, allowed)
        return self._from_store(vector, current, allowed, where)

    def _from_store(
        self,
        vector: "NDArray[np.float32]",
        current: Generation,
        allowed: "NDArray[np.bool_] | None",
        where: Filter | None,
    ) -> list[tuple[str, float]]:
        from .vectors import EXACT_BELOW

        rows, dense = current.rows, self._dense_of(current)
        if allowed is None:
            return dense.nearest(vector, DEPTH, rows.__contains__, len(current))
        selected = int(allowed.sum())
        if selected <= EXACT_BELOW:
            return dense.nearest_among(vector, DEPTH, where, lambda: [current.ids[i] for i in allowed.nonzero()[0]])
        return dense.nearest(vector, DEPTH, lambda id_: id_ in rows and bool(allowed[rows[id_]]), selected)

    def update(
        self,
        changed: dict[str, tuple[Entry, Sequence[Passage]]],
        removed: Iterable[str] = (),
        progress: Progress = _quiet,
        *,
        rebuild: bool = False,
    ) -> None:
        """Put documents in, or in place of their former selves; take others out. All of it or nothing is in force.

        ``rebuild`` makes every vector anew, with the embedder of today. `IndexBusy` when another process is writing.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            with FileLock(self.home / "lock", timeout=PATIENCE):
                self._update(changed, set(removed), progress, rebuild)
        except Timeout as error:
            raise IndexBusy(
                f"another process is writing to the index in {self.home}; try again when it is done"
            ) from error
        except OSError as error:
            told = f"the index in {self.home} cannot be written: {error.strerror or error}"
            raise KnowledgeError(f"{told}; HUASHU_HOME names a folder that can") from error

    def _update(
        self, changed: dict[str, tuple[Entry, Sequence[Passage]]], removed: set[str], progress: Progress, rebuild: bool
    ) -> None:
        current = self._readable() if rebuild else self.generation()
        gone = removed | set(changed)
        kept = [p for p in _all(current) if p.document not in gone]
        passages = list({p.id: p for p in [*kept, *(p for _, new in changed.values() for p in new)]}.values())
        before = current.manifest.documents if current else {}
        documents = {name: entry for name, entry in before.items() if name not in gone}
        documents |= {name: entry for name, (entry, _) in changed.items()}
        manifest = Manifest(self.embedder.name, self.embedder.dimensions, documents)
        self._write(manifest, passages, progress, rebuild)

    def _write(self, manifest: Manifest, passages: Sequence[Passage], progress: Progress, rebuild: bool) -> None:
        """A new generation, with vectors for what has none. A server serves the old one until the new is there."""
        folder = self._store.begin()
        dense = self._dense(folder)
        known = dense.ids()
        self._embed([p for p in passages if rebuild or p.id not in known], dense, progress)
        small = dense.fetch([p.id for p in passages]) if passages and len(passages) <= SMALL else None
        gone = sorted(known - {p.id for p in passages})
        if not self._server:
            dense.remove(gone)
            dense.close()
        self._store.write(folder, manifest, passages, small)
        if self._server:
            dense.remove(gone)

    def _readable(self) -> Generation | None:
        """The generation in force, whoever made it; none where it is damaged beyond reading."""
        try:
            return self._store.current()
        except KnowledgeError:
            return None

    def _embed(self, passages: Sequence[Passage], dense: "VectorStore", progress: Progress) -> None:
        """Embed one batch while the one before it is being stored."""
        with ThreadPoolExecutor(1) as pool:
            stored = None
            for at in range(0, len(passages), EMBED_AT_ONCE):
                batch = passages[at : at + EMBED_AT_ONCE]
                vectors = self.embedder.encode([p.searchable for p in batch])
                if stored:
                    stored.result()
                stored = pool.submit(dense.add, [p.id for p in batch], vectors)
                progress("embed", at + len(batch), len(passages))
            if stored:
                stored.result()


def _exact(
    current: Generation, vector: "NDArray[np.float32]", allowed: "NDArray[np.bool_] | None"
) -> list[tuple[str, float]]:
    """The nearest of a small generation, by comparing with all of it."""
    import numpy as np

    assert current.vectors is not None
    scores = current.vectors @ vector
    if allowed is not None:
        scores = np.where(allowed, scores, -2.0)
    best = np.argsort(-scores, kind="stable")[:DEPTH]
    return [(current.ids[row], float(scores[row])) for row in best if scores[row] > -2]


def _all(generation: Generation | None) -> Iterable[Passage]:
    return (generation.passage(row) for row in range(len(generation))) if generation else ()


def _fuse(*rankings: Sequence[str]) -> list[tuple[str, float]]:
    """Reciprocal rank fusion, scaled so that first place in every ranking scores 1."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id_ in enumerate(ranking):
            scores[id_] = scores.get(id_, 0.0) + 1 / (RANK_OFFSET + 1 + rank)
    best = len(rankings) / (RANK_OFFSET + 1)
    return sorted(((id_, score / best) for id_, score in scores.items()), key=lambda pair: (-pair[1], pair[0]))


def _distinct(found: Iterable[Found], limit: int) -> list[Found]:
    """The best ``limit``, leaving out what says nearly the same as one before it."""
    kept: list[tuple[Found, set[str]]] = []
    for one in found:
        grams = _grams(one.passage.text)
        if all(_overlap(grams, other) < SAME for _, other in kept):
            kept.append((one, grams))
        if len(kept) == limit:
            break
    return [one for one, _ in kept]


def _grams(text: str) -> set[str]:
    bare = "".join(c for c in text if c.isalnum())
    return {bare[i : i + 4] for i in range(max(1, len(bare) - 3))}


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
