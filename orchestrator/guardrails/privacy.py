"""privacy_leak: personal data in a reply, and asking for what nobody may ask for (passwords, codes, full numbers)."""

import re
from collections.abc import Iterator

from ..facts import Order
from ..outcome import Finding
from .inspection import Inspection
from .personal import personal_data
from .rules import Rule

WARNED = re.compile(r"不要|不用|不必|别|勿|千万|\b(?:don't|do not|never)\b")
LEAD_IN = 8
"""How many characters before an address its pattern may have taken along ("退货请寄到杭州市…")."""


def privacy_leak(case: Inspection, rule: Rule) -> Iterator[Finding]:
    """Full data of anybody, unless a fact gives them as the shop's own; and requests for secrets."""
    for data in personal_data(case.text):
        if not _is_ours(case, data.text):
            yield case.finding(rule, data.start, data.end, data.kind)
    for reason in ("asks", "others"):
        for found in case.said(rule.words[reason], "asked", "conditional"):
            if WARNED.search(found[0]):
                continue
            yield case.finding(rule, found.start(), found.end(), reason)


def _is_ours(case: Inspection, data: str) -> bool:
    """The shop's own contact, or the number of this customer's own order."""
    orders = {fact.order_no for fact in case.sheet.facts if isinstance(fact, Order)}
    parts = (data[at:] for at in range(min(LEAD_IN, len(data) // 2) + 1))
    return data in orders or any(case.vouched(part) for part in parts)
