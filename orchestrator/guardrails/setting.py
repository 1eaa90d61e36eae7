"""Where a text would be said: the turns before it, the channel, the hour, what the customer feels."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from huashu.knowledge.taxonomy import Channel

from ..conversation import Message
from ..reading import Emotion
from .normalize import normalize

if TYPE_CHECKING:
    from ..culture import Region
    from ..feelings import Feeling


@dataclass(frozen=True)
class Setting:
    """The scene of a text under inspection. Everything may be unknown; a rule that needs it is silent then."""

    messages: tuple[Message, ...] = ()
    channel: Channel = "chat"
    emotion: "Emotion | Feeling | None" = None
    region: "Region | None" = None

    @classmethod
    def of(cls, messages: Sequence[Message], channel: Channel = "chat", emotion: Emotion | None = None) -> "Setting":
        """The scene of a conversation."""
        return cls(tuple(messages), channel, emotion)

    @cached_property
    def ours(self) -> tuple[str, ...]:
        """What we said before, in the one spelling, the oldest first."""
        return tuple(normalize(message.text).text for message in self.messages if message.role == "agent")

    @cached_property
    def theirs(self) -> tuple[str, ...]:
        """What the customer said, in the one spelling, the oldest first."""
        return tuple(normalize(message.text).text for message in self.messages if message.role == "customer")


ALONE = Setting()
"""A text of which nothing else is known."""
