"""What a model answered, understood: the reply, what backs it, and what it says of the reading.

Real servers answer in many ways: pure JSON, JSON in a fence or after thoughts, JSON that was cut off, keys in Chinese,
or plain words. All are understood without another call; what is left is an error with its cause.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from .model import Answer, ModelError
from .record import CONTROLS, DIRECTIONS

THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
FENCE = re.compile(r"```(?:json|JSON)?\s*\n?(.*?)(?:```|\Z)", re.DOTALL)
KEYS: Mapping[str, tuple[str, ...]] = {
    "reply": ("reply", "回复", "回复全文", "answer", "response", "text", "content"),
    "sources": ("sources", "依据", "来源", "source"),
    "reading": ("reading", "读懂", "corrections"),
}
MARKER = re.compile(r"^\s*[*#]*\s*(?:reply|回复|答复|客服)[*]*\s*[:：]\s*", re.IGNORECASE)
LONGEST = 200_000
"""Characters of an answer that are looked at; a longer one is refused."""

SHORT_ENOUGH = 400
"""Texts up to this many bytes may repeat themselves without being a loop."""

LOOPING = 0.12
"""A longer text that shrinks to this share says the same over and over."""

SENTENCE_END = re.compile(r"[。！？!?\n]|\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft of a model. ``sources`` maps the beginning of a sentence to ids; ``reading`` is unchecked."""

    text: str
    sources: Mapping[str, tuple[str, ...]]
    reading: Mapping[str, Any]


def understood(answer: Answer) -> Drafted:
    """The draft in an answer; `ModelError` says why there is none."""
    if answer.finish == "refused":
        raise ModelError("refused", "the model declined to answer")
    text = _readable(THOUGHTS.sub("", answer.text)).strip()
    if not text:
        raise ModelError("truncated" if answer.finish == "length" else "empty", "the model said nothing")
    data = object_in(text)
    if data is None:
        return _checked(Drafted(_plain(text, answer), {}, {}))
    reply = _value(data, "reply")
    if not isinstance(reply, str):
        raise ModelError("unreadable", f"the answer has no text under 'reply'; its keys are {_shown(data)}")
    if answer.finish == "length" and not _value(data, "sources"):
        reply = _whole_sentences(reply)
    return _checked(
        Drafted(_readable(reply).strip(), dict(_sources(_value(data, "sources"))), _mapping(_value(data, "reading")))
    )


def _readable(text: str) -> str:
    """Without what nobody can read: halves of surrogate pairs, control characters, marks that turn a line around."""
    whole = text.encode("utf-8", "ignore").decode()
    return DIRECTIONS.sub("", CONTROLS.sub("", whole))


def object_in(text: str) -> dict[str, Any] | None:
    """The first JSON object, whole or cut off; ``None`` where the text is none."""
    fenced = FENCE.search(text)
    body = fenced[1] if fenced and "{" in fenced[1] else text
    start = body.find("{")
    if start < 0:
        return None
    for piece in (body[start : body.rfind("}") + 1], body[start:]):
        try:
            data = from_json(piece, allow_partial="trailing-strings")
        except ValueError:
            continue
        if isinstance(data, dict) and data:
            return data
    if text.startswith(("{", "[", "```")):
        raise ModelError("unreadable", "the answer is broken JSON")
    return None


def _plain(text: str, answer: Answer) -> str:
    """Words without any JSON are the reply itself."""
    words = MARKER.sub("", text.strip("`").strip()).strip()
    return _whole_sentences(words) if answer.finish == "length" else words


def _whole_sentences(text: str) -> str:
    """A text that was cut off, up to its last whole sentence."""
    ends = [found.end() for found in SENTENCE_END.finditer(text)]
    if not ends:
        raise ModelError("truncated", "the answer was cut off within its first sentence")
    return text[: ends[-1]]


def reply_in(data: Any) -> str:
    """The reply in the object of an answer, as it may leave; empty where there is none."""
    reply = _value(data, "reply") if isinstance(data, dict) else None
    return _readable(reply).strip() if isinstance(reply, str) else ""


def _checked(drafted: Drafted) -> Drafted:
    """Neither empty nor a loop."""
    if not drafted.text.strip():
        raise ModelError("empty", "the reply is empty")
    data = drafted.text.encode()
    if len(data) > SHORT_ENOUGH and len(zlib.compress(data)) / len(data) < LOOPING:
        raise ModelError("repetition", "the reply says the same over and over")
    return drafted


def _value(data: Mapping[str, Any], key: str) -> Any:
    return next((data[name] for name in KEYS[key] if name in data), None)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _sources(value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Both forms that models write: a list of begins and ids, or a mapping from one to the other."""
    if isinstance(value, dict):
        value = [{"begins": begins, "ids": ids} for begins, ids in value.items()]
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict) and isinstance(one.get("begins"), str):
            ids = one.get("ids")
            named = ids if isinstance(ids, list) else [ids]
            yield one["begins"], tuple(str(name).strip("[]") for name in named if name)


def _shown(data: Mapping[str, Any]) -> str:
    return ", ".join(list(data)[:5]) or "none"
