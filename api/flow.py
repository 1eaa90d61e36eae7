"""Text that fills its lines as Chinese does: it may break between any two characters, never before closing punctuation.

``rich`` breaks lines at spaces only; a Chinese paragraph has none. (W3C, Requirements for Chinese Text Layout, 3.1.3.)
"""

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
OPENING = "（《〈「『【〔“‘(["
CLOSING = "，。！？；：、）》〉」』】〕”’…·)]%⁰¹²³⁴⁵⁶⁷⁸⁹"
WORD = rf"[^{WIDE}\s{re.escape(OPENING + CLOSING)}]{{1,20}}"
UNIT = re.compile(
    rf"[{re.escape(OPENING)}]*(?:{WORD}|(?![{re.escape(CLOSING)}])[{WIDE}])?[{re.escape(CLOSING)}]*[ \t\u3000]*|\n"
)
"""What stays together: a word or one wide character, with the punctuation that belongs to it."""


class Flow:
    """A text, broken into lines wherever its script allows."""

    def __init__(self, text: Text | str, style: str = "") -> None:
        self.text = Text(text, style) if isinstance(text, str) else text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines, each no wider than the space there is."""
        for line in self.text.divide(list(_breaks(self.text.plain, options.max_width))):
            line.rstrip()
            yield line

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Between a short column and the longest line."""
        longest = max(map(cell_len, self.text.plain.splitlines()), default=0)
        return Measurement(min(longest, 16), max(1, longest))


def _breaks(text: str, width: int) -> Iterator[int]:
    """Where lines begin, after the first."""
    used = 0
    for unit in UNIT.finditer(text):
        words = unit.group()
        if words == "\n":
            yield unit.end()
            used = 0
            continue
        if used and used + cell_len(words.rstrip()) > width:
            yield unit.start()
            used = 0
        used += cell_len(words)
