"""How words are meant where they stand: asserted, negated, conditional, quoted, asked."""

import pytest

from huashu.orchestrator.guardrails.clauses import clauses, polarity
from huashu.orchestrator.guardrails.normalize import normalize


@pytest.mark.parametrize(
    ("text", "words", "meant"),
    [
        ("活动今天最后一天", "最后一天", "asserted"),
        ("我们没有最后一天的活动", "最后一天", "negated"),
        ("这不是最后一天", "最后一天", "negated"),
        ("不是昨天，今天才是最后一天", "最后一天", "asserted"),
        ("不是普通活动，而是最后一天的特价", "最后一天", "asserted"),
        ("没有别的，只有最后一天的特价", "最后一天", "asserted"),
        ("如果是最后一天我会告诉您", "最后一天", "conditional"),
        ("有活动的话，我会说最后一天是哪天", "最后一天", "conditional"),
        ("您说的“最后一天”我去核实", "最后一天", "quoted"),
        ("今天是最后一天吗？", "最后一天", "asked"),
        ("It is the last day.", "last day", "asserted"),
        ("It isn't the last day.", "last day", "negated"),
        ("If it is the last day, I'll say so.", "last day", "conditional"),
        ("You said “last day”, so I looked.", "last day", "quoted"),
        ("Is it the last day?", "last day", "asked"),
        ("We have no other dates, but this is the last day.", "last day", "asserted"),
        ("没领券也打五折", "五折", "asserted"),
        ("别家没有的最后一天", "最后一天", "asserted"),
        ("别担心今天才是最后一天", "最后一天", "asserted"),
        ("不管有没有券今天都是最后一天", "最后一天", "asserted"),
        ("没有券，也没有最后一天的活动", "最后一天", "negated"),
        ("别说是最后一天才发现的", "最后一天", "asserted"),
        ("今天是最后一天了您看要拍吗？", "最后一天", "asserted"),
        ("现在只剩2件了要给您留吗", "只剩2件", "asserted"),
        ("您看今天是最后一天吗", "最后一天", "asked"),
        ("如果不合适，给您打五折", "五折", "asserted"),
        ("As you saw only 2 left.", "only 2 left", "asserted"),
        ("You said only 2 left.", "only 2 left", "quoted"),
        ("You asked about it so only 2 left.", "only 2 left", "asserted"),
        ("Why not order today while it's half price?", "half price", "asserted"),
        ("You can't go wrong with half price.", "half price", "asserted"),
        ("There isn't a half price deal.", "half price", "negated"),
        ("“今天最后一天”不是我们发的", "最后一天", "quoted"),
        ("“今天最后一天”，这个价不对外，别信别家", "最后一天", "asserted"),
        ('The "last day" in that post is from 2024.', "last day", "quoted"),
        ('It is your "last day" on the sale price.', "last day", "asserted"),
    ],
)
def test_how_words_are_meant(text: str, words: str, meant: str) -> None:
    spelled = normalize(text).text
    assert polarity(spelled, spelled.index(words), clauses(spelled)) == meant
