"""unsupported_fact: an attribute, figure, comparison, origin, stock or order status that no fact says.

Qualities are matched by meaning: the groups ``is_…`` of the rule hold the many ways of saying one quality, and a fact
that says it in one way backs a claim that says it in another. The groups ``has_…`` are frames around any value (采用…,
made in …): a fact that says the value backs them. Figures are matched as quantities.
"""

import re
from collections.abc import Iterable, Iterator

from ..facts import Fact, Proof
from ..outcome import Finding, Receipt
from .clauses import clauses, polarity
from .inspection import Inspection
from .loose import Loose, Time
from .measures import Measure, measures
from .numerals import MONEY, money
from .phrases import Phrases
from .processes import same_time, times_of
from .rules import Rule
from .standing import in_stock, said_of_order
from .taken import Taken
from .times import Lasting, When
from .told import LOOK, clause_near, near, numbers_of, says

Span = tuple[int, int]

THEIRS = ("mass", "length", "volume", "temperature", "area")
"""What a customer tells of themselves and their home: 170cm, 60kg, 20平."""

CLOSED, OPEN = "is_", "has_"
"""Groups of the rule: one quality in all its words, and frames around any value."""


LONGEST_VALUE = 48
BARE_FRAME = 4
"""A claim this short is only the end of a frame: of 吉林松原产的 the 产的."""

ONE = re.compile(r"(?:一|1)\D")
PRICED = re.compile(r"\s*(?:才|只要|要|是|合|约)?\s*[\d一二三四五六七八九十百两]+(?:元|块)")
"""一课时107块: the one is of the price."""

THOUSANDS = re.compile(r"\s*\d+,$")


def unsupported_fact(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Every quality, figure, comparison and status, each with its receipt or a finding."""
    figures, taken = Taken(), Taken()
    for verdict, span in (*_figures(case, rule, figures), *_spans_of_use(case, rule, figures)):
        if isinstance(verdict, Finding):
            taken.take(*span)
        yield verdict
    yield from _comparisons(case, rule, taken)
    yield from said_of_order(case, rule, taken)
    yield from in_stock(case, rule, taken)
    yield from _qualities(case, rule, figures, taken)
    yield from _values(case, rule, figures, taken)


def _figures(case: Inspection, rule: Rule, taken: Taken) -> Iterator[tuple[Finding | Receipt, Span]]:
    told: list[Measure] = []
    for said in measures(case.text):
        span = said.start, said.end
        told.append(said)
        if not case.asserts(said.start) or _is_the_customers(case, rule, said) or not taken.take(*span):
            continue
        fact = next((b.fact for b in case.backing if any(said.same(m) for m in measures(b.about))), None)
        fact = fact or _reckoned(case, said, told[:-1])
        if fact is None:
            yield _no_such_figure(case, rule, said), span
        elif isinstance(fact, Proof) and not tells_source(case, fact, said.start):
            yield case.finding(rule, *span, "source", says=f"{fact.source}：{fact.text}"), span
        else:
            yield case.receipt(*span, fact, fact.text), span


def _reckoned(case: Inspection, said: Measure, told: list[Measure]) -> Fact | None:
    """The fact that with another or with a figure told before gives this one: 24 - 6 = 18 lessons."""
    given = [(one, b.fact) for b in case.backing for one in measures(b.about) if one.kind == said.kind]
    before = [one.value for one in (*told, *(one for one, _ in given)) if one.kind == said.kind]
    if said.kind == "share":
        return _share_of_prices(case, said)
    sums = ((one.value + sign * other, fact) for one, fact in given for other in before for sign in (1, -1))
    return next((fact for value, fact in sums if abs(value) == said.value), None)


def _share_of_prices(case: Inspection, said: Measure) -> Fact | None:
    """The fact of two amounts told before, of which one is so many percent of the other or below it."""
    told = [money(at) for at in MONEY.finditer(case.text, *case.sentences.with_the_one_before(said.start))]
    amounts = [value for one in told if one for value in (one[0],) if value]
    shares = {100 * (high - low) / high for high in amounts for low in amounts if low < high}
    for backing in case.backing:
        given = getattr(backing.fact, "percent", None)
        rest = {100 - one.value for one in measures(backing.about) if one.kind == "share"}
        if given == said.value or (said.value in rest and _says_rest(case, said.start)):
            return backing.fact
    if not any(abs(share - said.value) < 1 for share in shares):
        return None
    figures = {*numbers_of(case.text)} & set(amounts)
    return next((b.fact for b in case.backing if figures & numbers_of(b.text)), None)


def _says_rest(case: Inspection, at: int) -> bool:
    """Whether a share is told as what is left of another."""
    return bool(re.search(r"剩|其余|另外|余下|rest|other|remaining", case.clause(at).text))


def _is_the_customers(case: Inspection, rule: Rule, said: Measure) -> bool:
    """A figure that the customer told of themselves or that we say of them; or one of a price or a discount."""
    clause = case.clause(said.start).text
    told = any(said.same(other) for words in case.setting.theirs for other in measures(words))
    theirs = told or bool(rule.words["theirs"].search(clause))
    priced = case.text[max(0, said.start - 2) : said.start].endswith(("元", "块", "/", "每"))
    priced = priced or bool(PRICED.match(case.text, said.end) and ONE.match(case.text, said.start))
    return (theirs and said.kind in THEIRS) or priced or bool(rule.words["discount"].search(clause))


def _no_such_figure(case: Inspection, rule: Rule, said: Measure) -> Finding:
    of_kind = (b.fact for b in case.backing if any(m.kind == said.kind for m in measures(b.about)))
    if other := next(of_kind, None):
        return case.finding(rule, said.start, said.end, "other_figure", says=other.text)
    return case.finding(rule, said.start, said.end, "figure")


def tells_source(case: Inspection, fact: Proof, at: int) -> bool:
    """Whether the sentence, or the one before, names where the figure comes from and the period it is of."""
    from huashu.knowledge.lexical import tokens

    around = case.sentence_before(at)[-LOOK:] + near(case, at)
    source = {word for word in tokens(fact.source) if len(word) > 1}
    named = not source or bool(source & set(tokens(around)))
    period = times_of(fact.text, case.sheet.now)
    return named and (not period or bool(times_of(around, case.sheet.now)))


def _spans_of_use(case: Inspection, rule: Rule, taken: Taken) -> Iterator[tuple[Finding | Receipt, Span]]:
    """How long the goods last or play; a fact gives the same time."""
    for said in _lengths(case.all_times):
        span = said.start, said.end
        clause = case.clause(said.start)
        used = rule.words["in_use"].search(case.text, clause.start, clause.end)
        if not used or _is_unknown(case, rule, said.start) or not case.asserts(said.start) or not taken.take(*span):
            continue
        facts = ((b.fact, _lengths(times_of(b.text, case.sheet.now))) for b in case.backing)
        given = next((fact for fact, told in facts if any(same_time(said, other) for other in told)), None)
        if given:
            yield case.receipt(*span, given, given.text), span
        else:
            yield case.finding(rule, *span, "figure"), span


def _lengths(times: Iterable[Time]) -> list[Lasting | Loose]:
    """Of times the lengths, exact and vague."""
    return [time for time in times if not isinstance(time, When)]


def _comparisons(case: Inspection, rule: Rule, taken: Taken) -> Iterator[Finding | Receipt]:
    """Comparisons everywhere; superlatives where the law lets puffery pass but not what can be checked."""
    for reason in ("comparison", "superlative"):
        if reason == "superlative" and case.market == "CN":
            continue
        for start, end in _claims(case, rule, reason):
            if taken.take(start, end):
                fact = _said_by(case, rule, _whole(case, start, end)) or case.vouched(case.text[start:end])
                yield case.receipt(start, end, fact, fact.text) if fact else case.finding(rule, start, end, reason)


def _said_by(case: Inspection, rule: Rule, words: str) -> Fact | None:
    """The fact that says something in most of the same words."""
    return next((b.fact for b in case.backing if says(words, b, rule) == "said"), None)


def _whole(case: Inspection, start: int, end: int) -> str:
    """The words of a claim that a frame opens: up to the end of its clause."""
    clause = case.clause(start)
    words = case.text[start : min(max(clause.end, end), start + LONGEST_VALUE)]
    if case.text[start + len(words) : start + len(words) + 1].isdigit():
        words = THOUSANDS.sub("", words)
    return words.rstrip(" ，,。.！!；;~～\n")


def _qualities(case: Inspection, rule: Rule, figures: Taken, taken: Taken) -> Iterator[Finding | Receipt]:
    """What the closed groups say of the goods."""
    for name, words in rule.words.items():
        if name.startswith(CLOSED) and case.may_hold(words):
            for start, end in _claims(case, rule, name):
                if not figures.overlaps(start, end) and taken.take(start, end):
                    yield _quality(case, rule, words, start, end)


def _values(case: Inspection, rule: Rule, figures: Taken, taken: Taken) -> Iterator[Finding | Receipt]:
    """What the open frames hold, unless it is a figure, which has its own verdict."""
    for name in rule.words:
        if name.startswith(OPEN) and case.may_hold(rule.words[name]):
            for start, end in _claims(case, rule, name):
                start, end = _reach(case, start, end)
                if taken.take(start, end) and not (figures.overlaps(start, end) and _is_all_figure(case, start, end)):
                    yield _value(case, rule, start, end)


def _is_all_figure(case: Inspection, start: int, end: int) -> bool:
    """Whether a claim is a figure and the name of what it measures: 容量20000毫安时."""
    words = case.text[start:end]
    return len(words) - sum(one.end - one.start for one in measures(words)) <= BARE_FRAME


def _reach(case: Inspection, start: int, end: int) -> Span:
    """How far a claim reaches that a frame opens: to the end of its clause, and back where it is all there is."""
    end = max(end, start + len(_whole(case, start, end)))
    return (case.clause(start).start, end) if end - start <= BARE_FRAME else (start, end)


def _claims(case: Inspection, rule: Rule, name: str) -> Iterator[Span]:
    """Where a group's words are claims: not what the customer looks for, what nobody knows, what we like ourselves."""
    for found in case.said(rule.words[name]):
        at = found.start()
        clause = clause_near(case, at)
        liked = name.startswith(OPEN) and rule.words["opinion"].search(clause)
        wanted = rule.words["wanted"].search(case.text, max(case.clause(at).start, at - LOOK), at)
        if not (liked or wanted or rule.words["unknown"].search(clause)):
            yield found.span()


def _is_unknown(case: Inspection, rule: Rule, at: int) -> bool:
    return bool(rule.words["unknown"].search(clause_near(case, at)))


def _value(case: Inspection, rule: Rule, start: int, end: int) -> Finding | Receipt:
    """A claim of any value: the fact says it in most of the same words."""
    words = case.text[start:end]
    if fact := _said_by(case, rule, words) or case.vouched(words):
        return case.receipt(start, end, fact, fact.text)
    opposite = (b.fact for b in case.backing if says(words, b, rule) == "denied")
    if denied := next(opposite, None):
        return case.finding(rule, start, end, "opposite", says=denied.text)
    return case.finding(rule, start, end, "attribute")


def _quality(case: Inspection, rule: Rule, words: Phrases, start: int, end: int) -> Finding | Receipt:
    numbers = numbers_of(case.text[start:end])
    denied: Fact | None = None
    for backing in case.backing:
        for found in words.finditer(backing.about):
            if polarity(backing.about, found.start(), clauses(backing.about)) == "negated":
                denied = backing.fact
            elif numbers <= numbers_of(backing.about):
                return case.receipt(start, end, backing.fact, backing.fact.text)
    if denied:
        return case.finding(rule, start, end, "opposite", says=denied.text)
    vouched = case.vouched(case.text[start:end])
    return case.receipt(start, end, vouched, vouched.text) if vouched else case.finding(rule, start, end, "attribute")
