"""pressure_tactics: shame, guilt, fear, pushing, deciding for the customer; and a last day that was told before."""

from collections.abc import Iterator

from ..outcome import Finding, Receipt
from .inspection import Inspection
from .rules import Rule
from .spoken import spoken


def pressure_tactics(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """What the rule's words find, and the end of an offer that one of our earlier turns told already."""
    yield from spoken(case, rule)
    ends = rule.words["last_day"]
    if not any(ends.search(said) for said in case.setting.ours):
        return
    for found in case.said(ends):
        yield case.finding(rule, found.start(), found.end(), "again")
