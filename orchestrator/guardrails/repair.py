"""Repairs: for what may not be sent, the shortest rewrite that may, and the whole text with all of them.

A rule's data may say what stands in a claim's place (``<reason>_repair``, filled from the facts); else the clause goes,
else the sentence. Every rewrite is checked like any draft before it is proposed.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ..outcome import Check, Finding, Repair
from .clauses import clauses, clauses_around
from .sentences import sentences

ROUNDS = 12
"""How many faults of one text are repaired; a text with more is to be written anew."""

ENDS = "。！!？?\n"
LOOSE = "，,、：: "
SAYS = re.compile(r"\w")
QUOTED = re.compile(r"“([^”]{2,80})”[^“]*$")
"""The sentence that a suggestion quotes at its end."""

Checked = Callable[[str], Check]


def repaired(text: str, check: Check, checked: Checked) -> Check:
    """The verdict with a repair for each blocking finding, and the text as it may be sent (``None``: nothing left)."""
    faults = [finding for finding in check.findings if finding.severity == "block"]
    if not faults or len(faults) > ROUNDS:
        return check
    fixed = {id(fault): _repair(text, fault, faults, checked) for fault in faults}
    findings = tuple(
        finding.model_copy(update={"repair": fixed[id(finding)]}) if id(finding) in fixed else finding
        for finding in check.findings
    )
    return check.model_copy(update={"findings": findings, "repaired": _whole(text, check, checked)})


def _repair(text: str, fault: Finding, faults: Sequence[Finding], checked: Checked) -> Repair | None:
    """The first rewrite after which this fault is gone and no other has come."""
    start, end = _sentence_of(text, fault.span[0])
    before = _count(faults, start, end)
    for edit in _edits(text, fault):
        changed = _applied(text, edit)
        if not SAYS.search(changed):
            continue
        found = [one for one in checked(changed).findings if one.severity == "block"]
        if _count(found, start, end + len(changed) - len(text)) < before and len(found) < len(faults):
            return edit
    return None


def _whole(text: str, check: Check, checked: Checked) -> str | None:
    """The text with every fault repaired, one after the other."""
    for _ in range(2 * ROUNDS):
        faults = [finding for finding in check.findings if finding.severity == "block"]
        if not faults:
            return text.strip() or None
        edit = _repair(text, faults[0], faults, checked)
        if edit is None:
            return None
        text = _applied(text, edit)
        check = checked(text)
    return None


def _edits(text: str, fault: Finding) -> Iterator[Repair]:
    """What to try, the least first: the fact in its place, no clause, no sentence, or else what the rule suggests."""
    if fault.repair:
        yield fault.repair
    yield _without_clause(text, fault)
    start, end = _sentence_of(text, fault.span[0])
    yield Repair(span=(start, end), text="")
    if instead := QUOTED.search(fault.suggestion):
        yield Repair(span=(start, end), text=instead[1])


def _without_clause(text: str, fault: Finding) -> Repair:
    """The clauses of the fault go; the sentence keeps its end mark."""
    start, end = clauses_around(clauses(text), *fault.span)
    first, last = _sentence_of(text, fault.span[0])
    mark = text[first:last].rstrip()[-1:]
    if end >= last and start > first:
        kept = len(text[:start].rstrip(LOOSE))
        tail = text[first:last][len(text[first:last].rstrip()) :]
        return Repair(span=(kept, end), text=(mark if mark in ENDS + ".~" else "") + tail)
    return Repair(span=(start, end), text="")


def _sentence_of(text: str, at: int) -> tuple[int, int]:
    bounds = [0]
    for sentence in sentences(text):
        bounds.append(bounds[-1] + len(sentence))
    return next((a, b) for a, b in pairwise(bounds) if a <= at < b)


def _applied(text: str, edit: Repair) -> str:
    start, end = edit.span
    return text[:start] + edit.text + text[end:]


def _count(faults: Sequence[Finding], start: int, end: int) -> int:
    return sum(start <= fault.span[0] < max(end, start + 1) for fault in faults)
