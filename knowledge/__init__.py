"""What the playbook and the business's documents say, found by meaning and by words. Knows nothing of conversations."""

from .errors import DataFileError, DocumentError, EmbedderMismatch, HuashuError, IndexBusy, KnowledgeError
from .facets import Filter
from .ingest import DocumentReport, Report, ingest
from .knowledge_base import Found, KnowledgeBase
from .library import open_knowledge
from .passage import Passage
from .playbook import Playbook

__all__ = [
    "DataFileError",
    "DocumentError",
    "DocumentReport",
    "EmbedderMismatch",
    "Filter",
    "Found",
    "HuashuError",
    "IndexBusy",
    "KnowledgeBase",
    "KnowledgeError",
    "Passage",
    "Playbook",
    "Report",
    "ingest",
    "open_knowledge",
]
