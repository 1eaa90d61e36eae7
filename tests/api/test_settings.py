"""Settings come from the environment, in one place."""

from pathlib import Path

import pytest

from huashu.api.schemas import SCHEMAS, schema_of
from huashu.api.settings import Settings
from huashu.knowledge.library import default_home
from huashu.orchestrator import Reply
from tests.api.running import huashu


def test_nothing_set_is_the_embedded_default() -> None:
    settings = Settings.read({})
    assert settings == Settings(home=default_home())
    assert (settings.embeddings, settings.model, settings.chroma_url) == ("bundled", None, None)


def test_every_variable_has_its_place() -> None:
    settings = Settings.read({
        "HUASHU_HOME": "~/shop", "HUASHU_EMBEDDINGS": "openai:text-embedding-3-small", "HUASHU_PLAYBOOK": "~/ours",
        "HUASHU_CHROMA_URL": "http://127.0.0.1:8000", "HUASHU_MODEL": "openai:x", "OPENAI_API_KEY": "k",
        "OPENAI_BASE_URL": "http://127.0.0.1:1",
    })  # fmt: skip
    assert settings.home == Path("~/shop").expanduser() / "knowledge"
    assert settings.playbook == Path("~/ours").expanduser()
    assert (settings.embeddings, settings.model) == ("openai:text-embedding-3-small", "openai:x")
    assert (settings.chroma_url, settings.api_key) == ("http://127.0.0.1:8000", "k")


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert Settings.read({"HUASHU_HOME": "", "HUASHU_EMBEDDINGS": ""}) == Settings.read({})


def test_the_environment_is_read_nowhere_else() -> None:
    root = Path(__file__).parents[2]
    files = [
        path
        for room in ("api", "evals", "orchestrator", "knowledge", "prompts")
        for path in (root / room).rglob("*.py")
    ]
    reading = {path.relative_to(root).as_posix() for path in files if "os.environ" in path.read_text(encoding="utf-8")}
    assert reading == {"api/settings.py"}


def test_an_embedder_nobody_knows_is_told_with_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUASHU_EMBEDDINGS", "magic")
    ran = huashu("search", "快递")
    assert ran.code == 2
    assert "magic" in ran.err
    assert "bundled" in ran.err


def test_the_schemas_name_what_the_contract_names() -> None:
    fields = {name: set(schema_of(name).get("properties", {})) for name in SCHEMAS}
    assert fields["request"] >= {
        "id", "messages", "customer", "facts", "now", "market", "channel", "locale", "style", "draft", "query", "limit",
    }  # fmt: skip
    assert fields["reading"] >= {
        "stage", "emotion", "needs", "decision_mode", "values", "need_level", "temperament", "risks", "trend",
        "language",
    }  # fmt: skip
    assert fields["check"] >= {"passed", "findings", "receipts", "commitments"}
    assert fields["reply"] >= {
        "id", "text", "outcome", "rung", "reading", "strategy", "passages", "receipts", "findings", "commitments",
        "usage", "steps", "seed",
    }  # fmt: skip
    assert fields["search"] == {"hits"}
    kinds = {
        one["properties"]["kind"]["const"]
        for one in schema_of("facts")["$defs"].values()
        if "kind" in one["properties"]
    }
    assert kinds == {"promotion", "stock", "price", "policy", "product", "order", "proof", "allowance"}


def test_the_command_prints_them() -> None:
    assert huashu("schema", "reply").data["title"] == Reply.__name__
    assert set(huashu("schema").data) == set(SCHEMAS)
