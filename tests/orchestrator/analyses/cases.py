"""The acceptance cases of the analyses."""

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[3] / "evals" / "cases" / "analyses"


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of a file, times as they are typed."""
    loaded: list[dict[str, Any]] = yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return loaded
