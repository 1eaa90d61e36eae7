"""scene_mismatch and template_reply (both warn): a text that may be said, but not now, not here, or not again."""

import re
from collections.abc import Iterator

from huashu.knowledge.language import HAN

from ..outcome import Finding
from .inspection import Inspection
from .rules import Rule
from .sentences import Sentences

UPSET = ("angry", "annoyed", "disappointed")
CLEARLY = 2
"""From this intensity on feelings come first (taxonomy: emotion)."""

NIGHT_FROM, NIGHT_TO = 22, 8
TO_MANY = ("private_message", "community", "email")
CHATS = ("chat", "private_message")
LONG_HAN, LONG_LATIN = 500, 1600
"""A chat message longer than this is not read to its end."""

OURS = 3
"""How many of our latest turns a sentence must not repeat."""

SHORTEST = 8
LEFT = 5
"""Characters that may be left of a reply of nothing but stock phrases: particles and names."""

ASKS = re.compile(r"[?？]")
MARKS = re.compile(r"[^\w]+")
PARTICLES = re.compile(
    r"^(?:亲|的|了|哦|呢|哈|啊|呀|呐|您|你|我们|这边|请|会|and|so|we|you|i|the|again|very|much|dear)+$"
)


def scene_mismatch(case: Inspection, rule: Rule) -> Iterator[Finding]:
    """Selling to somebody upset, at night or under a review; a long text in a chat."""
    reason = _no_time_to_sell(case)
    found = next(iter(case.said(rule.words["selling"], "asked", "conditional")), None) if reason else None
    if reason and found:
        yield case.finding(rule, found.start(), found.end(), reason)
    limit = LONG_HAN if HAN.search(case.text) else LONG_LATIN
    if case.setting.channel in CHATS and len(case.text) > limit and case.setting.messages:
        yield case.finding(rule, limit, len(case.text), "long", count=str(len(case.text)))


def _no_time_to_sell(case: Inspection) -> str | None:
    setting, hour = case.setting, case.sheet.now.hour
    if setting.emotion and setting.emotion.label in UPSET and setting.emotion.intensity >= CLEARLY:
        return "upset"
    if setting.channel == "review":
        return "review"
    unasked = not setting.messages or setting.messages[-1].role == "agent"
    at_night = hour >= NIGHT_FROM or hour < NIGHT_TO
    return "night" if unasked and at_night and setting.channel in TO_MANY else None


def template_reply(case: Inspection, rule: Rule) -> Iterator[Finding]:
    """A reply of stock phrases to somebody who asked, and sentences that our last turns said word for word."""
    said_before = {plain for text in case.setting.ours[-OURS:] for _, _, plain in _sentences(text)}
    repeated = [(start, end) for start, end, plain in _sentences(case.text) if plain in said_before]
    for start, end in repeated:
        yield case.finding(rule, start, end, "again")
    asked = case.setting.messages and case.setting.messages[-1].role == "customer"
    if asked and not repeated and not _says_anything(case, rule):
        end = len(case.text.rstrip())
        yield case.finding(rule, 0, end, "stock")


def _sentences(text: str) -> Iterator[tuple[int, int, str]]:
    """The sentences long enough to be noticed when they come again: start, end, and the words without marks."""
    for start, end in Sentences(text):
        plain = MARKS.sub("", text[start:end])
        if len(plain) >= SHORTEST:
            yield start, end, plain


def _says_anything(case: Inspection, rule: Rule) -> bool:
    """Whether a reply holds more than stock phrases: a fact, a question, a step."""
    left = rule.words["filler"].pattern.sub("", case.text)
    words = [word for word in MARKS.split(left) if word and not PARTICLES.match(word)]
    if ASKS.search(left) and words:
        return True
    return sum(map(len, words)) > LEFT
