"""One spelling for what people write in many: width, script, case, and characters nobody sees.

Every character of the result knows its place in the original, so that what is found can be shown in the caller's words.
"""

import re
import unicodedata
from dataclasses import dataclass

from huashu.knowledge.language import simplified
from huashu.knowledge.spans import MappedText

from .dodges import undisguised

INVISIBLE = re.compile(
    r"(?<=[\u4e00-\u9fff])[\u0300-\u036f]+|[\u20d0-\u20ff\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})
LATIN_WORD = re.compile(r"[A-Za-z]['’‘`][A-Za-z]")


@dataclass(frozen=True, slots=True)
class Normalized:
    """A text in one spelling, and the original it came from."""

    original: str
    mapped: MappedText

    @property
    def text(self) -> str:
        """The one spelling."""
        return self.mapped.text

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that ``[start, end)`` of the normalised text stands for."""
        return self.mapped.origin(start, end)

    def words(self, start: int, end: int) -> str:
        """The original words there."""
        first, last = self.origin(start, end)
        return self.original[first:last]


def normalize(text: str) -> Normalized:
    """Half width, simplified, lower case, no invisible characters, no spaces between Han characters, no disguises."""
    plain = MappedText.of(text).cut(INVISIBLE).spelled(_compatible)
    return Normalized(text, undisguised(plain.spelled(simplified).spelled(_lower)))


def _compatible(text: str) -> str:
    """NFKC, but a quotation mark, an ellipsis and Chinese punctuation stay what they are."""
    return "".join(c if c in KEPT else unicodedata.normalize("NFKC", c) for c in text)


def _lower(text: str) -> str:
    lowered = text.lower()
    return LATIN_WORD.sub(lambda m: m[0].translate(APOSTROPHES), lowered) if "’" in lowered else lowered


KEPT = frozenset("，。！？；：（）“”‘’、…【】《》～")
"""Full-width marks that Chinese text is written with; they part sentences, so they are not folded."""
