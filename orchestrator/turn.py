"""What a strategy is chosen for: the reading of the last turn, all that rules may ask about, the facts at hand."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from huashu.knowledge.conditions import Situation
from huashu.knowledge.taxonomy import Language, StrategyId

from .conversation import Request
from .customers.view import CustomerView
from .facts import Product
from .grounding import Grounds
from .reading import Reading

if TYPE_CHECKING:
    from .judgement import Judgement

ALONE = ("stage", "intensity", "upset", "decision_mode", "trend", "understood", "answered", "asked", "ask", "turn",
         "round", "products", "order")  # fmt: skip
SEVERAL = ("need", "topic")
ANY = ("risk", "value")
"""The conditions of which one value holds, several in an order, and any number in none."""

BY_STAGE = ("upset", "emotion", "first need", "first topic")
"""What means one thing before buying and another after it."""

MARKS = re.compile(r"\[[^\]]*\]|[a-z-]*\d[\da-z-]*")
"""A picture, and what has digits in it: an order number."""

WORDS = re.compile(r"[a-z']+|[\u3040-\u9fff\uac00-\ud7af]+")
LITTLE = 6
"""So many Chinese characters, or twice as many Latin letters, hardly say anything."""


@dataclass(frozen=True, eq=False)
class Turn:
    """One turn to answer. ``judged`` is what the heads made of it, ``situation`` what it comes to with all the rest."""

    reading: Reading
    judged: "Judgement"
    situation: Situation
    grounds: Grounds

    @property
    def language(self) -> Language:
        """The language of the reply, and of its reasons."""
        return self.reading.spoken

    @property
    def bare(self) -> bool:
        """Whether hardly anything is said, and nothing wanted: 在吗, hi, an order number, a picture."""
        words = WORDS.findall(MARKS.sub(" ", self.judged.context.text.lower()))
        said = sum(len(word) / 2 if word.isascii() else len(word) for word in words)
        return (said <= LITTLE and not self.reading.needs) or (len(words) <= 1 and "".join(words).isascii())

    @cached_property
    def likely(self) -> Mapping[StrategyId, float]:
        """How likely a lead accepts each strategy here; empty where nobody taught the judge what leads accept."""
        return self.judged.likely_accepted(traits(self.situation, self.grounds.names, self.reading.language))


def traits(situation: Situation, given: Collection[str], language: str) -> frozenset[str]:
    """All that holds of a turn, one word each: ``stage=decide``, ``first need=venting&stage=after_sale``."""
    stage = _of("stage", situation)
    held = {*_told(situation), *(f"given={name}" for name in given), f"language={language[:2]}"}
    by_stage = {f"{one}&{stage}" for one in held if one.split("=")[0] in BY_STAGE}
    return frozenset(held | by_stage)


def _told(situation: Situation) -> Iterator[str]:
    for name in ALONE:
        yield _of(name, situation)
    yield _of("emotion", situation)
    yield _of("emotion", situation) + _first("intensity", situation)
    for name in SEVERAL:
        yield f"first {_of(name, situation)}"
        yield from (f"{name}={value}" for value in situation[name])
    for name in ANY:
        yield from (f"{name}={value}" for value in situation[name])


def _of(name: str, situation: Situation) -> str:
    return f"{name}={_first(name, situation)}"


def _first(name: str, situation: Situation) -> str:
    return next(iter(situation.get(name, ())), "none")


def situation_of(reading: Reading, request: Request, view: CustomerView, grounds: Grounds) -> Situation:
    """Everything a condition can ask about, as values; the strongest first where there are several."""
    return {**_of_the_turn(reading), **_of_the_customer(request, view), **_of_the_facts(grounds)}


def _of_the_turn(reading: Reading) -> Situation:
    understood = bool(reading.topics or reading.needs or reading.risks)
    return {
        "stage": (reading.stage.label,) if reading.stage else (),
        "emotion": (reading.emotion.label,),
        "intensity": (str(reading.emotion.intensity),),
        "upset": ("yes" if reading.upset else "no",),
        "need": tuple(need.label for need in reading.needs),
        "topic": tuple(topic.label for topic in reading.topics),
        "risk": tuple(risk.label for risk in reading.risks),
        "trend": (reading.trend,) if reading.trend else (),
        "value": tuple(value.label for value in reading.values),
        "decision_mode": (reading.decision_mode.label,) if reading.decision_mode else (),
        "understood": ("yes" if understood else "no",),
    }


def _of_the_customer(request: Request, view: CustomerView) -> Situation:
    answers = sum(message.role == "agent" for message in request.messages)
    return {
        "tier": (view.tier.label,) if view.tier else (),
        "relationship": (view.relationship.label,) if view.relationship else (),
        "organization": (request.customer.organization or "consumer",),
        "channel": (request.channel,),
        "turn": ("later" if answers else "first",),
        "round": (str(min(4, answers + 1)),),
    }


def _of_the_facts(grounds: Grounds) -> Situation:
    stock, product = grounds.facts.get("stock"), grounds.facts.get("product")
    return {
        "answered": (grounds.answered,),
        "products": ("several" if "other_product" in grounds.facts else "one",),
        "category": (product.category,) if isinstance(product, Product) else (),
        "order": (grounds.order_state,),
        "stock": ("some" if getattr(stock, "left", 0) else "none",) if stock else (),
    }
