"""A case to explain: a conversation, a colleague's account of what happened, or both."""

import re
from typing import Any

from pydantic import TypeAdapter

from ..conversation import Request
from ..errors import InputError, parse
from ..record import Paragraph

TOLD_OF = re.compile(
    r"(?<![老新])(?:顾客|客户|用户|买家)(?!服务|端|名)|会员|学员|家长|居民|业主"
    r"|\b(?<!as a )(?:customers?|clients?|buyers?|shoppers?|members?|parents?|residents?)\b(?! service)",
    re.IGNORECASE,
)
"""Whoever speaks of "the customer" is not the customer,"""

OF_MYSELF = re.compile(r"我(?!们)|\b(?:I|my|me)\b")
"""unless they speak of themselves as well."""


class Case(Request):
    """A request that may tell, in ``story``, what happened in the words of whoever saw it (1-2,000 characters)."""

    story: Paragraph | None = None

    @classmethod
    def parse(cls, data: Any) -> "Case":
        """A case from outside; `InputError` names the field that is wrong."""
        case = parse(_CASE, data)
        if case.story is None and not any(message.role == "customer" for message in case.messages):
            raise InputError("story", "is missing, and so are messages; tell what happened or give the conversation")
        return case

    @property
    def turns(self) -> tuple[str, ...]:
        """What the customer said, the oldest first."""
        return tuple(message.text for message in self.messages if message.role == "customer")


_CASE: TypeAdapter[Case] = TypeAdapter(Case)


def told_of(text: str) -> bool:
    """Whether a text tells of a customer rather than being a customer's words."""
    return bool(TOLD_OF.search(text)) and not OF_MYSELF.search(text)
