"""No test reaches beyond this machine, and none touches the user's own files."""

import ipaddress
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from huashu.knowledge import KnowledgeBase, Playbook, open_knowledge
from huashu.knowledge.library import default_home
from huashu.orchestrator import ReplyEngine

_connect = socket.socket.connect


def _guarded(self: socket.socket, address: Any) -> Any:
    if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
        raise AssertionError(f"a test tried to reach {address[0]}:{address[1]}; tests stay on loopback")
    return _connect(self, address)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    guard: Callable[..., Any] = _guarded
    monkeypatch.setattr(socket.socket, "connect", guard)


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default home of this run, with the playbook in it: indexed once, however many workers there are."""
    base = tmp_path_factory.getbasetemp()
    cache = base.parent / "cache" if "PYTEST_XDIST_WORKER" in os.environ else base / "cache"
    cache.mkdir(exist_ok=True)
    for name in [name for name in os.environ if name.startswith(("HUASHU_", "OPENAI_"))]:
        if name != "HUASHU_TEST_DOCUMENTS":
            del os.environ[name]
    os.environ["XDG_CACHE_HOME"] = str(cache)
    with FileLock(cache / "lock"):
        open_knowledge(Playbook())
    return default_home()


@pytest.fixture(scope="session")
def playbook() -> Playbook:
    return Playbook()


@pytest.fixture(scope="session")
def base(home: Path) -> KnowledgeBase:
    return KnowledgeBase(home)


@pytest.fixture(scope="session")
def engine(base: KnowledgeBase, playbook: Playbook) -> ReplyEngine:
    return ReplyEngine(base, playbook)
