"""What a model's draft owes although no rule blocks it: it is told, and writes again. A script never owes it."""

from collections.abc import Sequence
from functools import cache

from huashu.knowledge.cues import pattern_of
from huashu.knowledge.taxonomy import OFFERS_A_PERSON, StrategyId

from .guardrails.normalize import normalize
from .outcome import Check
from .scripts import Brief
from .writer import words_of

PARROTED = {"zh": 6, "en": 14}
"""So many of the customer's own characters at the beginning of a reply are no answer."""

REST_ON_A_FACT: frozenset[StrategyId] = frozenset(
    {"expert_answer", "options_with_timeline", "risk_reversal", "price_objection", "self_service", "cooling_off",
     "truthful_urgency"}
)  # fmt: skip
"""Strategies that are chosen for a fact that is at hand."""

RECITED = {"zh": 14, "en": 40}
"""So many characters of a passage are no accident either."""

TOLD = {"zh": 8, "en": 24}
"""So many characters of the strategy's reason are no accident."""


def owed(brief: Brief, text: str, check: Check, advice: Sequence[str] = ()) -> list[str]:
    """In words: the fact that answers, or that we look it up; a person where one must be offered; words of its own.

    ``advice`` are the passages the model was given: what they say of other goods is no fact about these.
    """
    words, said = words_of(brief.reading.spoken), normalize(text).text
    owes = []
    if (answer := brief.grounds.answer) and _is_asked(brief) and not _tells(brief, text, check):
        owes.append(words["untold"].format(id=answer[0].id, text=answer[0].text))
    person = brief.choice.primary == "handover" or bool(brief.reading.risk_names() & OFFERS_A_PERSON)
    faults = {
        "owes_checking": _is_unanswered(brief) and not _says(words["checks"], said),
        "owes_person": person and not _says(words["person"], said),
        "owes_self": not person and _says(words["sends_on"], said),
        "owes_order": _says(words["asks_order"], said) and _needs_no_order_number(brief),
        "owes_facts": _recites(brief, said, advice),
        "owes_own_words": _parrots(brief, said),
        "owes_discretion": _tells_the_brief(brief, said),
    }
    return [*owes, *(words[fault] for fault, found in faults.items() if found)]


def _is_asked(brief: Brief) -> bool:
    """Whether the fact that answers is what the reply is for: asked, or of their order, or what the strategy rests on.

    Somebody who is hurt, thinks it over or wants a person is not told a price that happens to be the nearest fact.
    """
    strategy, needs = brief.choice.primary, brief.reading.needs
    if strategy == "handover":
        return False
    asks = bool(needs) and needs[0].label == "information_check"
    return asks or brief.grounds.answer[0].kind == "order" or strategy in REST_ON_A_FACT


def _tells(brief: Brief, text: str, check: Check) -> bool:
    answer = brief.grounds.answer
    told = {receipt.fact for receipt in check.receipts} | {fact.id for fact in answer if fact.text in text}
    return bool(told & {fact.id for fact in answer})


def _is_unanswered(brief: Brief) -> bool:
    """A fact is asked for, and none that holds is about it."""
    asked = any(need.label == "information_check" for need in brief.reading.needs)
    return asked and brief.grounds.answered == "no"


def _needs_no_order_number(brief: Brief) -> bool:
    """Their order is at hand, or they have bought nothing yet."""
    stage = brief.reading.stage
    ordered = any(fact.kind == "order" for fact in brief.request.facts)
    return ordered or bool(stage and stage.label in ("consult", "decide"))


def _recites(brief: Brief, said: str, advice: Sequence[str]) -> bool:
    """A long stretch of a passage stands in the reply that no fact says."""
    length = RECITED[brief.reading.spoken]
    facts = " ".join(normalize(fact.text).text for fact in brief.request.facts)
    for passage in (normalize(text).text for text in advice):
        for at in range(len(passage) - length + 1):
            stretch = passage[at : at + length]
            if stretch in said and stretch not in facts:
                return True
    return False


def _parrots(brief: Brief, said: str) -> bool:
    theirs = normalize(brief.request.messages[-1].text).text.strip()[: PARROTED[brief.reading.spoken]]
    return len(theirs) == PARROTED[brief.reading.spoken] and said.startswith(theirs)


def _tells_the_brief(brief: Brief, said: str) -> bool:
    """What the strategy says to us has no place in words to the customer."""
    length = TOLD[brief.reading.spoken]
    why = normalize(brief.choice.why).text
    return any(why[at : at + length] in said for at in range(len(why) - length + 1))


_pattern = cache(pattern_of)


def _says(phrases: str, said: str) -> bool:
    return bool(_pattern(phrases).search(said))
