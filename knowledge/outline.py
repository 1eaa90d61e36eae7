"""Find the headings of a text, also where its line breaks are lost.

A numbered mark counts when it continues its own list (一 → 二, 1 → 2) or begins one, so that a number inside a
sentence starts no chapter. Where a title runs straight into its paragraph, its end is judged by signs (closing quote,
bold marks, a word that opens sentences); where no sign is clear, the title is a label only and the paragraph keeps its
words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CN = "一二三四五六七八九十"
MARK = re.compile(
    rf"""
      ^(?P<md>\#{{1,6}})\s+
    | 【(?P<bracket>[^】\n]{{2,16}})】
    | ^第(?P<chapter>[{CN}\d]{{1,3}})(?:章|节|部分|篇)[\s、：]*
    | (?<![第其之，、{CN}\d])(?P<cn>[{CN}]{{1,3}})[、.．](?![{CN}][、.．])[ ]*
    | （(?P<cnp>[{CN}]{{1,3}})）[ ]*
    | (?<![\d.])(?P<num>\d{{1,2}})[.、．](?!\d)[ ]*
    | （(?P<nump>\d{{1,2}})）[ ]*
    """,
    re.VERBOSE | re.MULTILINE,
)
LEVELS = {"chapter": 1, "bracket": 2, "cn": 3, "cnp": 4, "num": 5, "nump": 6}
LABEL = 7
PLAIN_LINE = re.compile(r"^[^\n，。；！？：:,;!?*•·-][^\n。；！？;!?]{2,29}$", re.MULTILINE)
SENTENCE_END = re.compile(r"[。！？；\n]")
SIGNS = re.compile(
    r"(?P<bold>(?<=.{2})\*)"
    r"|(?P<quote>(?<=.{5})[”’）](?=[^的和与、，：+）”’。；到三双四式型法]))"
    r"|(?P<opener>(?<=.{6})(?:将|把|当(?!前)|通过|基于|针对|根据|随着|由于|对于|如果|理解(?=用户|客户)))"
    r"|(?P<label>(?<=.{6})(?:思考|分析|示例|例题|引言|(?:客户|用户)心理|心理剖析|话术要点)(?=[：:]))"
)
CLAUSE_END = re.compile(r"[：:，,。；！？]")
CONTENTS = re.compile(r"(?:0[1-9][^\d\n，。：]{2,14}){3,}")
ENTRY = re.compile(r"0[1-9]([^\d\n，。：]{2,14})")
LAYOUT_DIGITS = re.compile(r"(?<![\d.:])(?:0[1-9])+(?![\d.:])")
TITLE_MAX = 40
LABEL_MAX = 16


@dataclass(frozen=True, slots=True)
class Heading:
    """A title at its level (1 is the highest): where it begins, and where the text below it begins."""

    level: int
    title: str
    start: int
    body: int
    orphan: bool = False
    """Its numbering begins anew below the same parent: the true parent was lost, and this one is not claimed."""


@dataclass(frozen=True, slots=True)
class Section:
    """The text ``[start, end)`` that stands under a path of titles."""

    path: tuple[str, ...]
    start: int
    end: int


def sections(text: str) -> Iterator[Section]:
    """The text in order, each piece under its path of titles."""
    path: list[Heading] = []
    at = 0
    for heading in headings(text):
        yield from _section(text, path, at, heading.start)
        path = [*(above for above in path if above.level < heading.level - heading.orphan), heading]
        at = heading.body
    yield from _section(text, path, at, len(text))


def headings(text: str) -> list[Heading]:
    """Every heading in order. A numbered line with nothing below it is an item of a list, not a heading."""
    found = sorted([*contents(text), *_numbered(text), *_plain(text)], key=lambda h: (h.start, h.level))
    kept: list[Heading] = []
    for heading in reversed(found):
        below = kept[-1].start if kept else len(text)
        deeper = bool(kept) and kept[-1].level > heading.level
        if heading.body <= below and (deeper or heading.level < LEVELS["cn"] or text[heading.body : below].strip()):
            kept.append(heading)
    return kept[::-1]


def _section(text: str, path: Sequence[Heading], start: int, end: int) -> Iterator[Section]:
    if text[start:end].strip():
        yield Section(tuple(heading.title for heading in path), start, end)


def contents(text: str) -> Iterator[Heading]:
    """Chapters that a table of contents (02分析03原则…) announces and the slides below it repeat."""
    table = CONTENTS.search(text)
    for entry in ENTRY.finditer(table[0]) if table else ():
        half = len(entry[1]) // 2
        title = entry[1][:half] if entry[1][:half] == entry[1][half:] else entry[1]
        assert table is not None
        below = table.start() + entry.start(1) + len(title)
        if again := re.compile(re.escape(title) + r"(?:0[1-9])?").search(text, below):
            yield Heading(1, title, again.start(), again.end())


def _numbered(text: str) -> Iterator[Heading]:
    marks = list(_in_sequence(text))
    for at, (mark, level, orphan) in enumerate(marks):
        limit = marks[at + 1][0].start() if at + 1 < len(marks) else len(text)
        if mark.lastgroup == "bracket":
            yield Heading(level, mark["bracket"], mark.start(), mark.end())
        else:
            yield _titled(text, mark, limit, level, orphan)


def _in_sequence(text: str) -> Iterator[tuple[re.Match[str], int, bool]]:
    """Marks that go on with their list, begin one, or skip one that damage swallowed; each with level and orphan."""
    last: dict[int, int] = {}
    for mark in MARK.finditer(text):
        kind = mark.lastgroup or ""
        if kind == "bracket" and any(level in last for level in (3, 4)):
            yield mark, LABEL, False
            continue
        level = len(mark["md"]) if kind == "md" else LEVELS[kind]
        value = 0 if kind in ("md", "bracket") else _number(mark[kind])
        before = last.get(level, 0)
        if value and value != 1 and value - before not in ((1, 2) if kind in ("cn", "cnp") else (1,)):
            continue
        last = {known: number for known, number in last.items() if known < level} | {level: value}
        yield mark, level, kind in ("cn", "cnp") and value == 1 and before > 0


def _number(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    tens, _, ones = numeral.rpartition("十")
    return (CN.index(tens) + 1 if tens else int("十" in numeral)) * 10 + (CN.index(ones) + 1 if ones else 0)


def _titled(text: str, mark: re.Match[str], limit: int, level: int, orphan: bool) -> Heading:
    """The title behind a mark: to the end of its line where the line is short, else to the clearest sign."""
    start = mark.end()
    line_end = min((at for at in (text.find("\n", start), limit) if at >= 0), default=len(text))
    line = text[start:line_end]
    whole = mark.lastgroup == "md" or (len(line) <= TITLE_MAX and not SENTENCE_END.search(line) and "*" not in line)
    if whole:
        return Heading(level, _bare(line), mark.start(), line_end, orphan)
    end, certain = title_end(line, item=level >= LEVELS["num"])
    return Heading(level, _bare(line[:end]), mark.start(), start + end if certain else start, orphan)


def title_end(line: str, *, item: bool = False) -> tuple[int, bool]:
    """How long a title that runs into its paragraph is, and whether we are sure.

    Sure: bold marks, a closing quote with new words behind it, a word that opens sentences, or a colon, which in an
    ``item`` of a list counts before all others. Otherwise the first clause, cut short, serves as a label.
    """
    window = line[:TITLE_MAX]
    clause = CLAUSE_END.search(window)
    if item and clause and clause[0] in "：:":
        return clause.end(), True
    sign = SIGNS.search(window)
    if sign and not SENTENCE_END.search(window, 0, sign.start()):
        return sign.end() if sign.lastgroup == "quote" else sign.start(), True
    if clause and clause[0] in "：:":
        return clause.end(), True
    return min(clause.start() if clause else LABEL_MAX, LABEL_MAX), False


def _plain(text: str) -> Iterator[Heading]:
    """A short line without end mark above a long one, in a text that has lines."""
    lines = text.count("\n")
    for line in PLAIN_LINE.finditer(text) if lines >= 8 else ():
        below = text[line.end() + 1 : line.end() + 400].lstrip("\n").split("\n", 1)[0]
        if len(below) > 60 and not MARK.match(line[0]) and (not line.start() or text[line.start() - 1] == "\n"):
            yield Heading(1, line[0].strip(), line.start(), line.end())


def _bare(title: str) -> str:
    return title.strip(" *#：:，、。").strip()
