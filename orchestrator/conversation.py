"""Who said what, to whom, and how the answer should sound: the request as the contract names it."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, TypeAdapter, field_validator

from huashu.knowledge.taxonomy import Channel, Market, Organization, Relationship, Tier, Tone

from .customers.overrides import Decision
from .errors import InputError, parse
from .facts import Currency, Fact, Money
from .record import Draft, Line, Moment, Record

CHINA = ZoneInfo("Asia/Shanghai")
Role = Literal["customer", "agent"]
MessageText = Annotated[str, StringConstraints(max_length=20_000)]


class Message(Record):
    """One message. ``text`` is 1-20,000 characters, not only blanks; ``at`` carries an offset from UTC."""

    role: Role
    text: MessageText
    at: Moment | None = None

    @field_validator("text")
    @classmethod
    def _says_something(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("is empty; a message says something")
        return text


class Purchase(Record):
    """One past order: when, how much was paid, how much of it paid back; ``discount`` is what was taken off."""

    at: Moment
    amount: Money
    currency: Currency = "CNY"
    discount: Money | None = None
    refunded: Money = Decimal(0)


class Culture(Record):
    """Locale (BCP 47) and how much is left unsaid, for directness and taboos."""

    locale: Line = "zh-CN"
    context: Literal["high", "low"] | None = None


class Customer(Record):
    """What the caller's own data say of the customer; nothing of it is guessed from a message.

    ``history`` is in one currency. ``override`` is what a person decided; it wins over ``tier``, ``relationship`` and
    the history as long as it holds.
    """

    id: Line | None = None
    name: Line | None = None
    tier: Tier | None = None
    relationship: Relationship | None = None
    organization: Organization | None = None
    tags: tuple[Line, ...] = Field(default=(), max_length=50)
    history: tuple[Purchase, ...] = Field(default=(), max_length=10_000)
    override: Decision | None = None
    culture: Culture = Culture()

    @field_validator("history")
    @classmethod
    def _one_currency(cls, history: tuple[Purchase, ...]) -> tuple[Purchase, ...]:
        if len(currencies := {purchase.currency for purchase in history}) > 1:
            raise ValueError(f"mixes {' and '.join(sorted(currencies))}; give the amounts in one currency")
        return history


class Style(Record):
    """How the reply sounds: tone, form of address, brand name, emoji, and the most characters it may have.

    ``disclosure`` adds, once a conversation, the notice that an assistant is writing (a duty in China and the EU).
    """

    tone: Tone | None = None
    address: Line | None = None
    brand: Line | None = None
    emoji: bool = False
    disclosure: bool = True
    max_chars: int | None = Field(default=None, ge=20, le=4000)


class Request(Record):
    """What read, reply, check and search take; each reads the part it needs.

    Limits: 200 messages, 500 facts, a draft of 100,000 characters, a query of 1,000, 50 hits.
    """

    id: Line | None = None
    messages: tuple[Message, ...] = Field(default=(), max_length=200)
    customer: Customer = Customer()
    facts: tuple[Fact, ...] = Field(default=(), max_length=500)
    now: Moment | None = None
    market: Market = "CN"
    channel: Channel = "chat"
    locale: Line | None = None
    style: Style = Style()
    draft: Draft | None = None
    query: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)] | None = None
    limit: int = Field(default=5, ge=1, le=50)
    seed: int | None = Field(default=None, ge=0)

    @field_validator("facts")
    @classmethod
    def _ids_are_unique(cls, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        first: dict[str, int] = {}
        for at, fact in enumerate(facts):
            if (before := first.setdefault(fact.id, at)) != at:
                raise ValueError(f"[{before}] and [{at}] share the id '{fact.id}'; a receipt could not tell them apart")
        return facts

    @classmethod
    def parse(cls, data: Any) -> "Request":
        """A request from outside; `InputError` names the field that is wrong."""
        return parse(_REQUEST, data)

    def moment(self) -> datetime:
        """``now``, or the clock; in China's one zone where the market is China, wherever the server stands."""
        now = self.now or datetime.now().astimezone()
        return now.astimezone(CHINA) if self.market == "CN" else now

    def need(self, operation: Literal["read", "reply", "check", "search"]) -> None:
        """Refuse a request that lacks what the operation is about."""
        if operation in ("read", "reply"):
            self._need_a_customer_turn()
        elif operation == "check" and self.draft is None:
            raise InputError("draft", "is missing; give the text to check")
        elif operation == "search" and self.query is None:
            raise InputError("query", "is missing; give what to look for")

    def _need_a_customer_turn(self) -> None:
        if not self.messages:
            raise InputError("messages", "is missing; give at least one message of the customer")
        if self.messages[-1].role != "customer":
            raise InputError(
                f"messages[{len(self.messages) - 1}].role", "is 'agent'; a conversation ends with the customer's turn"
            )


_REQUEST = TypeAdapter(Request)
_SPEAKER = re.compile(
    r"^\s*(?:(?P<customer>顾客|客户|买家|用户|customer|client|buyer|user)"
    r"|(?P<agent>客服|商家|卖家|店家|agent|shop|assistant))\s*[:：]\s*",
    re.IGNORECASE,
)


def names_speakers(text: str) -> bool:
    """Whether a text says who speaks, so that it is a conversation."""
    return any(_SPEAKER.match(line) for line in text.splitlines())


def parse_transcript(text: str) -> list[dict[str, str]]:
    """Read a conversation as people paste it.

    Lines that begin with 顾客：/客户：/买家：/customer: or 客服：/商家：/agent: start a message, other lines go on with
    the one before. What stands before any such line, or without one, is the customer's.
    """
    messages: list[dict[str, str]] = []
    for line in text.splitlines():
        if found := _SPEAKER.match(line):
            messages.append({"role": found.lastgroup or "customer", "text": line[found.end() :]})
        elif messages:
            messages[-1]["text"] += "\n" + line
        elif line.strip():
            messages.append({"role": "customer", "text": line})
    return [{**message, "text": message["text"].strip()} for message in messages]
