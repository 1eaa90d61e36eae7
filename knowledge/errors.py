"""What can go wrong, as one tree.

::

    HuashuError
    ├── InputError          what the caller sent; names the field        (huashu.orchestrator.errors)
    ├── DataFileError       a playbook, script or rule file; names the file and the place in it
    ├── PromptError         a prompt file, or what was given to it      (huashu.prompts.prompt)
    ├── ModelError          a chat model; names the cause               (huashu.orchestrator.model)
    ├── DocumentError       a document that cannot be read; names the file
    └── KnowledgeError      the index
        ├── EmbedderMismatch    it was made with another embedder
        └── IndexBusy           another process is writing it

Errors of the libraries below us are translated at the border with ``raise … from``; none leaks.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any


class HuashuError(Exception):
    """Anything huashu raises on purpose. ``str(error)`` says what is wrong and what would be right."""

    def as_json(self) -> dict[str, Any]:
        """The contract's error object: ``{"error": {"type", "field", "message"}}``."""
        return {"error": {"type": type(self).__name__, "field": "", "message": str(self)}}


class DataFileError(HuashuError):
    """A playbook, script or rule file is wrong.

    ``path`` is the file, ``where`` the place in it (a key path or a line), the message what would be right.
    """

    def __init__(self, path: Path | str, where: str, message: str) -> None:
        self.path, self.where = Path(path), where
        super().__init__(f"{path}: {where}: {message}" if where else f"{path}: {message}")

    @classmethod
    def unless_known(cls, path: Path, name: str, known: Sequence[str]) -> None:
        """Refuse a name that nothing knows, with the nearest one that is known."""
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean '{near[0]}'? " if near else ""
            raise cls(path, name, f"is not known; {hint}known: {', '.join(known)}")


class DocumentError(HuashuError):
    """A document that cannot be read; the others go on."""

    def __init__(self, path: Path | str, message: str) -> None:
        self.path, self.reason = Path(path), message
        super().__init__(f"{path}: {message}")


class KnowledgeError(HuashuError):
    """The index cannot do what was asked."""


class EmbedderMismatch(KnowledgeError):
    """The index was made with another embedder: vectors of two embedders must not be mixed."""


class IndexBusy(KnowledgeError):
    """Another process is writing to the index."""
