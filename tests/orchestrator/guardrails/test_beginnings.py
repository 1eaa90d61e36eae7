"""The first characters of a pattern: it is tried nowhere else, and finds the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.orchestrator.guardrails.beginnings import compiled, first_of
from huashu.orchestrator.guardrails.calendar_words import DATED
from huashu.orchestrator.guardrails.examples import examples_of
from huashu.orchestrator.guardrails.normalize import normalize
from huashu.orchestrator.guardrails.rules import shipped_rules

PATTERNS = {
    "最后一天": {"最"},
    "(?:今|明)天?": {"今", "明"},
    "(?<!不)最?好": {"最", "好"},
    "[一-三\\d]+(?:天|年)": {"一-三", "\\d"},
    "(?:a|b)*c|d": {"a", "b", "c", "d"},
    "^(?:急|快)?发": {"急", "快", "发"},
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_match_begins_with_one_of_them(pattern: str) -> None:
    assert set(first_of(pattern) or ()) == PATTERNS[pattern]


@pytest.mark.parametrize("pattern", ["a?", ".天", "[^一]天", "(?:a|)", "", "(?=今)"])
def test_where_anything_may_come_first_nothing_is_said(pattern: str) -> None:
    assert first_of(pattern) is None


@given(st.text(st.sampled_from("最后一天今明不好急发ab cd年3-三"), max_size=20))
def test_the_quicker_pattern_finds_the_same(text: str) -> None:
    for pattern in [*PATTERNS, "a?", ".天", "[^一]天", "x|最(?:后|好)|(?:一|3)年"]:
        plain = [found.span() for found in re.finditer(pattern, text)]
        assert [found.span() for found in compiled(pattern).finditer(text)] == plain


def test_what_the_guardrails_look_for_is_tried_in_few_places() -> None:
    assert DATED.pattern.startswith("(?=[")


def test_a_group_finds_what_its_phrases_find() -> None:
    texts = [
        normalize(one.text).text for rule in ("fake_urgency", "unsupported_price") for one in examples_of(rule)["fires"]
    ]
    for words in shipped_rules()["unsupported_promise"].words.values():
        for text in texts:
            singly = [found.start() for pattern in words.patterns if (found := pattern.search(text))]
            together = words.search(text)
            assert (together.start() if together else None) == min(singly, default=None)
