"""Disguised words become plain: 最.好, zui好, 蕞好, 薇信, VX, 1OO%, b3st. The disguises are data (dodges.yaml).

A disguise is undone where it hides a word worth hiding, so that ordinary text stays as it is. Every character of the
result knows its place in the original.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from huashu.knowledge.spans import MappedText

HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
EMOJI = r"\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
NOISE = rf"[ \t.·•●*_~～^|/\\#@&=`'\",+{EMOJI}-]"
MARK = rf"(?:{NOISE}|[，。、])"
SPACE_IN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[ \t\u3000]+(?=[\u4e00-\u9fff])")
EMOJI_IN_HAN = re.compile(rf"(?:(?<=[{HAN}])|(?<=zui))[{EMOJI}]{{1,3}}(?=[{HAN}])")
SET_APART = re.compile(
    rf"[{HAN}](?:{MARK}[{HAN}](?={MARK})){{2,}}{MARK}[{HAN}]|(?<![{HAN}])[{HAN}](?:{MARK}[{HAN}]){{2,}}(?![{HAN}])"
)
"""Single characters with a mark between each two: 最.后.一.天, 加，微，信; within other words from four on."""

SUSPECT = rf"[{HAN}]{NOISE}{{1,3}}[{HAN}]|(?<![a-z])(?:zui|wei|di|zhi|quan|xiao)[a-z ]"
BESIDE_HAN = rf"[{HAN}]{NOISE}{{0,3}}SOUND(?![a-z])|(?<![a-z])SOUND{NOISE}{{0,3}}[{HAN}]"
"""A syllable in pinyin (for which SOUND stands) next to a Chinese character."""

LEETED = re.compile(r"[a-z][\d@$!*]{1,4}[a-z]|(?<![a-z\d])[\d@$!]{1,2}[a-z]{2}|[a-z]{2}[\d@$](?![a-z\d])")
"""Digits and signs among letters; only such words are looked at letter by letter."""

AROUND = 14
"""How far a disguised word reaches around the place that makes it suspect."""

SWAPPED = re.compile(
    r"(?<![a-z0-9@$.])(?=[a-z0134@$]{5,24}(?![a-z0-9@$]|\.[a-z]))[a-z]{1,12}(?:[0134@$]{1,2}[a-z]{2,12}){1,4}"
)
"""A word of five letters and more in which digits or signs stand for some of them: d3rmatologist, g00dbye."""

LETTERS_APART = re.compile(r"(?<![a-z0-9@$])[a-z](?:([ .*_-])[a-z@$0134])(?:\1[a-z@$0134]){1,14}(?![a-z0-9@$])")
SECOND_BLANK = re.compile(r"(?<=[a-z] ) +(?=[a-z])")
FOR_LETTERS = str.maketrans("@$0134", "asoiea")
"""What is written for a letter that stands apart or inside a word."""
ZEROS = re.compile(r"(?<=\d)o+(?=[\d%]|元|块|天|折|件)|(?<![a-z0-9])[li](?=[0o]{1,2}%)")
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
FORMAL_NUMBER = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟]+(?=[元块毛折天件套名个份小%])")
LOOKALIKES = str.maketrans("аеорсухіѕԁјһκοραντ", "aeopcyxisdjhkopavt")
MIXED = re.compile(r"[a-z]{1,30}[а-яіѕԁјһα-ω][a-zа-яіѕԁјһα-ω]{0,30}|[а-яіѕԁјһα-ω]{1,30}[a-z][a-zа-яіѕԁјһα-ω]{0,30}")
"""A word of Latin letters and others that look like them."""
LEET = {"a": "a@4*", "e": "e3*", "i": "i1!*", "l": "l1", "o": "o0*", "s": "s$5", "t": "t7", "u": "u*"}
ROUNDS = 4
"""How often it is tried again: one disguise may hide another."""


@dataclass(frozen=True)
class Disguises:
    """What the data file says, as patterns: a disguise and the plain word behind it."""

    han: re.Pattern[str]
    latin: re.Pattern[str]
    nicknames: re.Pattern[str]
    syllables: re.Pattern[str]
    suspect: re.Pattern[str]
    plain: Mapping[str, str]
    letters: frozenset[str]


def undisguised(text: MappedText) -> MappedText:
    """The text with its disguised words in plain spelling; a plain text stays the very same."""
    for _ in range(ROUNDS):
        plain = _once(text)
        if plain.text == text.text:
            return text
        text = plain
    return text


def _once(text: MappedText) -> MappedText:
    known = _disguises()
    text = text.cut(SPACE_IN_HAN)
    text = _rewritten(text, MIXED, lambda found: found[0].translate(LOOKALIKES))
    text = _rewritten(text, ZEROS, lambda found: found[0].translate(str.maketrans("oli", "011")))
    text = _rewritten(text, FORMAL_NUMBER, lambda found: found[0].translate(FORMAL))
    text = _rewritten(text, LETTERS_APART, lambda found: _joined(found[0], known.letters)).cut(SECOND_BLANK)
    text = _rewritten(text, known.syllables, lambda found: known.plain[found[0]])
    if LEETED.search(text.text):
        text = _rewritten(text, known.latin, lambda found: str(found.lastgroup))
        text = _rewritten(text, SWAPPED, lambda found: found[0].translate(FOR_LETTERS))
    text = _rewritten(text, known.nicknames, lambda found: known.plain[found[0]]).cut(EMOJI_IN_HAN)
    text = _rewritten(text, SET_APART, lambda found: re.sub(rf"[^{HAN}]", "", found[0]))
    disguised = [found for part in _suspect_parts(text.text) for found in known.han.finditer(text.text, *part)]
    return _replaced(text, [(found, str(found.lastgroup)) for found in disguised])


def _joined(letters: str, words: frozenset[str]) -> str:
    """Letters that were set apart, if together they say one of the words; sizes (S M L) stay as they are."""
    together = re.sub(r"[^a-z]", "", letters.translate(FOR_LETTERS))
    if letters[:2] in ("a ", "i ") and together[1:] in words:
        return f"{letters[:2]}{together[1:]}"
    return together if any(word in together for word in words) else letters


def _suspect_parts(text: str) -> Iterator[tuple[int, int]]:
    """Where disguised Chinese words may stand: most text has no such place."""
    end = -1
    start = 0
    for found in _disguises().suspect.finditer(text):
        if found.start() - AROUND > end >= 0:
            yield start, end
            end = -1
        start = max(0, found.start() - AROUND) if end < 0 else start
        end = min(len(text), found.end() + AROUND)
    if end >= 0:
        yield start, end


def _rewritten(text: MappedText, pattern: re.Pattern[str], plain: Callable[[re.Match[str]], str]) -> MappedText:
    return _replaced(text, [(found, plain(found)) for found in pattern.finditer(text.text)])


def _replaced(text: MappedText, changes: Sequence[tuple[re.Match[str], str]]) -> MappedText:
    """Put plain words where others were found; each stands for the whole disguise."""
    changes = [(found, word) for found, word in changes if word != found[0]]
    if not changes:
        return text
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for found, word in changes:
        first, last = text.origin(*found.span())
        words += [text.text[at : found.start()], word]
        starts += [*text.starts[at : found.start()], *[first] * len(word)]
        ends += [*text.ends[at : found.start()], *[last] * len(word)]
        at = found.end()
    words.append(text.text[at:])
    return MappedText("".join(words), [*starts, *text.starts[at:]], [*ends, *text.ends[at:]])


@cache
def _disguises() -> Disguises:
    path = files(__package__).joinpath("dodges.yaml")
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    nicknames = dict(_nicknames(data["nicknames"]))
    syllables = data["syllables"]
    words = sorted(data["words"], key=len, reverse=True)
    sounds = {sound for word in words for sound in data["words"][word].split()}
    beside = BESIDE_HAN.replace("SOUND", f"(?:{'|'.join(sorted(sounds))})")
    return Disguises(
        han=re.compile("|".join(f"(?P<{word}>{_spellings(word, data)})" for word in words)),
        latin=re.compile("|".join(f"(?P<{word}>{_leet(word)})" for word in data["latin"].split())),
        nicknames=re.compile("|".join(map(_nickname, sorted(nicknames, key=len, reverse=True)))),
        syllables=re.compile(rf"(?<![a-z0-9])(?:{'|'.join(syllables)})(?=[{EMOJI}]{{0,2}}[{HAN}])"),
        suspect=re.compile(f"{SUSPECT}|{beside}|[{''.join(data['alike'].values())}]"),
        plain={**nicknames, **syllables},
        letters=frozenset(data["latin"].split()),
    )


def _spellings(word: str, data: Mapping[str, Mapping[str, str]]) -> str:
    """A word with each character in Han, in a stand-in or in pinyin, and what may stand between them."""
    sounds = data["words"][word].split()
    written = (
        rf"(?:[{char}{data['alike'].get(char, '')}]|(?<![a-z]){sound}(?![a-z]))"
        for char, sound in zip(word, sounds, strict=True)
    )
    return rf"{f'{NOISE}{{0,3}}'.join(written)}|(?<![a-z]){' ?'.join(sounds)}(?![a-z])"


def _leet(word: str) -> str:
    """A word with digits and signs for letters; the plain word itself is found too, and stays."""
    return rf"(?<![a-z0-9@$]){''.join(f'[{LEET.get(letter, letter)}]' for letter in word)}(?![a-z0-9@$])"


def _nicknames(entries: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each nickname with its plain word; "a → b" names the plain word itself."""
    pairs = [(name.strip(), word) for word, names in entries.items() for name in names.split("/")]
    return [(name.split("→")[0].strip(), name.split("→")[-1].strip() if "→" in name else word) for name, word in pairs]


def _nickname(name: str) -> str:
    """Latin initials are no part of another word or of a model's number."""
    before = r"(?<![a-z0-9-])" if name[0].isascii() and name[0].isalnum() else ""
    after = r"(?![a-z-])" if name[-1].isascii() and name[-1].isalnum() else ""
    return before + re.escape(name) + after
