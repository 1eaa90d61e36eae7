"""``huashu segments`` as it is typed: the screen, the page, the tables, and a second run over the first."""

import csv
import json
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.api.running import huashu

END = datetime(2026, 11, 20, 20)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred customers, some gone, and one whose name is a formula and markup at once."""
    chance = random.Random(4)
    rows = ["客户,时间,金额,状态"]
    for number in range(300):
        name = '"=<script>alert(1)</script>"' if number == 7 else f"c{number}"
        gap, at = chance.choice([8, 20, 45, 90]), END - timedelta(days=chance.randint(0, 200))
        for _ in range(chance.randint(1, 12)):
            rows.append(f"{name},{at:%Y-%m-%d %H:%M:%S},{chance.randint(20, 400)},完成")
            at -= timedelta(days=gap * chance.uniform(0.7, 1.3))
    path = tmp_path_factory.mktemp("shop") / "orders.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def first(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("first")
    ran = huashu("segments", str(shop), "--out", str(out), "--now", "2026-08-20")
    assert ran.code == 0, ran.err
    return out


def customers(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "customers.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["customer"]: row for row in csv.DictReader(file)}


def test_the_screen_tells_the_segments_and_what_was_written(shop: Path, tmp_path: Path) -> None:
    ran = huashu("segments", str(shop), "--out", str(tmp_path / "out"))
    assert ran.code == 0, ran.err
    assert "300 位客户" in ran.out
    assert "重要价值客" in ran.out
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"customers.csv", "segments.html", "segments.json"}


def test_the_json_is_the_summary_and_its_sizes_add_up(shop: Path, tmp_path: Path) -> None:
    ran = huashu("segments", str(shop), "--out", str(tmp_path), "--json", "--language", "en")
    assert ran.data == json.loads((tmp_path / "segments.json").read_text(encoding="utf-8"))
    assert sum(group["customers"] for group in ran.data["segments"]) == 300
    assert sum(cell["customers"] for cell in ran.data["grid"]) == 300
    assert sum(ran.data["relationships"].values()) == 300
    assert sum(group["spent"] for group in ran.data["segments"]) == pytest.approx(ran.data["spent"])
    assert ran.data["day"] == "2026-11-20"


def test_the_page_stands_alone_and_escapes_what_customers_are_called(first: Path) -> None:
    page = (first / "segments.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert "重要价值客" in page


def test_no_cell_of_the_table_is_a_formula(first: Path) -> None:
    assert "'=<script>alert(1)</script>" in customers(first)


def test_the_next_run_keeps_labels_tells_changes_and_honours_people(shop: Path, first: Path, tmp_path: Path) -> None:
    before = customers(first)
    kept = next(name for name, row in before.items() if row["relationship"] == "stable")
    overrides = tmp_path / "overrides.yaml"
    overrides.write_text(
        f"- {{customer: {kept}, relationship: loyal, by: 李主管, why: 老街坊, at: 2026-09-01}}\n", encoding="utf-8"
    )
    ran = huashu("segments", str(shop), "--out", str(tmp_path / "out"), "--before", str(first / "customers.csv"),
                 "--overrides", str(overrides), "--json")  # fmt: skip
    assert ran.code == 0, ran.err
    after = customers(tmp_path / "out")
    assert after[kept]["relationship"] == "loyal"
    assert after[kept]["relationship_because"] == "李主管 2026-09-01: 老街坊"
    told = sum(change["customers"] for change in ran.data["changes"] if change["kind"] == "relationship")
    changed = [name for name, row in after.items() if row["relationship_before"]]
    assert told == len(changed) > 0
    assert all(before[name]["relationship"] == after[name]["relationship_before"] for name in changed if name in before)


def test_rows_that_cannot_be_read_are_written_down_and_the_exit_code_says_so(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("customer,date,amount\na,2026-11-01,5\na,never,5\n", encoding="utf-8")
    ran = huashu("segments", str(path), "--out", str(tmp_path / "out"), "--language", "en")
    assert ran.code == 3
    assert "line 3: 'never' is no time" in ran.out
    assert (tmp_path / "out" / "rejected.csv").read_text(encoding="utf-8") == "line,problem,given\n3,at,never\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--now", "heute"], "now: 'heute' is no day"),
        (["--now", "1999-01-01"], "now: lies before the first order"),
        (["--clock", "Beijing"], "clock: 'Beijing' is no time zone"),
        (["--column", "amount"], "column: 'amount' says no heading"),
        (["--language", "fr"], "language: 'fr' is not known"),
        (["--before", "orders.csv"], "before: "),
    ],
)
def test_what_is_wrong_is_told_by_field(shop: Path, tmp_path: Path, options: list[str], said: str) -> None:
    given = [str(shop) if option == "orders.csv" else option for option in options]
    ran = huashu("segments", str(shop), "--out", str(tmp_path), *given)
    assert ran.code == 2
    assert ran.err.startswith(f"error: {said}")
