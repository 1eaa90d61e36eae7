"""The wheel and the sdist are complete, and huashu lives beside a host that has its own api, prompts and evals."""

import json
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS: dict[str, str] = PROJECT["tool"]["setuptools"]["package-dir"]
JUNK = {"__pycache__", ".DS_Store"}


def files_of_the_rooms() -> set[str]:
    """Every file of a room under the name it has once installed."""
    return {
        f"huashu/{room}/{path.relative_to(ROOT / room).as_posix()}"
        for room in ROOMS.values()
        for path in (ROOT / room).rglob("*")
        if path.is_file() and not JUNK & set(path.parts)
    }


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    ran = subprocess.run([*map(str, command)], cwd=cwd, env=environment or None, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    return ran.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, and the wheel that is built from it. Each worker builds a copy: a build writes beside the sources."""
    folder = tmp_path_factory.mktemp("dist")
    tree = tmp_path_factory.mktemp("tree") / "huashu"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist"))
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, tree, cwd=folder)
    return folder


def test_the_packages_listed_are_the_packages_there() -> None:
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    there = {
        "huashu." + path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for room in ROOMS.values()
        for path in (ROOT / room).rglob("__init__.py")
    }
    assert listed == there


def test_the_wheel_holds_every_file_and_nothing_else(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        licenses = [name for name in archive.namelist() if name.endswith("/LICENSE")]
    assert names == files_of_the_rooms()
    assert licenses
    assert {f"huashu/{room}/py.typed" for room in ROOMS.values()} <= names


def test_the_sdist_holds_what_the_wheel_is_built_from(dist: Path) -> None:
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {name.removeprefix("huashu/") for name in files_of_the_rooms()} <= names
    assert {"pyproject.toml", "README.md", "LICENSE"} <= names


HOST = """\
import asyncio, json
import api, evals, prompts
from huashu.api import cli
from huashu.orchestrator import ReplyEngine, Request

asked = Request.parse({"messages": [{"role": "customer", "text": "五天了还没到！！"}]})
reply = asyncio.run(ReplyEngine().reply(asked))
print(json.dumps([api.WHOSE, evals.WHOSE, prompts.WHOSE, cli.__file__, reply.text]))
"""


def test_it_is_installed_and_used_beside_a_host_with_the_same_names(dist: Path, tmp_path: Path, home: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    # The dependencies come from this environment; a path in a .pth file brings no editable install along.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    host = tmp_path / "host"
    for name in ("api", "evals", "prompts"):
        (host / name).mkdir(parents=True)
        (host / name / "__init__.py").write_text("WHOSE = 'host'\n", encoding="utf-8")
    (host / "main.py").write_text(HOST, encoding="utf-8")
    environment = {"XDG_CACHE_HOME": str(home.parent.parent), "PATH": "/usr/bin:/bin"}
    *whose, module, text = json.loads(run(python, "main.py", cwd=host, **environment))
    assert whose == ["host"] * 3
    assert Path(module) == site / "huashu" / "api" / "cli.py"
    assert text
    shown = run(tmp_path / "venv" / "bin" / "huashu", "reply", "在吗", "--json", cwd=host, **environment)
    assert json.loads(shown)["rung"] == "script"
