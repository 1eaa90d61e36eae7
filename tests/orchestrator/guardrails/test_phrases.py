"""Groups of phrases: named lists, optional blanks, and the index that says which of them a text can hold."""

import pytest

from huashu.orchestrator.guardrails.examples import examples_of
from huashu.orchestrator.guardrails.needs import explodes
from huashu.orchestrator.guardrails.normalize import normalize
from huashu.orchestrator.guardrails.phrase_index import PhraseIndex
from huashu.orchestrator.guardrails.phrases import Lists, Phrases, apart
from huashu.orchestrator.guardrails.rules import shipped_rules


def test_a_phrase_names_lists_and_a_list_names_lists() -> None:
    words = Phrases(
        ["加<channel>", "add my <channel>"], Lists({"app": ["微信", "qq"], "channel": ["<app>", "whats ?app"]})
    )
    assert [match[0] for match in words.finditer("加微信，加qq，add my whatsapp")] == [
        "加微信",
        "加qq",
        "add my whatsapp",
    ]
    assert words.needs[0][0] == frozenset({"微信", "qq", "whats"})


def test_matches_of_a_group_do_not_overlap() -> None:
    words = Phrases(["最后一天", "后一天吧", "一天"])
    index = PhraseIndex.of([words])
    text = "最后一天吧，还有一天"
    chosen = index.candidates(text)[id(words)]
    assert [match[0] for match in apart(words.overlapping(text, chosen))] == ["最后一天", "一天"]
    assert [match[0] for match in words.finditer(text)] == ["最后一天", "一天"]


@pytest.mark.parametrize("phrase", ["最.{0,3}", "(a|b)?c", "[一二]天", "(?=今天)最后", "#元"])
def test_whatever_a_phrase_needs_stands_in_what_it_matches(phrase: str) -> None:
    (needs,) = Phrases([phrase]).needs
    for text in ("最好吧", "bc", "c", "二天", "九元", "今天最后"):
        if Phrases([phrase]).search(text):
            assert all(any(word in text for word in need) for need in needs)


def test_only_phrases_are_tried_that_have_all_they_need() -> None:
    words = Phrases(["加…微信", "加<n>元", "<n>折", "."], Lists({"n": ["一", "两", "三"]}))
    index = PhraseIndex.of([words, Phrases(["微信"])])
    assert index.candidates("加一下微信，两折")[id(words)] == [0, 2, 3]
    assert index.candidates("加运费")[id(words)] == [3]
    assert PhraseIndex.of([]).candidates("加一下微信") == {}


@pytest.mark.parametrize("rule", sorted(shipped_rules()))
def test_no_phrase_of_ours_repeats_what_repeats(rule: str) -> None:
    exploding = [
        words.phrases[at][:60]
        for words in shipped_rules()[rule].words.values()
        for at in range(len(words.phrases))
        if explodes(words.single(at).pattern)
    ]
    assert not exploding


def test_what_repeats_what_repeats_is_seen() -> None:
    assert explodes("(a+)+b")
    assert explodes("((a|b)*c?)*")
    assert not explodes("(a{1,8})+b+")


@pytest.mark.parametrize("rule", sorted(shipped_rules()))
def test_the_index_names_every_phrase_that_matches(rule: str) -> None:
    """What a phrase needs is in every text it matches: tried on the rule's own examples and on all others."""
    groups = shipped_rules()[rule].words
    index = PhraseIndex.of(groups.values())
    texts = [example.text for name in shipped_rules() for kind in examples_of(name).values() for example in kind]
    for text in map(
        lambda text: normalize(text).text, texts[::7] + [e.text for k in examples_of(rule).values() for e in k]
    ):
        candidates = index.candidates(text)
        for words in groups.values():
            matching = {at for at in range(len(words.phrases)) if words.single(at).search(text)}
            assert matching <= set(candidates.get(id(words), ())), (text, [words.phrases[at] for at in matching])
