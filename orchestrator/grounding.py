"""Which facts matter to this turn, and how they are said: the grounds that a script's slots are filled from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar

from huashu.knowledge.embed import Embedder
from huashu.knowledge.language import language_of
from huashu.knowledge.lexical import tokens
from huashu.knowledge.playbook import Topic
from huashu.knowledge.taxonomy import TopicId

from .facts import Allowance, Fact, Order, Policy, Price, Product, Promotion, Proof, Stock
from .validity import FactSheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

Kind = TypeVar("Kind", bound=Price | Product | Promotion | Proof | Stock)
Answered = Literal["yes", "no", "none"]

ANSWERS = 0.34
RELATED = 0.18
SHARED_WORD = 0.12
SHARED_WORDS_AT_MOST = 2
END_MARKS = "。.；;，, "


@dataclass(frozen=True)
class Grounds:
    """The facts at hand for a turn, by the name a slot knows them by; ``answer`` are those that answer the question."""

    facts: Mapping[str, Fact]
    answer: tuple[Fact, ...]
    answered: Answered
    language: str
    now: datetime
    about: TopicId | None = None
    """The topic that the answer is on, when it is not the first one."""

    @cached_property
    def names(self) -> frozenset[str]:
        """What ``given`` and ``missing`` may ask for."""
        names = set(self.facts)
        if self.answer:
            names.add("answer")
        if isinstance(offer := self.facts.get("promotion"), Promotion) and offer.ends:
            names.add("promotion_ends")
        if names & {"returns", "exchange", "warranty"}:
            names.add("remedy")
        return frozenset(names)

    @property
    def order_state(self) -> str:
        """``overdue`` when the day it was expected has passed, ``expected`` when it lies ahead, else ``undated``."""
        order = self.facts.get("order")
        if not isinstance(order, Order) or order.eta is None:
            return "undated"
        return "overdue" if order.eta < self.now.date() else "expected"

    def slot(self, name: str) -> tuple[str, str] | None:
        """What to say for a slot and the id of the fact it comes from; ``None`` when no fact fills it."""
        ground, _, part = name.partition(".")
        if ground == "answer":
            at = 1 if part == "second" else 0
            fact = self.answer[at] if len(self.answer) > at else None
            part = "text"
        else:
            fact = self.facts.get(ground)
        if fact is None or (said := self._said(fact, part)) is None:
            return None
        return said, fact.id

    def _said(self, fact: Fact, part: str) -> str | None:
        if part == "text":
            return fact.text.strip().rstrip(END_MARKS) if self._speaks(fact.text) else None
        value = getattr(fact, part, None)
        if value is None or isinstance(fact, Allowance):
            return None
        if isinstance(value, Decimal):
            return money(value, getattr(fact, "currency", "CNY"), self.language)
        if isinstance(value, date):
            return day(value, self.now, self.language)
        return str(value)

    def _speaks(self, text: str) -> bool:
        """A fact in another language than the reply is not quoted; its typed fields may be."""
        language = language_of(text)
        return language == "und" or language[:2] == self.language[:2]


def ground(sheet: FactSheet, words: str, topics: Sequence[Topic], language: str, embedder: Embedder) -> Grounds:
    """Choose, among the facts that hold, those that the customer's words and topics are about."""
    likeness = _likeness(sheet.facts, words, embedder)
    best = sorted(sheet.facts, key=lambda fact: -likeness[fact.id])
    named: dict[str, Fact] = {}
    if order := _order(sheet.facts, words):
        named["order"] = order
    for policy in (fact for fact in best if isinstance(fact, Policy)):
        named.setdefault(policy.topic, policy)
    products = [fact for fact in best if isinstance(fact, Product)]
    named |= dict(zip(("product", "second_product"), products, strict=False))
    item = products[0].item if products and likeness[products[0].id] >= ANSWERS else None
    for name, kind in (("price", Price), ("promotion", Promotion), ("stock", Stock), ("proof", Proof)):
        if found := _about(item, [fact for fact in best if isinstance(fact, kind)]):
            named[name] = found
    answer = _answers(topics, named, products, likeness)
    if not answer and products and likeness[products[0].id] >= RELATED:
        named["related"] = products[0]
    if allowance := next((fact for fact in sheet.facts if isinstance(fact, Allowance)), None):
        named["allowance"] = allowance
    answered: Answered = "yes" if answer else "no" if any(topic.facts for topic in topics) else "none"
    about = next((topic.id for topic in topics[:2] if answer and set(topic.facts) & _names_of(answer[0])), None)
    return Grounds(named, answer, answered, language, sheet.now, about)


def _answers(
    topics: Sequence[Topic], named: Mapping[str, Fact], products: Sequence[Product], likeness: Mapping[str, float]
) -> tuple[Fact, ...]:
    """The facts that answer: for each topic the first of its kinds; a product fact must be to the point."""
    found: dict[str, Fact] = {}
    for topic in topics[:2]:
        for name in topic.facts:
            if name == "product":
                to_the_point = [fact for fact in products if likeness[fact.id] >= ANSWERS][:2]
                found |= {fact.id: fact for fact in to_the_point}
            elif (fact := named.get(name)) and _settles(name, fact, likeness):
                found[fact.id] = fact
            if found:
                break
    if not found:
        found = {fact.id: fact for fact in products[:2] if likeness[fact.id] >= ANSWERS + SHARED_WORD}
    return tuple(found.values())[:2]


def _names_of(fact: Fact) -> set[str]:
    return {fact.topic} if isinstance(fact, Policy) else {fact.kind}


def _settles(name: str, fact: Fact, likeness: Mapping[str, float]) -> bool:
    """A policy on 'other' things and a piece of proof answer only a question that is near to them."""
    return name not in ("other", "proof") or likeness[fact.id] >= ANSWERS


def _order(facts: Sequence[Fact], words: str) -> Order | None:
    """The order that the customer names, or the only one there is."""
    orders = [fact for fact in facts if isinstance(fact, Order)]
    named = [order for order in orders if order.order_no and order.order_no.lower() in words.lower()]
    if named:
        return named[0]
    return orders[0] if len(orders) == 1 else None


def _about(item: str | None, facts: Sequence[Kind]) -> Kind | None:
    """The first fact about the item in question; without one, the only item's."""
    if item:
        own = [fact for fact in facts if item in _items(fact) or not _items(fact)]
        return own[0] if own else None
    items = {one for fact in facts for one in _items(fact)}
    return facts[0] if facts and len(items) <= 1 else next((fact for fact in facts if not _items(fact)), None)


def _items(fact: Fact) -> tuple[str, ...]:
    if isinstance(fact, Promotion):
        return fact.items
    item = getattr(fact, "item", None)
    return (item,) if item else ()


def _likeness(facts: Sequence[Fact], words: str, embedder: Embedder) -> dict[str, float]:
    """How near each fact is to the customer's words: cosine of meaning, and a little for each word they share."""
    if not facts:
        return {}
    vectors = embedder.encode([words, *(fact.text for fact in facts)])
    meaning: NDArray = vectors[1:] @ vectors[0]  # type: ignore[type-arg]
    said = {word for word in tokens(words) if len(word) > 1}
    return {
        fact.id: float(meaning[at]) + SHARED_WORD * min(SHARED_WORDS_AT_MOST, len(said & set(tokens(fact.text))))
        for at, fact in enumerate(facts)
    }


def day(value: date, now: datetime, language: str) -> str:
    """A day, and the hour where it is not the day's end: 11月25日, 11月25日20点, 25 November."""
    if isinstance(value, datetime):
        value = value.astimezone(now.tzinfo)
    at_the_end = not isinstance(value, datetime) or (value.hour, value.minute) in ((23, 59), (0, 0))
    year = "" if value.year == now.year else str(value.year)
    if language[:2] == "zh":
        hour = "" if at_the_end else f"{value:%H:%M}"
        return f"{year + '年' if year else ''}{value.month}月{value.day}日{hour}"
    text = f"{value.day} {value:%B}{' ' + year if year else ''}"
    return text if at_the_end else f"{text}, {value:%H:%M}"


SYMBOLS = {"CNY": "¥", "USD": "$", "GBP": "£", "EUR": "€", "JPY": "¥", "HKD": "HK$", "TWD": "NT$"}


def money(amount: Decimal, currency: str, language: str) -> str:
    """An amount as one says it: 129元, £12.50."""
    plain = f"{amount.normalize():f}"
    if language[:2] == "zh" and currency == "CNY":
        return f"{plain}元"
    whole = amount == amount.to_integral_value()
    text = plain if whole else f"{amount:.2f}"
    symbol = SYMBOLS.get(currency)
    return f"{symbol}{text}" if symbol and currency != "CNY" else f"{text} {currency if currency != 'CNY' else 'yuan'}"
