"""The page of ``huashu segments``: one HTML file without script, made from the summary."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from math import log1p
from typing import Any

from jinja2 import Environment, StrictUndefined

from huashu.knowledge.taxonomy import Language
from huashu.orchestrator.customers.labels import figure
from huashu.orchestrator.customers.policy import Policy
from huashu.orchestrator.customers.summary import Cell, SegmentsSummary


def page(
    summary: SegmentsSummary, say: Mapping[str, Any], names: Mapping[str, Any], policy: Policy, language: Language,
    told: Mapping[str, Any],
) -> str:  # fmt: skip
    """The page in a language. ``names`` are the taxonomy's; ``told`` holds notes, forecast, currency, ``compared``."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(files(__package__).joinpath("segments.html").read_text(encoding="utf-8"))
    spent = [cell.spent_each for cell in summary.grid if cell.customers]
    widest = max((max(group.share, group.spent_share) for group in summary.segments), default=1.0)

    def trigger(label: str) -> str:
        return getattr(policy.names["reassess"][label], language) if label in policy.names["reassess"] else label

    return template.render(
        summary=summary, say=say, names=names, language=language, trigger=trigger, count=count, percent=percent,
        figure=lambda value: figure("", value), cells=_cells(summary.grid), shade=lambda cell: _shade(cell, spent),
        width=lambda share: f"{100 * min(1.0, share / max(widest, share)):.1f}%", **told,
    )  # fmt: skip


def count(number: float) -> str:
    """A whole number with thousands."""
    return f"{number:,.0f}"


def percent(share: float) -> str:
    """A share as one reads it; a little is not nothing."""
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def _cells(grid: Sequence[Cell]) -> dict[tuple[int, int], Cell]:
    return {(cell.recency_score, cell.frequency_score): cell for cell in grid}


def _shade(cell: Cell, spent: Sequence[float]) -> str:
    """The darker, the more each spent: by the logarithm, money being spread wide."""
    if not cell.customers:
        return ""
    least, most = log1p(min(spent)), log1p(max(spent))
    depth = (log1p(cell.spent_each) - least) / (most - least) if most > least else 1.0
    return f"background: rgba(var(--cell), {0.05 + 0.75 * depth**2:.2f})"
