"""unsupported_promise: a time, a remedy or a guarantee that no policy, order or allowance covers.

A promise binds the shop whoever wrote it. What we will do about a matter (check, chase, write back) is a commitment, no
promise of an outcome. What we promised earlier in the conversation binds too: a draft may not go back on it in silence.
"""

from collections.abc import Iterator

from ..facts import Fact, Policy
from ..outcome import Finding, Receipt
from .earlier import Earlier
from .inspection import Inspection
from .processes import PROCESSES, Timed, covering, is_about, nearest, same_time, timed
from .remedies import remedies
from .rules import Rule
from .taken import Taken
from .told import LOOK, near, numbers_of, says_alike

PLEDGED_IN = ("policy", "promotion", "product", "order")


def unsupported_promise(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Every time, guarantee, remedy and pledge, and whatever goes back on an earlier promise."""
    taken = Taken()
    earlier = [Earlier(said, rule) for _, said in case.earlier]
    yield from _refusals(case, rule, taken, earlier)
    yield from _times(case, rule, taken, earlier)
    yield from _pledges(case, rule, taken)
    yield from remedies(case, rule, taken)
    yield from _guarantees(case, rule, taken)


def _times(case: Inspection, rule: Rule, taken: Taken, earlier: list[Earlier]) -> Iterator[Finding | Receipt]:
    for said in timed(case, rule):
        if not taken.take(said.start, said.end):
            continue
        fact = covering(case, rule, said)
        if before := _told_otherwise(case, rule, said, earlier):
            yield case.finding(rule, said.start, said.end, "contradicts", says=before)
        elif fact:
            yield case.receipt(said.start, said.end, fact, fact.text)
        elif not _is_the_customers(case, rule, said):
            yield _no_such_time(case, rule, said)


def _no_such_time(case: Inspection, rule: Rule, said: Timed) -> Finding:
    other = nearest(case, rule, said)
    if other:
        return case.finding(rule, said.start, said.end, "other_time", says=other.text)
    return case.finding(rule, said.start, said.end, "time")


def _is_the_customers(case: Inspection, rule: Rule, said: Timed) -> bool:
    """A time that we ask the customer to keep, of which no fact says another."""
    asked = rule.words["customers"].search(case.clause(said.start).text)
    return bool(asked) and ("right" not in said.processes or nearest(case, rule, said) is None)


def _told_otherwise(case: Inspection, rule: Rule, said: Timed, earlier: list[Earlier]) -> str | None:
    """What we promised before about the same process, when it was another time and nobody says sorry for it."""
    if rule.words["sorry"].search(case.sentence_before(said.start)[-LOOK:] + near(case, said.start)):
        return None
    for turn in earlier:
        for before in turn.timed:
            same = set(before.processes) & set(said.processes)
            if same and type(before.time) is type(said.time) and not same_time(said.time, before.time):
                return turn.case.norm.words(before.start, before.end)
    return None


def _refusals(case: Inspection, rule: Rule, taken: Taken, earlier: list[Earlier]) -> Iterator[Finding]:
    """We said that we would refund or replace, and now say that we cannot."""
    promised = {kind: words for turn in earlier for kind, words in turn.remedies.items()}
    if not promised:
        return
    for found in rule.words["refuses"].finditer(case.text):
        clause = case.clause(found.start())
        kind = next((kind for kind in promised if rule.words[kind].search(case.text, clause.start, clause.end)), None)
        if kind and taken.take(found.start(), found.end()):
            yield case.finding(rule, found.start(), found.end(), "contradicts", says=promised[kind])


def _pledges(case: Inspection, rule: Rule, taken: Taken) -> Iterator[Finding | Receipt]:
    """Pledges of a shop and outcomes at once; a fact backs those that it words alike, number for number."""
    for reason, group in (("pledge", "pledge"), ("time", "at_once")):
        words = rule.words[group]
        for found in case.said(words, "conditional"):
            if not _is_open(case, rule, *found.span()) and taken.take(*found.span()):
                alike = (
                    b.fact for b in case.backing if b.fact.kind in PLEDGED_IN and says_alike(words, found[0], b.text)
                )
                fact = case.vouched(found[0]) or next(alike, None) or _right_to_return(case, rule, found[0])
                fact = fact or _given_free(case, rule, found[0])
                yield _receipt_or(case, rule, found.span(), fact, reason)


def _right_to_return(case: Inspection, rule: Rule, words: str) -> Fact | None:
    """The policy by which goods may be sent back, where a pledge says no more than that: 不合适也能退."""
    if numbers_of(words) or not rule.words["right"].search(words) or not rule.words["any_reason"].search(words):
        return None
    policies = (b for b in case.backing if isinstance(b.fact, Policy) and b.fact.topic == "returns")
    return next((b.fact for b in policies if _allows(rule, b.text)), None)


def _given_free(case: Inspection, rule: Rule, words: str) -> Fact | None:
    """The rule of the shop by which something costs nothing, where a pledge says just that: 不收您钱."""
    free = rule.words["free"]
    if numbers_of(words) or not free.search(words):
        return None
    return next((b.fact for b in case.backing if isinstance(b.fact, Policy) and free.search(b.text)), None)


def _allows(rule: Rule, policy: str) -> bool:
    return bool(rule.words["right"].search(policy)) and not rule.words["refuses"].search(policy)


def _is_open(case: Inspection, rule: Rule, at: int, end: int) -> bool:
    """Whether its clauses only speak of looking into it."""
    return bool(rule.words["pledge_unless"].search(case.text, case.clause(at).start, case.clause(end - 1).end))


def _guarantees(case: Inspection, rule: Rule, taken: Taken) -> Iterator[Finding | Receipt]:
    lawful = Taken.of(case.within_sentences(rule.words["lawful"]))
    for found in case.said(rule.words["guarantee"]):
        start, end = found.span()
        if lawful.overlaps(start, end) or taken.overlaps(start, end):
            continue
        taken.take(start, end)
        yield _receipt_or(case, rule, (start, end), _guaranteed_by(case, rule, start), "guarantee")


def _guaranteed_by(case: Inspection, rule: Rule, at: int) -> Fact | None:
    """A policy that rules the very process, or a fact that guarantees in its own words."""
    clause = case.clause(at)
    about = [name for name in PROCESSES if rule.words[name].search(case.text, clause.start, clause.end)]
    for backing in case.backing:
        ruled = isinstance(backing.fact, Policy) and any(is_about(backing, name, rule) for name in about)
        if ruled or (about and rule.words["guarantee"].search(backing.text)):
            return backing.fact
    return None


def _receipt_or(
    case: Inspection, rule: Rule, span: tuple[int, int], fact: Fact | None, reason: str
) -> Finding | Receipt:
    return case.receipt(*span, fact, fact.text) if fact else case.finding(rule, *span, reason)
