"""taboo: what offends anywhere blocks; what is not said to people of the customer's region warns (S2 03)."""

from collections.abc import Iterator

from ..outcome import Finding, Receipt
from .inspection import Inspection
from .rules import Rule
from .spoken import spoken


def taboo(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """The rule's own words, and those that the customer's region avoids."""
    yield from spoken(case, rule)
    for one in case.setting.region.avoid if case.setting.region else ():
        for found in one.pattern.finditer(case.text):
            finding = case.finding(rule, *found.span(), "region", because=one.because[case.language])
            yield finding.model_copy(update={"severity": "warn"})
