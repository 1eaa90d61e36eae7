"""From settings to a working engine."""

from typing import TYPE_CHECKING

from huashu.knowledge import KnowledgeBase, Playbook, open_knowledge
from huashu.knowledge.embed import from_setting
from huashu.knowledge.store import Progress
from huashu.orchestrator import ReplyEngine
from huashu.orchestrator.drafting import Drafting
from huashu.orchestrator.guardrails import Checker
from huashu.orchestrator.prices import read_prices, shipped_prices

from .settings import Settings

if TYPE_CHECKING:
    from huashu.prompts import PromptBook


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


def prompts_of(settings: Settings) -> "PromptBook":
    """The shipped prompts, with those of the shop's folder over them."""
    from huashu.prompts import PromptBook, shipped_prompts

    return PromptBook(settings.prompts) if settings.prompts else shipped_prompts()


def drafting_of(settings: Settings, prompt: str = "reply") -> Drafting | None:
    """How the model of the settings drafts; ``None`` without one: then scripts write."""
    if not settings.model:
        return None
    from huashu.orchestrator.langchain_model import model_of

    model = model_of(settings.model, settings.base_url, settings.api_key)
    second, judge = (
        model_of(name, settings.base_url, settings.api_key) if name else None
        for name in (settings.second, settings.judge)
    )
    prices = read_prices(settings.prices) if settings.prices else shipped_prices()
    return Drafting(model, prompts_of(settings), prompt, second=second, judge=judge, prices=prices)


def engine_of(
    settings: Settings, progress: Progress | None = None, tenant: str = "", prompt: str = "reply"
) -> ReplyEngine:
    """The engine; its knowledge is open and its embedder loading."""
    playbook = playbook_of(settings)
    knowledge = knowledge_of(settings, playbook, progress)
    return ReplyEngine(knowledge, playbook, checker_of(settings), tenant, model=drafting_of(settings, prompt))
