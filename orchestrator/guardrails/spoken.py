"""Rules that words decide: what the rule's groups find is a finding, unless its data say why it is fine there.

A group of ``words`` that has a reason of its own name finds something. Around it the data may say: ``lawful`` (words
that make whatever they overlap innocent), ``<group>_unless`` (words that make it fine in the same sentence), ``meant``
(which ways of saying it count; only assertions when it is silent), ``backed_by`` (kinds of facts that may say the
same). A shop's own rules are of this kind.
"""

import re
from collections.abc import Iterator

from ..outcome import Finding, Receipt
from .inspection import Inspection
from .rules import Rule
from .taken import Taken


def spoken(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Every place where the text says what a group of the rule finds."""
    for group, found in said_of_groups(case, rule):
        fact = case.backed(found[0], rule.words[group], rule.backed_by.get(group, ()))
        yield case.receipt(*found.span(), fact, found[0]) if fact else case.finding(rule, *found.span(), group)


def said_of_groups(case: Inspection, rule: Rule) -> Iterator[tuple[str, re.Match[str]]]:
    """Where the text says what a group of the rule finds and nothing makes it innocent, each place once."""
    lawful = Taken.of(case.within_sentences(rule.words["lawful"]) if "lawful" in rule.words else ())
    taken = Taken()
    for group in rule.groups:
        for found in case.said(rule.words[group], *rule.meant.get(group, ())):
            span = found.span()
            if not lawful.overlaps(*span) and not _is_fine_there(case, rule, group, span[0]) and taken.take(*span):
                yield group, found


def _is_fine_there(case: Inspection, rule: Rule, group: str, at: int) -> bool:
    """Said together with something that makes it right, such as what we do about it ourselves."""
    unless = rule.words.get(f"{group}_unless")
    return unless is not None and bool(unless.search(case.sentence(at)))
