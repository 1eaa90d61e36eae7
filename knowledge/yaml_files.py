"""Reading YAML files that people edit."""

from pathlib import Path
from typing import Any

import yaml

from .errors import DataFileError


def read_yaml(path: Path) -> Any:
    """What a YAML file holds, ``None`` where it is empty; `DataFileError` when it cannot be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataFileError(path, "", f"is not readable YAML: {error}") from error
