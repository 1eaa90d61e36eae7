"""The trace of a reply on the screen."""

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from huashu.orchestrator import Reply

from .flow import Flow
from .panel import labels_for, visible


def show_trace(console: Console, reply: Reply) -> None:
    """Every step: what was done, how long it took, what came of it; then what it all cost."""
    labels, _ = labels_for(reply.reading.language)
    table = Table.grid(padding=(0, 1))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    for step in reply.steps:
        table.add_row(f"  {step.name}", f"{step.seconds * 1000:,.1f} ms", Flow(visible(step.detail)))
    used = reply.usage
    told = labels["used"].format(
        calls=used.calls, input=f"{used.input_tokens:,}", output=f"{used.output_tokens:,}", cost=f"{used.cost:.6f}"
    )
    console.print(Group(Text(labels["trace"], "bold"), table, Text(f"  {told}")))
