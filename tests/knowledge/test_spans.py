"""Whatever is cut or re-spelled, every character still points to where it came from."""

import re

from hypothesis import given
from hypothesis import strategies as st

from huashu.knowledge.spans import MappedText

TEXTS = st.text(alphabet="ab 一二（x）\n", max_size=40)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_what_is_left_after_cuts_stands_in_the_original_at_its_span(
    original: str, spans: list[tuple[int, int]]
) -> None:
    kept = MappedText.of(original).without((min(s), min(max(s), len(original))) for s in spans)
    for at, character in enumerate(kept.text):
        start, end = kept.origin(at, at + 1)
        assert original[start:end] == character


@given(TEXTS)
def test_a_spelling_that_changes_lengths_keeps_the_spans(original: str) -> None:
    spelled = MappedText.of(original).spelled(lambda text: text.replace("a", "AA").replace("二", "2"))
    for at, character in enumerate(spelled.text):
        start, end = spelled.origin(at, at + 1)
        assert original[start:end] == {"A": "a", "2": "二"}.get(character, character)


def test_a_span_over_a_cut_covers_what_was_cut() -> None:
    text = MappedText.of("你(nǐ)好").cut(re.compile(r"\(.*?\)"))
    assert text.text == "你好"
    assert text.origin(0, 2) == (0, 6)
    assert text.origin(1, 2) == (5, 6)


def test_a_filler_stands_for_what_was_cut() -> None:
    text = MappedText.of("abcdef").without([(2, 4)], filler="|")
    assert text.text == "ab|ef"
    assert text.origin(2, 3) == (2, 4)
