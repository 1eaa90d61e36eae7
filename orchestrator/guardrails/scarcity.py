"""fake_scarcity: few left, limited places, others looking, without a fresh stock or quota fact with that number."""

import re
from collections.abc import Iterator

from ..facts import Promotion, Stock
from ..outcome import Finding, Receipt
from .inspection import Inspection
from .numerals import ENGLISH_NUMBER, NUMBER, number
from .rules import Rule
from .taken import Taken

FEW = 5
"""Up to this many, "not many left" is true."""

Counted = Stock | Promotion
COUNT = re.compile(rf"{NUMBER}|\b(?:{ENGLISH_NUMBER})\b")


def fake_scarcity(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Each number of pieces or places asks for the fact that counted them; "few" asks for a small number."""
    counted = [
        f for f in case.sheet.facts if isinstance(f, Stock) or (isinstance(f, Promotion) and f.quota_left is not None)
    ]
    taken = Taken()
    for group in ("crowd", "number", "first", "few", "limited"):
        for found in case.said(rule.words[group]):
            start, end = found.span()
            if taken.take(start, end):
                yield _judged(case, rule, group, (start, end), counted)


def _judged(
    case: Inspection, rule: Rule, group: str, span: tuple[int, int], counted: list[Counted]
) -> Finding | Receipt:
    start, end = span
    words = case.text[start:end]
    left = "、".join(str(_left(fact)) for fact in counted)
    if fact := case.vouched(words):
        return case.receipt(start, end, fact, words)
    if group == "crowd":
        return case.finding(rule, start, end, "crowd")
    stated = _number(words)
    if group in ("number", "first") and stated is not None:
        match = next((fact for fact in counted if _left(fact) == stated), None)
        if match and group == "number":
            return case.receipt(start, end, match, str(stated))
        return case.finding(rule, start, end, "wrong_number" if counted else "no_fact", left=left)
    few = next((fact for fact in counted if _left(fact) <= FEW), None)
    if group != "first" and few:
        return case.receipt(start, end, few, str(_left(few)))
    quota = next((fact for fact in counted if isinstance(fact, Promotion)), None)
    if group == "limited" and quota:
        return case.receipt(start, end, quota, str(quota.quota_left))
    return case.finding(rule, start, end, "not_few" if counted else "no_fact", left=left)


def _left(fact: Counted) -> int:
    return fact.left if isinstance(fact, Stock) else fact.quota_left or 0


def _number(words: str) -> int | None:
    found = COUNT.search(words)
    value = number(found[0]) if found else None
    return int(value) if value is not None else None
