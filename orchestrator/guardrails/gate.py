"""The streaming gate: a growing text leaves sentence by sentence, each one checked before it leaves.

What has left is never taken back; from the first sentence that may not be sent on, nothing leaves any more. That works
because a verdict on a sentence looks at that sentence and the one before, never ahead.
"""

import codecs
from typing import TypeVar

from huashu.knowledge.taxonomy import Market

from ..outcome import Finding, Receipt
from ..validity import FactSheet
from .check import Checker
from .sentences import sentences
from .setting import ALONE, Setting

Place = TypeVar("Place", Finding, Receipt)


class Gate:
    """Takes a text in chunks of any size, cut anywhere, and lets out what has passed.

    ``finding`` says what stopped it, ``receipts`` what backs the sentences that left (spans in the whole text).
    """

    def __init__(self, checker: Checker, sheet: FactSheet, market: Market = "CN", setting: Setting = ALONE) -> None:
        self.finding: Finding | None = None
        self.receipts: list[Receipt] = []
        self._checker, self._sheet, self._market, self._setting = checker, sheet, market, setting
        self._bytes = codecs.getincrementaldecoder("utf-8")(errors="strict")
        self._before = ""
        self._held = ""
        self._left = 0

    @property
    def stopped(self) -> bool:
        """Whether a sentence was found that may not be sent."""
        return self.finding is not None

    def feed(self, chunk: str | bytes) -> str:
        """Take more of the text; what may leave now is returned. Bytes may end inside a character (UTF-8)."""
        self._held += self._bytes.decode(chunk) if isinstance(chunk, bytes) else chunk
        *whole, self._held = sentences(self._held)
        return "".join(self._passed(sentence) for sentence in whole)

    def finish(self) -> str:
        """The text is over; what may still leave is returned. A character cut off in the middle is an error."""
        self._bytes.decode(b"", final=True)
        rest, self._held = self._held, ""
        return self._passed(rest) if rest else ""

    def go_on(self) -> None:
        """Another hand writes the rest, behind what has left: what stopped the text is forgotten with its words."""
        self.finding, self._held = None, ""
        self._bytes.reset()

    def _passed(self, sentence: str) -> str:
        """The sentence, when it and everything before it may be sent."""
        if self.stopped:
            return ""
        start, base = len(self._before), self._left - len(self._before)
        check = self._checker.check_against(self._before + sentence, self._sheet, self._market, self._setting)
        inside = [finding for finding in check.findings if finding.severity == "block" and finding.span[1] > start]
        if inside:
            self.finding = _moved(inside[0], base)
            return ""
        self.receipts += [_moved(receipt, base) for receipt in check.receipts if receipt.span[0] >= start]
        self._before, self._left = sentence, self._left + len(sentence)
        return sentence


def _moved(one: Place, by: int) -> Place:
    return one.model_copy(update={"span": (one.span[0] + by, one.span[1] + by)})
