"""READ FIRST for `plan`: a communication plan as 需求 -> 资源 -> 渠道, with staged touches (S0 三（二）; S2 04).

What the segment is after -> what is in hand for it -> where and at what hour it is said. A touch is planned only with
the means it takes, facts that hold on its day, an hour at which people are about, a text that passes the check then.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from huashu.knowledge.language import language_of
from huashu.knowledge.taxonomy import Language, NeedLevel, StrategyId

from ..facts import Fact
from ..guardrails.check import Checker
from ..guardrails.normalize import normalize
from ..record import Record
from .causes import Worded
from .plan_brief import MeansKind, PlanBrief, PlanChannel
from .plans import Plans, Touch, Trade
from .timetable import Left, Timed, Timetable, WhyOut

TOUCHES = 9
A_STAGE = 2
SHOWN = 6
GENERAL = "general"


class PlannedNeed(Record):
    """A need of the segment, and what is in hand to serve it; nothing, where ``served_by`` is empty."""

    need: str
    name: str
    says: str
    level: NeedLevel
    served_by: tuple[str, ...]


class PlannedMeans(Record):
    """Something in hand, and the needs it serves."""

    kind: MeansKind
    name: str
    serves: tuple[str, ...]


class PlannedChannel(Record):
    """A channel: what it is for here, when, how often at most, and what is not done there."""

    channel: PlanChannel
    name: str
    role: str
    weekday: str | None
    weekend: str | None
    most_a_week: int
    no: str


class PlannedTouch(Record):
    """A touch: when (``after`` something the customer achieved, not before ``day``), where, why, the checked text."""

    touch: str
    stage: str
    channel: PlanChannel
    day: date
    window: str
    after: Literal["milestone"] | None
    every: int | None
    purpose: str
    strategy: StrategyId
    text: str
    facts: tuple[str, ...]
    stop: str


class LeftOut(Record):
    """A touch that would fit, and what keeps it out."""

    touch: str
    purpose: str
    why: WhyOut
    names: tuple[str, ...] = ()


class Plan(Record):
    """A communication plan. Every text in it passed the check for the moment at which it is sent."""

    language: Language
    segment: str
    goal: str
    first: date
    days: int
    milestone: str
    needs: tuple[PlannedNeed, ...]
    means: tuple[PlannedMeans, ...]
    channels: tuple[PlannedChannel, ...]
    touches: tuple[PlannedTouch, ...]
    left_out: tuple[LeftOut, ...]
    measure: str
    watch: str
    care: str


def plan(brief: PlanBrief, plans: Plans, checker: Checker) -> Plan:
    """A plan for a brief."""
    language: Language = "zh" if (brief.locale or language_of(brief.business)).startswith("zh") else "en"
    name = _trade(brief, plans)
    trade, goal = plans.field[name], plans.goal[brief.goal]
    timetable = Timetable(brief, plans, trade.milestone[language], checker, language)
    timed, left = _chosen(brief, plans, name, timetable)
    return Plan(
        language=language,
        segment=brief.segment.name,
        goal=getattr(goal, language),
        first=timetable.first,
        days=brief.days,
        milestone=trade.milestone[language],
        needs=tuple(_needs(brief, plans, trade, timetable.facts_on(timetable.first), language)),
        means=tuple(_means(brief, plans, trade, language)),
        channels=tuple(_channels(brief, plans, timetable, language)),
        touches=tuple(_planned(one, plans, language) for one in sorted(timed, key=lambda one: (one.day, one.span))),
        left_out=tuple(_left(one, language) for one in left[:SHOWN]),
        measure=goal.measure[language],
        watch=goal.watch[language],
        care=trade.care[language],
    )


def _trade(brief: PlanBrief, plans: Plans) -> str:
    """The trade that the business's own words name most often, or the one that stands for what fits none."""
    text = normalize(f"{brief.business}\n{brief.segment.name}").text
    counted = {name: _named(trade, text) for name, trade in plans.field.items()}
    best = max(counted, key=lambda name: counted[name])
    return best if counted[best] else GENERAL


def _named(one: Worded, text: str) -> int:
    return len(one.pattern.findall(text)) if one.pattern else 0


def _chosen(brief: PlanBrief, plans: Plans, trade: str, timetable: Timetable) -> tuple[list[Timed], list[Left]]:
    """Stage by stage the touches that serve most, at most two a stage; the second brings another channel or means."""
    timed: list[Timed] = []
    left: list[Left] = []
    for stage in plans.goal[brief.goal].stages:
        taken = 0
        for touch in _candidates(brief, plans, trade, stage):
            if taken == A_STAGE or len(timed) == TOUCHES:
                break
            if taken and not _brings_something(touch, timed):
                continue
            outcome = timetable.place(touch, timed)
            if isinstance(outcome, Timed):
                timed.append(outcome)
                taken += 1
            else:
                left.append(outcome)
    return timed, sorted(left, key=lambda one: ORDER.index(one.why))


ORDER: tuple[WhyOut, ...] = ("facts", "check", "hours", "often", "means", "channel")


def _candidates(brief: PlanBrief, plans: Plans, trade: str, stage: str) -> Iterator[Touch]:
    """The touches of a stage that fit the trade and serve what people in it are after, what is in hand used first."""
    needs = plans.field[trade].needs
    fitting = [touch for touch in plans.touch if stage == touch.stage and brief.goal in touch.goals]
    fitting = [touch for touch in fitting if not touch.trades or trade in touch.trades]
    serving = [touch for touch in fitting if not touch.serves or set(touch.serves) & set(needs)]
    have = {means.kind for means in brief.means}

    def weight(touch: Touch) -> tuple[int, int, int]:
        served = [needs.index(need) for need in touch.serves if need in needs]
        return -len(set(touch.means) & have), -len(touch.given), min(served, default=len(needs))

    yield from sorted(serving, key=weight)


def _brings_something(touch: Touch, timed: Sequence[Timed]) -> bool:
    channels = {one.touch.channel for one in timed}
    means = {kind for one in timed for kind in one.touch.means}
    return touch.channel not in channels or bool(set(touch.means) - means)


def _needs(
    brief: PlanBrief, plans: Plans, trade: Trade, facts: Mapping[str, Fact], language: Language
) -> Iterator[PlannedNeed]:
    for name in trade.needs:
        need = plans.need[name]
        served = [means.name for means in brief.means if means.kind in need.served_by]
        served += [facts[kind].text for kind in need.facts if kind in facts]
        yield PlannedNeed(
            need=name, name=getattr(need, language), says=need.says[language], level=need.level, served_by=tuple(served)
        )


def _means(brief: PlanBrief, plans: Plans, trade: Trade, language: Language) -> Iterator[PlannedMeans]:
    for means in brief.means:
        served = [plans.need[name] for name in trade.needs if means.kind in plans.need[name].served_by]
        yield PlannedMeans(kind=means.kind, name=means.name, serves=tuple(getattr(need, language) for need in served))


def _channels(brief: PlanBrief, plans: Plans, timetable: Timetable, language: Language) -> Iterator[PlannedChannel]:
    for name in dict.fromkeys(brief.channels):
        one = plans.channel[name]
        yield PlannedChannel(
            channel=name, name=getattr(one, language), role=one.role[language],
            weekday=timetable.window(name, weekend=False), weekend=timetable.window(name, weekend=True),
            most_a_week=one.most_a_week, no=one.no[language],
        )  # fmt: skip


def _planned(one: Timed, plans: Plans, language: Language) -> PlannedTouch:
    touch = one.touch
    return PlannedTouch(
        touch=touch.id, stage=plans.stage[touch.stage][language], channel=touch.channel, day=one.day,
        window=one.window, after=touch.after, every=one.every, purpose=touch.purpose[language],
        strategy=touch.strategy, text=one.text, facts=one.facts, stop=touch.stop[language],
    )  # fmt: skip


def _left(one: Left, language: Language) -> LeftOut:
    return LeftOut(touch=one.touch.id, purpose=one.touch.purpose[language], why=one.why, names=one.names)
