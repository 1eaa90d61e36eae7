"""Which facts matter to this turn, and how they are said: the grounds that a script's slots are filled from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal

from huashu.knowledge.language import language_of
from huashu.knowledge.playbook import Topic
from huashu.knowledge.scripts import ScriptLine
from huashu.knowledge.taxonomy import TopicId

from .facts import Allowance, Fact, Order, Policy, Product, Promotion
from .figures import day, money
from .relevance import Relevance
from .validity import FactSheet

Answered = Literal["yes", "no", "none"]

END_MARKS = "。.；;，,！!？?~～… "
NEAR_ONLY = ("product", "proof", "other")
"""Kinds of facts that answer only a question they are near to."""

DELIVERED = re.compile(
    r"(?:已|本人|代)签收|已送达|妥投|\b(?:was |been |is )?delivered (?:on|to|at|yesterday|today)", re.IGNORECASE
)
ORDER_NO = re.compile(
    r"(?<![\dA-Za-z-])(?!20\d\d-\d|1[3-9]\d{9}(?!\d))(?:[A-Za-z]{0,6}-?\d[\dA-Za-z-]{4,24}|[A-Z]{1,4}-?\d{4})"
    r"(?![\dA-Za-z元块年月日])"
)
"""How an order number looks: five characters or more with digits; neither a date nor a mobile number."""

PICTURE = re.compile(
    r"\[(?:图片|照片|视频|image|photo|picture|video)\]|附图|(?:photo|picture)s? attached", re.IGNORECASE
)
"""How chat systems show that a picture was sent."""

ANOTHER_NO = re.compile(
    r"(?:订单号?|单号|\border(?: (?:no\.?|number|#))?)\s*(?:是|为|：|:|#)?\s*(?=[A-Za-z-]*\d)[A-Za-z\d-]{4,26}"
    r"|\b[A-Z]{1,4}-?\d{4,}\b"
)
"""Where a customer names an order."""

BY_ITEM = ("price", "promotion", "stock", "proof")


@dataclass(frozen=True)
class Grounds:
    """The facts at hand for a turn, by the name a slot knows them by; ``answer`` are those that answer the question.

    ``about`` is the topic that the answer is on; ``quiet`` are facts that are there but tell nothing of the matter;
    ``own`` is what the shop itself says to the question, where no fact answers it; ``known`` is what the customer told
    or sent us though no fact tells more of it: which order it is, a photo.
    """

    facts: Mapping[str, Fact]
    answer: tuple[Fact, ...]
    answered: Answered
    language: str
    now: datetime
    about: TopicId | None = None
    quiet: frozenset[str] = field(default=frozenset())
    own: ScriptLine | None = None
    known: frozenset[str] = field(default=frozenset())

    def answered_with(self, line: ScriptLine | None) -> "Grounds":
        """The same with the shop's own answer, if there is one."""
        return replace(self, own=line, answered="yes") if line else self

    @cached_property
    def names(self) -> frozenset[str]:
        """What ``given`` and ``missing`` may ask for."""
        names = set(self.facts) | self.known
        if self.answer:
            names.add("answer")
        if isinstance(offer := self.facts.get("promotion"), Promotion) and offer.ends:
            names.add("promotion_ends")
        if names & {"returns", "exchange", "warranty"}:
            names.add("remedy")
        return frozenset(names)

    @property
    def order_state(self) -> str:
        """``delivered`` when its words say so; ``overdue`` or ``expected`` by its date; else ``undated``."""
        order = self.facts.get("order")
        if isinstance(order, Order) and DELIVERED.search(order.text):
            return "delivered"
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
        if fact is None or fact.id in self.quiet or (said := self._said(fact, part)) is None:
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


def ground(sheet: FactSheet, turns: Sequence[str], topics: Sequence[Topic], language: str, near: Relevance) -> Grounds:
    """Choose, among the facts that hold, those that the customer's last turn and its topics are about."""
    nearest = near.nearest(sheet.facts)
    named = {**_policies(nearest), **_products(nearest), **_of_the_item(nearest, near)}
    if order := _order(sheet.facts, turns[-1]):
        named["order"] = order
    if allowance := next((fact for fact in sheet.facts if isinstance(fact, Allowance)), None):
        named["allowance"] = allowance
    about, answer = _answers(topics, named, near, nearest)
    if not answer and "product" in named and near.relates(named["product"]):
        named["related"] = named["product"]
    answered: Answered = "yes" if answer else "no" if any(topic.facts for topic in topics) else "none"
    quiet, known = _quiet(topics, named, near), frozenset(_told_by(turns))
    return Grounds(named, answer, answered, language, sheet.now, about, quiet, known=known)


def _told_by(turns: Sequence[str]) -> Iterator[str]:
    """What the customer told or sent us besides the facts: which order it is, a photo."""
    for name, pattern in (("order", ORDER_NO), ("photo", PICTURE)):
        if any(pattern.search(turn) for turn in turns):
            yield name


def _answers(
    topics: Sequence[Topic], named: Mapping[str, Fact], near: Relevance, nearest: Sequence[Fact]
) -> tuple[TopicId | None, tuple[Fact, ...]]:
    """The facts that answer, and on which topic: the first kind that a topic names and that is there."""
    for topic in topics[:2]:
        for name in topic.facts:
            if name == "product":
                found: list[Fact] = [one for one in nearest if isinstance(one, Product) and near.answers(one)]
            else:
                found = [named[name]] if name in named and _tells(topic, name, named[name], near) else []
            if found:
                return topic.id, tuple(found[:2])
    return None, ()


def _tells(topic: Topic, name: str, fact: Fact, near: Relevance) -> bool:
    """Where an order stands says nothing of a refund, unless its words do."""
    return (name not in NEAR_ONLY and name not in topic.near) or near.answers(fact)


def _quiet(topics: Sequence[Topic], named: Mapping[str, Fact], near: Relevance) -> frozenset[str]:
    if not topics:
        return frozenset()
    return frozenset(named[name].id for name in topics[0].near if name in named and not near.answers(named[name]))


def _policies(nearest: Sequence[Fact]) -> dict[str, Fact]:
    named: dict[str, Fact] = {}
    for fact in nearest:
        if isinstance(fact, Policy):
            named.setdefault(fact.topic, fact)
    return named


def _products(nearest: Sequence[Fact]) -> dict[str, Fact]:
    """The product fact nearest to the words, the next one about the same item, and the nearest about another."""
    products = [fact for fact in nearest if isinstance(fact, Product)]
    if not products:
        return {}
    same = [fact for fact in products[1:] if fact.item == products[0].item]
    others = [fact for fact in products[1:] if fact.item != products[0].item]
    chosen: dict[str, Sequence[Fact]] = {"product": products, "second_product": same, "other_product": others}
    return {name: facts[0] for name, facts in chosen.items() if facts}


def _of_the_item(nearest: Sequence[Fact], near: Relevance) -> dict[str, Fact]:
    """Price, promotion, stock and proof of the item in question, of the only item there is, or the one that answers."""
    asked = next((fact.item for fact in nearest if isinstance(fact, Product) and near.answers(fact)), None)
    named: dict[str, Fact] = {}
    for kind in BY_ITEM:
        facts = [fact for fact in nearest if fact.kind == kind]
        items = {item for fact in facts for item in _items(fact)}
        fitting = [fact for fact in facts if not _items(fact) or (asked in _items(fact) if asked else len(items) == 1)]
        if fitting:
            named[kind] = fitting[0]
        elif facts and near.answers(facts[0]):
            named[kind] = facts[0]
    return named


def _items(fact: Fact) -> tuple[str, ...]:
    if isinstance(fact, Promotion):
        return fact.items
    item = getattr(fact, "item", None)
    return (item,) if item else ()


def _order(facts: Sequence[Fact], words: str) -> Order | None:
    """The order that the customer names, or the only one there is unless another one is named."""
    orders = [fact for fact in facts if isinstance(fact, Order)]
    named = [order for order in orders if order.order_no and order.order_no.lower() in words.lower()]
    if named:
        return named[0]
    another = bool(ANOTHER_NO.search(words)) and all(order.order_no for order in orders)
    return orders[0] if len(orders) == 1 and not another else None
