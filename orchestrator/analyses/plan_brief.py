"""What a plan is asked for: a business, a segment, a goal, what is in hand, and where it may be said."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, field_validator

from huashu.knowledge.taxonomy import Market, Organization, Relationship, Tier

from ..conversation import CHINA
from ..errors import parse
from ..facts import Fact
from ..record import Line, Moment, Paragraph, Record
from .hours import Hours

Goal = Literal["first_order", "repurchase", "winback", "trust", "upgrade", "referral", "onboarding"]
PlanChannel = Literal["community", "feed", "private_message", "email", "phone"]
MeansKind = Literal[
    "expert", "community", "event", "content", "assessment", "service", "programme", "product", "proof", "people"
]


class Means(Record):
    """Something that the business has, and what it is called."""

    kind: MeansKind
    name: Line


class Segment(Record):
    """Whom the plan is for.

    Tags are what they said or the shop knows: 上班族, 宝妈; nothing is guessed from them but when people are about.
    """

    name: Line
    tags: tuple[Line, ...] = Field(default=(), max_length=50)
    tier: Tier | None = None
    relationship: Relationship | None = None
    organization: Organization = "consumer"


class PlanBrief(Record):
    """A plan's brief. ``hours`` say when the segment is about, if that is known; ``days`` is how long it runs (7-90).

    Limits: 50 means, 500 facts.
    """

    business: Paragraph
    segment: Segment
    goal: Goal
    means: tuple[Means, ...] = Field(default=(), max_length=50)
    channels: tuple[PlanChannel, ...] = Field(default=("community", "private_message"), min_length=1)
    hours: Hours | None = None
    facts: tuple[Fact, ...] = Field(default=(), max_length=500)
    brand: Line | None = None
    starts: date | None = None
    days: Annotated[int, Field(ge=7, le=90)] = 28
    now: Moment | None = None
    market: Market = "CN"
    locale: Line | None = None

    @field_validator("facts")
    @classmethod
    def _ids_are_unique(cls, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        if twice := {fact.id for fact in facts if sum(one.id == fact.id for one in facts) > 1}:
            raise ValueError(f"two facts share the id '{min(twice)}'; a receipt could not tell them apart")
        return facts

    @classmethod
    def parse(cls, data: Any) -> "PlanBrief":
        """A brief from outside; `InputError` names the field that is wrong."""
        return parse(_BRIEF, data)

    def moment(self) -> datetime:
        """``now``, or the clock; in China's one zone where the market is China."""
        now = self.now or datetime.now().astimezone()
        return now.astimezone(CHINA) if self.market == "CN" else now


_BRIEF: TypeAdapter[PlanBrief] = TypeAdapter(PlanBrief)
