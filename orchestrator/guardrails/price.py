"""unsupported_price: an amount, a discount, a gift or "the lowest price" that no fact says.

An amount is compared as a number (九块九 is ¥9.90) and with its condition: 50 off from 300 on is not 50 off. An amount
that follows from facts by plain arithmetic (two at 129, 42 short of 300) is told with its sum.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from ..facts import Allowance, Fact, Price, Promotion
from ..outcome import Finding, Receipt
from ..validity import WAS_BASIS
from .arithmetic import follows
from .inspection import Inspection
from .numerals import BARE_PRICE, MONEY, money, number
from .offers import percent_off, same_terms
from .rules import Rule
from .taken import Taken

FROM_ON = re.compile(r"满|够|到|达|超过?|凑|起|over|from|above|spend|least|reach\w*|minimum|of")
"""What stands before the amount from which an offer applies."""

Amount = tuple[Decimal, str]
"""How much, in which currency; the currency is empty where the text names none."""


def unsupported_price(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Every offer, amount, percentage, gift and price comparison of the text, each with its receipt or a finding."""
    taken = Taken()
    for check in (_offers, _percentages, _amounts, _words):
        yield from check(case, rule, taken)


def _offers(case: Inspection, rule: Rule, taken: Taken) -> Iterator[Finding | Receipt]:
    """满300减50, £10 off orders over £60: the amount and its threshold must be those of one promotion."""
    for found in case.said(rule.words["offer"]):
        start, end = found.span()
        if not taken.take(start, end):
            continue
        match = next((fact for fact in _promotions(case) if same_terms(found[0], fact)), None)
        if fact := match or case.vouched(found[0]):
            yield case.receipt(start, end, fact, fact.text)
        else:
            yield _no_such_offer(case, rule, start, end)


def _percentages(case: Inspection, rule: Rule, taken: Taken) -> Iterator[Finding | Receipt]:
    """八折, 20% off, 半价: the share that is taken off, compared as a number."""
    for found in case.said(rule.words["percent"]):
        start, end = found.span()
        if not taken.take(start, end):
            continue
        off = percent_off(found[0])
        match: Fact | None = case.vouched(found[0])
        if off is not None:
            match = match or next((fact for fact in _promotions(case) if fact.percent == off), None)
            match = match or _says_percent(case, rule, off)
        value = f"{off:f}%" if off is not None else found[0]
        yield case.receipt(start, end, match, value) if match else _no_such_offer(case, rule, start, end)


def _says_percent(case: Inspection, rule: Rule, off: Decimal) -> Fact | None:
    """The fact whose words take off the same share."""
    pattern = rule.words["percent"]
    return next((b.fact for b in case.backing if any(percent_off(m[0]) == off for m in pattern.finditer(b.text))), None)


def _amounts(case: Inspection, rule: Rule, taken: Taken) -> Iterator[Finding | Receipt]:
    for found in case.said(MONEY):
        value = money(found)
        if value is not None and taken.take(*found.span()):
            yield _amount(case, rule, *found.span(), value)
    for found in case.said(BARE_PRICE):
        bare = number(found["bare"] or found["plain"])
        if bare is not None and taken.take(*found.span()):
            yield _amount(case, rule, *found.span(), (bare, ""))


def _amount(case: Inspection, rule: Rule, start: int, end: int, value: Amount) -> Finding | Receipt:
    for fact in sorted(case.sheet.facts, key=lambda fact: not isinstance(fact, Price)):
        if isinstance(fact, Price) and fact.was == value[0] != fact.amount:
            told = fact.was_basis in WAS_BASIS[case.market]
            shown = f"was {value[0]:f}"
            return case.receipt(start, end, fact, shown) if told else case.finding(rule, start, end, "former_price")
        if isinstance(fact, Promotion) and fact.amount == value[0] and not _condition_told(case, fact):
            return case.finding(rule, start, end, "threshold", says=fact.text)
        if (said := _says(case, fact, value, start) or _allows(case, rule, fact, value, start)) is not None:
            return case.receipt(start, end, fact, said)
    if sum_ := follows(value, case.sheet.facts):
        return case.receipt(start, end, *sum_)
    return case.finding(rule, start, end, "no_fact")


def _allows(case: Inspection, rule: Rule, fact: Fact, value: Amount, at: int) -> str | None:
    """An allowance backs an amount up to its limit, where the clause speaks of making good."""
    amount, currency = value
    if (
        not isinstance(fact, Allowance)
        or fact.max_amount is None
        or not rule.words["compensation"].search(case.clause(at).text)
    ):
        return None
    return f"{amount:f} {currency}" if amount <= fact.max_amount and currency == fact.currency else None


def _words(case: Inspection, rule: Rule, taken: Taken) -> Iterator[Finding | Receipt]:
    """Gifts, free shipping, "lowest price", "cheaper than": a fact must use words of the same kind."""
    for group in ("lowest", "gift", "free_shipping", "free", "vague"):
        for found in case.said(rule.words[group]):
            start, end = found.span()
            if not taken.take(start, end):
                continue
            fact = case.vouched(found[0]) or (
                next((b.fact for b in case.backing if rule.words[group].search(b.text)), None)
                if group != "lowest"
                else None
            )
            if fact and (group != "gift" or _same_gift(case, fact, start)):
                yield case.receipt(start, end, fact, fact.text)
            else:
                yield case.finding(rule, start, end, group)


def _same_gift(case: Inspection, fact: Fact, at: int) -> bool:
    """The thing that is given is named in the fact: they share a word of the clause that is not the giving itself."""
    from huashu.knowledge.lexical import tokens

    given = {word for word in tokens(case.clause(at).text) if len(word) > 1}
    return bool(given & set(tokens(fact.text)))


def _no_such_offer(case: Inspection, rule: Rule, start: int, end: int) -> Finding:
    known = "；".join(fact.text for fact in _promotions(case))
    return case.finding(rule, start, end, "other_offer" if known else "no_fact", says=known)


def _promotions(case: Inspection) -> list[Promotion]:
    return [fact for fact in case.sheet.facts if isinstance(fact, Promotion)]


def _condition_told(case: Inspection, fact: Promotion) -> bool:
    """The threshold stands in the same message, as a number."""
    return fact.threshold is None or fact.threshold in case.numbers


def _says(case: Inspection, fact: Fact, value: Amount, at: int) -> str | None:
    """The words or the field of a fact that name this amount in this currency; a threshold is told as one."""
    amount, currency = value
    if isinstance(fact, Price | Promotion) and currency in ("", fact.currency):
        if amount == fact.amount:
            return f"{amount:f} {fact.currency}"
        if isinstance(fact, Promotion) and amount == fact.threshold:
            return f"{amount:f} {fact.currency}" if FROM_ON.search(case.text, max(0, at - 12), at) else None
    backing = next((b for b in case.backing if b.fact.id == fact.id), None)
    for found in MONEY.finditer(backing.text) if backing else ():
        if (said := money(found)) and said[0] == amount and currency in ("", said[1]):
            return found[0]
    return None
