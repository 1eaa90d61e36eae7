"""What is known of plans: trades, needs, means, days, channels, goals, touches (``plans.yaml`` of the playbook)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, model_validator

from huashu.knowledge.playbook import Playbook
from huashu.knowledge.taxonomy import NeedLevel, StrategyId

from ..data_files import Both, overlaid, slots_of
from ..record import Record
from .causes import Worded
from .filling import FactName
from .hours import Hours
from .plan_brief import Goal, MeansKind, PlanChannel

Days = Annotated[int, Field(ge=0, le=90)]


class Trade(Worded):
    """What people in a trade are after, the strongest first; what they achieve; what the trade has to mind."""

    needs: tuple[str, ...] = Field(min_length=1)
    milestone: Both
    care: Both


class PlanNeed(Record):
    """Something people are after, the kinds of means that serve it, and of facts that answer it by themselves."""

    zh: str
    en: str
    says: Both
    level: NeedLevel
    served_by: tuple[MeansKind, ...]
    facts: tuple[FactName, ...] = ()
    card: str


class Day(Worded, Hours):
    """When people of a kind are about."""

    weekday: tuple[str, ...]
    weekend: tuple[str, ...]


class ChannelRole(Record):
    """What a channel is for, when it may speak, how often, and what is not done there."""

    zh: str
    en: str
    role: Both
    hours: tuple[str, ...]
    most_a_week: Annotated[int, Field(ge=1, le=21)]
    no: Both


class GoalPlan(Record):
    """A goal, how it is measured, what to watch, and the stages that lead there."""

    zh: str
    en: str
    measure: Both
    watch: Both
    stages: tuple[str, ...]


class Touch(Record):
    """A message that is sent unasked: at which stage, where, when, on what it stands, and when to stop.

    It reads well in its ``trades``; in all of them where there are none.
    """

    id: str
    goals: tuple[Goal, ...]
    trades: tuple[str, ...] = ()
    stage: str
    channel: PlanChannel
    day: Days
    after: Literal["milestone"] | None = None
    every: Annotated[int, Field(ge=1, le=30)] | None = None
    serves: tuple[str, ...] = ()
    means: tuple[MeansKind, ...] = ()
    given: tuple[FactName, ...] = ()
    strategy: StrategyId
    purpose: Both
    text: Both
    stop: Both

    @model_validator(mode="after")
    def _slots_are_given(self) -> "Touch":
        known = {*self.given, *self.means, "brand", "milestone"}
        if unknown := {slot for text in self.text.values() for slot in slots_of(text)} - known:
            raise ValueError(
                f"touch {self.id}: text has the slot {{{min(unknown)}}}, which neither given nor means lists"
            )
        return self


class Plans(Record):
    """All of it; every id that is named exists."""

    field: Mapping[str, Trade]
    need: Mapping[str, PlanNeed]
    means: Mapping[MeansKind, Both]
    day: Mapping[str, Day]
    channel: Mapping[PlanChannel, ChannelRole]
    goal: Mapping[Goal, GoalPlan]
    stage: Mapping[str, Both]
    touch: tuple[Touch, ...]

    @model_validator(mode="after")
    def _ids_exist(self) -> "Plans":
        needs = [(f"field {name}", need) for name, trade in self.field.items() for need in trade.needs]
        needs += [(f"touch {touch.id}", need) for touch in self.touch for need in touch.serves]
        stages = [(f"goal {name}", stage) for name, goal in self.goal.items() for stage in goal.stages]
        stages += [(f"touch {touch.id}", touch.stage) for touch in self.touch]
        trades = [(f"touch {touch.id}", trade) for touch in self.touch for trade in touch.trades]
        for named, known in ((needs, self.need), (stages, self.stage), (trades, self.field)):
            if wrong := [(place, name) for place, name in named if name not in known]:
                raise ValueError(f"{wrong[0][0]}: there is no '{wrong[0][1]}'")
        if missing := {"general"} - set(self.field) or {"default"} - set(self.day):
            raise ValueError(f"there is no '{missing.pop()}', which stands for what nothing else fits")
        return self


@lru_cache(maxsize=8)
def plans_of(playbook: Playbook) -> Plans:
    """The shipped plans with the shop's over them; `DataFileError` names the file and the key that is wrong."""
    return overlaid(TypeAdapter(Plans), playbook.laid("plans.yaml"))
