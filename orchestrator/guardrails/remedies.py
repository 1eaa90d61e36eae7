"""What we give where something went wrong: refund, replacement, postage; and what a fact gives, on which terms."""

from collections.abc import Iterator
from typing import NamedTuple

from ..facts import Allowance, Fact
from ..outcome import Finding, Receipt
from .clauses import clauses, polarity
from .inspection import Backing, Inspection
from .numerals import MONEY, money
from .rules import Rule
from .taken import Taken
from .told import LOOK, near

REMEDIES = ("postage", "refunding", "replacing", "compensating", "repairing", "free")
"""Kinds of remedy; a fact covers a remedy of its own kind."""

BEYOND = ("double", "keep", "any_reason", "for_life", "wholly")
"""What goes beyond the plain remedy: a fact covers it only when it goes as far."""

SOURCES = ("policy", "order", "promotion", "price", "product")


class Cover(NamedTuple):
    """What a fact gives, and whether its condition is met."""

    fact: Fact
    meets: bool


def remedies(case: Inspection, rule: Rule, taken: Taken) -> Iterator[Finding | Receipt]:
    """Every remedy that the text gives, each with its receipt or a finding."""
    for found in case.said(rule.words["remedy"], "conditional"):
        start, end = found.span()
        if is_given(case, rule, start) and taken.take(start, end):
            yield _verdict(case, rule, start, end)


def is_given(case: Inspection, rule: Rule, at: int) -> bool:
    """Whether a remedy is given: not only asked for, told of the past, or what the law gives for our fault."""
    clause = case.clause(at)
    about = case.text[clause.start : clause.end]
    if rule.words["soft"].search(about) or rule.words["past"].search(about):
        return False
    supposed = polarity(case.text, at, case.parts) == "conditional"
    return not (supposed and rule.words["our_fault"].search(near(case, at)) and not _beyond(rule, about))


def kinds_of(rule: Rule, words: str) -> tuple[str, ...]:
    """The kinds of remedy that words name; who pays the postage of a refund speaks of postage."""
    kinds = tuple(kind for kind in REMEDIES if rule.words[kind].search(words))
    return kinds[:1] if "postage" in kinds else kinds


def _verdict(case: Inspection, rule: Rule, start: int, end: int) -> Finding | Receipt:
    clause = case.clause(start)
    about = case.text[clause.start : clause.end]
    covers = list(_covers(case, rule, about, start))
    if met := next((cover.fact for cover in covers if cover.meets), None):
        return case.receipt(start, end, met, met.text)
    if covers:
        return case.finding(rule, start, end, "condition", says=covers[0].fact.text)
    return case.finding(rule, start, end, "remedy")


def _covers(case: Inspection, rule: Rule, about: str, at: int) -> Iterator[Cover]:
    kinds = kinds_of(rule, about)
    beyond = _beyond(rule, about)
    for backing in case.backing:
        if backing.fact.kind in SOURCES and all(rule.words[name].search(backing.text) for name in beyond):
            yield from _given_by(case, rule, backing, kinds, at)
    for fact in case.sheet.facts:
        if (
            isinstance(fact, Allowance)
            and not beyond
            and _is_within(fact, about)
            and set(kinds) & {"compensating", *kinds_of(rule, fact.text)}
        ):
            yield Cover(fact, meets=True)


def _is_within(allowance: Allowance, words: str) -> bool:
    """Whether no amount that the words name is more than the allowance lets an agent give."""
    amounts = [value[0] for found in MONEY.finditer(words) if (value := money(found))]
    return allowance.max_amount is None or all(amount <= allowance.max_amount for amount in amounts)


def _given_by(case: Inspection, rule: Rule, backing: Backing, kinds: tuple[str, ...], at: int) -> Iterator[Cover]:
    """What a fact gives clause by clause; "faulty goods: we pay postage" gives it only where something is faulty."""
    start = 0
    for clause in clauses(backing.text):
        told = backing.text[start : clause.end]
        start = clause.end if clause.text.rstrip().endswith(("。", ".", "；", ";")) else start
        given = any(rule.words[kind].search(told) for kind in kinds)
        if given and not rule.words["theirs_to_pay"].search(clause.text):
            free = rule.words["any_reason"].search(clause.text) or not rule.words["our_fault"].search(told)
            yield Cover(backing.fact, bool(free) or _is_our_fault(case, rule, at))


def _is_our_fault(case: Inspection, rule: Rule, at: int) -> bool:
    """Whether the text, or the customer, says that something is wrong with the goods."""
    around = (case.sentence_before(at)[-LOOK:], near(case, at), *case.setting.theirs)
    return any(rule.words["our_fault"].search(words) for words in around)


def _beyond(rule: Rule, words: str) -> tuple[str, ...]:
    return tuple(name for name in BEYOND if rule.words[name].search(words))
