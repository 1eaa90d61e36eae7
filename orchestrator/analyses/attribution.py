"""Why: theory × scene, never a single cause (归因). What goes on in people on one side, what set it off on the other.

A theory's likelihood is the noisy-or of its signs (Pearl 1988, Probabilistic Reasoning, 4.3.2), each as sure as its
evidence times how strongly it speaks. Method: S0 三（三）, 五（一）.
"""

from collections.abc import Sequence
from typing import Literal

from huashu.knowledge.taxonomy import Language

from ..evidence import Weight
from ..record import Record
from .causes import Causes, Theory
from .signs import Signs

LIKELY, POSSIBLE = 0.6, 0.3
CAUSES = 4
"""At most so many causes are told; more explain nothing."""

AT_LEAST = 2
BESIDE = 0.6
"""Of what the strongest cause has, another needs so much to be told beside it."""


class Situation(Record):
    """A situation in which a cause works; without ``evidence`` nobody said it was there, and one has to look."""

    scene: str
    name: str
    does: str
    evidence: tuple[str, ...] = ()


class Cause(Record):
    """One cause: what goes on in the customer, in which situation, on which words, and what would overturn it.

    ``standing`` is likely, possible, or not_ruled_out: nothing in the case speaks for it, yet it goes with another.
    """

    theory: str
    name: str
    says: str
    standing: Literal["likely", "possible", "not_ruled_out"]
    confidence: float
    evidence: tuple[str, ...] = ()
    situations: tuple[Situation, ...] = ()
    against: str
    ask: str
    card: str


def attribute(signs: Signs, causes: Causes, language: Language) -> tuple[Cause, ...]:
    """The causes, the likeliest first; where the case shows only one, those that go with it stand beside it."""
    scored = {name: _score(theory, signs) for name, theory in causes.theory.items()}
    ranked = sorted(
        (name for name in scored if scored[name].confidence >= POSSIBLE), key=lambda n: -scored[n].confidence
    )
    top = scored[ranked[0]].confidence if ranked else 0.0
    told = [name for name in ranked if scored[name].confidence >= BESIDE * top][:CAUSES]
    beside = [other for name in told for other in causes.theory[name].also if other not in told]
    told += list(dict.fromkeys(beside))[: max(0, AT_LEAST - len(told))] if told else []
    return tuple(_cause(name, scored[name], signs, causes, language) for name in told)


def _score(theory: Theory, signs: Signs) -> Weight:
    weight = Weight()
    if not any(signs.confidence(sign) for sign in theory.signs if not sign.startswith("scene.")):
        return weight  # a place alone says nothing of what goes on in whoever is there
    for sign, share in theory.signs.items():
        if sure := signs.confidence(sign):
            weight.add(share * sure)
            weight.evidence.extend(words for words in signs.evidence(sign) if words not in weight.evidence)
    return weight


def _cause(name: str, weight: Weight, signs: Signs, causes: Causes, language: Language) -> Cause:
    theory = causes.theory[name]
    sure = weight.confidence
    return Cause(
        theory=name,
        name=getattr(theory, language),
        says=theory.says[language],
        standing="likely" if sure >= LIKELY else "possible" if sure >= POSSIBLE else "not_ruled_out",
        confidence=sure,
        evidence=_distinct(weight.evidence),
        situations=tuple(_situations(theory, signs, causes, language)),
        against=theory.against[language],
        ask=theory.ask[language],
        card=theory.card,
    )


def _distinct(evidence: Sequence[str]) -> tuple[str, ...]:
    """Words that stand within other words need not be said twice."""
    kept = [words for words in evidence if not any(words != other and words in other for other in evidence)]
    return tuple(kept[:3])


def _situations(theory: Theory, signs: Signs, causes: Causes, language: Language) -> list[Situation]:
    """Those that were named; where none was, the first in which the cause usually works, to be looked at."""
    there = [scene for scene in theory.scenes if signs.confidence(f"scene.{scene}")]
    return [
        Situation(
            scene=scene,
            name=getattr(causes.scene[scene], language),
            does=causes.scene[scene].does[language],
            evidence=tuple(signs.evidence(f"scene.{scene}"))[:3],
        )
        for scene in there or theory.scenes[:1]
    ]
