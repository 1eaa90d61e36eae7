"""What a streamed reply sends, in this order: reading, strategy, passages, clauses, the reply."""

from typing import Annotated, Literal

from pydantic import Field

from .outcome import Choice, Hit, Reply
from .reading import Reading
from .record import Record


class ReadingEvent(Record):
    """What the customer's last turn shows, before a model settles what was left open."""

    event: Literal["reading"] = "reading"
    reading: Reading


class StrategyEvent(Record):
    """The strategy the reply will follow."""

    event: Literal["strategy"] = "strategy"
    strategy: Choice


class PassagesEvent(Record):
    """What the playbook and the documents say on it."""

    event: Literal["passages"] = "passages"
    passages: tuple[Hit, ...]


class ClauseEvent(Record):
    """A part of the reply that has passed the check. All of them in their order are the reply's text."""

    event: Literal["clause"] = "clause"
    text: str


class ReplyEvent(Record):
    """The whole reply, with receipts and trace."""

    event: Literal["reply"] = "reply"
    reply: Reply


Event = Annotated[ReadingEvent | StrategyEvent | PassagesEvent | ClauseEvent | ReplyEvent, Field(discriminator="event")]
