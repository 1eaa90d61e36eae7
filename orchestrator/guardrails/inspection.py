"""One text under inspection: its spelling, its clauses, and the facts that may back what it says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from huashu.knowledge.language import is_english
from huashu.knowledge.taxonomy import Language, Market

from ..facts import Allowance, Fact
from ..outcome import Finding, Receipt, Repair
from ..validity import FactSheet
from .clauses import Clause, Polarity, clause_around, clause_at, clauses, polarity
from .loose import Time as AnyTime
from .loose import with_loose
from .normalize import Normalized, normalize
from .phrases import Phrases, apart
from .rules import Rule
from .sentences import Sentences
from .setting import ALONE, Setting
from .times import Lasting, When, lastings, whens
from .wording import heads

if TYPE_CHECKING:
    from huashu.knowledge.linear import Read

    from .phrase_index import PhraseIndex

TURNS = 10
"""How many of our latest turns are looked at."""

SHORTEST_QUOTE = 4
"""Fewer characters than this are no quotation of a fact."""

Time = When | Lasting
Words = re.Pattern[str] | Phrases


@lru_cache(maxsize=2048)
def _spelled(text: str) -> str:
    """A fact's words in the one spelling; the same facts come with every turn."""
    return normalize(text).text


def _about(fact: Fact) -> str:
    item = getattr(fact, "item", None)
    return f"{item}：{fact.text}" if item else fact.text


@dataclass(frozen=True)
class Backing:
    """A fact that holds now, its text in the one spelling, and the same with the name of its item before it."""

    fact: Fact
    text: str
    about: str

    @property
    def quote(self) -> str:
        """Its words as a text would quote them, without the marks at their ends; empty where they are too few."""
        words = self.text.strip("。.；; ")
        return words if len(words) >= SHORTEST_QUOTE else ""


@dataclass(frozen=True)
class Inspection:
    """A text and everything a rule asks about it. Positions are those of the normalised text."""

    norm: Normalized
    sheet: FactSheet
    market: Market = "CN"
    setting: Setting = ALONE
    index: "PhraseIndex | None" = None

    @classmethod
    def of(
        cls, text: str, sheet: FactSheet, market: Market = "CN", setting: Setting = ALONE,
        index: "PhraseIndex | None" = None,
    ) -> "Inspection":  # fmt: skip
        """Prepare a text for the rules; with an ``index`` only phrases that can match are tried."""
        return cls(normalize(text), sheet, market, setting, index)

    @cached_property
    def text(self) -> str:
        """The normalised text."""
        return self.norm.text

    @cached_property
    def language(self) -> Language:
        """In which language findings are told: zh or en."""
        return "en" if is_english(self.norm.original) else "zh"

    @cached_property
    def parts(self) -> list[Clause]:
        """The clauses."""
        return clauses(self.text)

    @cached_property
    def backing(self) -> tuple[Backing, ...]:
        """The facts whose words may back a claim; an allowance backs nothing by its words."""
        facts = (fact for fact in self.sheet.facts if not isinstance(fact, Allowance))
        return tuple(Backing(fact, _spelled(fact.text), _spelled(_about(fact))) for fact in facts)

    @cached_property
    def sentences(self) -> Sentences:
        """The sentences."""
        return Sentences(self.text)

    @cached_property
    def wording(self) -> "Read":
        """Each sentence as the heads for wording read it."""
        return heads().read([self.text[start:end].strip() for start, end in self.sentences])

    @cached_property
    def times(self) -> tuple[Time, ...]:
        """The points and lengths of time that the text names, in order."""
        read: tuple[Time, ...] = (*whens(self.text, self.sheet.now), *lastings(self.text))
        return tuple(sorted(read, key=lambda time: time.start))

    @cached_property
    def all_times(self) -> tuple[AnyTime, ...]:
        """The same with those told loosely: 两三天, within the hour."""
        return with_loose(self.text, self.times)

    @cached_property
    def earlier(self) -> tuple[tuple[int, "Inspection"], ...]:
        """Our latest turns before this text, the newest first: the place of each in the conversation, and its words."""
        ours = [(at, message) for at, message in enumerate(self.setting.messages) if message.role == "agent"]
        return tuple(
            (at, Inspection.of(message.text, self.sheet, self.market, index=self.index))
            for at, message in reversed(ours[-TURNS:])
        )

    def clause(self, at: int) -> Clause:
        """The clause at a position."""
        return clause_at(self.parts, at)

    def sentence(self, at: int) -> str:
        """The sentence at a position."""
        return self.text[slice(*self.sentences.span(at))]

    def sentence_before(self, at: int) -> str:
        """The sentence before the one at a position; empty at the beginning."""
        return self.text[slice(*self.sentences.before(at))]

    def may_hold(self, words: Phrases) -> bool:
        """Whether any of the phrases can stand in the text at all."""
        return self.index is None or id(words) in self._candidates

    def find(self, words: Words) -> Iterator[re.Match[str]]:
        """Where the text holds what the words name, however it is meant."""
        return apart(self._found(words))

    def _found(self, words: Words) -> Iterator[re.Match[str]]:
        """The same with matches that overlap."""
        if isinstance(words, Phrases) and self.index is not None:
            chosen = self._candidates.get(id(words))
            found = words.overlapping(self.text, chosen) if chosen else []
        else:
            found = [match for match in words.finditer(self.text) if match.end() > match.start()]
        return map(self._in_one_sentence, found)

    def _in_one_sentence(self, found: re.Match[str]) -> re.Match[str]:
        """The match as it is when nothing stands behind its sentence, if there is one."""
        _, end = self.sentences.span(found.start())
        return (found.re.match(self.text, found.start(), end) or found) if found.end() > end else found

    def within_sentences(self, words: Words) -> Iterator[re.Match[str]]:
        """What is found inside one sentence: what makes words innocent may not stand in a sentence behind them."""
        return (found for found in self.find(words) if found.end() <= self.sentences.span(found.start())[1])

    @cached_property
    def _candidates(self) -> dict[int, list[int]]:
        return self.index.candidates(self.text) if self.index else {}

    def said(self, words: Words, *also: Polarity) -> Iterator[re.Match[str]]:
        """Where the text asserts what the words name (or says it in one of the other ways that are given)."""
        ways = ("asserted", *also)
        return apart(match for match in self._found(words) if polarity(self.text, match.start(), self.parts) in ways)

    def asserts(self, at: int) -> bool:
        """Whether what begins at a position is asserted: not denied, supposed, quoted or asked."""
        return polarity(self.text, at, self.parts) == "asserted"

    def vouched(self, words: str) -> Fact | None:
        """The fact that says these very words; "2件" is not said by "12件"."""
        before = r"(?<![a-z0-9.])" if words[:1].isascii() and words[:1].isalnum() else ""
        after = r"(?![a-z0-9])" if words[-1:].isascii() and words[-1:].isalnum() else ""
        same = before + re.escape(words) + after
        return next((b.fact for b in self.backing if words in b.text and re.search(same, b.text)), None)

    def backed(self, words: str, pattern: Words, kinds: Sequence[str]) -> Fact | None:
        """The fact of one of these kinds that says these words, or others of the same group."""
        of_kind = [backing for backing in self.backing if backing.fact.kind in kinds]
        said = (backing for backing in of_kind if words in backing.text or pattern.search(backing.text))
        return next((backing.fact for backing in said), None)

    def receipt(self, start: int, end: int, fact: Fact, value: str) -> Receipt:
        """A receipt for the words there."""
        return Receipt(claim=self.norm.words(start, end), span=self.norm.origin(start, end), fact=fact.id, value=value)

    def finding(self, rule: Rule, start: int, end: int, reason: str, **values: str) -> Finding:
        """A finding for the words there; ``reason`` names one of the rule's sentences.

        Words that reach over the end of a sentence are found in the one they end in: the one before may have been sent.
        """
        start, end = self._in_its_sentence(start, end)
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
            repair=self._proposal(rule, start, end, reason, values),
        )

    def _in_its_sentence(self, start: int, end: int) -> tuple[int, int]:
        """Words without the blanks around them, from the beginning of the sentence that they end in."""
        end = start + len(self.text[start:end].rstrip()) or end
        start = max(start, self.sentences.span(end - 1)[0])
        return start + len(self.text[start:end]) - len(self.text[start:end].lstrip()), end

    def _proposal(self, rule: Rule, start: int, end: int, reason: str, values: Mapping[str, str]) -> Repair | None:
        """What the rule would put in place of the clause; nobody has checked it yet."""
        told = rule.reasons.get(f"{reason}_repair")
        if told is None:
            return None
        first, last = clause_around(self.text, self.parts, start, end)
        words = told[self.language].format(words=self.norm.words(start, end), **values)
        begins = first == 0 or self.text[:first].rstrip()[-1:] in "。！!？?；;.\n"
        return Repair(span=self.norm.origin(first, last), text=words[:1].upper() + words[1:] if begins else words)
