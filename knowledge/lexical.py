"""The lexical half of search: BM25 (Robertson & Zaragoza 2009) over words, Chinese ones cut by jieba's dictionary."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .language import simplified

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORD = re.compile(r"\w")
LATIN = re.compile(r"[a-z]{3,}")
STOP_WORDS = """
的 了 吗 呢 吧 啊 呀 哦 嘛 是 我 你 您 他 她 它 们 我们 你们 这 那 这个 那个 在 有 和 与 就 都 也 还
怎么 怎样 如何 什么 怎么办 回 给 说 办 客户 顾客 客人
the a an is are was were be to of in on at for and or it this that i you your my we our me do does
what who how when can don customer customers say says
"""
STOP = frozenset(STOP_WORDS.split())


def tokens(text: str) -> list[str]:
    """The words of a text: simplified, lower case, English ones by their stem, without the commonest."""
    import rjieba

    words = rjieba.cut_for_search(simplified(text).lower())
    kept = [word for word in words if WORD.search(word) and word not in STOP]
    return [_stem(word) if LATIN.fullmatch(word) else word for word in kept]


@cache
def _stemmer() -> Any:
    from Stemmer import Stemmer

    return Stemmer("english")


def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


class LexicalIndex:
    """BM25 scores of a fixed list of texts, by row."""

    def __init__(self, model: Any = None) -> None:
        self._model = model
        """``None`` where there are no words."""

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Index the texts; row *i* of the scores is text *i*."""
        from bm25s import BM25

        words = [tokens(text) for text in texts]
        if not any(words):
            return cls()
        model = BM25()
        model.index(words, show_progress=False)
        return cls(model)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Open what `save` wrote; the arrays stay on disk until they are needed."""
        from bm25s import BM25

        return cls(BM25.load(folder, mmap=True, show_progress=False)) if folder.exists() else cls()

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        if self._model:
            self._model.save(folder, show_progress=False)

    def _known(self, words: Sequence[str]) -> Iterator[str]:
        """The words that are indexed; of a Chinese word that is not, those of its characters that are."""
        vocabulary = self._model.vocab_dict
        for word in words:
            if word in vocabulary:
                yield word
            elif not word.isascii():
                yield from (character for character in word if character in vocabulary)

    def best(self, query: str, count: int, allowed: "NDArray[np.bool_] | None" = None) -> list[tuple[int, float]]:
        """The ``count`` best rows with their scores, best first; rows without a word of the query are left out."""
        import numpy as np

        words = list(self._known(tokens(query))) if self._model else []
        if not words:
            return []
        scores = np.asarray(self._model.get_scores(words))
        if allowed is not None:
            scores = np.where(allowed, scores, 0)
        top = np.argpartition(scores, -count)[-count:] if len(scores) > count else np.arange(len(scores))
        top = top[np.argsort(-scores[top], kind="stable")]
        return [(int(row), float(scores[row])) for row in top if scores[row] > 0]
