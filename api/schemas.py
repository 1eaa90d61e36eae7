"""JSON Schemas of what goes in and comes out, made from the types themselves."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, TypeAdapter

from huashu.orchestrator import Check, Hit, InputError, Reading, Reply, Request
from huashu.orchestrator.facts import Fact


class _Search(BaseModel):
    """What a search gives."""

    hits: tuple[Hit, ...]


SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "request": Request.model_json_schema,
    "reply": lambda: Reply.model_json_schema(mode="serialization"),
    "reading": lambda: Reading.model_json_schema(mode="serialization"),
    "check": lambda: Check.model_json_schema(mode="serialization"),
    "search": lambda: _Search.model_json_schema(mode="serialization"),
    "facts": lambda: TypeAdapter(list[Fact]).json_schema(),
}


def schema_of(name: str) -> dict[str, Any]:
    """The schema of one of `SCHEMAS`."""
    if name not in SCHEMAS:
        raise InputError("name", f"'{name}' has no schema; there are {', '.join(SCHEMAS)}")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **SCHEMAS[name]()}
