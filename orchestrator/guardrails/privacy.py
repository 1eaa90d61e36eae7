"""privacy_leak: personal data in a reply, and asking for what nobody may ask for (passwords, codes, full numbers)."""

from collections.abc import Iterator

from ..outcome import Finding
from .inspection import Inspection
from .personal import personal_data
from .rules import Rule


def privacy_leak(case: Inspection, rule: Rule) -> Iterator[Finding]:
    """Full data of anybody, unless a fact gives them as the shop's own; and requests for secrets."""
    for data in personal_data(case.text):
        if not case.vouched(data.text):
            yield case.finding(rule, data.start, data.end, data.kind)
    for reason in ("asks", "others"):
        for found in case.said(rule.words[reason], "asked"):
            yield case.finding(rule, found.start(), found.end(), reason)
