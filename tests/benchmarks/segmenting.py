"""`huashu segments` over 1,000,000 orders, from the command line to the page."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from .measuring import Figure

ORDERS, CUSTOMERS = 1_000_000, 200_000


def segmenting(home: Path) -> Iterator[Figure]:
    """Wall time and peak memory of the one process."""
    path = home / "orders.csv"
    path.write_text(_orders(), encoding="utf-8")
    command = (sys.executable, "-m", "huashu.api.cli", "segments", str(path), "--out", str(home / "segments"))
    subprocess.run(command, cwd=home, check=True, capture_output=True)
    started, before = time.perf_counter(), _peak_mb()
    subprocess.run(command, cwd=home, check=True, capture_output=True, env={**os.environ})
    note = f"{path.stat().st_size >> 20} MB of CSV"
    yield Figure("huashu segments, 1,000,000 orders", time.perf_counter() - started, 10, "s", note=note)
    yield Figure("its peak memory", max(before, _peak_mb()), 1024, "MB", note=f"{CUSTOMERS:,} customers")


def _peak_mb() -> float:
    """Of the largest process started so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _orders() -> str:
    """Three years of a shop: some come often, most do not."""
    chance = np.random.default_rng(11)
    often = chance.gamma(0.7, 1.0, CUSTOMERS)
    who = chance.choice(CUSTOMERS, ORDERS, p=often / often.sum())
    minutes = chance.integers(0, 3 * 365 * 24 * 60, ORDERS)
    amounts = chance.lognormal(4.4, 0.7, ORDERS)
    start = datetime(2023, 11, 20)
    rows = (
        f"{number},u{customer},{start + timedelta(minutes=int(minute)):%Y-%m-%d %H:%M:%S},{amount:.2f},完成"
        for number, (customer, minute, amount) in enumerate(zip(who, minutes, amounts, strict=True))
    )
    return "\n".join(["订单编号,会员号,下单时间,实付金额,订单状态", *rows])
