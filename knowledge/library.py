"""Open the knowledge base with the playbook in it: made at first use, and anew when a word of it has changed."""

import logging
from pathlib import Path

import platformdirs

from .embed import Embedder, bundled
from .knowledge_base import KnowledgeBase
from .passage import Passage
from .playbook import Playbook
from .store import Entry, Progress

MARK = "playbook"
"""The entry that remembers which words of the playbook are in the index."""

log = logging.getLogger(__name__)


def default_home() -> Path:
    """Where the index lives when nobody says otherwise: the user's cache folder."""
    return platformdirs.user_cache_path("huashu") / "knowledge"


def open_knowledge(
    playbook: Playbook,
    home: Path | None = None,
    embedder: Embedder | None = None,
    chroma_url: str | None = None,
    progress: Progress | None = None,
) -> KnowledgeBase:
    """The knowledge base in ``home``, with this playbook's passages in it.

    The first opening embeds some 1,900 passages (about ten seconds); later ones read a digest.
    """
    base = KnowledgeBase(home or default_home(), embedder or bundled(), chroma_url)
    known = base.documents()
    digest = playbook.digest()
    if known.get(MARK) != (mark := Entry(digest)):
        log.info("indexing the playbook (once)")
        documents: dict[str, list[Passage]] = {}
        for passage in playbook.passages():
            documents.setdefault(passage.document, []).append(passage)
        changed = {name: (Entry(digest, passages=len(own)), own) for name, own in documents.items()}
        gone = [name for name, entry in known.items() if _is_playbook(entry) and name not in changed]
        base.update({**changed, MARK: (mark, [])}, gone, progress or (lambda what, done, total: None))
    return base


def _is_playbook(entry: Entry) -> bool:
    """A document that was ingested knows the file it came from; a part of the playbook does not."""
    return not entry.origin
