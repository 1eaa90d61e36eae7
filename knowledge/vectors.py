"""The dense half of search: Chroma, embedded or as a server. The only file that knows it.

Chroma keeps vectors by id and nothing else; what a passage says and which of them are in force is the store's
(``store.py``). Its own filters cost 125-165 ms over 100,000 vectors, so filtering happens here: more neighbours than
asked for are fetched and sifted in memory; a filter that leaves few passages is answered exactly, from their vectors.
"""

import logging
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .errors import KnowledgeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

ADD_AT_ONCE = 2000
EXACT_BELOW = 6_000
OVERFETCH = (100, 400, 1000)
MARGIN = 1.5
"""How many more than the filter's share suggests: what is near is not spread evenly."""

REMEMBERED = 8

Neighbours = list[tuple[str, float]]


class VectorStore:
    """Vectors by id, in a folder or on a Chroma server; scores are cosine similarities.

    An embedded Chroma must not be written by one process while another has it open; a folder that is in use is never
    written again (see ``store.py``). What nobody holds any more is closed.
    """

    def __init__(self, client: Any, collection: Any, place: Path | str) -> None:
        self._collection, self._place = collection, place
        self.close = weakref.finalize(self, client.close)
        self._subsets: OrderedDict[object, tuple[Sequence[str], Vectors]] = OrderedDict()

    @classmethod
    def open(cls, place: Path | str, name: str) -> "VectorStore":
        """The collection ``name`` in a folder, or on the server at a URL such as ``http://localhost:8000``."""
        with _translated(place):
            client = _client(place)
            collection = client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 120}}
            )
        return cls(client, collection, place)

    def add(self, ids: Sequence[str], vectors: "Vectors", done: Callable[[int], None] = lambda count: None) -> None:
        """Keep the vectors; an id that is there already is overwritten."""
        for at in range(0, len(ids), ADD_AT_ONCE):
            batch = list(ids[at : at + ADD_AT_ONCE])
            with _translated(self._place):
                self._collection.upsert(ids=batch, embeddings=vectors[at : at + ADD_AT_ONCE])
            done(len(batch))
        self._subsets.clear()

    def fetch(self, ids: Sequence[str]) -> "Vectors":
        """The vectors of these ids, in their order."""
        import numpy as np

        rows: dict[str, Any] = {}
        for at in range(0, len(ids), ADD_AT_ONCE):
            with _translated(self._place):
                kept = self._collection.get(ids=list(ids[at : at + ADD_AT_ONCE]), include=["embeddings"])
            rows |= dict(zip(kept["ids"], kept["embeddings"], strict=True))
        if lost := sum(id_ not in rows for id_ in ids):
            raise KnowledgeError(
                f"the vector store at {self._place} lacks {lost:,} vectors; run: huashu ingest --rebuild"
            )
        return np.asarray([rows[id_] for id_ in ids], dtype=np.float32)

    def remove(self, ids: Sequence[str]) -> None:
        """Forget the vectors."""
        for at in range(0, len(ids), ADD_AT_ONCE):
            with _translated(self._place):
                self._collection.delete(ids=list(ids[at : at + ADD_AT_ONCE]))
        self._subsets.clear()

    def ids(self) -> set[str]:
        """Every id that is kept."""
        with _translated(self._place):
            return set(self._collection.get(include=[])["ids"])

    def nearest(self, vector: "Vectors", count: int, allowed: Callable[[str], bool], selected: int) -> Neighbours:
        """The ``count`` nearest ids that are ``allowed``, of which there are ``selected`` among all."""
        with _translated(self._place):
            total = self._collection.count()
        found: Neighbours = []
        expected = min(count * total * MARGIN / max(1, selected), OVERFETCH[-1])
        for size in (size for size in OVERFETCH if size >= expected):
            fetched = self._query(vector, min(size, total))
            found = [pair for pair in fetched if allowed(pair[0])][:count]
            if len(found) >= min(count, selected) or size >= total:
                break
        return found

    def nearest_among(self, vector: "Vectors", count: int, key: object, ids: Callable[[], Sequence[str]]) -> Neighbours:
        """The nearest of a small set of ids, exactly. ``key`` names the set: its vectors are fetched once and kept."""
        import numpy as np

        members, matrix = self._subset(key, ids)
        if not len(members):
            return []
        scores = matrix @ vector
        best = np.argsort(-scores, kind="stable")[:count]
        return [(members[row], float(scores[row])) for row in best]

    def _query(self, vector: "Vectors", count: int) -> Neighbours:
        if not count:
            return []
        with _translated(self._place):
            answer = self._collection.query(query_embeddings=[vector], n_results=count, include=["distances"])
        return [
            (id_, 1 - float(distance)) for id_, distance in zip(answer["ids"][0], answer["distances"][0], strict=True)
        ]

    def _subset(self, key: object, ids: Callable[[], Sequence[str]]) -> tuple[Sequence[str], "Vectors"]:
        if key not in self._subsets:
            wanted = list(ids())
            self._subsets[key] = (wanted, self.fetch(wanted))
            if len(self._subsets) > REMEMBERED:
                self._subsets.popitem(last=False)
        self._subsets.move_to_end(key)
        return self._subsets[key]


def _client(place: Path | str) -> Any:
    import chromadb
    from chromadb.config import Settings

    logging.getLogger("chromadb").setLevel(logging.ERROR)
    settings = Settings(anonymized_telemetry=False)
    if isinstance(place, Path):
        place.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(place), settings=settings)
    url = urlsplit(place)
    port = url.port or (443 if url.scheme == "https" else 80)
    return chromadb.HttpClient(
        host=url.hostname or "localhost", port=port, ssl=url.scheme == "https", settings=settings
    )


@contextmanager
def _translated(place: Path | str) -> Iterator[None]:
    """Chroma's errors and those of its HTTP client have no common base below Exception."""
    try:
        yield
    except KnowledgeError:
        raise
    except Exception as error:
        raise KnowledgeError(f"the vector store at {place} did not answer: {error}") from error
