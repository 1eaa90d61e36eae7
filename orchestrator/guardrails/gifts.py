"""Gifts: the thing that is given and how many of it must be those of a fact, and its condition must be told.

"下单送收纳袋1个" backs one bag and nothing else: no phone, no ten bags, no "mysterious present".
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from huashu.knowledge.lexical import tokens

from ..facts import Fact
from .amounts import Words
from .inspection import Inspection
from .ledger import Ledger
from .numerals import FIGURE, number
from .surroundings import Scene

THING = re.compile(r"[^,，。！!？?；;\n.]{0,48}")
JOINED = re.compile(r"和|跟|及|、|加上?|还有|以及|\+|\band\b|\bplus\b|,")


@dataclass(frozen=True, slots=True)
class Gift:
    """What is given: the words of each thing, and the number of pieces if one is told."""

    things: tuple[frozenset[str], ...]
    count: Decimal | None


def gift_backing(case: Inspection, ledger: Ledger, words: Words, found: re.Match[str], scene: Scene) -> Fact | None:
    """The fact that gives the same thing, in no smaller number, under a condition that the scene tells."""
    said = gift_in(case.text, found.start(), found.end(), words)
    for one in ledger.namings("gift"):
        own = gift_in(one.backing.text, one.start, one.end, words)
        if _same(said, own, one.part) and ledger.told(one.backing.fact, scene, one.part):
            return one.backing.fact
    return None


def gift_in(text: str, start: int, end: int, words: Words) -> Gift:
    """What the words from ``start`` on give; they end with the clause."""
    behind = THING.match(text, end)
    named, _, also = (behind[0] if behind else "").partition(":")
    stop = words["gift_stop"].search(named)
    stretch = text[start:end] + (named[: stop.start()] if stop else named) + " " + also
    things = tuple(said for part in JOINED.split(stretch) if (said := plain_words(part, words)))
    count = words["gift_count"].search(stretch)
    figure = FIGURE.search(count[0]) if count else None
    return Gift(things, number(figure[0]) if figure else None)


@lru_cache(maxsize=2048)
def _tokens(text: str) -> frozenset[str]:
    return frozenset(tokens(text))


def plain_words(text: str, words: Words) -> frozenset[str]:
    """The words of a thing, without those of giving and counting."""
    bare = words["gift_count"].sub(" ", words["giving"].sub(" ", text))
    return frozenset(word for word in _tokens(bare) if len(word) > 1 and not FIGURE.fullmatch(word))


def _same(said: Gift, own: Gift, part: str) -> bool:
    """Everything said to be given is in the fact; one is what a fact gives that names no number."""
    known = _tokens(part)
    things = all(thing & known for thing in said.things)
    return things and (said.count is None or said.count <= (own.count if own.count is not None else 1))
