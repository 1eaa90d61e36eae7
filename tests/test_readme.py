"""What the README says is so: its example runs, its commands exist, its variables and rules are the ones there are."""

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from huashu.api.cli import app
from huashu.api.settings import Settings
from huashu.evals.drafts import read_drafts
from huashu.knowledge.language import language_of
from huashu.orchestrator.guardrails.overrides import ALWAYS_ON
from huashu.orchestrator.guardrails.rules import shipped_rules
from tests.api.running import huashu

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", [README, CHINESE], ids=["en", "zh"])
def test_it_opens_with_the_two_commands(readme: str) -> None:
    block = readme.split("```")[1]
    assert [line.split("#")[0].strip() for line in block.strip().splitlines()] == ["make demo", "make test"]
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "\ndemo:" in targets
    assert "\ntest:" in targets


def ran(readme: str) -> list[str]:
    (example,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert len(example.strip().splitlines()) <= 20
    done = subprocess.run([sys.executable, "-c", example], capture_output=True, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8").splitlines()


def test_its_example_runs_and_prints_what_it_says() -> None:
    text, why, fact = ran(README)
    said = re.search(r"print\(reply\.text\)\s*# (.*?)…", README)
    reason = re.search(r"print\(reply\.strategy\.why\)\s*# (.*?)…", README)
    assert said is not None
    assert reason is not None
    assert text.startswith(said[1])
    assert why.startswith(reason[1])
    assert fact == "order-1"


def test_its_screen_is_the_demos() -> None:
    shown = README.split("```")[3].strip().splitlines()
    printed = huashu("demo").out
    assert len(shown) > 8
    assert all(line in printed for line in shown)


def test_the_chinese_one_runs_too() -> None:
    assert ran(CHINESE)[0]


@pytest.mark.parametrize("readme", [README, CHINESE], ids=["en", "zh"])
def test_it_names_every_command_and_no_other(readme: str) -> None:
    known = {command.callback.__name__ for command in app.registered_commands if command.callback}
    known |= {str(group.name) for group in app.registered_groups}
    assert (
        set(
            re.findall(
                r"huashu (reply|replay|read|explain|check|rules|eval|train|search|ingest|plan|prompts|segments"
                r"|schema|doctor|demo)\b",
                readme,
            )
        )
        == known
    )


def test_it_names_the_variables_that_are_read() -> None:
    source = (ROOT / "api" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"(HUASHU_[A-Z_]+)"', source))
    assert set(re.findall(r"\| `(HUASHU_[A-Z_]+)`", README)) == read
    assert {field.name for field in dataclasses.fields(Settings)} >= {"home", "playbook", "embeddings", "chroma_url"}


def test_it_counts_the_rules_and_names_those_that_cannot_be_switched_off() -> None:
    told = re.search(r"^(\d+) rules, each", README, re.MULTILINE)
    assert told is not None
    assert int(told[1]) == len(shipped_rules())
    fixed = re.search(r"Nobody can switch off\n?(.*?)\. ?\n", README, re.DOTALL)
    assert fixed is not None
    assert set(re.findall(r"`([a-z_]+)`", fixed[1])) == set(ALWAYS_ON)


def test_it_counts_the_labelled_drafts() -> None:
    known = [one.draft for one in read_drafts()]
    chinese = sum(language_of(draft.text)[:2] == "zh" for draft in known)
    assert f"on {len(known)} labelled drafts ({chinese} Chinese)" in README
