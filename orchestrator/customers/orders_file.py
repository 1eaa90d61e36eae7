"""A shop's orders from a CSV file as people export it.

Headings in Chinese or English, UTF-8, UTF-16 or GB18030, ¥ and commas in amounts, dates in many forms, one row an item
or an order. What cannot be read is told row by row, and the rest goes on.
"""

import codecs
import csv
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import cast, get_args

import numpy as np
import polars as pl

from ..errors import InputError
from .orders import Orders
from .policy import Column, Policy

NEEDED: tuple[Column, ...] = ("customer", "at", "amount")
MONEY: tuple[Column, ...] = ("amount", "discount", "refunded")
FORMS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d",
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y.%m.%d %H:%M:%S", "%Y.%m.%d",
    "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日", "%Y%m%d%H%M%S", "%Y%m%d",
)  # fmt: skip
ZONED = ("%Y-%m-%d %H:%M:%S%:z", "%Y-%m-%d %H:%M%:z")
LIMIT = 2 << 30
"""Bytes that a file may have."""


@dataclass(frozen=True, slots=True)
class OrdersFile:
    """What a file holds: the customers by number, their orders, and what was left out.

    ``rejected`` has the columns line (of the file, the heading is 1), problem (the column) and given; ``left_out``
    counts rows of orders that were never bought; ``currency`` is the one that the file names.
    """

    ids: list[str]
    orders: Orders
    rows: int
    left_out: int
    rejected: pl.DataFrame
    currency: str | None


def read_orders(path: Path, policy: Policy, clock: str, named: Mapping[str, str] | None = None) -> OrdersFile:
    """The orders of a CSV file. ``named`` says which heading is which column where the usual names do not tell.

    Times without an offset are on the shop's ``clock`` (an IANA name). `InputError` where nothing could be read.
    """
    rows = _rows(path, policy, dict(named or {}))
    count = len(rows)
    if "status" in rows.columns:
        rows = rows.filter(~_never_bought(policy)).drop("status")
    left_out = count - len(rows)
    currency = _currency(rows) if "currency" in rows.columns else None
    numbers = [_money(rows[name]).alias(f"{name}_number") for name in MONEY if name in rows.columns]
    rows = rows.with_columns(_times(rows["at"], clock).alias("time"), *numbers).with_columns(
        _problem().alias("problem")
    )
    rejected = rows.filter(pl.col("problem").is_not_null()).select("line", "problem", _given())
    if len(rejected) == len(rows):
        line, column, given = rejected.row(0) if len(rejected) else (1, "rows", "nothing")
        raise InputError("orders", f"{path} holds no order that could be read: line {line}, {column}: '{given}'")
    ids, orders = _arrays(_orders(rows.filter(pl.col("problem").is_null())))
    return OrdersFile(ids, orders, count, left_out, rejected, currency)


def _rows(path: Path, policy: Policy, named: dict[str, str]) -> pl.DataFrame:
    """The columns that we know as text, with the line of the file each row stands on."""
    if path.stat().st_size > LIMIT:
        raise InputError("orders", f"{path} has {path.stat().st_size >> 20:,} MB; the limit is {LIMIT >> 20:,} MB")
    data = _as_utf8(path.read_bytes())
    heading = data.split(b"\n", 1)[0].decode(errors="replace").rstrip("\r")
    mark = max(",;\t", key=heading.count)
    columns = _columns(next(csv.reader([heading], delimiter=mark), []), policy, named, path)
    try:
        table = pl.read_csv(
            data, separator=mark, columns=list(columns.values()), infer_schema=False, truncate_ragged_lines=True
        )
    except pl.exceptions.PolarsError as error:
        raise InputError("orders", f"{path} is not readable as CSV: {str(error).splitlines()[0]}") from error
    return table.select(pl.col(heading).alias(column) for column, heading in columns.items()).with_row_index("line", 2)


def _as_utf8(data: bytes) -> bytes:
    """What Excel and shop systems write: UTF-8 with or without a mark, UTF-16, or GB18030."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16").encode()
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        codecs.utf_8_decode(data, "strict", True)
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace").encode()
    return data


def _columns(headings: list[str], policy: Policy, named: dict[str, str], path: Path) -> dict[Column, str]:
    """Which heading holds which column."""
    plain = {_plain(heading): heading for heading in reversed(headings)}
    found: dict[Column, str] = {}
    for column in get_args(Column):
        if given := named.pop(column, None):
            if given not in headings:
                near = get_close_matches(given, headings, 1) or headings[:1]
                raise InputError(f"column.{column}", f"'{given}' is not a heading of {path}; there is '{near[0]}'")
            found[column] = given
        elif heading := next((plain[name] for name in policy.columns.get(column, ()) if name in plain), None):
            found[column] = heading
    if named:
        raise InputError("column", f"'{next(iter(named))}' is not a column; there are {', '.join(get_args(Column))}")
    if missing := [column for column in NEEDED if column not in found]:
        shown = ", ".join(headings[:12])
        raise InputError(
            f"column.{missing[0]}", f"no heading of {path} says it ({shown}); say which, as in {missing[0]}=HEADING"
        )
    return found


def _plain(heading: str) -> str:
    return heading.strip().strip("\"'").casefold().replace(" ", "").replace("_", "").replace("-", "")


def _never_bought(policy: Policy) -> pl.Expr:
    return pl.col("status").fill_null("").str.strip_chars().str.to_lowercase().is_in(list(policy.not_bought))


def _currency(rows: pl.DataFrame) -> str | None:
    there = rows["currency"].drop_nulls().str.strip_chars().str.to_uppercase().unique().sort().to_list()
    if len(there) > 1:
        raise InputError("orders", f"the amounts are in {', '.join(there[:4])}; give a file in one currency")
    return cast(str, there[0]) if there else None


def _times(text: pl.Series, clock: str) -> pl.Series:
    """Times on the shop's clock; null where none of the forms is met. The form that most rows have is tried first."""
    text = text.str.replace("T", " ", literal=True).str.strip_chars()
    sample = text.head(200)
    forms = sorted((*FORMS, *ZONED), key=lambda form: sample.len() - _read_as(sample, form, clock).null_count())
    times = _read_as(text, forms.pop(), clock)
    for form in reversed(forms):
        left = times.is_null().arg_true()
        if left.is_empty():
            break
        times = times.scatter(left, _read_as(text.gather(left), form, clock))
    return times


def _read_as(text: pl.Series, form: str, clock: str) -> pl.Series:
    if form not in ZONED:
        return text.str.to_datetime(form, strict=False, time_unit="us")
    plain = text.str.replace(r"\.\d+", "").str.replace(r"Z$", "+00:00")
    times = plain.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC")
    return times.dt.convert_time_zone(clock).dt.replace_time_zone(None)


def _money(text: pl.Series) -> pl.Series:
    """Amounts; blanks, signs of currency, thousands and 元 are left out where they stand in the way."""
    plain = text.cast(pl.Float64, strict=False)
    left = (plain.is_null() & text.is_not_null()).arg_true()
    if left.is_empty():
        return plain
    cleaned = text.gather(left).str.replace_all(r"[¥￥$€£,，\s元]|CNY|RMB|USD", "").cast(pl.Float64, strict=False)
    return plain.scatter(left, cleaned)


def _problem() -> pl.Expr:
    """The column for which a row cannot be used; null where it can."""
    return (
        pl.when(pl.col("customer").fill_null("").str.strip_chars() == "").then(pl.lit("customer"))
        .when(pl.col("time").is_null() | ~pl.col("time").dt.year().is_between(1970, 2200)).then(pl.lit("at"))
        .when(pl.col("amount_number").is_null() | ~pl.col("amount_number").is_finite()).then(pl.lit("amount"))
    )  # fmt: skip


def _given() -> pl.Expr:
    """What stands in the column that is the problem."""
    given = pl.coalesce(pl.when(pl.col("problem") == column).then(pl.col(column)) for column in NEEDED)
    return given.fill_null("").str.slice(0, 40).alias("given")


def _orders(rows: pl.DataFrame) -> pl.DataFrame:
    """One row an order: the items of an order are summed, money that went back counts as refunded."""
    amount = pl.col("amount_number")
    refunded = pl.col("refunded_number").fill_null(0.0).abs() if "refunded" in rows.columns else pl.lit(0.0)
    discount = pl.col("discount_number").fill_null(0.0).abs() if "discount" in rows.columns else pl.lit(np.nan)
    lines = rows.select(
        pl.col("customer").str.strip_chars(), "time", _order_of(rows), pl.max_horizontal(amount, 0.0).alias("amount"),
        (refunded + pl.max_horizontal(-amount, 0.0)).alias("refunded"), discount.alias("discount"),
    )  # fmt: skip
    summed = (pl.col("time").min(), *(pl.col(name).sum() for name in MONEY))
    orders = lines.group_by("customer", "order").agg(*summed).sort("customer", "time")
    return _with_refunds_at_home(orders)


def _order_of(rows: pl.DataFrame) -> pl.Expr:
    """The order that a row belongs to: its number, or itself."""
    if "order" not in rows.columns:
        return pl.col("line").alias("order")
    own = pl.format("line {}", "line")
    return pl.when(pl.col("order").fill_null("") == "").then(own).otherwise(pl.col("order")).alias("order")


def _with_refunds_at_home(orders: pl.DataFrame) -> pl.DataFrame:
    """A row of nothing but money back belongs to the customer's order before it; without one it is left out."""
    bought = orders.filter((pl.col("amount") > 0) | (pl.col("refunded") == 0))
    back = orders.filter((pl.col("amount") <= 0) & (pl.col("refunded") > 0)).select("customer", "time", "refunded")
    if back.is_empty():
        return bought
    home = back.sort("time").join_asof(
        bought.sort("time").select("customer", "time", "order"), on="time", by="customer", strategy="backward",
        check_sortedness=False,
    ).group_by("customer", "order").agg(pl.col("refunded").sum().alias("back"))  # fmt: skip
    joined = bought.join(home, on=("customer", "order"), how="left")
    return joined.with_columns(refunded=pl.col("refunded") + pl.col("back").fill_null(0.0)).sort("customer", "time")


def _arrays(orders: pl.DataFrame) -> tuple[list[str], Orders]:
    number = orders["customer"].rle_id().to_numpy().astype(np.int64)
    at = orders["time"].dt.epoch("us").to_numpy() / 86_400e6
    amount, discount, refunded = (orders[name].to_numpy().astype(float) for name in MONEY)
    ids = orders["customer"].unique(maintain_order=True).to_list()
    return ids, Orders(number, at, amount, discount, refunded)
