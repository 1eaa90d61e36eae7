"""Commands beyond a single reply: explain, plan, segments."""

from pathlib import Path
from typing import Annotated

import typer

from .options import AsJson, Channel, CustomerFile, Facts, Given, InLanguage, Market, Now, files_of

WhyNot = Annotated[str, typer.Option("--why-not", help="Only why this strategy was not chosen, e.g. truthful_urgency.")]
Report = Annotated[Path | None, typer.Option("--out", "-o", help="Write the report to this file, in Markdown.")]
BriefFile = Annotated[
    Path, typer.Argument(help="The brief in YAML or JSON: business, segment, goal, means, channels.", exists=True)
]
Orders = Annotated[
    Path,
    typer.Argument(
        help="Orders in CSV: customer, time, amount; a row an order or an item.", exists=True, dir_okay=False
    ),
]
Out = Annotated[Path, typer.Option("--out", "-o", help="The folder that page and tables are written to.")]
Day = Annotated[str | None, typer.Option("--now", help="The day to look from; else that of the last order.")]
Column = Annotated[list[str] | None, typer.Option("--column", help="Which heading is what, e.g. amount=实付金额.")]
Clock = Annotated[str, typer.Option("--clock", help="The shop's time zone.")]
Overrides = Annotated[Path | None, typer.Option("--overrides", help="What people decided, in YAML.", exists=True)]
Before = Annotated[Path | None, typer.Option("--before", help="customers.csv of an earlier run.", exists=True)]


def explain(
    given: Given = None, why_not: WhyNot = "", facts: Facts = None, customer: CustomerFile = None, now: Now = None,
    market: Market = None, channel: Channel = None, out: Report = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Explain a case, a conversation or a colleague's account: what happened, why, what to do; or why not one."""
    from . import commands

    named, over = files_of(facts, customer), {"now": now, "market": market, "channel": channel}
    if why_not:
        raise typer.Exit(commands.run(commands.explainer(why_not), given, named, over, as_json=as_json, jsonl=None))
    from . import analyses_command

    def work() -> int:
        return analyses_command.explain_case(given, named, over, out, as_json=as_json)

    raise typer.Exit(commands.guarded(work, as_json))


def plan(
    brief: BriefFile, facts: Facts = None, now: Now = None, market: Market = None, out: Report = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Plan how to talk to a segment: needs, means, channels, and touches with their hours, each backed and checked."""
    from . import analyses_command, commands

    def work() -> int:
        over = {"now": now, "market": market}
        return analyses_command.make_plan(brief, files_of(facts, None), over, out, as_json=as_json)

    raise typer.Exit(commands.guarded(work, as_json))


def segments(
    orders: Orders, out: Out = Path("segments"), now: Day = None, column: Column = None, clock: Clock = "Asia/Shanghai",
    overrides: Overrides = None, before: Before = None, language: InLanguage = "zh", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Segment a shop's customers by their orders: RFM, relationship, tier, alerts, next year. Exit 3: bad rows."""
    from . import commands, segments_command

    def work() -> int:
        spoken = commands.language(language)
        wanted = segments_command.Wanted(orders, out, now, tuple(column or ()), clock, overrides, before, spoken)
        return segments_command.run(wanted, as_json=as_json)

    raise typer.Exit(commands.guarded(work, as_json))
