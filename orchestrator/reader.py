"""From a conversation to a reading: trained heads decide, cues say what it is about, the words that moved them show.

What neither is sure of stays empty.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from huashu.knowledge.embed import bundled
from huashu.knowledge.language import language_of
from huashu.knowledge.playbook import Playbook
from huashu.knowledge.taxonomy import TopicId

from .conversation import Message
from .features import Context, contexts
from .feelings import Feeling, feeling_of, trend_of
from .guardrails.normalize import normalize
from .hearing import CueIndex, Hearing
from .matters import asked_before, topics
from .reading import Reading
from .told import Told

if TYPE_CHECKING:
    from .judgement import Judgement, Judging

CODE = re.compile(r"[^a-z\u3040-\u9fff\uac00-\ud7af]*|\W*(?i:ok|okay|[a-z]{1,3}\d+)\W*")


class Reader:
    """Reads customers' turns with the cues and the heads of a playbook."""

    def __init__(self, playbook: Playbook, judge: "Judging | None" = None) -> None:
        self._playbook = playbook
        self._judge = judge

    @cached_property
    def _cues(self) -> CueIndex:
        return CueIndex(self._playbook.cues)

    def read(self, messages: Sequence[Message], locale: str | None = None) -> Reading:
        """The reading of the last customer turn, in the light of the turns before it."""
        return self.judged(messages, locale)[0]

    def judged(self, messages: Sequence[Message], locale: str | None = None) -> "tuple[Reading, Judgement]":
        """The reading, and what the heads made of that turn."""
        turns = contexts(messages)
        heard = [self._hear(turn.said) for turn in turns]
        told = self._told(turns[-2:], heard[-2:])
        reading = Reading(
            **told[-1].labels(),
            topics=tuple(topics(heard[-1], heard[:-1])),
            trend=trend_of([one.feeling() for one in told]),
            language=_language([turn.said for turn in turns], locale),
        )
        return reading, told[-1].judged

    def feeling(self, messages: Sequence[Message]) -> Feeling:
        """What the words of the last customer turn alone show of feelings: a quick look, for a check."""
        return feeling_of(normalize(contexts(messages)[-1].said), self._playbook.cues["emotion"])

    def asked_before(self, messages: Sequence[Message], topic: TopicId | None) -> bool:
        """Whether the customer raises the matter now as in an earlier turn, unless it is to answer what we asked."""
        return asked_before(topic, [self._hear(turn.said) for turn in contexts(messages)], messages)

    def topics_of(self, text: str) -> frozenset[TopicId]:
        """What a text is about, on its own."""
        return frozenset(topic.label for topic in topics(self._hear(text), ()))

    def warm_up(self) -> None:
        """Load the heads and what they look at."""
        self.read([Message(role="customer", text="你好")])

    def _hear(self, said: str) -> Hearing:
        return Hearing(self._cues, said)

    def _told(self, turns: Sequence[Context], heard: Sequence[Hearing]) -> list[Told]:
        """What the heads make of the last turn and of the one before it, to which it is compared."""
        from .judgement import judge_of

        judge = self._judge or judge_of(self._playbook.taught)
        judged = judge.judge(turns, [one.heard() for one in heard], bundled())
        return [Told(*pair, judge.lines) for pair in zip(heard, judged, strict=True)]


def _language(turns: Sequence[str], locale: str | None) -> str:
    """The language of the last turn that has words, a code or an "OK" being none; without words, the locale's."""
    for turn in (*reversed([turn for turn in turns if not CODE.fullmatch(turn)]), *reversed(turns)):
        if (language := language_of(turn)) != "und":
            return language
    return LOCALES.get((locale or "")[:5], (locale or "und")[:2])


LOCALES = {"zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-MO": "zh-Hant"}
