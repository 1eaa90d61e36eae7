"""The report of an ingest: what became of each file, what cleaning did, what was left out."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from huashu.knowledge import Report

STYLES = {"added": "green", "changed": "green", "unchanged": "dim", "removed": "yellow", "failed": "red"}


def show_ingest(console: Console, report: Report) -> None:
    """One line a document, and the reason where one could not be taken in."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("document", overflow="fold")
    table.add_column("")
    table.add_column("passages", justify="right")
    table.add_column("cleaned")
    for one in report.documents:
        notes = ", ".join(f"{count:,} {name}" for name, count in one.notes.items())
        table.add_row(
            one.document, Text(one.outcome, STYLES[one.outcome]), str(one.passages or ""), one.reason or notes
        )
    console.print(table)
    passages = sum(one.passages for one in report.documents)
    console.print(Text(f"{len(report.documents)} documents, {passages:,} passages, {report.seconds:.1f} s", "dim"))
