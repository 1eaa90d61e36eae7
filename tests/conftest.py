"""No test reaches beyond this machine: a socket to anything but loopback is refused."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest

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
