"""Choose what to say for a move: the line that fits best, is backed by facts, and does not repeat what was said."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huashu.knowledge.conditions import Situation, grounded, holds
from huashu.knowledge.lexical import tokens
from huashu.knowledge.scripts import SLOT, ScriptLine
from huashu.knowledge.taxonomy import Tone

from .grounding import Grounds

A_SLOT = 1.5
A_BRAND = 0.25
SPOKEN_BEFORE = 50
SAME_OPENING = 1
ADDED_LATER = ("promotion.ends", "order.order_no", "order.eta", "proof.source")
WEIGHTS = {"risk": 3.0, "topic": 1.5}
"""A line for a danger beats any other; one for the matter beats one for the mood."""

ASIDE = 0.25
"""What a line for a matter weighs that is only mentioned beside the first one."""


@dataclass(frozen=True, slots=True)
class Said:
    """A line with its slots filled, and the facts that filled them."""

    line: ScriptLine
    text: str
    facts: tuple[str, ...]


class Wording:
    """Says one move after the other, each with regard to what was said before. The same seed says the same."""

    def __init__(self, grounds: Grounds, situation: Situation, names: dict[str, str], tone: Tone, seed: int) -> None:
        self._grounds, self._situation, self._names, self._tone = grounds, situation, names, tone
        self._random = random.Random(seed)
        self._said: list[Said] = []
        self.earlier = ""

    def say(self, lines: Sequence[ScriptLine], without: frozenset[str] = frozenset()) -> Said | None:
        """The best line for a move; ``None`` when the facts back none of them."""
        able = [line for line in lines if line.source not in without and self._can_say(line)]
        if not able:
            return None
        cut = [self._specificity(line) for line in able]
        fitting = self._in_tone([line for line, close in zip(able, cut, strict=True) if close == max(cut)])
        costs = {line.source: self._repetition(line) for line in fitting}
        least = min(costs.values())
        line = self._random.choice([line for line in fitting if costs[line.source] == least])
        said = self._filled(line)
        self._said.append(said)
        return said

    def _specificity(self, line: ScriptLine) -> float:
        """How closely a line is cut to this turn: by what it is for, and by the facts that it tells."""
        facts = {slot.split(".")[0] for slot in line.slots if slot not in ("topic", "brand")}
        return (
            sum(self._weight(condition, line.when[condition]) for condition in line.when)
            + 0.5 * len(line.given)
            + 0.25 * len(line.missing)
            + A_SLOT * len(facts)
            + A_BRAND * ("brand" in line.slots)
        )

    def _weight(self, condition: str, allowed: tuple[str, ...]) -> float:
        aside = condition == "topic" and self._situation["topic"][0] not in allowed
        return ASIDE if aside else WEIGHTS.get(condition, 1.0)

    def _can_say(self, line: ScriptLine) -> bool:
        return (
            self._fits(line)
            and grounded(line.given, line.missing, self._grounds.names)
            and all(self._value(slot) is not None for slot in line.slots)
            and not self._told_already(line)
        )

    def _fits(self, line: ScriptLine) -> bool:
        """Whether its conditions hold; how an order stands matters only where the order is the first matter."""
        first = self._situation.get("topic", ("",))[:1]
        aside = "order" in line.when and first and first[0] not in line.when.get("topic", first)
        return holds(line.when, self._situation) and not aside

    def _told_already(self, line: ScriptLine) -> bool:
        """A fact is told once, in words or in figures; its end and its number may be added later."""
        told = {fact for said in self._said for fact in said.facts}
        telling = [slot for slot in line.slots if slot not in ADDED_LATER]
        return any((value := self._value(slot)) is not None and value[1] in told for slot in telling)

    def _value(self, slot: str) -> tuple[str, str] | None:
        """What fills a slot, and the fact it is from (none for a name the caller gave)."""
        if slot in ("topic", "brand"):
            return (self._names[slot], "") if self._names.get(slot) else None
        return self._grounds.slot(slot)

    def _in_tone(self, lines: Sequence[ScriptLine]) -> Sequence[ScriptLine]:
        for tones in ((self._tone, None), ("warm",), ("professional",), ("concise",)):
            if own := [line for line in lines if line.tone in tones]:
                return own
        return lines

    def _repetition(self, line: ScriptLine) -> int:
        """How much the line sounds like what was said: shared words, the same opening, or word for word."""
        words = _words(line.text)
        shared = sum(len(words & _words(said.line.text)) for said in self._said)
        opening = SAME_OPENING if self._said and self._said[-1].text[:1] == line.text[:1] else 0
        pieces = [piece for piece in SLOT.split(line.text)[::2] if len(piece) > 5]
        before = SPOKEN_BEFORE if any(piece.rstrip("。？，：") in self.earlier for piece in pieces) else 0
        return shared + opening + before

    def _filled(self, line: ScriptLine) -> Said:
        values = {slot: self._value(slot) or ("", "") for slot in line.slots}
        case = _capital if line.language == "en" else str
        text = SLOT.sub(lambda found: _begun(line.text[: found.start()], values[found[1]][0], case), line.text)
        return Said(line, text, tuple(dict.fromkeys(fact for _, fact in values.values() if fact)))


def _begun(before: str, value: str, case: Callable[[str], str]) -> str:
    """A value with the capital of a sentence's beginning, where it stands at one."""
    return case(value) if not before or before.endswith((". ", "? ", "! ")) else value


def _capital(value: str) -> str:
    return value[:1].upper() + value[1:] if value[1:2].islower() else value


def _words(text: str) -> set[str]:
    return {word for word in tokens(SLOT.sub(" ", text)) if len(word) > 1}
