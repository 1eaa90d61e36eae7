"""A reply while its answer still grows: which sentences of it are surely there.

The answer is JSON with the reply first, so the reply is read before the rest has come. What does not begin as JSON may
still hold some (thoughts, a preamble): it is not read before it is whole.
"""

from collections.abc import Iterator

from pydantic_core import from_json

from .guardrails.sentences import sentences
from .model import ModelError
from .model_answer import LONGEST, THOUGHTS, reply_in

STEP = 256
"""An answer is read again once it has grown by so small a share, so that a long one costs no more than it is long."""


class Growing:
    """Takes an answer piece by piece; ``said`` is the reply as far as it has been given out."""

    def __init__(self, sent: str = "") -> None:
        self.said = ""
        self._sent = sent
        self._raw = ""
        self._read = 0

    def more(self, piece: str) -> Iterator[str]:
        """The sentences that are whole with another piece."""
        self._raw += piece
        if len(self._raw) > LONGEST:
            raise ModelError("too_long", f"the answer has more than {LONGEST:,} characters")
        if len(self._raw) - self._read < 1 + len(self._raw) // STEP:
            return
        self._read = len(self._raw)
        reply, ended = _so_far(self._raw)
        yield from self._new(reply, ended=ended)

    def whole(self, reply: str) -> Iterator[str]:
        """The sentences that are still to come when the reply is whole."""
        yield from self._new(reply, ended=True)

    def _new(self, reply: str, *, ended: bool) -> Iterator[str]:
        reply = _beyond(self._sent, reply)
        if not reply.startswith(self.said):
            if ended or reply.strip():
                raise ModelError("unreadable", "the answer took back what it had begun to say")
            return
        *done, last = sentences(reply[len(self.said) :])
        for sentence in (*done, last) if ended else done:
            if sentence.strip():
                self.said += sentence
                yield sentence


def _so_far(raw: str) -> tuple[str, bool]:
    """The reply in an answer that still grows, and whether the reply has ended."""
    body = THOUGHTS.sub("", raw).lstrip()
    if not body.startswith(("{", "```")):
        return "", False
    body = body[max(0, body.find("{")) :]
    try:
        return reply_in(from_json(body, allow_partial="trailing-strings")), bool(
            reply_in(from_json(body, allow_partial=True))
        )
    except ValueError:
        return "", False


def _beyond(sent: str, reply: str) -> str:
    """What a reply says behind what was sent: some models repeat that first."""
    if reply.startswith(sent):
        return reply[len(sent) :]
    return "" if sent.startswith(reply) else reply
