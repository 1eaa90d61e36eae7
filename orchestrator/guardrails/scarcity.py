"""fake_scarcity: few left, limited places, others looking, without a fresh stock or quota fact with that number.

Goods are counted by stock facts, places and gifts by a promotion's quota; a colour or a size by the fact that names it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..facts import Fact, Product, Promotion, Stock
from ..outcome import Finding, Receipt
from .inspection import Inspection
from .numerals import ENGLISH_NUMBER, NUMBER, number
from .rules import Rule
from .sentences import Span
from .taken import Taken

FEW = 5
"""Up to this many, "not many left" is true."""

LIMITED = 100
"""Up to this many places, "first come, first served" says something; of thousands it is a pretext."""

NEAR = 120
VARIANTS_AT_MOST = 20
"""Of one clause; nobody lists more."""

GROUPS = ("crowd", "number", "first", "few", "edition", "no_more", "limited")
Counted = Stock | Promotion
COUNT = re.compile(rf"{NUMBER}|\b(?:{ENGLISH_NUMBER})\b")
NAME_END = re.compile(r"[色款的码]+$|^size\s+")


@dataclass(frozen=True)
class Claim:
    """Scarce words: their group, where they stand, their clause and their sentence with the one before."""

    group: str
    start: int
    end: int
    clause: Span
    passage: Span


class Counts:
    """The facts that count, and which of them a claim is about. A long clause is read once, whatever it claims."""

    def __init__(self, case: Inspection, rule: Rule) -> None:
        self.case, self.rule = case, rule
        self.stock = [fact for fact in case.sheet.facts if isinstance(fact, Stock)]
        self.quotas = [f for f in case.sheet.facts if isinstance(f, Promotion) and f.quota_left is not None]
        texts = {backing.fact.id: backing.text for backing in case.backing}
        self._variants = {fact.id: {_name(found) for found in self._find(texts[fact.id])} for fact in self.stock}
        self._said: dict[tuple[str, Span], bool] = {}

    def of(self, claim: Claim) -> list[Counted]:
        """The facts of the claim's kind and variant: of goods, of places, or of either where the words are open."""
        goods = [fact for fact in self.stock if self._is_of_variant(fact, claim)]
        words = claim.start, claim.end
        if self._says("goods", words):
            return [*goods]
        if self._says("place", words) or self._says("place", claim.clause):
            return [*self.quotas]
        near = claim.passage if claim.group == "number" else claim.clause
        offered = claim.group == "limited" or self._says("offer", near)
        return [*goods, *self.quotas] if offered else [*goods]

    def _is_of_variant(self, fact: Stock, claim: Claim) -> bool:
        """A colour or size that is named must be the fact's, where the fact names one; 白色 may stand for 米白."""
        told, own = self._told(claim), self._variants[fact.id]
        if not told or not own:
            return True
        if any(told & names for names in self._variants.values()):
            return bool(told & own)
        return any(one in other or other in one for one in told for other in own)

    def _told(self, claim: Claim) -> set[str]:
        """The variants that the clause names, or else the one named last before it, no further than a sentence back."""
        starts = self._starts
        first, behind = bisect_left(starts, claim.clause[0]), bisect_left(starts, claim.clause[1])
        if first == behind and first and starts[first - 1] >= claim.passage[0]:
            first -= 1
        return {name for _, name in self._named[first : min(behind, first + VARIANTS_AT_MOST)]}

    @cached_property
    def _named(self) -> list[tuple[int, str]]:
        return [(found.start(), _name(found)) for found in self._find(self.case.text)]

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._named]

    def _find(self, text: str) -> Iterator[re.Match[str]]:
        return self.rule.words["variant"].finditer(text)

    def _says(self, group: str, stretch: Span) -> bool:
        if (group, stretch) not in self._said:
            self._said[group, stretch] = bool(self.rule.words[group].search(self.case.text, *stretch))
        return self._said[group, stretch]


def _name(found: re.Match[str]) -> str:
    """A colour or size without what every colour or size is called: 米白色 is 米白."""
    return NAME_END.sub("", found[0])


def fake_scarcity(case: Inspection, rule: Rule) -> Iterator[Finding | Receipt]:
    """Each number of pieces or places asks for the fact that counted them; "few" asks for a small number."""
    counts = Counts(case, rule)
    for claim in _claims(case, rule):
        yield _judged(counts, claim)


def _claims(case: Inspection, rule: Rule) -> Iterator[Claim]:
    lawful = Taken.of(case.within_sentences(rule.words["lawful"]))
    taken = Taken()
    for group in GROUPS:
        for found in case.said(rule.words[group]):
            start, end = found.span()
            if lawful.overlaps(start, end):
                continue
            clause, passage = case.clause(start), case.sentences.with_the_one_before(start)
            if group == "no_more" and _is_gone(case, rule, start, passage):
                continue
            if taken.take(start, end):
                yield Claim(group, start, end, (clause.start, clause.end), passage)


def _is_gone(case: Inspection, rule: Rule, at: int, passage: Span) -> bool:
    """The goods are not to be had anyway, so that nobody is hurried."""
    near = max(passage[0], at - NEAR), min(passage[1], at + NEAR)
    return bool(rule.words["gone"].search(case.text, *near))


def _judged(counts: Counts, claim: Claim) -> Finding | Receipt:
    case, rule = counts.case, counts.rule
    words = case.text[claim.start : claim.end]
    counted = counts.of(claim)
    if fact := _vouched(counts, claim, counted):
        return case.receipt(claim.start, claim.end, fact, words)
    if claim.group == "crowd":
        return case.finding(rule, claim.start, claim.end, "crowd")
    match, reason = _match(claim.group, _number(words), counted)
    if match:
        return case.receipt(claim.start, claim.end, match, str(_left(match)))
    left = "、".join(str(_left(fact)) for fact in counted)
    return case.finding(rule, claim.start, claim.end, reason if counted else "no_fact", left=left)


def _match(group: str, stated: int | None, counted: Sequence[Counted]) -> tuple[Counted | None, str]:
    """The fact that counted as many as stated, or few enough for the words; else what to say of it."""
    if group in ("number", "first") and stated is not None:
        same = (fact for fact in counted if group == "number" and _left(fact) == stated)
        return next(same, None), "wrong_number"
    if group in ("first", "edition", "no_more"):
        return None, "no_fact"
    most = {Stock: FEW, Promotion: LIMITED if group == "limited" else FEW}
    return next((fact for fact in counted if _left(fact) <= most[type(fact)]), None), "not_few"


def _vouched(counts: Counts, claim: Claim, counted: Sequence[Counted]) -> Fact | None:
    """A fact that says these very words; a count of stock only of the same kind and variant.

    A limited edition and goods that will not come again are attributes of the goods: a fact has to say so.
    """
    case = counts.case
    if claim.group in ("edition", "no_more"):
        said = counts.rule.words[claim.group]
        kinds = (Product, Stock) if claim.group == "edition" else (Product, Stock, Promotion)
        return next((b.fact for b in case.backing if isinstance(b.fact, kinds) and said.search(b.text)), None)
    fact = case.vouched(case.text[claim.start : claim.end])
    return fact if fact is None or fact in counted or not isinstance(fact, Stock) else None


def _left(fact: Counted) -> int:
    return fact.left if isinstance(fact, Stock) else fact.quota_left or 0


def _number(words: str) -> int | None:
    found = COUNT.search(words)
    value = number(found[0]) if found else None
    return int(value) if value is not None else None
