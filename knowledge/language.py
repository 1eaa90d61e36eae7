"""Which language and script a text is in: by its characters, which is enough for zh-Hans, zh-Hant and en."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
KANA = re.compile(r"[\u3040-\u30ff]")
HANGUL = re.compile(r"[\uac00-\ud7af]")
LATIN = re.compile(r"[A-Za-z]")
WORD = re.compile(r"[A-Za-z']+")


@cache
def _converter(direction: str) -> "OpenCC":
    from opencc import OpenCC

    return OpenCC(direction)


def simplified(text: str) -> str:
    """Traditional characters become simplified ones; a line that has none stays as it is (显著 would become 显着)."""
    plain = str(_converter("t2s").convert(text))
    if plain == text:
        return text
    return "\n".join(
        str(_converter("tw2s").convert(line)) if line != other else line
        for line, other in zip(text.split("\n"), plain.split("\n"), strict=True)
    )


DONT = re.compile(r"彆(?!扭)")
"""OpenCC takes the 别 of 别着急 for that of 别扭."""


def traditional(text: str, conversion: str = "s2tw") -> str:
    """Simplified characters become traditional ones: Taiwan's, with its words (s2twp), or Hong Kong's (s2hk)."""
    return DONT.sub("別", str(_converter(conversion).convert(text)))


def language_of(text: str) -> str:
    """``zh-Hans``, ``zh-Hant``, ``en``, ``ja``, ``ko``, or ``und`` where the characters do not say.

    A few Latin words in a Chinese sentence do not make it English: one Chinese character weighs as much as a word.
    """
    language = _without_script(text)
    return _script(text) if language == "zh" else language


def is_english(text: str) -> bool:
    """Whether `language_of` the text is English, without asking in which script Chinese is written."""
    return _without_script(text) == "en"


def _without_script(text: str) -> str:
    if len(KANA.findall(text)) >= 2:
        return "ja"
    if len(HANGUL.findall(text)) >= 2:
        return "ko"
    han, words = len(HAN.findall(text)), len(WORD.findall(text))
    if han and han >= words:
        return "zh"
    return "en" if words else "und"


def _script(text: str) -> str:
    """Traditional when more characters change on the way to simplified than on the way back."""
    to_simplified = sum(a != b for a, b in zip(text, simplified(text), strict=False))
    to_traditional = sum(a != b for a, b in zip(text, traditional(text), strict=False))
    return "zh-Hant" if to_simplified > to_traditional else "zh-Hans"
