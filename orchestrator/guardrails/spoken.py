"""Rules that words decide: what the rule's groups find is a finding, unless its data say why it is fine there.

A group of ``words`` that has a reason of its own name finds something. Around it the data may say: ``lawful`` (words
that make whatever they overlap innocent), ``<group>_unless`` (words that make it fine in the same sentence), ``meant``
(which ways of saying it count; only assertions when it is silent), ``backed_by`` (kinds of facts that may say the
same; in the words of ``<group>_told`` where facts say it in others). A shop's own rules are of this kind.
"""

import re
from collections.abc import Iterator

from ..outcome import Finding, Receipt
from .inspection import Inspection
from .phrases import Phrases
from .rules import Rule
from .sentences import Span
from .taken import Taken


def spoken(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Every place where the text says what a group of the rule finds."""
    for group, found in said_of_groups(case, rule):
        told = rule.words.get(f"{group}_told", rule.words[group])
        fact = case.backed(found[0], told, rule.backed_by.get(group, ()))
        yield case.receipt(*found.span(), fact, found[0]) if fact else case.finding(rule, *found.span(), group)


def said_of_groups(case: Inspection, rule: Rule) -> Iterator[tuple[str, re.Match[str]]]:
    """Where the text says what a group of the rule finds and nothing makes it innocent, each place once."""
    lawful = Taken.of(case.within_sentences(rule.words["lawful"]) if "lawful" in rule.words else ())
    taken = Taken()
    for group in rule.groups:
        if not case.may_hold(rule.words[group]):
            continue
        fine = _Fine(case, rule.words.get(f"{group}_unless"))
        for found in case.said(rule.words[group], *rule.meant.get(group, ())):
            span = found.span()
            if not lawful.overlaps(*span) and not fine.at(span[0]) and taken.take(*span):
                yield group, found


class _Fine:
    """The sentences that say something which makes a group's words right, such as what we do about it ourselves.

    Each is searched once: a long one may hold thousands of findings.
    """

    def __init__(self, case: Inspection, unless: Phrases | None) -> None:
        self._case, self._unless = case, unless
        self._known: dict[Span, bool] = {}

    def at(self, at: int) -> bool:
        if self._unless is None:
            return False
        span = self._case.sentences.span(at)
        if span not in self._known:
            self._known[span] = bool(self._unless.search(self._case.text[slice(*span)]))
        return self._known[span]
