"""From settings to a working engine."""

from huashu.knowledge import KnowledgeBase, Playbook, open_knowledge
from huashu.knowledge.embed import from_setting
from huashu.knowledge.store import Progress
from huashu.orchestrator import ReplyEngine
from huashu.orchestrator.guardrails import Checker

from .settings import Settings


def playbook_of(settings: Settings) -> Playbook:
    """The shipped playbook, with the shop's own folder over it."""
    return Playbook(settings.playbook) if settings.playbook else Playbook()


def checker_of(settings: Settings) -> Checker:
    """The guardrails, with the shop's own rules over them: a file, or ``rules.yaml`` in a folder."""
    shop = settings.rules / "rules.yaml" if settings.rules and settings.rules.is_dir() else settings.rules
    return Checker(shop=shop)


def knowledge_of(settings: Settings, playbook: Playbook, progress: Progress | None = None) -> KnowledgeBase:
    """The index in the shop's home, with the playbook in it."""
    embedder = from_setting(settings.embeddings, settings.base_url, settings.api_key)
    return open_knowledge(playbook, settings.home, embedder, settings.chroma_url, progress)


def engine_of(settings: Settings, progress: Progress | None = None, tenant: str = "") -> ReplyEngine:
    """The engine; its knowledge is open and its embedder loading."""
    playbook = playbook_of(settings)
    return ReplyEngine(knowledge_of(settings, playbook, progress), playbook, checker_of(settings), tenant)
