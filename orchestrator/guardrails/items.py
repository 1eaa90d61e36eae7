"""Of which item a sentence speaks, as far as facts tell items apart.

A fact names its item by an id, which a draft does not use, and by words (黑色款199元). A word that only another item's
facts have makes the sentence one about that other item.
"""

from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from huashu.knowledge.lexical import tokens

from ..facts import Fact, Price, Product, Promotion, Stock
from .amounts import Words
from .inspection import Inspection
from .numerals import FIGURE, MONEY

if TYPE_CHECKING:
    from .ledger import Claim
    from .surroundings import Scene

OF_AN_ITEM = Price | Stock | Product


@lru_cache(maxsize=4096)
def _words_of(text: str) -> frozenset[str]:
    """The words that may tell an item from others: no figures, no single letters."""
    plain = FIGURE.sub(" ", MONEY.sub(" ", text))
    return frozenset(word for word in tokens(plain) if len(word) > 1)


class Items:
    """The items of a sheet of facts, each with the words that are its own."""

    def __init__(self, case: Inspection, words: Words) -> None:
        self._case, self._words = case, words

    @cached_property
    def _named(self) -> dict[str, frozenset[str]]:
        """By item, the words of its prices and stock."""
        named: dict[str, frozenset[str]] = {}
        for backing in self._case.backing:
            fact = backing.fact
            if isinstance(fact, Price | Stock) and fact.item:
                plain = self._words["generic"].sub(" ", backing.text)
                said = _words_of(plain) | _words_of(fact.item.lower())
                named[fact.item] = named.get(fact.item, frozenset()) | said
        return named

    def prices(self, claim: "Claim") -> list[Price]:
        """The prices that the claim may speak of."""
        prices = (fact for fact in self._case.sheet.facts if isinstance(fact, Price))
        return [fact for fact in prices if self.may_be(fact, claim)]

    def may_be(self, fact: Fact, claim: "Claim") -> bool:
        """Whether the claim's clause may speak of this fact's item: it names no other item instead."""
        if not isinstance(fact, Price) or not fact.item or len(self._named) < 2:
            return True
        said = _words_of(claim.clause)
        own = self._named[fact.item]
        if said & self._own(fact.item, own):
            return True
        return not any(said & (other - own) for item, other in self._named.items() if item != fact.item)

    def _own(self, item: str, words: frozenset[str]) -> frozenset[str]:
        others: Iterable[frozenset[str]] = (other for name, other in self._named.items() if name != item)
        return words.difference(*others)

    def reached_by(self, promotion: Promotion, scene: "Scene") -> bool:
        """Whether a promotion for certain items is told as one: of its item, and not of everything."""
        if not promotion.items:
            return True
        text = next(b.text for b in self._case.backing if b.fact is promotion)
        if scene.says("everything") and not self._words["everything"].search(text):
            return False
        known = {fact.item for fact in self._case.sheet.facts if isinstance(fact, OF_AN_ITEM) and fact.item}
        if not known or known & set(promotion.items):
            return True
        plain = self._words["percent"].sub(" ", self._words["offer"].sub(" ", text))
        own = _words_of(plain).union(*(_words_of(item.lower()) for item in promotion.items))
        return bool(own & _words_of(scene.text))
