"""Files of labels that people write: read, checked, and told by file and place where they are wrong."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from huashu.knowledge.errors import DataFileError
from huashu.knowledge.yaml_files import read_yaml
from huashu.orchestrator.data_files import checked

What = TypeVar("What")


def read_file(path: Path, shape: TypeAdapter[What]) -> What:
    """A YAML file of a known shape; `DataFileError` says which file and place is wrong."""
    return checked(path, shape, read_yaml(path))


def fingerprint_of(paths: Iterable[Path]) -> str:
    """The sha256 of files in their order, to know whether what was learned from them is up to date."""
    taught = sha256()
    for path in paths:
        taught.update(path.read_bytes())
    return taught.hexdigest()


def refuse_twins(folder: Path, ids: Iterable[str], what: str) -> None:
    """`DataFileError` when an id names two of them."""
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise DataFileError(folder, name, f"names two {what}")
        seen.add(name)
