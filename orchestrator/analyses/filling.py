"""How lines of the analyses are filled with the shop's own facts."""

import re
from collections.abc import Mapping
from typing import Literal

from huashu.knowledge.taxonomy import Language

from ..facts import Allowance, Fact, Policy
from ..grounding import END_MARKS
from ..validity import FactSheet

FactName = Literal[
    "proof", "product", "price", "promotion", "stock", "order", "returns", "exchange", "warranty", "shipping",
    "price_protection", "invoice", "privacy", "service_hours", "other",
]  # fmt: skip
"""What a line can take from the facts: a kind, or of policies the topic."""

FULL_STOP = {"zh": "。", "en": "."}
SLOT = re.compile(r"\{(?P<name>\w+)\}(?P<closing>(?=[，。；：、！？,.;:!?）)」”]))?")


def by_name(sheet: FactSheet) -> dict[str, Fact]:
    """The facts that hold, by the names that lines know; of several the first. What an agent may give is never said."""
    named: dict[str, Fact] = {}
    for fact in sheet.facts:
        if not isinstance(fact, Allowance):
            named.setdefault(fact.topic if isinstance(fact, Policy) else fact.kind, fact)
    return named


def filled(text: str, names: Mapping[str, str], facts: Mapping[str, Fact], language: Language) -> str:
    """A line with its slots filled: a name as it is, a fact as a sentence, closed unless a mark follows."""

    def said(slot: re.Match[str]) -> str:
        if slot["name"] in names:
            return names[slot["name"]]
        sentence = facts[slot["name"]].text.strip().rstrip(END_MARKS)
        return sentence if slot["closing"] is not None else sentence + FULL_STOP[language]

    return SLOT.sub(said, text)
