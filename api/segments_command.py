"""``huashu segments``: a shop's customers from its orders, on the screen, as a page, and as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson
import yaml
from rich.console import Console
from rich.table import Table
from rich.text import Text

from huashu.knowledge.playbook import Playbook
from huashu.knowledge.taxonomy import Language
from huashu.orchestrator import InputError
from huashu.orchestrator.customers.overrides import read_overrides
from huashu.orchestrator.customers.policy import Policy, policy_of

from .batch import as_data
from .commands import INCOMPLETE, OK, print_json
from .settings import Settings
from .wiring import playbook_of

if TYPE_CHECKING:
    from huashu.orchestrator.customers.orders_file import OrdersFile
    from huashu.orchestrator.customers.population import Shop
    from huashu.orchestrator.customers.summary import SegmentsSummary

ROWS_SHOWN = 5
BAR = 24
END_OF_DAY = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    path: Path
    out: Path
    now: str | None
    columns: Sequence[str]
    clock: str
    overrides: Path | None
    before: Path | None
    language: Language


def run(wanted: Wanted, *, as_json: bool) -> int:
    """Segment and show; exit 3 when rows could not be read."""
    try:
        from huashu.orchestrator.customers import orders_file, population, summary, tables
    except ImportError as error:
        raise InputError("", "segments needs polars and scipy: pip install 'huashu[analysis]'") from error
    playbook = playbook_of(Settings.read())
    policy = policy_of(playbook)
    file = orders_file.read_orders(wanted.path, policy, _clock(wanted.clock), _named(wanted.columns))
    now = _now(wanted.now, file)
    shop, later = _until(file, now)
    held = tables.read_held(wanted.before) if wanted.before else None
    overrides = read_overrides(wanted.overrides) if wanted.overrides else ()
    seen = population.segment(shop, policy, wanted.language, held, overrides)
    told = summary.summary_of(seen, policy, wanted.language)
    wanted.out.mkdir(parents=True, exist_ok=True)
    tables.write_table(tables.table_of(seen, policy, wanted.language), wanted.out / "customers.csv")
    notes = _notes(told, file, later, _say(wanted.language))
    _write(wanted, told, policy, playbook, notes, file)
    if as_json:
        print_json(told)
    else:
        _show(Console(highlight=False), told, notes, wanted)
    return INCOMPLETE if len(file.rejected) else OK


def _clock(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InputError("clock", f"'{name}' is no time zone; write it like Asia/Shanghai") from error
    return name


def _named(columns: Sequence[str]) -> dict[str, str]:
    pairs = [column.partition("=") for column in columns]
    if wrong := [name for name, mark, heading in pairs if not (mark and heading)]:
        raise InputError("column", f"'{wrong[0]}' says no heading; write it like amount=实付金额")
    return {name.strip(): heading for name, _, heading in pairs}


def _now(given: str | None, file: "OrdersFile") -> float:
    """The end of a day, in days since 1970: the one given, or that of the last order."""
    from huashu.orchestrator.customers.orders import days

    last = int(file.orders.at.max())
    if given is None:
        return last + END_OF_DAY
    try:
        day = date.fromisoformat(given[:10])
    except ValueError as error:
        raise InputError("now", f"'{given}' is no day; write it like 2026-11-22") from error
    return int(days(datetime(day.year, day.month, day.day))) + END_OF_DAY


def _until(file: "OrdersFile", now: float) -> tuple["Shop", int]:
    """What had been ordered by then, and how many orders came only later."""
    from huashu.orchestrator.customers.population import Shop

    later = int((file.orders.at > now).sum())
    if not later:
        return Shop(file.ids, file.orders, now), 0
    if later == len(file.orders.at):
        raise InputError("now", "lies before the first order of the file; leave it out to take the day of the last one")
    orders, known = file.orders.until(now)
    return Shop([file.ids[at] for at in known], orders, now), later


@cache
def _say(language: Language) -> Mapping[str, Any]:
    text = files(__package__).joinpath("segments.yaml").read_text(encoding="utf-8")
    said: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)[language]
    return said


def _notes(told: "SegmentsSummary", file: "OrdersFile", later: int, say: Mapping[str, Any]) -> list[str]:
    """What a reader must know of what was not counted, and of what people decided."""
    notes = []
    if file.left_out or later or len(file.rejected):
        left = {"left_out": f"{file.left_out:,}", "later": f"{later:,}", "rejected": f"{len(file.rejected):,}"}
        notes.append(say["left_out"].format(**left))
    rows = file.rejected.head(ROWS_SHOWN).iter_rows()
    notes += [say["rejected"].format(line=line, why=say["why"][problem].format(given)) for line, problem, given in rows]
    if len(file.rejected) > ROWS_SHOWN:
        notes.append(say["more"].format(count=f"{len(file.rejected):,}"))
    if told.decided:
        notes.append(say["decided"].format(count=told.decided))
    if told.unknown:
        notes.append(say["unknown_customers"].format(count=len(told.unknown), names=", ".join(told.unknown[:5])))
    return notes


def _forecast(told: "SegmentsSummary", say: Mapping[str, Any]) -> str:
    if told.forecast is None:
        return str(say["forecast_none"])
    one = told.forecast
    off = f"{one.tested_expected / one.tested_came - 1:+.0%}" if one.tested_came else "–"
    return str(say["forecast_told"]).format(
        days=one.tested_days, expected=f"{one.tested_expected:,.0f}", came=f"{one.tested_came:,}", off=off
    )


def _write(
    wanted: Wanted, told: "SegmentsSummary", policy: Policy, playbook: Playbook, notes: list[str], file: "OrdersFile"
) -> None:
    from .segments_page import page

    say = _say(wanted.language)
    currency = f" {file.currency}" if file.currency else ""
    compared = wanted.before is not None
    beside = {"notes": notes, "forecast": _forecast(told, say), "currency": currency, "compared": compared}
    html = page(told, say, playbook.names, policy, wanted.language, beside)
    (wanted.out / "segments.html").write_text(html, encoding="utf-8")
    (wanted.out / "segments.json").write_bytes(orjson.dumps(told, default=as_data, option=orjson.OPT_INDENT_2))
    if len(file.rejected):
        file.rejected.write_csv(wanted.out / "rejected.csv")


def _show(console: Console, told: "SegmentsSummary", notes: Sequence[str], wanted: Wanted) -> None:
    say = _say(wanted.language)
    head = say["as_of"].format(day=told.day, orders=f"{told.orders:,}", customers=f"{told.customers:,}")
    console.print(Text(f"{say['title']}  {head}", "bold"))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(say["segment"], no_wrap=True)
    table.add_column(no_wrap=True)
    for heading in (say["share"], say["spent_share"]):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(say["do"], style="dim", overflow="fold")
    for group in told.segments:
        bar = "█" * max(1, round(BAR * group.share))
        table.add_row(group.name, Text(bar, "red"), f"{group.customers:,}", f"{group.spent_share:.0%}", group.do)
    console.print(table)
    for alert in told.alerts:
        console.print(Text(f"! {alert.name} {say['alert_count'].format(customers=f'{alert.customers:,}')}: {alert.do}"))
    for note in (_forecast(told, say), *notes):
        console.print(Text(note, "dim"))
    names = ["segments.html", "customers.csv", "segments.json"]
    console.print(say["written"].format(files="  ".join(str(wanted.out / name) for name in names)))
