"""Rules that words decide: what the rule's groups find is a finding, unless its data say why it is fine there.

A group of ``words`` that has a reason of its own name finds something. Around it the data may say: ``lawful`` (words
that make whatever they overlap innocent), ``<group>_unless`` (words that make it fine in the same sentence), ``meant``
(which ways of saying it count; only assertions when it is silent), ``backed_by`` (kinds of facts that may say the
same). A shop's own rules are of this kind.
"""

from collections.abc import Iterator

from ..outcome import Finding, Receipt
from .inspection import Inspection
from .rules import Rule
from .taken import Taken


def spoken(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Every place where the text says what a group of the rule finds."""
    lawful = Taken.of(case.within_sentences(rule.words["lawful"]) if "lawful" in rule.words else ())
    taken = Taken()
    for group in rule.groups:
        for found in case.said(rule.words[group], *rule.meant.get(group, ())):
            start, end = found.span()
            if lawful.overlaps(start, end) or _is_fine_there(case, rule, group, start) or not taken.take(start, end):
                continue
            fact = case.backed(found[0], rule.words[group], rule.backed_by.get(group, ()))
            yield case.receipt(start, end, fact, found[0]) if fact else case.finding(rule, start, end, group)


def _is_fine_there(case: Inspection, rule: Rule, group: str, at: int) -> bool:
    """Said together with something that makes it right, such as what we do about it ourselves."""
    unless = rule.words.get(f"{group}_unless")
    return unless is not None and bool(unless.search(case.sentence(at)))
