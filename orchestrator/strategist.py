"""Which strategy: rules as data speak for each, vetoes rule out, and the reason is the rule that weighed most.

The rules are ``knowledge/playbook/selection.yaml``; taxonomy §3 says what each strategy is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from huashu.knowledge.conditions import Situation, When, grounded, holds, share
from huashu.knowledge.errors import DataFileError
from huashu.knowledge.playbook import Playbook
from huashu.knowledge.taxonomy import OFFERS_A_PERSON, STRATEGIES, StrategyId

from .conversation import Request
from .customers.view import CustomerView
from .facts import Product
from .grounding import Grounds
from .outcome import Choice
from .reading import Reading

SUPPORTING_AT_MOST = 2
NEVER_PRIMARY: frozenset[StrategyId] = frozenset({"truthful_urgency"})
SHORT = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that speaks for a strategy, rules it out, or lets it support another."""

    when: When
    given: tuple[str, ...]
    missing: tuple[str, ...]
    weight: float
    because: Mapping[str, str]
    strategy: StrategyId | None

    def applies(self, situation: Situation, grounds: Grounds) -> bool:
        """Whether all that it asks for holds."""
        return holds(self.when, situation) and grounded(self.given, self.missing, grounds.names)


@dataclass(frozen=True, slots=True)
class Considered:
    """A strategy with its score and the reasons for it, the weightiest first; ``veto`` says why it is out."""

    strategy: StrategyId
    score: float
    because: tuple[str, ...]
    veto: str | None


class Strategist:
    """Chooses with the rules of a playbook."""

    def __init__(self, playbook: Playbook) -> None:
        self.playbook = playbook
        self._names = playbook.names["strategy"]
        self._for: dict[StrategyId, tuple[Rule, ...]] = {}
        self._never: dict[StrategyId, tuple[Rule, ...]] = {}
        self._with: dict[StrategyId, tuple[Rule, ...]] = {}
        for path, data in playbook.selection:
            for strategy, entry in data.items():
                self._load(path, strategy, entry or {})

    def _load(self, path: Path, strategy: str, entry: Mapping[str, Any]) -> None:
        if strategy not in STRATEGIES or (unknown := set(entry) - {"for", "never", "with"}):
            what = "is not a strategy" if strategy not in STRATEGIES else f"does not know {unknown}"
            raise DataFileError(path, strategy, f"{what}; a strategy has for, never and with")
        for key, rules in (("for", self._for), ("never", self._never), ("with", self._with)):
            if key in entry:
                rules[strategy] = tuple(_rule(path, strategy, rule) for rule in entry[key] or ())

    def choose(self, reading: Reading, situation: Situation, grounds: Grounds) -> Choice:
        """The primary strategy, up to two that support it, the runner-up, and the reasons in the reply's language."""
        language = reading.spoken
        considered = self.consider(situation, grounds, language)
        able = [one for one in considered if one.veto is None and one.strategy not in NEVER_PRIMARY and one.score > 0]
        first = able[0] if able else Considered("clarify_and_confirm", 0, (NOTHING_DEFINITE[language],), None)
        second = able[1] if len(able) > 1 else None
        return Choice(
            primary=first.strategy,
            supporting=self._supporting(first.strategy, situation, grounds, reading),
            runner_up=second.strategy if second else None,
            why=JOIN[language].join(first.because[:2]),
            why_not=self._why_not(first, second, language) if second else "",
        )

    def consider(self, situation: Situation, grounds: Grounds, language: str) -> list[Considered]:
        """Every strategy, the best first."""
        return sorted(
            (self._consider(strategy, situation, grounds, language) for strategy in STRATEGIES),
            key=lambda one: (one.veto is not None, -one.score),
        )

    def rules_for(self, strategy: StrategyId) -> tuple[Rule, ...]:
        """What may speak for a strategy."""
        return self._for.get(strategy, ())

    def _consider(self, strategy: StrategyId, situation: Situation, grounds: Grounds, language: str) -> Considered:
        applying = [rule for rule in self._for.get(strategy, ()) if rule.applies(situation, grounds)]
        weighed = sorted(((rule.weight * share(rule.when, situation), rule) for rule in applying), key=lambda p: -p[0])
        veto = next((r for r in self._never.get(strategy, ()) if r.applies(situation, grounds)), None)
        score = sum(weight * ALSO**rank for rank, (weight, _) in enumerate(weighed))
        because = tuple(rule.because[language] for _, rule in weighed)
        return Considered(strategy, round(score, 3), because, veto.because[language] if veto else None)

    def _supporting(
        self, primary: StrategyId, situation: Situation, grounds: Grounds, reading: Reading
    ) -> tuple[StrategyId, ...]:
        """Those that the primary's rules name; a person is offered wherever a risk demands it."""
        wanted: list[StrategyId] = []
        if reading.risk_names() & OFFERS_A_PERSON and primary != "handover":
            wanted.append("handover")
        for rule in self._with.get(primary, ()):
            strategy = cast(StrategyId, rule.strategy)
            vetoed = any(never.applies(situation, grounds) for never in self._never.get(strategy, ()))
            if rule.applies(situation, grounds) and not vetoed and strategy not in (*wanted, primary):
                wanted.append(strategy)
        return tuple(wanted[:SUPPORTING_AT_MOST])

    def _why_not(self, first: Considered, second: Considered, language: str) -> str:
        name = self._names[second.strategy][language]
        return WHY_NOT[language].format(name=name, second=second.because[0], first=first.because[0])


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


def _rule(path: Path, strategy: str, rule: Any) -> Rule:
    known = {"when", "given", "missing", "weight", "because", "strategy"}
    if not isinstance(rule, dict) or set(rule) - known:
        raise DataFileError(path, strategy, f"a rule has {', '.join(sorted(known))}; not {rule!r}")
    when = {str(key): tuple(_words(value)) for key, value in (rule.get("when") or {}).items()}
    because = rule.get("because") or {"zh": "", "en": ""}
    return Rule(
        when, tuple(rule.get("given") or ()), tuple(rule.get("missing") or ()), float(rule.get("weight", 0)),
        because, rule.get("strategy"),
    )  # fmt: skip


def _words(value: Any) -> Sequence[str]:
    values = value if isinstance(value, list) else [value]
    return [{True: "yes", False: "no"}[v] if isinstance(v, bool) else str(v) for v in values]


ALSO = 0.5
"""A second reason counts half, a third a quarter."""

JOIN = {"zh": "；", "en": "; "}
NOTHING_DEFINITE = {"zh": "话里还看不出要办什么，先问准再答", "en": "nothing definite was asked; ask before answering"}
WHY_NOT = {
    "zh": "{name}也说得通（{second}），但{first}，所以排在后面",
    "en": "{name} would also fit ({second}), but {first}, so it comes second",
}
