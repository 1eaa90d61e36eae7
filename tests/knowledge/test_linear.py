"""Character n-grams and the linear heads over them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.knowledge.linear import BUCKETS, LinearHeads
from huashu.knowledge.ngrams import grams

WORDS = st.text(st.sampled_from("您好退款 refund,。1é"), max_size=30)


def words_of(text: str) -> list[str]:
    found = grams([text])
    return [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]


def test_chinese_is_read_in_short_grams_and_latin_letters_in_long_ones() -> None:
    assert {"退", "退款", "可退", "可退款"} <= set(words_of("可退款"))
    assert not {"r", "re"} & set(words_of("a refund"))
    assert {"ref", "refund"} <= set(words_of("a refund"))


def test_case_makes_no_difference() -> None:
    assert (grams(["Refund 您"]).buckets == grams(["refund 您"]).buckets).all()


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_texts_read_together_are_read_as_each_alone(texts: list[str]) -> None:
    together = grams(texts)
    for number, text in enumerate(texts):
        alone, mine = grams([text]), together.texts == number
        assert (together.buckets[mine] == alone.buckets).all()
        assert (together.starts[mine] == alone.starts).all()
        assert (together.ends[mine] <= len(text)).all()


def heads_for(word: str, weight: int = 100) -> LinearHeads:
    """One head that knows one word, and one that knows nothing."""
    weights = np.zeros((BUCKETS, 2), dtype=np.int8)
    found = grams([word])
    whole = (found.starts == 0) & (found.ends == len(word))
    weights[found.buckets[whole] % BUCKETS, 0] = weight
    plain = np.array([0.0, 0.0], dtype=np.float32)
    return LinearHeads(("known", "nothing"), weights, np.array([0.1, 0.1], dtype=np.float32), plain - 1, plain)


def test_a_head_says_which_words_moved_it() -> None:
    read = heads_for("退款").read(["今天可以退款吗", "今天可以发货吗"])
    assert read.log_odds[0, 0] > read.log_odds[1, 0] == pytest.approx(-1)
    assert read.log_odds[:, 1].tolist() == [-1, -1]
    before, there, behind = read.weights_within(0, 0, [(0, 4), (4, 6), (6, 7)])
    assert there > 0 == before == behind
    assert read.weights_within(1, 0, [(0, 7)]) == [0]


def test_a_longer_text_dilutes_a_word() -> None:
    short, long = heads_for("退款").read(["退款", "退款" + "好的谢谢您" * 20]).log_odds[:, 0]
    assert short > long > -1


def test_heads_are_the_same_after_they_were_written_and_read(tmp_path: Path) -> None:
    heads = replace(heads_for("退款"), thresholds=np.array([0.5, 2.0], dtype=np.float32))
    heads.save(tmp_path / "heads.npz")
    again = LinearHeads.load(tmp_path / "heads.npz")
    assert again.labels == heads.labels
    assert (again.weights == heads.weights).all()
    assert again.thresholds.tolist() == [0.5, 2.0]
    assert (tmp_path / "heads.npz").stat().st_size < 5_000
