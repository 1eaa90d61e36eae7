"""`huashu reply --stream`: clauses for people, one event a line for programs."""

import json

from tests.api.running import huashu
from tests.asking import NOW

LATE = "五天了还没到！！你们到底怎么回事"


def test_a_stream_prints_the_clauses_or_one_event_a_line() -> None:
    whole = huashu("reply", LATE, "--now", NOW, "--json").data["text"]
    plain = huashu("reply", LATE, "--now", NOW, "--stream")
    assert plain.out == whole + "\n"
    assert plain.err.startswith("script · ")
    events = [json.loads(line) for line in huashu("reply", LATE, "--now", NOW, "--stream", "--json").out.splitlines()]
    assert [one["event"] for one in events] == ["reading", "strategy", "passages", "clause", "reply"]
    assert events[-1]["reply"]["text"] == events[3]["text"] == whole
    assert huashu("reply", LATE, "--stream", "--jsonl", "x").code == 2
    both = huashu("reply", LATE, "--stream", "--explain")
    assert (both.code, both.err) == (2, "error: both --stream and --explain are given; choose one\n")
