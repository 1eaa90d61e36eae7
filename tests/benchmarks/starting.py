"""From cold: how long until something is there, and how much memory an idle engine holds."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .measuring import Figure, cold_seconds

REPLY = ("-m", "huashu.api.cli", "reply", "五天了还没到！！你们到底怎么回事", "--json")
IDLE = """
import resource
from huashu.orchestrator import ReplyEngine
engine = ReplyEngine()
engine.warm_up()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def starting(home: Path) -> Iterator[Figure]:
    """Import, help, a cold reply on the command line, and memory."""
    bare = cold_seconds("-c", "pass", home=home)
    note = f"a bare interpreter: {bare:.3f} s"
    yield Figure(
        "import huashu.orchestrator", cold_seconds("-c", "import huashu.orchestrator", home=home), 0.3, "s", note=note
    )
    yield Figure("huashu --help", cold_seconds("-m", "huashu.api.cli", "--help", home=home), 0.4, "s")
    cold_seconds(*REPLY, home=home)
    yield Figure("cold huashu reply", cold_seconds(*REPLY, home=home), 2.5, "s", note="the playbook is indexed")
    environment = {"XDG_CACHE_HOME": str(home), "PATH": "/usr/bin:/bin"}
    idle = subprocess.run([sys.executable, "-c", IDLE], env=environment, capture_output=True, check=True, text=True)
    yield Figure("idle memory of a warm engine (peak)", float(idle.stdout), 350, "MB")
