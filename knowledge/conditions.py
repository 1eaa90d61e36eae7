"""Conditions as data: what must hold for a rule or a line. One meaning for scripts and for the choice of strategy.

A *situation* maps a condition's name to the values that hold now, the strongest first; *grounds* are the facts at hand.
"""

from collections.abc import Collection, Mapping, Sequence

Situation = Mapping[str, Sequence[str]]
When = Mapping[str, tuple[str, ...]]
RANK_SHARE = (1.0, 0.8, 0.6)


def holds(when: When, situation: Situation) -> bool:
    """Whether each condition allows one of the values that hold now."""
    return all(any(value in allowed for value in situation.get(name, ())) for name, allowed in when.items())


def grounded(given: Collection[str], missing: Collection[str], grounds: Collection[str]) -> bool:
    """Whether the facts that are asked for are there, and those that must not be are not."""
    return all(name in grounds for name in given) and not any(name in grounds for name in missing)


def share(when: When, situation: Situation) -> float:
    """How much a rule counts: in full for the strongest need it names, less for the second and third."""
    if "need" not in when:
        return 1.0
    ranks = [rank for rank, need in enumerate(situation.get("need", ())) if need in when["need"]]
    return RANK_SHARE[min(ranks[0], len(RANK_SHARE) - 1)] if ranks else 0.0
