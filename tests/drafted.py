"""What a model of the tests says to the question most of them ask, and what the trace tells of it."""

import json
from typing import Any

from huashu.orchestrator import Reply

ASKED = "衣服不合适能退吗"
GOOD = "可以的，签收后7天无理由退换，您在订单里点申请就行。"


def says(reply: str, *ids: str, **reading: Any) -> str:
    """An answer with a reply, whose beginning rests on facts, and corrections of the reading."""
    sources = [{"begins": reply[:4], "ids": list(ids)}] if ids else []
    return json.dumps({"reply": reply, "sources": sources, "reading": reading}, ensure_ascii=False)


def detail(reply: Reply, step: str) -> str:
    """What the trace notes of a step."""
    return next(one.detail for one in reply.steps if one.name == step)
