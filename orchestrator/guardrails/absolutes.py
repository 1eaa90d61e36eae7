"""absolute_claim (China): superlatives and absolutes about goods or service.

Advertising Law art. 9(3), read with the 2023 guideline on absolute terms: attitude, goals, tips on use, order of time
or place, composition and fixed phrases are no claims about the goods; a standard's grade, a name, an award or a dated
figure needs a fact.
"""

from collections.abc import Iterator

from ..outcome import Finding, Receipt
from .inspection import Inspection
from .rules import Rule


def absolute_claim(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Each absolute word that is not one of the lawful uses, unless a fact says it with the same words."""
    lawful = [found.span() for found in rule.words["lawful"].finditer(case.text)]
    for found in case.said(rule.words["absolute"]):
        start, end = found.span()
        if any(a < end and start < b for a, b in lawful):
            continue
        if fact := case.vouched(found[0]):
            yield case.receipt(start, end, fact, found[0])
        else:
            yield case.finding(rule, start, end, "absolute")
