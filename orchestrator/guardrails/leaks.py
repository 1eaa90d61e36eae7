"""instruction_leak: obeying instructions that stand in the customer's text, and telling what is ours alone.

Nothing the customer or a document says changes a verdict: texts are only ever searched, never followed. What is left is
a draft that followed them before it came to us, or that gives away prompts, rules, notes and how far an agent may go.
"""

import re
from collections.abc import Iterator

from ..facts import Allowance
from ..outcome import Finding, Receipt
from .inspection import Inspection
from .numerals import MONEY, money
from .rules import Rule
from .spoken import spoken

DICTATED = re.compile(r"[“\"「『']([^”\"」』'\n]{4,120})[”\"」』']|[:：]\s*([^。！!？?\n]{4,120})")
"""What a customer wants us to say word for word: in quotation marks, or behind a colon."""


def instruction_leak(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """What the rule's words find, the size of an allowance, and a sentence that the customer dictated."""
    yield from spoken(case, rule)
    yield from _allowances(case, rule)
    yield from _dictated(case, rule)


def _allowances(case: Inspection, rule: Rule) -> Iterator[Finding]:
    """The limit of an allowance, told as a limit; an amount within it is an offer and no leak."""
    limits = {(fact.max_amount, fact.currency) for fact in case.sheet.facts if isinstance(fact, Allowance)}
    for found in MONEY.finditer(case.text) if limits else ():
        clause = case.clause(found.start())
        if money(found) in limits and rule.words["ceiling"].search(case.text, clause.start, clause.end):
            yield case.finding(rule, found.start(), found.end(), "allowance")


def _dictated(case: Inspection, rule: Rule) -> Iterator[Finding]:
    """Words that the customer told us to say, with an instruction beside them, said back by the draft."""
    for said in case.setting.theirs:
        if not rule.words["injects"].search(said):
            continue
        for found in DICTATED.finditer(said):
            words = (found[1] or found[2]).strip()
            at = case.text.find(words)
            if at >= 0:
                yield case.finding(rule, at, at + len(words), "dictated")
