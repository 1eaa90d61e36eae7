"""A passage: one piece of a document that can be read on its own, and where it stands."""

import hashlib
from dataclasses import dataclass

from .taxonomy import PassageKind, Stage, StrategyId


@dataclass(frozen=True, slots=True)
class Passage:
    """``text`` under its ``heading`` path; ``span`` are characters of the document's text as it was read.

    ``stages`` and ``strategies`` are empty where the document does not say. ``tenant`` is empty for what all may see.
    """

    text: str
    kind: PassageKind
    document: str
    heading: tuple[str, ...]
    span: tuple[int, int]
    language: str
    stages: tuple[Stage, ...] = ()
    strategies: tuple[StrategyId, ...] = ()
    tenant: str = ""
    source: str = ""

    @property
    def id(self) -> str:
        """The same document, heading and text give the same id: ingesting again changes nothing."""
        key = "\x1f".join((self.tenant, self.document, *self.heading, self.text))
        return hashlib.sha256(key.encode()).hexdigest()[:24]

    @property
    def of_playbook(self) -> bool:
        """Whether it is the playbook's; else it is from a document of the business."""
        return self.document.startswith(("playbook/", "own-playbook"))

    @property
    def searchable(self) -> str:
        """What is indexed: the passage as a reader would need it, with its nearest headings."""
        return "：".join((*self.heading[-2:], self.text)) if self.heading else self.text
