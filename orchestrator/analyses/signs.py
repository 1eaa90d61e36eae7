"""What a case shows, in order and each with the words that show it: behaviours, situations, needs, feelings (拆解)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from huashu.knowledge.taxonomy import Language

from ..conversation import Message, Request
from ..customers.view import CustomerView
from ..engine import ReplyEngine
from ..evidence import Weight
from ..guardrails.normalize import normalize
from ..hearing import NEGATION
from ..reading import Reading
from ..record import Record
from .case import Case
from .causes import Causes, SignKind

PLAIN = 0.9
"""How sure plain words are of a behaviour or a situation."""

BEHIND = 0.7
"""How much a need counts that a behaviour only suggests."""

TURNS = 8
"""So many of the customer's last turns are read."""

MARK = re.compile(r"[，。！？；：、,.!?;:\n]")
CLAUSE = 40
SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]*")
QUOTED = re.compile(r"[“「『]([^“”「」『』]{2,200})[”」』]|\"([^\"]{2,200})\"")


class Observed(Record):
    """One thing that was said or done, and what it shows, by name. ``by`` is customer, agent, story or orders."""

    words: str
    by: str
    shows: tuple[str, ...] = ()


@dataclass
class Signs:
    """All that a case shows, by kind and label, and the order in which it came."""

    weights: dict[str, Weight] = field(default_factory=dict)
    observed: list[Observed] = field(default_factory=list)

    def add(self, sign: str, confidence: float, words: str | None) -> None:
        """One more thing that shows a sign such as ``behaviour.asks_again``."""
        self.weights.setdefault(sign, Weight()).add(confidence, words)

    def confidence(self, sign: str) -> float:
        """How sure a sign is; 0 where nothing shows it."""
        return self.weights[sign].confidence if sign in self.weights else 0.0

    def evidence(self, sign: str) -> tuple[str, ...]:
        """The words that show a sign."""
        return tuple(self.weights[sign].evidence) if sign in self.weights else ()

    def of(self, kind: SignKind) -> list[str]:
        """The labels of a kind that are shown, the surest first."""
        shown = [sign for sign in self.weights if sign.startswith(f"{kind}.")]
        return [sign.partition(".")[2] for sign in sorted(shown, key=self.confidence, reverse=True)]


class Observer:
    """Looks at a case with what the playbook knows."""

    def __init__(self, case: Case, engine: ReplyEngine, causes: Causes, language: Language) -> None:
        self._case, self._engine, self._causes, self._language = case, engine, causes, language
        self._names = engine.playbook.names

    def signs(self, customer: CustomerView) -> Signs:
        """What the account, the turns and the orders show, in this order."""
        case, signs = self._case, Signs()
        for found in SENTENCE.finditer(case.story or ""):
            self._sentence(signs, found[0].strip())
        topics: list[str] = []
        first = len(case.messages) - 2 * TURNS
        for at, message in enumerate(case.messages):
            if at >= first:
                self._message(signs, case.messages[: at + 1], message, topics)
        self._orders(signs, customer)
        self._needs_behind(signs)
        return signs

    def _sentence(self, signs: Signs, words: str) -> None:
        shown = list(self._worded(signs, words))
        for quoted in QUOTED.finditer(words):
            said = quoted[1] or quoted[2]
            shown += self._read(signs, self._engine.read(_asked((Message(role="customer", text=said),))))
        if words:
            signs.observed.append(Observed(words=words, by="story", shows=tuple(dict.fromkeys(shown))))

    def _message(self, signs: Signs, until: Sequence[Message], message: Message, topics: list[str]) -> None:
        shown = list(self._worded(signs, message.text))
        if message.role == "customer":
            reading = self._engine.read(_asked(until))
            shown += self._read(signs, reading)
            if reading.topic in topics:
                shown += self._seen(signs, "same_topic", message.text)
            topics.extend([reading.topic] if reading.topic else [])
        else:
            shown += self._objections(message.text)
        signs.observed.append(Observed(words=message.text, by=message.role, shows=tuple(dict.fromkeys(shown))))

    def _objections(self, words: str) -> Iterator[str]:
        """What the rules object to in what we said ourselves: our share in it."""
        checker, case = self._engine.checker, self._case
        sheet = checker.sheet(case.facts, case.moment(), case.market)
        for finding in checker.check_against(words, sheet, case.market).findings:
            yield checker.rules[finding.rule].names[self._language]

    def _worded(self, signs: Signs, words: str) -> Iterator[str]:
        """The behaviours and situations that words name, unless they deny them."""
        text = normalize(words)
        for kind, label, entry in self._causes.worded():
            found = entry.pattern.search(text.text) if entry.pattern else None
            if found and not NEGATION.search(text.text, 0, found.start()):
                signs.add(f"{kind}.{label}", PLAIN, text.words(*_clause(text.text, *found.span())).strip())
                yield self._name(kind, label)

    def _read(self, signs: Signs, reading: Reading) -> Iterator[str]:
        """The needs and the feeling of a turn."""
        for need in reading.needs:
            signs.add(f"need.{need.label}", need.confidence, " ".join(need.evidence) or None)
            yield self._name("need", need.label)
        for value in reading.values:
            signs.add(f"value.{value.label}", value.confidence, " ".join(value.evidence) or None)
        if reading.emotion.intensity:
            words = " ".join(reading.emotion.evidence) or None
            signs.add(f"emotion.{reading.emotion.label}", reading.emotion.confidence, words)
            yield self._name("emotion", reading.emotion.label)

    def _seen(self, signs: Signs, what: str, words: str) -> Iterator[str]:
        """Behaviours that something other than words shows."""
        for label, behaviour in self._causes.behaviour.items():
            if what in behaviour.seen_in:
                signs.add(f"behaviour.{label}", PLAIN, words)
                yield self._name("behaviour", label)

    def _orders(self, signs: Signs, customer: CustomerView) -> None:
        told = [(alert.alert, alert.because) for alert in customer.alerts]
        if customer.relationship and customer.relationship.because:
            told.append((customer.relationship.label, customer.relationship.because))
        for what, because in told:
            shown = tuple(self._seen(signs, what, because))
            signs.observed.append(Observed(words=because, by="orders", shows=shown))

    def _needs_behind(self, signs: Signs) -> None:
        """Needs that behaviours suggest: weaker than what was said, and without words of their own."""
        for label in signs.of("behaviour"):
            for need, share in self._causes.behaviour[label].shows.items():
                words = next(iter(signs.evidence(f"behaviour.{label}")), None)
                signs.add(f"need.{need}", BEHIND * share * signs.confidence(f"behaviour.{label}"), words)

    def _name(self, kind: SignKind, label: str) -> str:
        entry = {"behaviour": self._causes.behaviour, "scene": self._causes.scene}.get(kind, {}).get(label)
        if entry is not None:
            return cast(str, getattr(entry, self._language))
        return self._names[kind][label][self._language]


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The words with the rest of their clause, unless that is long: half a phrase is poor evidence."""
    before = max((mark.end() for mark in MARK.finditer(text, 0, start)), default=0)
    after = MARK.search(text, end)
    until = after.start() if after else len(text)
    return (before, until) if until - before <= CLAUSE else (start, end)


def _asked(messages: Sequence[Message]) -> Request:
    return Request(messages=tuple(messages))
