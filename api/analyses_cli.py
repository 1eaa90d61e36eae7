"""Commands over more than one reply: segments."""

from pathlib import Path
from typing import Annotated

import typer

from .options import AsJson, InLanguage

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
