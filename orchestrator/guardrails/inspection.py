"""One text under inspection: its spelling, its clauses, and the facts that may back what it says."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from huashu.knowledge.language import language_of
from huashu.knowledge.taxonomy import Market

from ..facts import Allowance, Fact
from ..outcome import Finding, Receipt
from ..validity import FactSheet
from .clauses import Clause, Polarity, clause_at, clauses, polarity
from .normalize import Normalized, normalize
from .numerals import NUMERAL, number
from .rules import Rule

SENTENCE_END = re.compile(r"[。！!？?\n]+|\.(?=\s)")


@lru_cache(maxsize=2048)
def _spelled(text: str) -> str:
    """A fact's words in the one spelling; the same facts come with every turn."""
    return normalize(text).text


@dataclass(frozen=True)
class Backing:
    """A fact that holds now, with its text in the one spelling; an allowance backs nothing by its words."""

    fact: Fact
    text: str


@dataclass(frozen=True)
class Inspection:
    """A text and everything a rule asks about it. Positions are those of the normalised text."""

    norm: Normalized
    sheet: FactSheet
    market: Market = "CN"

    @classmethod
    def of(cls, text: str, sheet: FactSheet, market: Market = "CN") -> "Inspection":
        """Prepare a text for the rules."""
        return cls(normalize(text), sheet, market)

    @property
    def text(self) -> str:
        """The normalised text."""
        return self.norm.text

    @cached_property
    def language(self) -> str:
        """In which language findings are told: zh or en."""
        return "en" if language_of(self.norm.original) == "en" else "zh"

    @cached_property
    def parts(self) -> list[Clause]:
        """The clauses."""
        return clauses(self.text)

    @cached_property
    def backing(self) -> tuple[Backing, ...]:
        """The facts whose words may back a claim."""
        facts = (fact for fact in self.sheet.facts if not isinstance(fact, Allowance))
        return tuple(Backing(fact, _spelled(fact.text)) for fact in facts)

    @cached_property
    def numbers(self) -> frozenset[Decimal | None]:
        """Every number of the text."""
        return frozenset(map(number, NUMERAL.findall(self.text)))

    def clause(self, at: int) -> Clause:
        """The clause at a position."""
        return clause_at(self.parts, at)

    def sentence(self, at: int) -> str:
        """The sentence at a position."""
        start = bisect_right(self._sentences, at) - 1
        end = self._sentences[start + 1] if start + 1 < len(self._sentences) else len(self.text)
        return self.text[self._sentences[start] : end]

    @cached_property
    def _sentences(self) -> list[int]:
        """Where sentences begin."""
        return [0, *(found.end() for found in SENTENCE_END.finditer(self.text))]

    def said(self, pattern: re.Pattern[str], *also: Polarity) -> Iterator[re.Match[str]]:
        """Where the text asserts what the pattern finds (or says it in one of the other ways that are named)."""
        ways = ("asserted", *also)
        found = (match for match in pattern.finditer(self.text) if match.end() > match.start())
        return (match for match in found if polarity(self.text, match.start(), self.parts) in ways)

    def vouched(self, words: str) -> Fact | None:
        """The fact that says these very words; "2件" is not said by "12件"."""
        before = r"(?<![a-z0-9.])" if words[:1].isascii() and words[:1].isalnum() else ""
        after = r"(?![a-z0-9])" if words[-1:].isascii() and words[-1:].isalnum() else ""
        same = before + re.escape(words) + after
        return next((b.fact for b in self.backing if words in b.text and re.search(same, b.text)), None)

    def receipt(self, start: int, end: int, fact: Fact, value: str) -> Receipt:
        """A receipt for the words there."""
        return Receipt(claim=self.norm.words(start, end), span=self.norm.origin(start, end), fact=fact.id, value=value)

    def finding(self, rule: Rule, start: int, end: int, reason: str, **values: str) -> Finding:
        """A finding for the words there; ``reason`` names one of the rule's sentences."""
        words = self.norm.words(start, end)
        told = rule.reasons[reason][self.language].format(words=words, **values)
        instead = rule.reasons.get(f"{reason}_instead", rule.write_instead)[self.language]
        return Finding(
            rule=rule.id,
            severity=rule.severity[self.market],
            span=self.norm.origin(start, end),
            text=words,
            reason=told,
            basis=rule.bases(self.market, self.language),
            suggestion=instead.format(words=words, **values),
        )
