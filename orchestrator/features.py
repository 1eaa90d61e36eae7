"""What the trained reader looks at: a turn's wording and meaning, the turns before it, the cues of the playbook."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, get_args

from huashu.knowledge.taxonomy import (
    EMOTIONS,
    NEEDS,
    RISKS,
    STAGES,
    TOPICS,
    DecisionMode,
    NeedLevel,
    Temperament,
    ValueId,
)

from .conversation import Message
from .feelings import SHOUTING
from .guardrails.normalize import normalize

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from huashu.knowledge.embed import Embedder

    Numbers = NDArray[np.float32]

MODES = (
    *(f"decision_mode.{name}" for name in get_args(DecisionMode)),
    *(f"values.{name}" for name in get_args(ValueId)),
    *(f"need_level.{name}" for name in get_args(NeedLevel)),
    *(f"temperament.{name}" for name in get_args(Temperament)),
)
CUES = {"stage": STAGES, "emotion": EMOTIONS, "needs": NEEDS, "risks": RISKS, "topics": TOPICS, "modes": MODES}
"""The labels whose cues count, by the file they stand in; the order is that of the numbers."""

LONG = 120
BEFORE = 1.1
"""How much each of the turns before weighs."""

CUE = 0.32
"""How much a cue weighs; of the squares 0, 0.05, 0.1, 0.2 and 0.4, 0.1 read held-out industries among the best."""

EVEN = 2.0

Heard = Mapping[str, Mapping[str, float]]
"""How sure the cues are of each label, by file: ``heard["risks"]["minor"]``."""


@dataclass(frozen=True)
class Context:
    """A turn as it was said, with what the agent and the customer said last before it.

    Empty where nothing was said.
    """

    said: str
    agent: str
    customer: str

    @cached_property
    def text(self) -> str:
        """The turn in its one spelling."""
        return normalize(self.said).text


def contexts(messages: Sequence[Message]) -> list[Context]:
    """The customer's turns, the oldest first: what they said between two messages of the agent is one turn."""
    turns: list[Context] = []
    last = {"agent": "", "customer": ""}
    for role, some in groupby(messages, key=lambda message: message.role):
        said = [message.text for message in some]
        if role == "customer":
            turns.append(Context("\n".join(said), last["agent"], last["customer"]))
        last[role] = said[-1]
    return turns


def features(contexts: Sequence[Context], heard: Sequence[Heard], embedder: "Embedder") -> "tuple[Numbers, Numbers]":
    """The meaning of each turn, and everything else about it but its words, as numbers: one row a turn."""
    import numpy as np

    said = list(dict.fromkeys(text for one in contexts for text in (one.text, one.agent, one.customer) if text))
    vectors = dict(zip(said, embedder.encode(said), strict=True))
    nothing = np.zeros(embedder.dimensions, dtype=np.float32)
    meanings = np.stack([vectors.get(one.text, nothing) for one in contexts])
    rows = [
        [vectors.get(one.agent, nothing) * BEFORE, vectors.get(one.customer, nothing) * BEFORE, _cues(one, cues)]
        for one, cues in zip(contexts, heard, strict=True)
    ]
    return meanings, np.stack([np.concatenate(row) for row in rows]).astype(np.float32)


def _cues(context: Context, heard: Heard) -> list[float]:
    cues = [heard.get(file, {}).get(label, 0.0) for file, labels in CUES.items() for label in labels]
    return [EVEN, *(CUE * cue for cue in (*cues, *_marks(context)))]


def _marks(context: Context) -> list[float]:
    """What is no word: whether it is the first turn, whether it or we ask, shouting, length, trailing off."""
    text = context.text
    return [
        float(not context.agent and not context.customer),
        float(bool(ASKED.search(text))),
        float(bool(ASKED.search(context.agent))),
        min(len(CALLED.findall(text)), 3) / 3,
        float(bool(SHOUTING.search(text))),
        min(len(text), LONG) / LONG,
        float("…" in text or "..." in text),
        float(bool(LAUGHS.search(text))),
    ]


ASKED = re.compile("[?？]")
CALLED = re.compile("[!！]")
LAUGHS = re.compile(r"哈{2,}|嘻嘻|嘿嘿|\blol\b|\bhaha|[😀-😆🤣😂🥰😍❤👍]")
