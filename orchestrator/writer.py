"""What a model is told, and its draft brought back: the conversation, the facts that hold, the reading, the strategy.

One call carries everything. What does not change from turn to turn comes first, so that a provider's prompt cache hits;
the conversation is trimmed to a budget, its older turns to their beginnings, without another call.
"""

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from huashu.knowledge.language import HAN, language_of, traditional
from huashu.knowledge.playbook import Playbook

from .facts import Allowance, Fact
from .growing import Growing
from .layout import limit_of
from .model import Answer, Ask, ChatModel, ModelError, pieces
from .model_answer import Drafted, understood
from .moves import in_order
from .outcome import Hit
from .scripts import Brief, tone_of
from .unsure import unsure_of
from .validity import FactSheet

if TYPE_CHECKING:
    from huashu.prompts import PromptBook, Rendered

TURNS_WHOLE = 6
"""So many of the last turns are given whole,"""

EARLIER = 60
"""of those before only so many characters,"""

CONVERSATION = 1100
"""and of all together at most so many tokens."""

TURN = 600
PASSAGE = 110
FACTS = 24
EXAMPLE = re.compile(r"[“「\"][^”」\"]*[”」\"]")
OUR_MARKS = re.compile(
    r"<(/?(?:facts|handbook|reading|unsure|strategy|style|conversation|draft|found|sent))\s*>", re.IGNORECASE
)
TOO_LONG = 2.0
"""A draft that is so many times as long as the channel bears is of no use."""

ANSWER_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "reply": {"type": "string"},
        "sources": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"begins": {"type": "string"}, "ids": {"type": "array", "items": {"type": "string"}}},
                "required": ["begins", "ids"],
            },
        },
        "reading": {
            "type": "object",
            "properties": {
                "stage": {"type": "string"},
                "emotion": {"type": "string"},
                "intensity": {"type": "integer"},
                "needs": {"type": "array", "items": {"type": "string"}},
            },
        },
    },
    "required": ["reply"],
}
"""The shape of an answer. The reply comes first, so that it can be read before the rest is there."""


@dataclass(frozen=True, slots=True)
class Written:
    """A model's draft with what it took: the answer, and the identity of the prompt."""

    text: str
    drafted: Drafted
    answer: Answer
    prompt: str


class ModelWriter:
    """Writes drafts with a chat model and the prompts of a book; ``prompt`` names another version of ours."""

    def __init__(self, model: ChatModel, playbook: Playbook, prompts: "PromptBook", prompt: str = "reply") -> None:
        self.model, self._playbook, self._prompts = model, playbook, prompts
        self._reply, self._revise = prompts.get(prompt), prompts.get("revise")

    async def write(self, said: "Rendered", brief: Brief, seconds: float) -> Written:
        """The draft; `ModelError` when there is none that can be used."""
        answer = await self.model.complete(_ask(said, seconds))
        return self._written(answer, said, brief)

    async def stream(
        self, said: "Rendered", brief: Brief, seconds: float, sent: str = ""
    ) -> AsyncGenerator[str | Written]:
        """The draft sentence by sentence, as far as it is not what was sent already; at last the whole.

        `ModelError` when there is none that can be used, or when it breaks off; what was yielded stays as it is.
        """
        growing = Growing(sent)
        async with aclosing(pieces(self.model, _ask(said, seconds))) as coming:
            async for piece in coming:
                written = self._written(piece, said, brief) if isinstance(piece, Answer) else None
                for sentence in growing.whole(written.drafted.text) if written else growing.more(str(piece)):
                    yield self._fitting(sentence, growing.said, brief)
                if written:
                    yield written

    def revision(self, brief: Brief, first: "Rendered", draft: str, found: Sequence[str], sent: str = "") -> "Rendered":
        """The words of the second call: the first, the draft, what was found, and what was sent of it already."""
        given = {"language": brief.reading.spoken, "first": f"{first.system}\n\n{first.user}", "draft": plain(draft)}
        return self._revise.render({**given, "findings": found, "sent": plain(sent)})

    def prompt(self, brief: Brief, sheet: FactSheet, passages: Sequence[Hit]) -> "Rendered":
        """The words of the one call."""
        return self._reply.render(self._values(brief, sheet, passages))

    def _values(self, brief: Brief, sheet: FactSheet, passages: Sequence[Hit]) -> dict[str, object]:
        language, names = brief.reading.spoken, self._playbook.names
        words = words_of(language)
        primary = names["strategy"][brief.choice.primary][language]
        steps = in_order(brief.choice, brief.reading, brief.grounds, self._playbook)
        unsure = unsure_of(brief.reading)
        return {
            "language": language,
            "script": words["script"].get(brief.reading.language, words["script"]["other"]),
            "brand": brief.request.style.brand or "",
            "facts": facts_told(sheet, brief, words),
            "passages": [_advice(hit.text) for hit in passages if hit.kind == "principle"],
            "reading": _reading(brief, names, language),
            "unsure": ", ".join(unsure),
            "strategy": primary,
            "moves": words["then"].join(step.move.names[language] for step in steps),
            "why": brief.choice.why,
            "style": words["tone"][tone_of(brief.request)],
            "limit": limit_of(brief.request, self._playbook.layout[language]),
            "conversation": trimmed(brief, words["role"]),
        }

    def _written(self, answer: Answer, said: "Rendered", brief: Brief) -> Written:
        try:
            drafted = understood(answer)
            text = self._fitting(drafted.text, drafted.text, brief)
        except ModelError as error:
            error.tokens = answer.tokens
            raise
        return Written(text, drafted, answer, said.identity)

    def _fitting(self, text: str, whole: str, brief: Brief) -> str:
        """A part of a reply in the customer's script; `ModelError` where the whole has another language or length."""
        wanted, said = brief.reading.language, language_of(whole)
        if said[:2] != brief.reading.spoken:
            raise ModelError("off_language", f"the reply is in '{said}', the customer writes '{wanted}'")
        limit = limit_of(brief.request, self._playbook.layout[brief.reading.spoken])
        if len(whole) > TOO_LONG * limit:
            raise ModelError("too_long", f"the reply has {len(whole):,} characters; the channel bears {limit:,}")
        return traditional(text) if wanted == "zh-Hant" and said != "zh-Hant" else text


def _ask(said: "Rendered", seconds: float) -> Ask:
    return Ask(said.system, said.user, ANSWER_SCHEMA, said.options, max(0.0, seconds))


def trimmed(brief: Brief, roles: Mapping[str, str]) -> list[str]:
    """The conversation within the budget: the last turns whole, those before by their beginnings."""
    messages = brief.request.messages
    told: list[str] = []
    left = CONVERSATION
    for number, message in enumerate(reversed(messages)):
        words = plain(" ".join(message.text.split()))[: TURN if number < TURNS_WHOLE else EARLIER]
        if (left := left - tokens_in(words)) < 0 and told:
            break
        told.append(f"{roles[message.role]}{words}")
    return list(reversed(told))


def _advice(text: str) -> str:
    """A passage without its examples: what somebody once said has no place in this reply."""
    return plain(EXAMPLE.sub("", " ".join(text.split())))[:PASSAGE]


def plain(text: str) -> str:
    """Somebody's words, in which none of the prompt's own marks can be closed or opened."""
    return OUR_MARKS.sub(r"‹\1›", text)


@cache
def words_of(language: str) -> Mapping[str, Any]:
    """What prompts call things (``prompt_words.yaml``)."""
    text = files(__package__).joinpath("prompt_words.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)[language]
    return words


def tokens_in(text: str) -> int:
    """About how many tokens a text takes: a Chinese character about one, four other characters about one."""
    han = len(HAN.findall(text))
    return han + (len(text) - han + 3) // 4


def facts_told(sheet: FactSheet, brief: Brief, words: Mapping[str, Any]) -> list[dict[str, str]]:
    """The facts that hold as a model may know them, so many at most.

    What we may give is left out where nobody is wronged: it would be offered.
    """
    wronged = brief.reading.upset or bool(brief.reading.stage and brief.reading.stage.label == "after_sale")
    facts = [fact for fact in sheet.facts if wronged or not isinstance(fact, Allowance)]
    return [_told(fact, words) for fact in facts[:FACTS]]


def _told(fact: Fact, words: Mapping[str, Any]) -> dict[str, str]:
    """A fact as the model may know it; of an allowance only that there is one."""
    said = words["limit"] if isinstance(fact, Allowance) else fact.text
    return {"id": plain(fact.id), "label": words["kind"][fact.kind], "text": plain(said)}


def _reading(brief: Brief, names: Mapping[str, Mapping[str, Mapping[str, str]]], language: str) -> str:
    reading = brief.reading
    parts = [names["stage"][reading.stage.label][language]] if reading.stage else []
    parts.append(f"{names['emotion'][reading.emotion.label][language]} {reading.emotion.intensity}/3")
    parts += [f"{names['need'][need.label][language]} {need.confidence:.1f}" for need in reading.needs]
    parts += [names["risk"][risk.label][language] for risk in reading.risks]
    return ", ".join(parts)
