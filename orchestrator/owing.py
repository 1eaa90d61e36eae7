"""What a model's draft owes although no rule blocks it: it is told, and writes again. A script never owes it."""

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

TOLD = {"zh": 8, "en": 24}
"""So many characters of the strategy's reason are no accident."""


def owed(brief: Brief, text: str, check: Check) -> list[str]:
    """In words: the fact that answers, or that we look it up; a person where one must be offered; words of its own."""
    words, said = words_of(brief.reading.spoken), normalize(text).text
    owes = []
    if (answer := brief.grounds.answer) and _is_asked(brief) and not _tells(brief, text, check):
        owes.append(words["untold"].format(id=answer[0].id, text=answer[0].text))
    if _is_unanswered(brief) and not _says(words["checks"], said):
        owes.append(words["owes_checking"])
    person = brief.choice.primary == "handover" or bool(brief.reading.risk_names() & OFFERS_A_PERSON)
    if person and not _says(words["person"], said):
        owes.append(words["owes_person"])
    if _says(words["sends_on"], said) and not person:
        owes.append(words["owes_self"])
    if _parrots(brief, said):
        owes.append(words["owes_own_words"])
    if _tells_the_brief(brief, said):
        owes.append(words["owes_discretion"])
    return owes


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
