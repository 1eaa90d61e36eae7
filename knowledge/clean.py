"""From a page as a site serves it to text worth indexing. Every character keeps its place in the original.

The order matters: what cannot be seen, then pinyin, then script, then the site's own words, then damage.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from .language import HAN, simplified
from .spans import MappedText

Span = tuple[int, int]

INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]|\r(?=\n)")
TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
SYLLABLE = r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?[aeiouüv" + TONES + r"]{1,3}(?:ng|n|r)?"
PINYIN = re.compile(rf"(?<=[\u4e00-\u9fff])[(（]{SYLLABLE}[)）]", re.IGNORECASE)
TONED = re.compile(f"[{TONES}]")
FEW = 5
STUMP = 3
CUT = "\x1e"

# Damage that a wrong decoding leaves behind. Hard marks stand in no healthy text; soft ones count only
# beside hard ones: "??" is a lost character in a broken page and impatience in a customer's message.
LOST_BRACKET = rf"[?？][{TONES}a-z]{{1,6}}[)）]"
HARD = re.compile(rf"{LOST_BRACKET}|[\ue000-\uf8ff\ufffd]|锟斤拷|烫烫烫")
SOFT = re.compile(
    r"[?？]{2,}(?=[\u4e00-\u9fff])|[?？][!！、](?=[\u4e00-\u9fff*]|$)"
    r"|[\u2500-\u257f\u3105-\u312f\ufe50-\ufe6f∕]|[Α-Ω](?=[?？\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])_(?=[\u4e00-\u9fff])"
)
DAMAGE = re.compile(f"{HARD.pattern}|{SOFT.pattern}")
LOST_A_WORD = re.compile(rf"{LOST_BRACKET}|[\ue000-\uf8ffΑ-Ω\ufe50-\ufe6f∕]")
CRUMBS = re.compile(r"[?？][!！][?？]|(?<=[?？])[?？]+(?![\u4e00-\u9fff?？])")
CLAUSE = re.compile(rf"(?:[（(]{SYLLABLE}[)）]|[^，,。;；!！、”“’‘（）()【】…*\n:：])*", re.IGNORECASE)
CLAUSE_START = re.compile(r"[，,。;；!！”’）)】*\n:：?？]")

MARKS = str.maketrans(",;:?!()", "，；：？！（）")
BRACKETS_AND_ENDS = re.compile(r"[()?!]")
INNER = re.compile(r"(?<=[\u4e00-\u9fff”’）】》])[,;:]|[,;:](?=[\u4e00-\u9fff“‘（【《])")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text, what was done to it (with counts), and the damaged runs that were left out (spans of the original)."""

    text: MappedText
    notes: dict[str, int]
    damaged: tuple[Span, ...]


def clean(original: str) -> Cleaned:
    """Clean one document's text."""
    text = MappedText.of(original).cut(INVISIBLE)
    notes: dict[str, int] = {}
    text = _counted(notes, "pinyin in brackets", text, pinyin)
    before = text.text
    text = text.spelled(simplified)
    notes["traditional characters"] = sum(a != b for a, b in zip(before, text.text, strict=False))
    text = _counted(notes, "lines of the site", text, site_lines)
    damaged = list(damage(text.text))
    origins = tuple(text.origin(*span) for span in damaged)
    notes["damaged runs"] = len(damaged)
    text = _mended(text.without(damaged, filler=CUT))
    return Cleaned(text.spelled(_full_width), {name: count for name, count in notes.items() if count}, origins)


def _counted(notes: dict[str, int], name: str, text: MappedText, find: Callable[[str], Iterator[Span]]) -> MappedText:
    spans = list(find(text.text))
    notes[name] = len(spans)
    return text.without(spans)


def _mended(text: MappedText) -> MappedText:
    """Where a run was cut out: no two marks in a row, and a full stop where the sentence would run on."""
    text = text.cut(re.compile(rf"(?<=[，、：；。！？,:;!?\n*]){CUT}+[，、：；。,;:]?|{CUT}+(?=[，。！？；,;!?”\n])"))
    return MappedText(text.text.replace(CUT, "。"), text.starts, text.ends)


def _full_width(text: str) -> str:
    """Chinese punctuation in Chinese lines; 18:00 and 1,000 stay as they are."""
    lines = text.split("\n")
    return "\n".join(INNER.sub(_wide, BRACKETS_AND_ENDS.sub(_wide, x)) if HAN.search(x) else x for x in lines)


def _wide(mark: re.Match[str]) -> str:
    return mark[0].translate(MARKS)


def pinyin(text: str) -> Iterator[Span]:
    """Bracketed pinyin behind a character. A bare syllable such as (min) counts only in a text full of toned ones."""
    found = list(PINYIN.finditer(text))
    dense = sum(bool(TONED.search(m[0])) for m in found) >= FEW
    return (m.span() for m in found if dense or TONED.search(m[0]))


def damage(text: str) -> Iterator[Span]:
    """Runs that a wrong decoding made unreadable, each widened to the clause it ruins."""
    if not HARD.search(text):
        return
    yield from (crumb.span() for crumb in CRUMBS.finditer(text))
    end = 0
    for mark in DAMAGE.finditer(text):
        if mark.start() < end:
            continue
        start, end = _ruined_from(text, mark, end), _ruined_to(text, mark.end())
        yield start, end


def _ruined_from(text: str, mark: re.Match[str], floor: int) -> int:
    """A mark that ate a word inside a clause ruins the clause from its start; one at its end leaves it whole.

    What is left of a clause after that must be more than a stump of three characters.
    """
    start = mark.start()
    while start > floor and not CLAUSE_START.match(text[start - 1]):
        start -= 1
    stump = mark.start() - start <= STUMP
    return start if stump or LOST_A_WORD.match(mark[0]) else mark.start()


def _ruined_to(text: str, at: int) -> int:
    """To the end of the clause, unless another mark stands right behind it: then to the end of that one's clause."""
    while True:
        end = _clause_end(text, at)
        another = DAMAGE.search(text, at, end + 1)
        if not another or another.end() <= at:
            return end
        at = another.end()


def _clause_end(text: str, at: int) -> int:
    found = CLAUSE.match(text, at)
    return found.end() if found else at


@cache
def _site() -> tuple[re.Pattern[str], frozenset[str], frozenset[str], re.Pattern[str]]:
    data = yaml.safe_load(files(__package__).joinpath("boilerplate.yaml").read_text(encoding="utf-8"))
    contains = re.compile("|".join(re.escape(phrase) for phrase in data["line"]), re.IGNORECASE)
    pattern = re.compile("|".join(f"(?:{p})" for p in data["pattern"]), re.IGNORECASE)
    return contains, frozenset(data["list"]), frozenset(data["exact"]), pattern


ITEM = re.compile(r"\s*(?:[-•·*]|\d{1,2}[.、])\s*\S")


def site_lines(text: str) -> Iterator[Span]:
    """Lines that belong to the site: notices, counters, and lists of other documents."""
    contains, openers, exact, pattern = _site()
    in_list = False
    at = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip().replace(":", "：").rstrip("：")
        in_list = bare in openers or (in_list and (not bare or bool(ITEM.match(line))))
        if bare and (in_list or bare in exact or pattern.fullmatch(bare) or contains.search(bare)):
            yield at, at + len(line)
        at += len(line)
