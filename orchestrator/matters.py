"""What a turn is about: topics by the cues in its words, or the topic that it goes on with."""

import re
from collections.abc import Mapping, Sequence

from huashu.knowledge.taxonomy import TopicId

from .conversation import Message
from .evidence import Weight, stretches
from .hearing import Hearing, Weights
from .reading import Label

ENOUGH = 0.5
CLEAR = 0.85
EARLIER_TURN = 0.4
AT_MOST = 3
COURTESIES = frozenset({"greeting", "thanks"})
QUESTION = re.compile(r"[^。！!，,\n]{2,30}(?:吗|么|嘛|呢)?[?？]|[^。！!，,\n]{2,30}(?:吗|么|嘛)(?=$|\n|[。，,!！])")
ASKS = re.compile(r"[?？]\W*$|(?:吗|呢|一下|发我|告诉我|给我)\W*$")
ALIKE: tuple[frozenset[TopicId], ...] = (
    frozenset({"delivery_status", "delivery_late", "dispatch_time"}),
    frozenset({"refund", "return"}),
    frozenset({"damaged", "defect"}),
)
"""Topics that are one matter to the customer."""

PROBLEMS: frozenset[TopicId] = frozenset(
    {"delivery_late", "damaged", "defect", "wrong_item", "missing_item", "return", "exchange", "refund", "price_drop",
     "order_cancel", "order_change", "service"}
)  # fmt: skip


def topics(now: Hearing, earlier: Sequence[Hearing]) -> list[Label[TopicId]]:
    """What the turn is about; a turn that names nothing goes on with the topic before it."""
    found = _ranked(now.weights("topics"), AT_MOST + len(COURTESIES))
    matters = [pair for pair in found if pair[0] not in COURTESIES]
    matters = matters or [*_topic_before(earlier), *found] or _bare_question(now)
    return [
        Label[TopicId](
            label=name,
            confidence=weight.confidence,
            evidence=stretches(weight.evidence, now.turn.original),
        )
        for name, weight in matters[:AT_MOST]
    ]


def asked_before(topic: TopicId | None, turns: Sequence[Hearing], messages: Sequence[Message]) -> bool:
    """Whether the customer raises the matter now as in an earlier turn, unless it is to answer what we asked."""
    *earlier, now = turns
    answering = len(messages) > 1 and messages[-2].role == "agent" and ASKS.search(messages[-2].text)
    alike = next((matter for matter in ALIKE if topic in matter), frozenset({topic}))
    raised = (any(one.label in alike for one in topics(turn, ())) for turn in (now, *reversed(earlier)))
    return not answering and next(raised) and any(raised)


def _topic_before(earlier: Sequence[Hearing]) -> list[tuple[str, Weight]]:
    for turn in reversed(earlier):
        found = _ranked(turn.weights("topics"), AT_MOST)
        if matters := [pair for pair in found if pair[0] not in COURTESIES]:
            name, weight = matters[0]
            return [(name, Weight(1 - weight.confidence * EARLIER_TURN))]
    return []


def _bare_question(now: Hearing) -> list[tuple[str, Weight]]:
    """A question about nothing else we know is about the product."""
    found = QUESTION.search(now.turn.text)
    return [("attribute", Weight(1 - ENOUGH, [now.turn.words(*found.span()).strip()]))] if found else []


def _ranked(weights: Mapping[str, Weight], count: int) -> list[tuple[str, Weight]]:
    """The best labels above `ENOUGH`, the surest first; a problem goes before what is only asked along with it."""
    sure: Weights = {label: weight for label, weight in weights.items() if weight.confidence >= ENOUGH}
    return sorted(sure.items(), key=_rank)[:count]


def _rank(pair: tuple[str, Weight]) -> tuple[bool, bool, float, int]:
    label, weight = pair
    clear = weight.confidence >= CLEAR
    return not clear, clear and label not in PROBLEMS, -weight.confidence, -len("".join(weight.evidence))
