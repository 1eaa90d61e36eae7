"""Which moves a scripted reply makes, and in which order: the primary's, what others lend, feelings first."""

from collections.abc import Iterator
from dataclasses import dataclass

from huashu.knowledge.playbook import PLACES, Move, Playbook
from huashu.knowledge.taxonomy import RiskId, StrategyId, TopicId

from .feelings import CLEAR, UPSET
from .grounding import Grounds
from .outcome import Choice
from .reading import Reading

ASK = PLACES.index("ask")
BODY_PLACES = (PLACES.index("say"), PLACES.index("offer"))
BODY = BODY_PLACES[0]
"""What is said and offered keeps the order of its strategy, the primary's before what others lend."""

PERSON_FIRST: frozenset[RiskId] = frozenset({"safety_incident", "self_harm"})
OUR_FAULT: frozenset[TopicId] = frozenset({"damaged", "defect", "wrong_item", "missing_item", "delivery_late"})
BUSINESS_AS_USUAL = frozenset({"when", "already_known"})
DROPPED_AFTER_FEELINGS = frozenset(
    {"greet", "restate", "thank", "core_need", "name_situation", "name_worry", "name_risk", "accept_price_worry",
     "restate_doubt", "conclusion", "thank_patience"}
)  # fmt: skip
CUSHIONS = frozenset({"name_worry", "accept_price_worry", "name_situation", "core_need", "thank"})
ANSWERING = frozenset(
    {"answer", "honest_limit", "check_and_return", "evidence", "solution", "shortest_path", "covering_policy",
     "act_now", "person_takes_over", "ask_needed", "real_offer", "easy_exit", "ask_use", "ask_situation", "two_options",
     "show_proof", "show_process"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One move to make, for which strategy, and where it stands."""

    move: Move
    strategy: StrategyId
    place: int

    @property
    def opens(self) -> bool:
        """Whether it stands before the matter: a greeting, the feeling."""
        return self.place <= PLACES.index("open")


def in_order(
    choice: Choice, reading: Reading, grounds: Grounds, playbook: Playbook, *, direct: bool = False
) -> list[Step]:
    """The moves in the order of the reply; what two strategies want is made once, and one question is enough.

    To whoever wants the answer first (``direct``) nothing is said to cushion it.
    """
    feelings_first = _feelings_first(choice, reading)
    dropped = DROPPED_AFTER_FEELINGS if feelings_first else CUSHIONS if direct else frozenset()
    steps: dict[str, Step] = {}
    for name, strategy, place in _wanted(choice, reading, grounds, playbook, feelings_first=feelings_first):
        if name not in dropped:
            steps.setdefault(name, Step(playbook.moves[name], strategy, place))
    asking = [name for name, step in steps.items() if step.place == ASK]
    keep = "ask_needed" if "ask_needed" in asking else next(iter(asking), None)
    steps = {name: step for name, step in steps.items() if step.place != ASK or name == keep}
    return sorted(steps.values(), key=lambda step: BODY if step.place in BODY_PLACES else step.place)


def _feelings_first(choice: Choice, reading: Reading) -> bool:
    """Whoever is clearly upset is met first; so is whoever may be hurt, and whoever now tells us of our fault."""
    clear = reading.emotion.label in UPSET and reading.emotion.intensity >= CLEAR
    hurt = bool(reading.risk_names() & PERSON_FIRST)
    named = bool(reading.topics and reading.topics[0].evidence)
    wronged = bool(reading.stage and reading.stage.label == "after_sale" and named and reading.topic in OUR_FAULT)
    return clear or hurt or wronged or "empathy_action" in choice.supporting


def _wanted(
    choice: Choice, reading: Reading, grounds: Grounds, playbook: Playbook, *, feelings_first: bool
) -> Iterator[tuple[str, StrategyId, int]]:
    moves = playbook.moves
    if feelings_first:
        yield "name_feeling", _who_feels(choice), -1
    for name in playbook.moves_of(choice.primary):
        if not ("self_harm" in reading.risk_names() and name in BUSINESS_AS_USUAL):
            yield name, choice.primary, moves[name].place
    if reading.risk_names() & PERSON_FIRST:
        yield "stay_safe", choice.primary, moves["greet"].place
    for strategy in choice.supporting:
        for name in playbook.moves_of(strategy, supporting=True):
            yield name, strategy, moves[name].place
    if not _is_answered(choice, reading, grounds, playbook):
        yield "check_and_return", choice.primary, moves["check_and_return"].place


def _who_feels(choice: Choice) -> StrategyId:
    return "deescalation" if choice.primary == "deescalation" else "empathy_action"


def _is_answered(choice: Choice, reading: Reading, grounds: Grounds, playbook: Playbook) -> bool:
    """A question without a fact is never passed over: some move must answer it or say that we check."""
    asked = grounds.answered == "no" and any(need.label == "information_check" for need in reading.needs)
    moves = set(playbook.moves_of(choice.primary))
    return not asked or bool(moves & ANSWERING)
