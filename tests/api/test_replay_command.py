"""`huashu reply --record` and `huashu replay`."""

import json
from pathlib import Path

from .running import huashu

LATE = "五天了还没到"


def test_what_was_recorded_comes_to_the_same(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    for text in (LATE, "能便宜点吗"):
        assert huashu("reply", text, "--record", str(path)).code == 0
    again = huashu("replay", str(path))
    assert (again.code, again.out.count("the same"), again.err) == (0, 2, "2 replayed, 0 differ\n")


def test_what_differs_is_told_field_by_field(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    huashu("reply", LATE, "--record", str(path))
    line = json.loads(path.read_text(encoding="utf-8"))
    line["reply"]["text"] = "催一下。"
    path.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    told = huashu("replay", str(path), "--json")
    assert told.code == 1
    [one] = json.loads(told.out)
    assert list(one["differences"]) == ["text"]
    assert one["differences"]["text"][0] == "催一下。"


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_text('{"request": 1}\n', encoding="utf-8")
    wrong = huashu("replay", str(path))
    assert (wrong.code, "line 1: request" in wrong.err) == (2, True)
    assert huashu("reply", LATE, "--record", str(tmp_path / "none" / "x.jsonl")).code == 2
    assert "choose one" in huashu("reply", LATE, "--record", str(path), "--stream").err
