"""What the cues say, and what the reader looks at."""

import numpy as np
import pytest

from huashu.knowledge import DataFileError, Playbook
from huashu.knowledge.embed import bundled
from huashu.orchestrator import Message
from huashu.orchestrator.features import Context, contexts, features
from huashu.orchestrator.hearing import CueIndex, Hearing
from huashu.orchestrator.judgement import strongest

CUES = CueIndex(Playbook().cues)


def hearing(text: str) -> Hearing:
    return Hearing(CUES, text)


def said(*turns: str) -> list[Context]:
    """``c:`` what the customer said, ``a:`` what the agent did."""
    roles = {"c": "customer", "a": "agent"}
    return contexts([Message(role=roles[turn[0]], text=turn[2:]) for turn in turns])


@pytest.mark.parametrize(
    ("text", "file", "label", "there"),
    [
        ("我要找律师", "risks", "legal_threat", True),
        ("不是律师", "risks", "legal_threat", False),
        ("脸都肿了", "risks", "safety_incident", True),
        ("会过敏吗", "risks", "safety_incident", False),
        ("别家的用了过敏", "risks", "safety_incident", False),
        ("我没有失望", "emotion", "disappointed", False),
        ("尾号12315的单子几天发货", "risks", "regulator_threat", False),
        ("再不退就打12315", "risks", "regulator_threat", True),
        ("太失望了", "emotion", "disappointed", True),
        ("我电话13800138000", "risks", "personal_data", True),
        ("快递到哪了", "topics", "delivery_status", True),
    ],
)
def test_cues_count_where_they_are_meant(text: str, file: str, label: str, there: bool) -> None:
    heard = hearing(text)
    assert (label in heard.weights(file)) is there
    assert bool(heard.evidence(file, label)) is there
    assert all(words in text for words in heard.evidence(file, label))


def test_a_stronger_word_of_feeling_weighs_more() -> None:
    mild, strong = (hearing(text).heard()["emotion"]["angry"] for text in ("我有点生气，有点不满", "气死我了"))
    assert 0 < mild < strong


def test_a_phrase_that_cannot_be_read_is_named() -> None:
    cues = dict(Playbook().cues)
    first, *rest = cues["needs"]
    broken = type(first)(first.label, first.strength, ("(退",), first.file)
    with pytest.raises(DataFileError, match=r"\(退"):
        CueIndex({**cues, "needs": (broken, *rest)})


def test_what_the_customer_says_in_a_row_is_one_turn_and_the_last_words_before_it_count() -> None:
    turns = said("c:在吗", "a:在的", "a:您说", "c:鞋子开胶了", "c:才穿两天")
    assert [turn.said for turn in turns] == ["在吗", "鞋子开胶了\n才穿两天"]
    assert (turns[0].agent, turns[0].customer) == ("", "")
    assert (turns[1].agent, turns[1].customer) == ("您说", "在吗")


def test_the_turns_before_are_looked_at_and_an_empty_one_is_nothing() -> None:
    first, later = said("c:好的", "a:给您退款", "c:好的")
    meanings, rest = features([first, later], [{}, {}], bundled())
    assert (meanings[0] == meanings[1]).all()
    size = bundled().dimensions
    assert not rest[0, : 2 * size].any()
    assert rest[1, :size].any()
    assert np.isfinite(rest).all()


@pytest.mark.parametrize(
    ("pulls", "text", "words"),
    [
        ([0, 0, 1, 1, 0, 0], "我想退款了吧", "退款"),
        ([0, 0, 0, 1, 0, 0], "我想退款了吧", "退款"),
        ([0] * 5 + [1] * 3 + [0] * 3, "give refund now", "refund"),
        ([0, 0, 0, 0, 0, 0], "我想退款了吧", None),
        ([-1, -1, -1, -1, -1, -1], "我想退款了吧", None),
    ],
)
def test_the_stretch_that_spoke_most_ends_where_words_end(pulls: list[float], text: str, words: str | None) -> None:
    padded = np.array([*pulls, *[0.0] * (len(text) - len(pulls))], dtype=np.float32)
    found = strongest(padded, text)
    assert (text[slice(*found)] if found else None) == words
