"""``huashu explain`` of a case and ``huashu plan`` as they are typed."""

from pathlib import Path

from tests.api.running import huashu, written
from tests.orchestrator.analyses.cases import cases

LIVE = "顾客昨晚在直播间听主播倒数，几秒钟就下了单，第二天一早申请退货。"
BRIEF = next(case["brief"] for case in cases("plan.yaml") if case["id"] == "yoga_repurchase")


def test_an_account_is_explained_as_markdown() -> None:
    ran = huashu("explain", LIVE)
    assert ran.code == 0, ran.err
    assert [line for line in ran.out.splitlines() if line.startswith("## ")][:3] == [
        "## 一、拆解：发生了什么", "## 二、归因：为什么（心里 × 现场）", "## 三、策略：怎么办",
    ]  # fmt: skip


def test_a_conversation_is_explained_with_a_reply(tmp_path: Path) -> None:
    talk = tmp_path / "talk.txt"
    talk.write_text("顾客：菜新鲜吗\n客服：新鲜的\n顾客：真的假的，上次的都蔫了", encoding="utf-8")
    ran = huashu("explain", str(talk), "--json")
    assert ran.code == 0, ran.err
    assert [one["by"] for one in ran.data["observed"]] == ["customer", "agent", "customer"]
    assert ran.data["reply"]


def test_a_case_in_a_file_names_its_fields(tmp_path: Path) -> None:
    case = written(tmp_path / "case.yaml", {"story": LIVE, "now": "2026-11-22T15:00:00+08:00"})
    assert huashu("explain", case, "--json").data["causes"]
    wrong = written(tmp_path / "wrong.yaml", {"storry": LIVE})
    ran = huashu("explain", wrong)
    assert ran.code == 2
    assert "storry" in ran.err
    assert "did you mean 'story'" in ran.err


def test_a_plan_is_written_to_a_file(tmp_path: Path) -> None:
    brief = written(tmp_path / "brief.yaml", BRIEF)
    out = tmp_path / "plan.md"
    ran = huashu("plan", brief, "--out", str(out))
    assert (ran.code, ran.out) == (0, "")
    page = out.read_text(encoding="utf-8")
    assert "## 一、需求：他们图什么" in page
    assert "老学员续季卡减200元" in page


def test_a_plan_for_programs_and_facts_from_a_file(tmp_path: Path) -> None:
    brief = written(tmp_path / "brief.yaml", {key: value for key, value in BRIEF.items() if key != "facts"})
    facts = written(tmp_path / "facts.yaml", BRIEF["facts"])
    without, with_facts = huashu("plan", brief, "--json"), huashu("plan", brief, "--facts", facts, "--json")
    assert not any(touch["facts"] for touch in without.data["touches"])
    assert any(touch["facts"] == ["card"] for touch in with_facts.data["touches"])


def test_what_is_wrong_is_told_by_field(tmp_path: Path) -> None:
    brief = written(tmp_path / "brief.yaml", {**BRIEF, "goal": "more"})
    ran = huashu("plan", brief)
    assert ran.code == 2
    assert ran.err.startswith("error: goal: 'more' is not known")
    ran = huashu("plan", written(tmp_path / "list.yaml", [1]))
    assert ran.err.startswith("error: brief:")
    ran = huashu("explain", LIVE, "--out", str(tmp_path / "no" / "such" / "folder.md"))
    assert ran.code == 2
    assert ran.err.startswith("error: out:")
