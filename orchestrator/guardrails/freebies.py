"""What is said to cost nothing: the way to the customer, the way back, a service.

Postage out and postage back are two things, postage back on faults a third: "质量问题运费由店铺承担" is no 全国包邮.
"""

import re

from ..facts import Fact, Policy
from .amounts import Words, segment
from .gifts import plain_words
from .inspection import Inspection
from .ledger import Ledger, Naming
from .surroundings import Scene

BACK = ("returns", "exchange", "warranty")
COMMON = "免费不收钱一次可以都的是这您我们给个了"
ALIKE, MOST = 2, 0.6
"""At least so many characters, and this share of those that are said, make two things the same."""


def postage_backing(case: Inspection, ledger: Ledger, words: Words, found: re.Match[str], scene: Scene) -> Fact | None:
    """The policy or offer that pays the same way of the parcel, under conditions that the scene tells."""
    back = _goes_back(case, words, found, scene)
    for one in ledger.namings("free_shipping"):
        if _agrees(one, back, scene, words) and ledger.told(one.backing.fact, scene, one.part):
            return one.backing.fact
    return None


def free_backing(case: Inspection, ledger: Ledger, words: Words, found: re.Match[str], scene: Scene) -> Fact | None:
    """The fact that says the same thing is free: they share a word of the clause that is not the being free."""
    first, last = segment(case.text, found.start())
    clause = case.text[first : max(last, found.end())]
    said = plain_words(words["freely"].sub(" ", clause), words)
    for one in ledger.namings("free"):
        own = plain_words(words["freely"].sub(" ", one.part), words)
        alike = said & own or _share_characters(clause, one.part)
        if (not said or alike) and ledger.told(one.backing.fact, scene, one.part):
            return one.backing.fact
    return postage_backing(case, ledger, words, found, scene) if words["carried"].search(clause) else None


def _goes_back(case: Inspection, words: Words, found: re.Match[str], scene: Scene) -> bool:
    """Whether the claim is about the parcel's way back: its clause says so, or its sentence where it leaves it open."""
    first, last = segment(case.text, found.start())
    if words["way_back"].search(case.text, first, max(last, found.end())):
        return True
    return not words["way_out"].search(found[0]) and scene.says("way_back")


def _agrees(one: Naming, back: bool, scene: Scene, words: Words) -> bool:
    """Whether the fact pays that way of the parcel, for this cause and to everywhere that is said."""
    fact, part = one.backing.fact, one.part
    theirs = bool(words["way_back"].search(part)) or (isinstance(fact, Policy) and fact.topic in BACK)
    if theirs != back or (words["fault"].search(part) and not scene.says("fault")):
        return False
    return not (words["excluded"].search(one.backing.text) and scene.says("everything") and not scene.says("excluded"))


def _share_characters(clause: str, part: str) -> bool:
    """圈口免费改一次 is 可免费改圈一次: the words are cut otherwise, the characters are the same."""
    said = {char for char in clause if "\u4e00" <= char <= "\u9fff" and char not in COMMON}
    return len(said & set(part)) >= max(ALIKE, MOST * len(said))
