"""A plan as Markdown that a support lead can read, change and hand out."""

from collections.abc import Iterator

from .planning import Plan, PlannedChannel, PlannedTouch
from .report import Words, escaped, line, words_of

DAYS = ("weekday", "weekend")


def plan_markdown(told: Plan) -> str:
    """The whole of a plan."""
    return "\n".join(_plan(told, words_of(told.language))) + "\n"


def _plan(told: Plan, say: Words) -> Iterator[str]:
    title = say["plan_for"].format(segment=told.segment, goal=told.goal, first=told.first, days=told.days)
    yield f"# {say['plan']}\n\n{escaped(title)}\n\n## {say['wanted']}\n"
    for need in told.needs:
        served = line(say, "served", say["comma"].join(need.served_by)) if need.served_by else say["unserved"]
        yield f"- **{need.name}** ({say['level'][need.level]}) {need.says}  \n  {escaped(served)}"
    yield f"\n## {say['have']}\n"
    for means in told.means:
        yield f"- **{escaped(means.name)}**{say['colon']}{say['comma'].join(means.serves) or say['idle']}"
    yield f"\n## {say['where']}\n"
    for channel in told.channels:
        yield from _channel(channel, say)
    yield f"\n## {say['touches']}\n"
    for number, touch in enumerate(told.touches, 1):
        yield from _touch(number, touch, told, say)
    yield from _end(told, say)


def _channel(channel: PlannedChannel, say: Words) -> Iterator[str]:
    often = say["at_most"].format(count=channel.most_a_week)
    spans = (say["day"][name].format(window) for name in DAYS if (window := getattr(channel, name)))
    hours = line(say, "hours", say["comma"].join(spans) or say["no_hours"])
    yield f"- **{channel.name}**{say['colon']}{channel.role}  \n  {hours} · {often} · {line(say, 'never', channel.no)}"


def _touch(number: int, touch: PlannedTouch, told: Plan, say: Words) -> Iterator[str]:
    names = {channel.channel: channel.name for channel in told.channels}
    day = say["moment"].format(day=touch.day, window=touch.window)
    when = say["after"].format(milestone=told.milestone, day=day) if touch.after else day
    again = say["every"].format(days=touch.every) if touch.every else ""
    yield f"### {number}. {touch.stage} · {names[touch.channel]} · {when}{again}\n"
    yield f"> {escaped(touch.text)}\n"
    yield f"- {line(say, 'purpose', touch.purpose)}"
    if touch.facts:
        yield f"- {say['backed'].format(facts=say['comma'].join(touch.facts))}"
    yield f"- {line(say, 'stop', touch.stop)}\n"


def _end(told: Plan, say: Words) -> Iterator[str]:
    if told.left_out:
        yield f"## {say['left_out']}\n"
    for one in told.left_out:
        names = say["comma"].join(say["fact"].get(name, name) for name in one.names)
        yield f"- {one.purpose}{say['colon']}{say['why_out'][one.why].format(names=names)}"
    yield f"\n## {say['measure']}\n"
    yield f"- {told.measure}\n- {say['holdout']}\n- {line(say, 'watch', told.watch)}"
    yield f"- {line(say, 'care', told.care)}\n- {say['consent']}"
