"""What no phrase names: a sentence worded like those that broke a rule.

Judged sentence by sentence, whatever stands before and behind, and only where no rule has found anything. Likeness is
no proof, so the finding is a warning in every market; it shows the clause that moved the head most.
"""

from collections.abc import Iterator, Mapping, Sequence

from ..outcome import Finding, Receipt
from .inspection import Inspection
from .rules import WORDED, Rule
from .wording import heads

MARKS = "，。！？!?,.;；~～、 \n"


def worded(case: Inspection, rules: Mapping[str, Rule], decided: Sequence[Finding | Receipt]) -> Iterator[Finding]:
    """At most one finding a sentence: of the rule that it is likeliest to break."""
    labels = [rules.get(label) for label in heads().labels]
    for number, (start, end) in enumerate(case.sentences):
        margins = case.wording.log_odds[number] - heads().thresholds
        for at in (-margins).argsort()[: int((margins >= 0).sum())]:
            rule = labels[at]
            if rule is not None and case.market in rule.severity and not _is_decided(case, rule, start, end, decided):
                yield _finding(case, rule, number, int(at), start, end)
                break


def _is_decided(case: Inspection, rule: Rule, start: int, end: int, decided: Sequence[Finding | Receipt]) -> bool:
    """Whether something was found there already, a fact backs it, or the rule's own words say it is lawful."""
    first, last = case.norm.origin(start, end)
    there = [one for one in decided if one.span[0] < last and first < one.span[1]]
    if any(isinstance(one, Finding) or rule.backed_by for one in there):
        return True
    lawful = rule.words.get("lawful")
    return lawful is not None and any(start <= found.start() < end for found in case.find(lawful))


def _finding(case: Inspection, rule: Rule, number: int, label: int, start: int, end: int) -> Finding:
    finding = case.finding(rule, *_telling(case, number, label, start, end), WORDED)
    return finding.model_copy(update={"severity": "warn"})


def _telling(case: Inspection, number: int, label: int, start: int, end: int) -> tuple[int, int]:
    """The clause of a sentence that moved the head most, without the marks at its end."""
    inside = [(part.start, part.end) for part in case.parts if start <= part.start < end] or [(start, end)]
    weights = case.wording.weights_within(number, label, [(first - start, last - start) for first, last in inside])
    first, last = inside[weights.index(max(weights))]
    return first, first + len(case.text[first:last].rstrip(MARKS)) or last
