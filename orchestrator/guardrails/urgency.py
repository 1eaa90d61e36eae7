"""fake_urgency: a deadline, a price about to rise, "last day", hurry-up pressure, without the fact that says so.

No market forbids urgency as such; every ban turns on falsehood, so the receipt is the legal test (basis in the rule).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from ..facts import Fact, Order, Policy, Price, Promotion
from ..figures import day
from ..outcome import Finding, Receipt
from .endings import FEW_HOURS, LIMITED, days_left, ends_at, ends_soon, is_reduced, rises_at
from .inspection import Inspection, Time
from .numerals import NUMBER, number
from .passage import Mentions, Offer
from .rules import Rule
from .sentences import Span
from .taken import Taken
from .times import When, lastings, whens

GROUPS = ("never", "soon", "only", "hours", "last", "left", "back", "ending", "until", "rise", "limited", "hurry")
OF_AN_OFFER = ("soon", "left", "ending", "until", "back")
"""Everyday words: they hurry nobody unless they are said of an offer."""

DEADLINES = ("soon", "only", "hours", "last", "left", "back", "ending", "until")
"""What tells when an offer ends; beside it, with its receipt, mild hurry is fair."""

NEAR = 14
TIMES_AT_MOST = 50
"""Of a clause without end; nobody means more."""

LATER_PRICE = re.compile(rf"(?:涨|价)?(?:到|至|成)了?[¥￥£$€]?({NUMBER})|\s*to\s*[¥￥£$€]?({NUMBER})")
LONGEST_ALONE = 60
DATED = re.compile(r"月|号|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
"""A day of the calendar; 每天 is none."""

COMING = re.compile(r"[就要快将会即]")
OVER = re.compile(r"(?:已经?|早就|早已|都)(?:于|在)?[^，,。；;]{0,12}$")


@dataclass(frozen=True, slots=True)
class Urge:
    """Urgent words: their group, where they stand, and the time they name, if any."""

    group: str
    words: Span
    time: Time | None

    @property
    def start(self) -> int:
        """Where the words or their time begin."""
        return min(self.words[0], self.time.start) if self.time else self.words[0]

    @property
    def end(self) -> int:
        """Where both have ended."""
        return max(self.words[1], self.time.end) if self.time else self.words[1]


class Scene:
    """A text, its times, and the offers it may speak of."""

    def __init__(self, case: Inspection, rule: Rule) -> None:
        self.case, self.rule = case, rule
        self.now: datetime = case.sheet.now
        self.times = case.times
        self._starts = [time.start for time in self.times]
        self.sentences = case.sentences
        self._said: dict[tuple[str, int, int], bool] = {}
        self._due: dict[Span, Fact | None] = {}
        self.offers = [fact for fact in case.sheet.facts if isinstance(fact, Promotion | Price)]

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions(self.case, self.offers, self.times)

    def meant(self, at: int) -> list[Offer]:
        """The offers that words speak of; any, where the text names none or only prices without an end."""
        passage = self.sentences.with_the_one_before(at)
        named = self._mentions.meant(at, passage, self.sentences.span(at)[1])
        reductions = [offer for offer in named if isinstance(offer, Promotion) or offer.ends]
        return [offer for offer in reductions or self.offers if offer.ends]

    def times_in(self, start: int, end: int) -> Sequence[Time]:
        """The times that begin there."""
        first = bisect_left(self._starts, start)
        return self.times[first : min(bisect_left(self._starts, end), first + TIMES_AT_MOST)]

    def says(self, group: str, start: int, end: int) -> bool:
        """Whether words of the group stand there; a long clause is asked once, however many claims it holds."""
        asked = group, start, end
        if asked not in self._said:
            self._said[asked] = bool(self.rule.words[group].search(self.case.text, start, end))
        return self._said[asked]

    def due_in(self, passage: Span) -> Fact | None:
        """The policy or order fact that names a time of the passage."""
        if passage not in self._due:
            found = (_due(self.case, time) for time in self.times_in(*passage))
            self._due[passage] = next((fact for fact in found if fact), None)
        return self._due[passage]


def fake_urgency(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Each urgent word asks for an offer that is valid now and ends when the text says."""
    scene = Scene(case, rule)
    told: list[tuple[int, Receipt]] = []
    for urge in _urges(scene):
        if urge.group == "hurry":
            yield _hurried(scene, urge, sorted(told, key=lambda pair: pair[0]))
            continue
        verdict = _judged(scene, urge)
        if isinstance(verdict, Receipt) and urge.group in DEADLINES:
            told.append((urge.start, verdict))
        yield verdict


def _urges(scene: Scene) -> Iterator[Urge]:
    """Urgent words in the order of their groups; those of mild hurry come last."""
    lawful = Taken.of(scene.case.within_sentences(scene.rule.words["lawful"]))
    taken = Taken()
    for group in GROUPS:
        for found in scene.case.said(scene.rule.words[group]):
            words = found.span()
            if lawful.overlaps(*words) or taken.overlaps(*words):
                continue
            urge = Urge(group, words, _time_near(scene, group, words))
            if _hurries(scene, urge):
                taken.take(*words)
                yield urge


def _hurries(scene: Scene, urge: Urge) -> bool:
    """Whether the words press anybody: an offer that is over does not, nor do the hours of a shop or a process."""
    if urge.group in ("hurry", "never", "rise", "limited"):
        return True
    if (urge.group == "until" and urge.time is None) or _is_over(scene, urge):
        return False
    clause = scene.case.clause(urge.words[0])
    if scene.says("offer", clause.start, clause.end):
        return urge.group != "until" or not scene.says("process", clause.start, clause.end)
    if scene.says("process", clause.start, clause.end):
        return False
    return urge.group not in OF_AN_OFFER or _is_of_an_offer(scene, urge)


def _is_over(scene: Scene, urge: Urge) -> bool:
    """已于昨天结束, 今天的活动结束了: what has ended hurries nobody; 明天就结束了 lies ahead."""
    text, (start, end) = scene.case.text, urge.words
    if urge.group not in ("ending", "back", "soon"):
        return False
    ahead = isinstance(urge.time, When) and urge.time.at.date() > scene.now.date()
    done = text[end : end + 1] == "了" and not ahead and not COMING.search(text, max(0, start - 4), end)
    return done or bool(OVER.search(text, max(0, start - 20), start))


def _is_of_an_offer(scene: Scene, urge: Urge) -> bool:
    """The sentence or the one before speaks of an offer; words alone with their time speak of nothing else."""
    passage = scene.sentences.with_the_one_before(urge.start)
    if urge.group != "until" and scene.says("offer", *passage):
        return not scene.says("elsewhere", *passage)
    clause = scene.case.clause(urge.words[0])
    if clause.end - clause.start > LONGEST_ALONE or (urge.time is None and urge.group != "soon"):
        return False
    text = scene.case.text
    rest = text[clause.start : max(clause.start, urge.start)], text[min(clause.end, urge.end) : clause.end]
    return all(scene.rule.words["alone"].fullmatch(stretch) for stretch in rest)


def _judged(scene: Scene, urge: Urge) -> Finding | Receipt:
    case, rule = scene.case, scene.rule
    if urge.group == "never":
        return case.finding(rule, urge.start, urge.end, "pressure")
    offers = scene.meant(urge.words[0])
    match = next((offer for offer in offers if _backs(scene, offer, urge)), None)
    if match:
        return case.receipt(urge.start, urge.end, match, _end_of(case, match))
    if fact := _vouched(scene, urge) or _set_by_a_rule(scene, urge):
        return case.receipt(urge.start, urge.end, fact, case.text[urge.start : urge.end])
    if offers and not (urge.group == "rise" and urge.time is None):
        return case.finding(rule, urge.start, urge.end, "wrong_time", ends=_end_of(case, offers[0]))
    return case.finding(rule, urge.start, urge.end, "no_fact")


def _backs(scene: Scene, offer: Offer, urge: Urge) -> bool:
    """Whether the offer ends when the words say; a last day without a time is today."""
    assert offer.ends is not None
    if urge.group in ("rise", "back"):
        goes_up = urge.group == "back" or is_reduced(offer)
        soon = not scene.says("imminent", *urge.words) or ends_soon(offer, scene.now)
        goes_up = goes_up and _rises_to(scene.case.text, urge.words[1], offer)
        return goes_up and (rises_at(offer, urge.time, scene.now) if urge.time else soon)
    if urge.time is not None:
        return ends_at(offer.ends, urge.time, scene.now)
    if urge.group == "limited":
        return offer.ends - scene.now <= LIMITED
    if urge.group == "hours":
        return offer.ends - scene.now <= FEW_HOURS
    return ends_soon(offer, scene.now) if urge.group == "soon" else days_left(offer.ends, scene.now) == 0


def _rises_to(text: str, at: int, offer: Offer) -> bool:
    """Whether the price that is named for later, if one is, is the one the offer's fact knows."""
    found = LATER_PRICE.match(text, at)
    return found is None or (isinstance(offer, Price) and offer.was == number(found[1] or found[2]))


def _vouched(scene: Scene, urge: Urge) -> Fact | None:
    """A fact without an end of its own that says the same: an offer in its words, a policy in its words and time."""
    fact = scene.case.vouched(scene.case.text[urge.start : urge.end])
    if isinstance(fact, Promotion | Price):
        return None if fact.ends else fact
    return fact if urge.time else None


def _hurried(scene: Scene, urge: Urge, told: list[tuple[int, Receipt]]) -> Finding | Receipt:
    """Mild hurry is fair where the same sentence, or the one before, tells a deadline that has its receipt."""
    start, end = scene.sentences.with_the_one_before(urge.start)
    first = bisect_right(told, start - 1, key=lambda pair: pair[0])
    if first < len(told) and told[first][0] < end:
        receipt = told[first][1]
        return scene.case.receipt(urge.start, urge.end, _fact(scene.case, receipt.fact), receipt.value)
    if fact := scene.due_in((start, end)):
        return scene.case.receipt(urge.start, urge.end, fact, fact.text)
    return scene.case.finding(scene.rule, urge.start, urge.end, "pressure")


def _fact(case: Inspection, name: str) -> Fact:
    return next(fact for fact in case.sheet.facts if fact.id == name)


def _set_by_a_rule(scene: Scene, urge: Urge) -> Fact | None:
    """The policy or order that ends on the day which is told: 报名11月30日截止, kept for you until Thursday."""
    time = urge.time
    if not isinstance(time, When) or urge.group in ("rise", "back", "soon", "hours"):
        return None
    bound = (b for b in scene.case.backing if isinstance(b.fact, Policy | Order))
    days = (
        (b.fact, {o.at.date() for o in whens(b.text, scene.now) if DATED.search(b.text, o.start, o.end)}) for b in bound
    )
    return next((fact for fact, told in days if time.at.date() in told), None)


def _due(case: Inspection, time: Time) -> Fact | None:
    """The policy or order fact that names this time: 16点前下单当天发货, an unpaid order is kept for 24 hours."""
    for backing in case.backing:
        if not isinstance(backing.fact, Policy | Order):
            continue
        if isinstance(time, When):
            named = any(other.at == time.at and other.exact for other in whens(backing.text, case.sheet.now))
        else:
            named = any((t.hours, t.working) == (time.hours, time.working) for t in lastings(backing.text))
        if named:
            return backing.fact
    return None


def _time_near(scene: Scene, group: str, words: Span) -> Time | None:
    """The time in the same clause, or else the nearest one close by; a day is more than a length of time."""
    start, end = words
    if group in ("until", "limited"):
        behind = scene.times_in(end, end + 2)
        return behind[0] if behind else None
    clause, sentence = scene.case.clause(start), scene.sentences.span(start)
    inside = scene.times_in(clause.start, clause.end)
    near = scene.times_in(max(sentence[0], start - NEAR), min(sentence[1], end + NEAR))
    times = inside or [time for time in near if time.end <= end + NEAR]
    points = [time for time in times if isinstance(time, When)]
    return min(points or times, key=lambda time: min(abs(time.start - end), abs(start - time.end)), default=None)


def _end_of(case: Inspection, offer: Offer) -> str:
    assert offer.ends is not None
    return day(offer.ends, case.sheet.now, case.language)
