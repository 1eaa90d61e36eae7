"""huashu explain: why a strategy was not chosen."""

from pathlib import Path

from tests.api.running import huashu, written
from tests.asking import ALLOWANCE, NOW, ORDER, RETURNS

LATE = "五天了还没到！！你们到底怎么回事"
FACTS = [ORDER, RETURNS, ALLOWANCE]


def test_explain_says_why_a_strategy_was_not_chosen(tmp_path: Path) -> None:
    facts = written(tmp_path / "facts.yaml", FACTS)
    ran = huashu("explain", LATE, "--why-not", "truthful_urgency", "--facts", facts, "--now", NOW)
    assert ran.code == 0
    assert "不向有情绪的顾客催单" in ran.out
    ran = huashu("explain", LATE, "--why-not", "truthful_urgency", "--facts", facts, "--now", NOW, "--json")
    assert (ran.data["verdict"], ran.data["chosen"]) == ("ruled_out", "empathy_action")


def test_explain_refuses_what_is_no_strategy() -> None:
    ran = huashu("explain", LATE, "--why-not", "expert_answr")
    assert ran.code == 2
    assert "why_not" in ran.err
    assert "expert_answer" in ran.err
