"""How a model drafts, and what one reply may take of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, cast

from huashu.knowledge.playbook import Playbook

from .heard import FIRST, SECOND, Heard
from .model import Cause, ChatModel, Tokens
from .outcome import Rung
from .prices import Prices, shipped_prices
from .second_opinion import SecondOpinion
from .writer import ModelWriter

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from huashu.prompts import PromptBook


AnyModel: TypeAlias = "ChatModel | BaseChatModel"
"""A `ChatModel`, or a chat model of LangChain's."""


def seam_of(model: "AnyModel") -> ChatModel:
    """Any of them as a `ChatModel`."""
    if hasattr(model, "complete"):
        return cast(ChatModel, model)
    from .langchain_model import LangChainModel

    return LangChainModel(model)


@dataclass(frozen=True, slots=True)
class Spent:
    """What calls took; ``drafts`` of them wrote, the others judged. ``cost`` is in the price table's currency."""

    calls: int = 0
    drafts: int = 0
    tokens: Tokens = field(default_factory=Tokens)
    cost: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        """Both together."""
        tokens = self.tokens + other.tokens
        return Spent(self.calls + other.calls, self.drafts + other.drafts, tokens, self.cost + other.cost)


@dataclass(frozen=True, slots=True)
class Budget:
    """What one reply may take.

    ``calls`` that draft (a revision is one), seconds in all, tokens in and out together, money in the currency of the
    price table (a model without a price costs nothing). Looked at before each call; only the seconds end one.
    """

    calls: int = 2
    seconds: float = 20.0
    tokens: int = 8000
    cost: float | None = None

    def lacks(self, spent: Spent, seconds: float) -> str | None:
        """What is used up, in words; ``None`` where another call may be made."""
        tokens = spent.tokens.input + spent.tokens.output
        used = {
            f"{spent.drafts} of {self.calls} calls": spent.drafts >= self.calls,
            f"{seconds:.1f} of {self.seconds:.1f} seconds": seconds >= self.seconds,
            f"{tokens:,} of {self.tokens:,} tokens": tokens >= self.tokens,
            f"{spent.cost:.4f} of {self.cost or 0:.4f} money": self.cost is not None and spent.cost >= self.cost,
        }
        return next((told for told, over in used.items() if over), None)


OWN_MISTAKES: frozenset[Cause] = frozenset({"not_allowed", "no_such_model", "bad_request"})
"""What only the caller can mend."""


@dataclass(frozen=True, slots=True)
class Drafting:
    """How a model drafts.

    ``prompt`` names a version, such as reply@2. ``second`` drafts where the first has failed or the budget has a call
    left for it. ``judge`` looks at whole drafts that passed the check (not at streams) and can only object. Without
    ``fallback`` the caller's own mistake (a bad key, a model that is not there, a request the server refuses) is raised
    as a `ModelError`; every other failure still ends in a checked reply.
    """

    model: "AnyModel"
    prompts: "PromptBook | None" = None
    prompt: str = "reply"
    budget: Budget = field(default_factory=Budget)
    second: "AnyModel | None" = None
    judge: "AnyModel | None" = None
    prices: Prices = field(default_factory=shipped_prices)
    fallback: bool = True

    def attempts(self, playbook: Playbook) -> "tuple[Attempt, ...]":
        """The calls that may be made, in their order."""
        from .resilient import ResilientModel  # what asks a model is not paid for where scripts write

        prompts = self._prompt_book()
        first, *second = (
            ModelWriter(ResilientModel(Heard(seam_of(model), role)), playbook, prompts, self.prompt)
            for model, role in ((self.model, FIRST), (self.second, SECOND))
            if model
        )
        attempts = Attempt("model draft", "model", first), Attempt("revised draft", "revised", first)
        return (*attempts, *(Attempt("second model draft", "model", writer) for writer in second))

    def opinion(self) -> SecondOpinion | None:
        """Who judges a draft."""
        if self.judge is None:
            return None
        from .resilient import ResilientModel

        return SecondOpinion(ResilientModel(Heard(seam_of(self.judge), "judge")), self._prompt_book())

    def _prompt_book(self) -> "PromptBook":
        from huashu.prompts import shipped_prompts

        return self.prompts or shipped_prompts()


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call: its name in the trace, the rung it stands for, who writes."""

    name: str
    rung: Rung
    writer: ModelWriter
