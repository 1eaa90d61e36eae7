"""From a conversation to a reading: cues weigh for labels, the words that weighed are the evidence.

What no cue speaks for stays empty.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from huashu.knowledge.cues import WEIGHTS, CueBook, CueGroup
from huashu.knowledge.language import language_of
from huashu.knowledge.playbook import Playbook
from huashu.knowledge.taxonomy import NeedId, RiskId, Stage, TopicId, ValueId

from .conversation import Message
from .evidence import Weight, stretches
from .feelings import Feeling, feeling_of, trend_of
from .guardrails.clauses import clause_at, clauses, polarity
from .guardrails.normalize import Normalized, normalize
from .guardrails.personal import personal_data
from .reading import Emotion, Label, Reading

ENOUGH = 0.5
CLEAR = 0.85
A_TOPIC_SPEAKS = 0.6
EARLIER_TURN = 0.4
NEEDS_AT_MOST = 3
TOPICS_AT_MOST = 3
COURTESIES = frozenset({"greeting", "thanks"})
NEGATION = re.compile(r"(?:不(?:是|会|用|需要|必|想|是[要想来])?|没有?|别|未|无|无需|并非|not |n't |never |no )$")
QUESTION = re.compile(r"[^。！!，,\n]{2,30}(?:吗|么|嘛|呢)?[?？]|[^。！!，,\n]{2,30}(?:吗|么|嘛)(?=$|\n|[。，,!！])")
CODE = re.compile(r"[^a-z\u3040-\u9fff\uac00-\ud7af]*|\W*(?i:ok|okay|[a-z]{1,3}\d+)\W*")
ASKS = re.compile(r"[?？]\W*$|(?:吗|呢|一下|发我|告诉我|给我)\W*$")
ELSEWHERE = re.compile(r"别家|别的(?:牌子|店|品牌)|其他(?:家|牌子|品牌)|another (?:brand|shop)|other brands?")
HAPPENED = re.compile(r"了|过(?!敏)|刚|已经|\b(?:had|has|got|was|were|gave|made|after)\b")
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


Weights = dict[str, Weight]


class Reader:
    """Reads customers' turns with the cues of a playbook."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook
        self._cues: CueBook = playbook.cues

    def read(self, messages: Sequence[Message], locale: str | None = None) -> Reading:
        """The reading of the last customer turn, in the light of the turns before it."""
        turns = customer_turns(messages)
        now = normalize(turns[-1])
        topics = self._topics(now, turns[:-1])
        *before, felt = [feeling_of(normalize(turn), self._cues["emotion"]) for turn in turns[-2:]]
        risks = self._risks(now, turns[-1])
        feeling = _in_context(felt, now.text, topics, risks)
        stage = self._stage(now, topics)
        return Reading(
            stage=stage,
            emotion=Emotion(
                label=feeling.label,
                intensity=feeling.intensity,
                confidence=feeling.confidence,
                evidence=feeling.evidence,
            ),
            needs=tuple(self._needs(now, topics, feeling, stage)),
            topics=tuple(topics),
            risks=tuple(Label[RiskId](**_told(name, weight, now)) for name, weight in risks.items()),
            trend=trend_of([*before, feeling]),
            language=_language(turns, locale),
            **self._modes(now),
        )

    def asked_before(self, messages: Sequence[Message], topic: TopicId | None) -> bool:
        """Whether the customer raises the matter now as in an earlier turn, unless it is to answer what we asked."""
        *earlier, now = customer_turns(messages)
        answering = len(messages) > 1 and messages[-2].role == "agent" and ASKS.search(messages[-2].text)
        alike = next((matter for matter in ALIKE if topic in matter), frozenset({topic}))
        raised = (not alike.isdisjoint(self.topics_of(turn)) for turn in (now, *reversed(earlier)))
        return not answering and next(raised) and any(raised)

    def topics_of(self, text: str) -> frozenset[TopicId]:
        """What a text is about, on its own."""
        return frozenset(topic.label for topic in self._topics(normalize(text), ()))

    def _topics(self, now: Normalized, earlier: Sequence[str]) -> list[Label[TopicId]]:
        """What the turn is about; a turn that names nothing goes on with the topic before it."""
        found = _ranked(self._weigh("topics", now), TOPICS_AT_MOST + len(COURTESIES))
        matters = [pair for pair in found if pair[0] not in COURTESIES]
        matters = matters or [*self._topic_before(earlier), *found] or _bare_question(now)
        return [Label[TopicId](**_told(name, weight, now)) for name, weight in matters[:TOPICS_AT_MOST]]

    def _topic_before(self, earlier: Sequence[str]) -> list[tuple[str, Weight]]:
        for turn in reversed(earlier):
            found = _ranked(self._weigh("topics", normalize(turn)), 3)
            if matters := [pair for pair in found if pair[0] not in COURTESIES]:
                name, weight = matters[0]
                return [(name, Weight(1 - weight.confidence * EARLIER_TURN))]
        return []

    def _stage(self, now: Normalized, topics: Sequence[Label[TopicId]]) -> Label[Stage] | None:
        weights = self._weigh("stage", now)
        for topic in topics:
            usual = self._playbook.topics[topic.label].stage
            if usual:
                weights.setdefault(usual, Weight()).add(A_TOPIC_SPEAKS * topic.confidence, *topic.evidence[:1])
        best = _ranked(weights, 1)
        if not best:
            return self._stage_before(topics)
        label, weight = best[0]
        return Label[Stage](**_told(label, weight, now))

    def _stage_before(self, topics: Sequence[Label[TopicId]]) -> Label[Stage] | None:
        """A turn that only goes on with an earlier matter stands where that matter does."""
        usual = self._playbook.topics[topics[0].label].stage if topics else None
        return Label[Stage](label=usual, confidence=topics[0].confidence, evidence=()) if usual else None

    def _needs(
        self, now: Normalized, topics: Sequence[Label[TopicId]], feeling: Feeling, stage: Label[Stage] | None
    ) -> Iterable[Label[NeedId]]:
        weights = self._weigh("needs", now)
        problem = next((t for t in topics if t.label in PROBLEMS), None)
        if problem and stage and stage.label == "after_sale":
            weights.setdefault("resolution_seeking", Weight()).add(0.75, *problem.evidence[:1])
        if feeling.label in ("angry", "disappointed", "annoyed") and feeling.intensity >= 2:
            weights.setdefault("venting", Weight()).add(0.6, *feeling.evidence[:1])
            weights.pop("information_check", None)
        for label, weight in _ranked(weights, NEEDS_AT_MOST):
            yield Label[NeedId](**_told(label, weight, now))

    def _risks(self, now: Normalized, original: str) -> Weights:
        risks = {label: weight for label, weight in self._weigh("risks", now).items() if weight.confidence >= ENOUGH}
        for found in personal_data(original):
            risks.setdefault("personal_data", Weight()).add(0.95, found.text)
        return risks

    def _modes(self, now: Normalized) -> dict[str, object]:
        """Decision mode, values, need level and temperament: from clear words only."""
        weights = self._weigh("modes", now)
        found: dict[str, object] = {}
        for name in ("decision_mode", "need_level", "temperament"):
            own = {label.split(".")[1]: w for label, w in weights.items() if label.startswith(name)}
            if best := _ranked(own, 1):
                found[name] = _told(*best[0], now)
        values = {label.split(".")[1]: w for label, w in weights.items() if label.startswith("values.")}
        found["values"] = tuple(Label[ValueId](**_told(name, weight, now)) for name, weight in _ranked(values, 3))
        return found

    def _weigh(self, name: str, text: Normalized) -> Weights:
        weights: Weights = {}
        for group in self._cues[name]:
            for evidence in said(group, text, negatable=name in ("needs", "risks")):
                weights.setdefault(group.label, Weight()).add(WEIGHTS[group.strength], evidence)
        return weights


def _in_context(feeling: Feeling, text: str, topics: Sequence[Label[TopicId]], risks: Weights) -> Feeling:
    """What the words of feeling mean beside the matter and the danger they come with."""
    about = {topic.label for topic in topics}
    return (
        feeling.raised_by({name: weight.evidence for name, weight in risks.items()})
        .without_courtesy(polite=bool(about - {"thanks", "feedback", "greeting"}))
        .unless_ironic(text, about)
        .or_impatient(text, problem=not about.isdisjoint(PROBLEMS))
    )


def said(group: CueGroup, text: Normalized, *, negatable: bool) -> Iterable[str]:
    """The words of the turn, as the customer typed them, that the group finds; not where they are denied."""
    for found in group.matches(text.text):
        denied = negatable and NEGATION.search(text.text, 0, found.start())
        if not denied and not (group.label == "safety_incident" and _supposed(text.text, *found.span())):
            yield text.words(*found.span()).strip()


def _supposed(text: str, start: int, end: int) -> bool:
    """ "会过敏吗" asks about the product, and nobody was hurt; what another brand did is no incident of ours."""
    parts = clauses(text)
    said = text[clause_at(parts, start).start : clause_at(parts, end - 1).end]
    meant = polarity(text, start, parts)
    asked = meant == "asked" and not HAPPENED.search(said)
    return meant == "conditional" or asked or bool(ELSEWHERE.search(said))


def customer_turns(messages: Sequence[Message]) -> list[str]:
    """What the customer said between the agent's messages, one text a turn; the last one is the turn to answer."""
    turns: list[list[str]] = [[]]
    for message in messages:
        if message.role == "customer":
            turns[-1].append(message.text)
        elif turns[-1]:
            turns.append([])
    return ["\n".join(turn) for turn in turns if turn]


def _ranked(weights: Weights, count: int) -> list[tuple[str, Weight]]:
    """The best labels above `ENOUGH`, the surest first; a problem goes before what is only asked along with it."""
    sure = [(label, weight) for label, weight in weights.items() if weight.confidence >= ENOUGH]
    return sorted(sure, key=_rank)[:count]


def _rank(pair: tuple[str, Weight]) -> tuple[bool, bool, float, int]:
    label, weight = pair
    clear = weight.confidence >= CLEAR
    return not clear, clear and label not in PROBLEMS, -weight.confidence, -len("".join(weight.evidence))


def _bare_question(now: Normalized) -> list[tuple[str, Weight]]:
    """A question about nothing else we know is about the product."""
    found = QUESTION.search(now.text)
    return [("attribute", Weight(1 - ENOUGH, [now.words(*found.span()).strip()]))] if found else []


def _told(label: str, weight: Weight, now: Normalized) -> dict[str, Any]:
    evidence = stretches(weight.evidence, now.original)
    return {"label": label, "confidence": weight.confidence, "evidence": evidence}


def _language(turns: Sequence[str], locale: str | None) -> str:
    """The language of the last turn that has words, a code or an "OK" being none; without words, the locale's."""
    for turn in (*reversed([turn for turn in turns if not CODE.fullmatch(turn)]), *reversed(turns)):
        if (language := language_of(turn)) != "und":
            return language
    return LOCALES.get((locale or "")[:5], (locale or "und")[:2])


LOCALES = {"zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-MO": "zh-Hant"}
