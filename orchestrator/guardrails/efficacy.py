"""efficacy_claim: what goods are said to do to body and purse, and what results are guaranteed.

Advertising Law art. 16-18, 24, 25: disease, and results of courses and investments, never; a guarantee or an assertion
of safety not for medical goods, health food, courses and investments, nor where nobody says what kind of goods it is.
A registered medical device may be said to be for what its instructions say.
"""

import re
from collections.abc import Iterator

from ..facts import Fact, Product, Proof
from ..outcome import Finding, Receipt
from .inspection import Backing, Inspection
from .numerals import NUMERAL, number
from .rules import Rule
from .spoken import said_of_groups

GUARANTEES = ("guaranteed", "safe")
MILD = {"general", "cosmetics", "food"}
"""The categories in which a proof may carry a guarantee."""


def efficacy_claim(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Each effect and each guaranteed result, unless a proof of the same effect and figures may back it."""
    for group, found in said_of_groups(case, rule):
        fact = _proof(case, rule, group, found[0]) or _instructions(case, rule, group, found)
        yield case.receipt(*found.span(), fact, fact.text) if fact else case.finding(rule, *found.span(), group)


def _proof(case: Inspection, rule: Rule, group: str, words: str) -> Fact | None:
    """The proof of this effect; where the category is strict or unknown it backs no guarantee."""
    categories = {fact.category for fact in case.sheet.facts if isinstance(fact, Product)}
    if group not in rule.backed_by or (group in GUARANTEES and not (categories and categories <= MILD)):
        return None
    proofs = (b for b in case.backing if isinstance(b.fact, Proof))
    return next((b.fact for b in proofs if words in b.text or _same_effect(rule, words, b)), None)


def _same_effect(rule: Rule, words: str, proof: Backing) -> bool:
    kinds = [pattern for name, pattern in rule.words.items() if name.startswith("about_") and pattern.search(words)]
    same = bool(kinds) and all(pattern.search(proof.text) for pattern in kinds)
    return same and {*map(number, NUMERAL.findall(words))} - {None} <= {*map(number, NUMERAL.findall(proof.text))}


def _instructions(case: Inspection, rule: Rule, group: str, found: re.Match[str]) -> Fact | None:
    """The medical device or medicine whose registered use is told in its own words, as such."""
    told = group == "disease" and rule.words["registered_use"].search(case.sentence(found.start()))
    goods = [b for b in case.backing if isinstance(b.fact, Product) and b.fact.category == "medical"]
    return next((b.fact for b in goods if told and found[0] in b.text), None)
