"""absolute_claim (China): superlatives and absolutes about goods or service.

Advertising Law art. 9(3), read with the 2023 guideline on absolute terms: attitude, goals, tips on use, order of time
or place, composition and fixed phrases are no claims about the goods; a standard's grade, a name, an award or a dated
figure needs a fact.
"""

from collections.abc import Iterator

from ..outcome import Finding, Receipt
from .inspection import Inspection
from .normalize import normalize
from .rules import Rule
from .spoken import said_of_groups


def absolute_claim(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Each absolute word that is not one of the lawful uses, unless a fact says it, and on what grounds it may."""
    for group, found in said_of_groups(case, rule):
        fact = case.vouched(found[0])
        if fact and rule.words["grounds"].search(normalize(fact.text).text):
            yield case.receipt(*found.span(), fact, found[0])
        else:
            yield case.finding(rule, *found.span(), group)
