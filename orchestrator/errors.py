"""The caller's mistakes, told by field. The whole tree is drawn in ``huashu.knowledge.errors``."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from huashu.knowledge.errors import HuashuError

T = TypeVar("T")
A_TIME = "2026-11-25T23:59:59+08:00"
TYPES = {"facts": "invalid_fact", "messages": "invalid_message", "customer": "invalid_customer"}


class InputError(HuashuError):
    """Something the caller sent is wrong.

    ``field`` is a path such as ``facts[2].ends``, ``type`` one of ``invalid_fact``, ``invalid_message``,
    ``invalid_customer``, ``invalid_request``; ``also`` names further fields that are wrong.
    """

    def __init__(self, field: str, message: str, also: Sequence[str] = ()) -> None:
        self.field, self.message, self.also = field, message, tuple(also)
        self.type = TYPES.get(field.split("[")[0].split(".")[0], "invalid_request")
        super().__init__(f"{field}: {message}" if field else message)

    def as_json(self) -> dict[str, Any]:
        """The same with the field, and the further fields that are wrong."""
        body: dict[str, Any] = {"type": self.type, "field": self.field, "message": self.message}
        if self.also:
            body["also"] = list(self.also)
        return {"error": body}


def parse(adapter: TypeAdapter[T], data: object, field: str = "") -> T:
    """Validate ``data`` from outside; pydantic's errors become one `InputError` below ``field``."""
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        raise translated(error, field) from error


def translated(error: ValidationError, field: str = "") -> InputError:
    """The first problem as field and advice, up to five others by field."""
    problems = [(_path(field, e), _advice(e)) for e in error.errors(include_url=False)]
    first, advice = problems[0]
    return InputError(first, advice, [f"{path}: {text}" for path, text in problems[1:6]])


def _path(field: str, error: ErrorDetails) -> str:
    path, location = field, list(error["loc"])
    if key := error.get("ctx", {}).get("unknown_key"):
        location.append(str(key))
    for at, part in enumerate(location):
        if isinstance(part, int):
            path += f"[{part}]"
        elif not _names_a_union_member([field, *location], at + 1):
            path += f".{part}" if path else part
    return f"{path}.kind" if error["type"] == "union_tag_invalid" else path


def _names_a_union_member(location: list[int | str], at: int) -> bool:
    """Pydantic puts the kind of a fact into the path; the caller wrote no such key."""
    return at >= 2 and isinstance(location[at - 1], int) and location[at - 2] == "facts"


def _advice(error: ErrorDetails) -> str:
    if say := ADVICE.get(error["type"]):
        return say(error["input"], error.get("ctx", {}))
    return f"{error['msg'][:1].lower()}{error['msg'][1:]} (given: {_short(error['input'])})"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


ADVICE: dict[str, Callable[[Any, dict[str, Any]], str]] = {
    "missing": lambda given, ctx: "is missing",
    "timezone_aware": lambda given, ctx: f"{_short(given)} has no offset from UTC; write it like {A_TIME}",
    "literal_error": lambda given, ctx: f"{_short(given)} is not known; it is one of {ctx['expected']}",
    "union_tag_invalid": lambda given, ctx: f"'{ctx['tag']}' is not a kind of fact; these are: {ctx['expected_tags']}",
    "union_tag_not_found": lambda given, ctx: "has no kind; every fact names one, such as promotion, policy or order",
    "string_unicode": lambda given, ctx: "holds half of a surrogate pair; send whole Unicode characters",
    "finite_number": lambda given, ctx: f"{_short(given)} is not a number one can pay; give one such as 129 or 9.9",
    "string_too_long": lambda given, ctx: f"has {len(given):,} characters; the limit is {ctx['max_length']:,}",
    "string_too_short": lambda given, ctx: "is empty",
    "too_long": lambda given, ctx: f"has {ctx['actual_length']:,} entries; the limit is {ctx['max_length']:,}",
    "value_error": lambda given, ctx: str(ctx["error"]),
    "model_type": lambda given, ctx: f"is {_short(given)}; give a mapping with its fields",
    "date_from_datetime_parsing": lambda given, ctx: f"{_short(given)} is no date; write it like 2026-11-25",
    "date_parsing": lambda given, ctx: f"{_short(given)} is no date; write it like 2026-11-25",
    "datetime_parsing": lambda given, ctx: f"{_short(given)} is no time; write it like {A_TIME}",
    "datetime_from_date_parsing": lambda given, ctx: f"{_short(given)} is no time; write it like {A_TIME}",
    "unknown_key": lambda given, ctx: f"is not a key here; {ctx['hint']}known keys: {ctx['known']}",
}
"""Pydantic's error types, in words that say what would be right."""
