"""Where an order stands and what is in stock: what an order or a stock fact says, and nothing else."""

import re
from collections.abc import Iterator
from datetime import timedelta

from ..facts import Order, Stock
from ..outcome import Finding, Receipt
from .inspection import Backing, Inspection
from .processes import same_time, times_of
from .rules import Rule
from .taken import Taken
from .times import When
from .told import near, says

STAGES = ("packed", "sent", "moving", "out", "there", "repaid", "done")
"""The stages of an order's way; a fact backs a status of its own stage."""

PAST = re.compile(r"昨|前天|\byesterday\b")
SIZES = {"small": "s", "medium": "m", "large": "l"}
DAYS_AGO = {"前天": 2}


def said_of_order(case: Inspection, rule: Rule, taken: Taken) -> Iterator[Finding | Receipt]:
    """Where the order stands: an order fact says so, or the customer did and we only repeat it."""
    orders = [b for b in case.backing if isinstance(b.fact, Order)]
    for found in case.said(rule.words["status"]):
        start, end = found.span()
        clause = case.clause(start)
        unknown = rule.words["unknown"].search(clause.text) or rule.words["status_unless"].search(near(case, start))
        if unknown or not taken.take(start, end):
            continue
        words = case.text[start : max(end, clause.end)]
        if fact := next((b.fact for b in orders if _stands(case, rule, words, b)), None):
            yield case.receipt(start, end, fact, fact.text)
        elif not any(_same_stage(rule, words, said) for said in case.setting.theirs):
            yield case.finding(rule, start, end, "status")


def _stands(case: Inspection, rule: Rule, words: str, order: Backing) -> bool:
    """Whether an order is at the stage, and at the place and on the day where some are named."""
    if not _same_stage(rule, words, order.text):
        return False
    place = rule.words["place"].search(words)
    if place and says(place[0], order, rule) is None:
        return False
    told = [time for time in times_of(order.text, case.sheet.now) if isinstance(time, When)]
    if past := PAST.search(words):
        day = case.sheet.now.date() - timedelta(days=DAYS_AGO.get(past[0], 1))
        return not told or any(time.at.date() == day for time in told)
    said = [time for time in times_of(words, case.sheet.now) if isinstance(time, When)]
    return not said or not told or any(same_time(one, other) for one in said for other in told)


def _same_stage(rule: Rule, said: str, text: str) -> bool:
    return any(rule.words[stage].search(said) and rule.words[stage].search(text) for stage in STAGES)


def in_stock(case: Inspection, rule: Rule, taken: Taken) -> Iterator[Finding | Receipt]:
    """What is said to be there: a count above zero of that very colour and size, or a fact in such words."""
    words = rule.words["in_stock"]
    for found in case.said(words):
        start, end = found.span()
        if rule.words["unknown"].search(case.clause(start).text) or not taken.take(start, end):
            continue
        fact = next((b.fact for b in case.backing if _counts(rule, case.clause(start).text, b)), None)
        fact = fact or case.backed(found[0], words, ("product", "policy", "promotion"))
        yield case.receipt(start, end, fact, fact.text) if fact else case.finding(rule, start, end, "in_stock")


def _counts(rule: Rule, about: str, backing: Backing) -> bool:
    """Whether it is a count of something, of the options (黑色, L) that the words name."""
    if not isinstance(backing.fact, Stock) or backing.fact.left <= 0:
        return False
    return _options(rule, about) <= _options(rule, backing.about)


def _options(rule: Rule, text: str) -> set[str]:
    return {SIZES.get(found[0], found[0]) for found in rule.words["option"].finditer(text)}
