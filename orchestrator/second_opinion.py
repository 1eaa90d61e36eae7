"""A second model's opinion of a draft that passed the check: tone and faithfulness. It can only object.

The verdict is an enum that no language changes; an answer that gives none objects to nothing, and the trace says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .model import Answer, Ask, ChatModel, ModelError, Tokens
from .model_answer import object_in
from .scripts import Brief
from .validity import FactSheet
from .writer import facts_told, plain, trimmed, words_of

if TYPE_CHECKING:
    from huashu.prompts import PromptBook

Verdict = Literal["send", "off_tone", "unfaithful"]
VERDICTS: tuple[Verdict, ...] = ("send", "off_tone", "unfaithful")
OPINION_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"reason": {"type": "string"}, "verdict": {"type": "string", "enum": list(VERDICTS)}},
    "required": ["reason", "verdict"],
}
REASON = 200


@dataclass(frozen=True, slots=True)
class Opinion:
    """A verdict with its reason, the prompt, the model and what it took; ``verdict`` is ``None`` where none came."""

    verdict: Verdict | None
    reason: str
    prompt: str
    model: str
    tokens: Tokens

    @property
    def objects(self) -> bool:
        """Whether the draft should not be sent as it is."""
        return self.verdict in ("off_tone", "unfaithful")


def _object(answer: Answer) -> Mapping[str, Any]:
    try:
        return object_in(answer.text) or {}
    except ModelError:
        return {}


class SecondOpinion:
    """Asks a model what it thinks of a draft."""

    def __init__(self, model: ChatModel, prompts: "PromptBook") -> None:
        self._model, self._prompt = model, prompts.get("opinion")

    async def of(self, brief: Brief, sheet: FactSheet, text: str, seconds: float) -> Opinion:
        """The opinion; a model that fails has none."""
        language = brief.reading.spoken
        words = words_of(language)
        said = self._prompt.render(
            {
                "language": language,
                "facts": facts_told(sheet, brief, words),
                "conversation": trimmed(brief, words["role"]),
                "draft": plain(text),
            }
        )
        try:
            answer = await self._model.complete(Ask(said.system, said.user, OPINION_SCHEMA, said.options, seconds))
        except ModelError as error:
            return Opinion(None, str(error), said.identity, self._model.name, error.tokens)
        data = _object(answer)
        verdict = next((one for one in VERDICTS if data.get("verdict") == one), None)
        return Opinion(verdict, str(data.get("reason", ""))[:REASON], said.identity, answer.model, answer.tokens)
