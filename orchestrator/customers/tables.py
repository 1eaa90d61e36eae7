"""The customers as a table: written for people and programs, and read back by the next run."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from huashu.knowledge.taxonomy import Language

from ..errors import InputError
from .labels import reasons_of
from .measures import Numbers
from .policy import Policy
from .population import Held, Segmentation
from .view import LABELS, Kind

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run as a formula by spreadsheets; an apostrophe before it says that it is text."""

WHOLE = ("recency_days", "frequency", "orders", "recency_score", "frequency_score", "spent_score")


def table_of(seen: Segmentation, policy: Policy, language: Language) -> pl.DataFrame:
    """One row a customer: scores, segment, labels with reasons and since when, alerts, and what is to be expected."""
    names = {label: (name.zh if language == "zh" else name.en) for label, name in policy.names["segment"].items()}
    segments = seen.segment.names()
    columns: dict[str, object] = {
        "customer": list(seen.ids),
        "segment": segments.tolist(),
        "segment_name": [names.get(label) for label in segments],
        "segment_because": seen.segment.reasons(seen.measures, language).tolist(),
    }
    for kind in LABELS:
        standing = seen.standings[kind]
        columns |= {
            kind: standing.label.tolist(),
            f"{kind}_because": standing.because.tolist(),
            f"{kind}_since": standing.since.tolist(),
            f"{kind}_decided": standing.decided,
            f"{kind}_before": standing.before.tolist(),
        }
    columns["alerts"] = _alerts(seen, language)
    columns |= {name: _whole(seen.measures[name]) for name in WHOLE}
    columns |= {name: np.round(seen.measures[name], 2) for name in ("spent", "average_order")}
    if seen.lifetime:
        columns["active_probability"] = np.round(seen.lifetime.active, 3)
        columns["expected_orders"] = np.round(seen.lifetime.orders, 2)
        columns["expected_spent"] = np.round(seen.lifetime.money, 2)
    return pl.DataFrame(columns, schema_overrides={name: pl.String for name in TEXTS})


TEXTS = (
    "segment",
    "segment_name",
    "segment_because",
    *(f"{kind}{part}" for kind in LABELS for part in ("", "_because", "_before")),
)


def _alerts(seen: Segmentation, language: Language) -> list[str | None]:
    told: list[str | None] = [None] * len(seen.ids)
    for rule, firing in seen.alerts:
        where = np.flatnonzero(firing)
        for at, reason in zip(where.tolist(), reasons_of(rule, seen.measures, where, language), strict=True):
            told[at] = f"{told[at]}; {rule.label}: {reason}" if told[at] else f"{rule.label}: {reason}"
    return told


def _whole(numbers: Numbers) -> pl.Series:
    return pl.Series(numbers, nan_to_null=True).cast(pl.Int64)


def write_table(table: pl.DataFrame, path: Path) -> None:
    """As CSV that spreadsheets open in the right encoding, and in which no cell is a formula."""
    risky = pl.col("customer").str.head(1).is_in(list(RISKY))
    safe = pl.when(risky).then(pl.lit("'") + pl.col("customer")).otherwise(pl.col("customer"))
    table.with_columns(safe.alias("customer")).write_csv(path, include_bom=True)


def read_held(path: Path) -> Mapping[Kind, Mapping[str, Held]]:
    """The labels of an earlier table, by kind and customer."""
    needed = ["customer", *(f"{kind}{part}" for kind in LABELS for part in ("", "_because", "_since", "_decided"))]
    try:
        table = pl.read_csv(path, columns=needed, infer_schema=False)
        table = table.with_columns(pl.col(f"{kind}_since").str.to_date() for kind in LABELS)
    except (pl.exceptions.PolarsError, OSError) as error:
        told = str(error).splitlines()[0]
        raise InputError("before", f"{path} is not a customers.csv of an earlier run: {told}") from error
    table = table.with_columns(pl.col("customer").str.replace(r"^'", ""))
    return {kind: _held(table, kind) for kind in LABELS}


def _held(table: pl.DataFrame, kind: Kind) -> Mapping[str, Held]:
    """What a person decided is not held: it counts as long as the overrides say so."""
    rows = table.filter(pl.col(f"{kind}_decided") != "true").select(
        "customer", kind, f"{kind}_because", f"{kind}_since"
    )
    held: dict[str, Held] = {}
    for customer, label, because, since in rows.iter_rows():
        held[customer] = Held(label or None, because, since if isinstance(since, date) else date.min)
    return held
