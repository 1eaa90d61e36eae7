"""The command line: what goes in, what comes out on which stream, and the exit codes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from huashu.api.cli import app
from huashu.orchestrator import Check, Reading, Reply
from tests.api.running import huashu, written
from tests.asking import ALLOWANCE, DOCUMENTS, NOW, ORDER, PROMOTION, RETURNS

LATE = "五天了还没到！！你们到底怎么回事"
FACTS = [ORDER, RETURNS, ALLOWANCE]


def test_a_reply_as_json_is_one_object_of_the_published_shape(tmp_path: Path) -> None:
    ran = huashu("reply", LATE, "--facts", written(tmp_path / "facts.yaml", FACTS), "--now", NOW, "--json")
    assert ran.code == 0
    reply = Reply.model_validate(ran.data)
    assert reply.strategy.primary == "empathy_action"
    assert [receipt.fact for receipt in reply.receipts] == ["o1"]
    assert ran.err == ""


def test_a_reply_for_people_shows_reading_choice_receipts_and_sources(tmp_path: Path) -> None:
    ran = huashu("reply", LATE, "--facts", written(tmp_path / "facts.yaml", FACTS), "--now", NOW)
    assert ran.code == 0
    for words in ("读懂", "愤怒", "共情+行动", "可以发送", "← 订单 o1", "发出后要做", "每一句从哪里来"):
        assert words in ran.out, words


@pytest.mark.parametrize("suffix", [".json", ".yaml", ".txt"])
def test_a_conversation_comes_from_a_file(tmp_path: Path, suffix: str) -> None:
    messages = [
        {"role": "customer", "text": "在吗"},
        {"role": "agent", "text": "在的"},
        {"role": "customer", "text": "怎么开发票"},
    ]
    text = {
        ".json": json.dumps({"messages": messages}, ensure_ascii=False),
        ".yaml": "messages:\n" + "".join(f"  - {{role: {m['role']}, text: {m['text']}}}\n" for m in messages),
        ".txt": "顾客：在吗\n客服：在的\n顾客：怎么开发票\n",
    }[suffix]
    ran = huashu("read", written(tmp_path / f"talk{suffix}", text), "--json")
    assert Reading.model_validate(ran.data).topic == "invoice"


def test_and_from_standard_input() -> None:
    assert huashu("read", "-", "--json", stdin="怎么开发票").data["topics"][0]["label"] == "invoice"
    assert huashu("read", "--json", stdin='{"messages": [{"role": "customer", "text": "怎么开发票"}]}').code == 0


def test_options_weigh_more_than_the_file(tmp_path: Path) -> None:
    talk = {
        "messages": [{"role": "customer", "text": "在吗"}],
        "style": {"brand": "青禾", "tone": "concise"},
        "seed": 1,
    }
    ran = huashu("reply", written(tmp_path / "talk.yaml", talk), "--brand", "小满", "--seed", "7", "--json")
    assert "小满" in ran.data["text"]
    assert ran.data["seed"] == 7


def test_the_customer_has_a_file_of_their_own(tmp_path: Path) -> None:
    customer = written(tmp_path / "customer.yaml", {"name": "王女士", "organization": "enterprise"})
    assert huashu("reply", "在吗", "--customer", customer, "--json").data["text"].startswith("王女士，")


def test_a_text_that_may_not_be_sent_ends_with_one() -> None:
    ran = huashu("check", "全网最低价，再不拍就没了", "--json")
    assert ran.code == 1
    check = Check.model_validate(ran.data)
    assert {finding.rule for finding in check.findings} >= {"unsupported_price", "fake_urgency"}
    assert all(finding.basis for finding in check.findings)


def test_a_text_that_may_be_sent_ends_with_zero(tmp_path: Path) -> None:
    facts = written(tmp_path / "facts.yaml", [PROMOTION])
    ran = huashu("check", "现在满300减50，11月25日截止", "--facts", facts, "--now", NOW)
    assert ran.code == 0
    assert "可以发送" in ran.out
    assert "← 活动 pro" in ran.out


def test_what_the_check_found_is_told_with_the_law_and_what_to_write_instead() -> None:
    ran = huashu("check", "今天最后一天，全网最低价")
    assert ran.code == 1
    assert "建议" in ran.out
    assert "反不正当竞争法" in ran.out or "价格" in ran.out


BAD_FACTS: list[tuple[Any, str]] = [
    ([{**PROMOTION, "ends": "2026-11-25T23:59:59"}], "facts[0].ends: '2026-11-25T23:59:59' has no offset from UTC"),
    ([{**ORDER, "etaa": "2026-11-24"}], "facts[0].etaa: is not a key here; did you mean 'eta'?"),
    ([ORDER, {"id": "x", "kind": "coupon", "text": "券"}], "facts[1].kind: 'coupon' is not a kind of fact"),
    ([{**PROMOTION, "amount": ".nan"}], "facts[0].amount"),
    ([ORDER, ORDER], "share the id 'o1'"),
    ({"promotion": []}, "must hold a list of facts"),
    ("- {id: o1, kind: order, text: [", "is not YAML: line 2"),
]


@pytest.mark.parametrize(("facts", "told"), BAD_FACTS)
def test_a_bad_facts_file_is_told_by_its_field(tmp_path: Path, facts: Any, told: str) -> None:
    path = written(tmp_path / "facts.yaml", facts)
    ran = huashu("reply", "在吗", "--facts", path)
    assert ran.code == 2
    assert told in ran.err
    assert ran.out == ""
    error = huashu("reply", "在吗", "--facts", path, "--json")
    assert error.code == 2
    assert set(error.data["error"]) >= {"type", "field", "message"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["reply", "   "], "messages"),
        (["reply", "长" * 100_000], "messages[0].text"),
        (["reply", "客服：在的"], "messages[0].role: is 'agent'; a conversation ends with the customer's turn"),
        (["reply", "在吗\ud800"], "messages[0].text"),
        (["check", ""], "draft"),
        (["check", "您好\u202e请付款"], "draft: holds the direction override U+202E at 2"),
        (["reply", "在吗", "--now", "昨天"], "now"),
        (["reply", "在吗", "--channel", "fax"], "channel"),
        (["reply", "在吗", "--tone", "rude"], "tone"),
        (["reply", "在吗", "--market", "DE"], "market"),
        (["search", "快递", "--kind", "poem"], "kind"),
        (["check", "draft.txt"], "draft.txt is no file; give the words, a file that exists, or - for standard input"),
        (["reply", "./chat.txt"], "./chat.txt is no file"),
        (["reply", "在吗", "--jsonl", "x.jsonl"], "both words and --jsonl are given"),
        (["schema", "lunch"], "name: 'lunch' has no schema; there are request, reply"),
    ],
)
def test_bad_input_ends_with_two_and_names_the_field(arguments: list[str], told: str) -> None:
    ran = huashu(*arguments)
    assert ran.code == 2
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_a_batch_answers_line_by_line_in_order_and_goes_on_after_a_bad_one(tmp_path: Path) -> None:
    lines = ['{"id": "a", "messages": [{"role": "customer", "text": "什么面料的"}]}', "{broken", "",
             '{"id": "c", "messages": [{"role": "agent", "text": "在"}]}',
             '{"id": "d", "messages": [{"role": "customer", "text": "能退吗"}]}']  # fmt: skip
    ran = huashu("read", "--jsonl", written(tmp_path / "in.jsonl", "\n".join(lines)))
    assert ran.code == 3
    first, broken, wrong, last = ran.lines
    assert first["id"] == "a"
    assert first["topics"][0]["label"] == "attribute"
    assert broken["id"] is None
    assert "not JSON" in broken["error"]["message"]
    assert (wrong["id"], wrong["error"]["field"]) == ("c", "messages[0].role")
    assert last["id"] == "d"
    assert "4 lines, 2 failed" in ran.err


def test_options_and_files_hold_for_every_line_of_a_batch(tmp_path: Path) -> None:
    asked = ({"messages": [{"role": "customer", "text": text}]} for text in ("什么时候到", "在吗"))
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in asked)
    facts = written(tmp_path / "facts.yaml", [ORDER])
    path = written(tmp_path / "in.jsonl", lines)
    ran = huashu("reply", "--jsonl", path, "--facts", facts, "--now", NOW, "--brand", "青禾", "--seed", "3")
    first, second = ran.lines
    assert str(ORDER["text"]) in first["text"]
    assert "青禾" in second["text"]
    assert (first["seed"], second["seed"]) == (3, 3)
    assert huashu("reply", "--jsonl", path, "--facts", written(tmp_path / "bad.yaml", [{"id": "x"}])).code == 3
    assert huashu("reply", "--jsonl", path, "--facts", written(tmp_path / "none.yaml", "- [")).code == 2


def test_every_operation_takes_a_batch(tmp_path: Path) -> None:
    asked = {"messages": [{"role": "customer", "text": "在吗"}], "draft": "您好", "query": "快递慢怎么回"}
    path = written(tmp_path / "in.jsonl", json.dumps(asked))
    keys = {"reply": "rung", "read": "emotion", "check": "passed", "search": "hits"}
    for operation, key in keys.items():
        ran = huashu(operation, "--jsonl", path)
        assert ran.code == 0, ran.err
        assert key in ran.lines[0]


def test_search_finds_in_both_languages_and_filters(tmp_path: Path) -> None:
    for query, language in (("顾客嫌贵怎么回", "zh"), ("how to calm an angry customer", "en")):
        hits = huashu("search", query, "--language", language, "--kind", "principle", "-n", "3", "--json").data["hits"]
        assert len(hits) == 3
        assert {hit["kind"] for hit in hits} == {"principle"}
    assert "playbook" not in huashu("search", "快递", "--origin", "business").out


def test_ingest_reports_file_by_file_and_ends_with_three_when_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUASHU_HOME", str(tmp_path / "home"))
    (tmp_path / "empty.txt").write_bytes(b"")
    ran = huashu("ingest", str(DOCUMENTS / "guide.md"), str(tmp_path / "empty.txt"))
    assert ran.code == 3
    assert "added" in ran.out
    assert "failed" in ran.out
    report = huashu("ingest", str(DOCUMENTS / "guide.md"), "--json")
    assert report.code == 0
    assert [one["outcome"] for one in report.data["documents"]] == ["unchanged"]
    assert huashu("search", "接待", "--origin", "business", "--json").data["hits"]


def test_a_missing_path_is_reported_as_failed(tmp_path: Path) -> None:
    ran = huashu("ingest", str(tmp_path / "nowhere"))
    assert ran.code == 3
    assert "nowhere" in ran.out


def test_the_doctor_says_what_works_and_ends_with_three_when_something_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert huashu("doctor").code == 0
    monkeypatch.setenv("HUASHU_PLAYBOOK", str(tmp_path / "nowhere"))
    ran = huashu("doctor", "--json")
    assert ran.code == 3
    assert [one["about"] for one in ran.data if one["level"] == "broken"] == ["playbook"]
    broken = huashu("reply", "在吗")
    assert broken.code == 2
    assert "HUASHU_PLAYBOOK" in broken.err


@pytest.mark.parametrize(
    ("place", "text", "told"),
    [
        ("cues/topics.yaml", "defekt:\n  strong: 跳闸\n", "did you mean 'defect'?"),
        ("cues/topic.yaml", "defect:\n  strong: 跳闸\n", "is no file of cues"),
        ("cues/topics.yaml", "defect:\n  strong: 跳闸(\n", "'跳闸(' cannot be read"),
        ("script/zh/greet.yaml", "greet:\n  - any: 您好\n", "is read by nothing"),
        ("scripts/cn/greet.yaml", "greet:\n  - any: 您好\n", "is read by nothing"),
        ("scripts/zh/greet.yml", "greet:\n  - any: 您好\n", "is read by nothing"),
    ],
)
def test_a_mistake_in_the_shops_own_playbook_is_told_and_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, text: str, told: str
) -> None:
    (tmp_path / place).parent.mkdir(parents=True)
    written(tmp_path / place, text)
    monkeypatch.setenv("HUASHU_PLAYBOOK", str(tmp_path))
    ran = huashu("reply", "在吗")
    assert ran.code == 2
    assert place in ran.err
    assert told in ran.err
    assert told in huashu("doctor").out.replace("\n", " ")


def test_what_cannot_be_reached_is_told_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUASHU_EMBEDDINGS", "openai:text-embedding-3-small")
    ran = huashu("search", "快递")
    assert ran.code == 2
    assert "need OPENAI_API_KEY" in ran.err
    monkeypatch.delenv("HUASHU_EMBEDDINGS")
    monkeypatch.setenv("HUASHU_HOME", "/proc/nowhere")
    ran = huashu("reply", "在吗")
    assert ran.code == 2
    assert "/proc/nowhere" in ran.err


def test_the_demo_answers_its_two_cases() -> None:
    ran = huashu("demo")
    assert ran.code == 0
    assert ran.out.count("可以发送") == 2
    assert "已于11月21日发出" in ran.out
    assert "满300减50" in ran.out
    assert "20元" not in "".join(line for line in ran.out.splitlines() if "可补偿" not in line)


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys; from huashu.api import cli; print([m for m in ('numpy', 'pydantic', 'rich') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
    assert {command.name or command.callback.__name__ for command in app.registered_commands if command.callback} == {
        "reply", "replay", "read", "explain", "check", "search", "ingest", "schema", "doctor", "demo", "plan",
        "segments",
    }  # fmt: skip


def test_the_real_command_speaks_utf8_wherever_it_runs(home: Path) -> None:
    command = [sys.executable, "-m", "huashu.api.cli", "check", "全网最低价"]
    environment = {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(home.parent.parent)}
    ran = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert ran.returncode == 1
    assert "全网最低价" in ran.stdout.decode("utf-8")
    assert b"Traceback" not in ran.stderr
