"""What no phrase names: a sentence worded like those that broke a rule.

Judged sentence by sentence, whatever stands before and behind, and only where no rule has found anything. Likeness is
no proof, so the finding is a warning in every market; it shows the clause that moved the head most.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from ..outcome import Finding, Receipt
from .inspection import Inspection
from .loose import Time
from .processes import same_time, times_of
from .rules import WORDED, Rule
from .times import When
from .told import numbers_of
from .wording import heads

OF_FACTS = frozenset({"fake_urgency", "fake_scarcity", "unsupported_promise"})
"""What these rules are about is fair where facts say it."""

SHORTEST = 4
"""Of fewer characters (您好呀) nobody can tell how they are meant."""

MARKS = "，。！？!?,.;；~～、 \n"


def worded(case: Inspection, rules: Mapping[str, Rule], decided: Sequence[Finding | Receipt]) -> Iterator[Finding]:
    """At most one finding a sentence: of the rule that it is likeliest to break."""
    labels = [rules.get(label) for label in heads().labels]
    for number, (start, end) in enumerate(case.sentences):
        if len(case.text[start:end].strip(MARKS)) < SHORTEST:
            continue
        margins = case.wording.log_odds[number] - heads().thresholds
        for at in (-margins).argsort()[: int((margins >= 0).sum())]:
            rule = labels[at]
            if rule is not None and case.market in rule.severity and not _is_decided(case, rule, start, end, decided):
                yield _finding(case, rule, number, int(at), start, end)
                break


def _is_decided(case: Inspection, rule: Rule, start: int, end: int, decided: Sequence[Finding | Receipt]) -> bool:
    """Whether something was found there already, a fact backs it, or the rule's own words let it pass."""
    first, last = case.norm.origin(start, end)
    there = [one for one in decided if one.span[0] < last and first < one.span[1]]
    of_facts = rule.id in OF_FACTS
    if any(isinstance(one, Finding) or rule.backed_by or of_facts for one in there):
        return True
    if of_facts and (_is_told(case, start, end) or not case.asserts(_last_word(case, start, end))):
        return True
    known = [rule.words[group] for group in ("lawful", "absolute") if group in rule.words]
    return any(start <= found.start() < end for words in known for found in case.find(words))


def _last_word(case: Inspection, start: int, end: int) -> int:
    """Where the last word of a sentence stands: what is asked or denied there is no claim."""
    return start + max(0, len(case.text[start:end].rstrip(MARKS)) - 1)


def _is_told(case: Inspection, start: int, end: int) -> bool:
    """Whether facts give every day, hour and number that a sentence names."""
    words = case.text[start:end]
    times = [time for time in case.times if start <= time.start < end and isinstance(time, When)]
    numbers = numbers_of(_without(words, [(time.start - start, time.end - start) for time in times])) - {None, 1}
    known = {value for backing in case.backing for value in numbers_of(backing.text)}
    told = [time for backing in case.backing for time in times_of(backing.text, case.sheet.now)]
    dated = (getattr(backing.fact, name, None) for backing in case.backing for name in ("ends", "eta"))
    days = [day for day in dated if day is not None]
    return bool(times or numbers) and numbers <= known and all(_is_given(time, told, days) for time in times)


def _is_given(time: When, told: Sequence[Time], days: Collection[date | datetime]) -> bool:
    return any(same_time(time, other) for other in told) or any(
        time.at.date() == (day.astimezone(time.at.tzinfo).date() if isinstance(day, datetime) else day)
        for day in days
        if not time.exact
    )


def _without(words: str, spans: Sequence[tuple[int, int]]) -> str:
    for first, last in reversed(spans):
        words = f"{words[:first]} {words[last:]}"
    return words


def _finding(case: Inspection, rule: Rule, number: int, label: int, start: int, end: int) -> Finding:
    finding = case.finding(rule, *_telling(case, number, label, start, end), WORDED)
    return finding.model_copy(update={"severity": "warn"})


def _telling(case: Inspection, number: int, label: int, start: int, end: int) -> tuple[int, int]:
    """The clause of a sentence that moved the head most, without the marks at its end."""
    inside = [(part.start, part.end) for part in case.parts if start <= part.start < end] or [(start, end)]
    weights = case.wording.weights_within(number, label, [(first - start, last - start) for first, last in inside])
    first, last = inside[weights.index(max(weights))]
    return first, first + len(case.text[first:last].rstrip(MARKS)) or last
