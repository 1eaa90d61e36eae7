"""Cut a cleaned text into passages that can be read on their own, each of one kind, each under its headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .outline import Section, sections
from .taxonomy import PassageKind, Stage

LONGEST = 280
SHORTEST = 24

UNIT = re.compile(r"(?:\n+|(?<=[。！？；!?;])(?![”’）])|(?<=[。！？][”’）])(?![”’）])|(?=\*(?!\*)))(?=.)")
QUOTE = re.compile(r"[“”（）\n]")
PAIRS = {"”": "“", "）": "（"}
QUOTE_MAX = 160
LABEL = re.compile(r"\*?\s*(?:[-•·l]\s+)?[^\s，。：:]{2,8}[：:]")
PITFALL = re.compile(r"错误(?:示|案|做)|误区|避坑|大忌|切忌|反面|踩坑|pitfall|mistake|don't|avoid:", re.IGNORECASE)
SPEECH = re.compile(r"[“\"‘][^”\"’]*(?:亲|您|贵司|\byou\b|\byour\b)[^”\"’]*[”\"’]", re.IGNORECASE)
EXAMPLE = re.compile(
    r"例如|示例|案例|例题|比如|譬如|举例|正确(?:示|案|做)|for example|e\.g\.|case study", re.IGNORECASE
)
STAGE_WORDS: tuple[tuple[Stage, re.Pattern[str]], ...] = (
    ("after_sale", re.compile(r"售后|投诉|退换|after.?sale|complaint", re.IGNORECASE)),
    ("decide", re.compile(r"促成|转化|成交|逼单|异议|讨价还价|closing|objection", re.IGNORECASE)),
    ("relationship", re.compile(r"关系维护|复购|忠诚|流失|回访|会员|retention|loyal", re.IGNORECASE)),
    ("consult", re.compile(r"咨询|售前|开场|consult|pre.?sale", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage before it has a document: its kind, path of headings, stages and span in the cleaned text."""

    kind: PassageKind
    path: tuple[str, ...]
    stages: tuple[Stage, ...]
    start: int
    end: int


def split(text: str) -> Iterator[Piece]:
    """The pieces of a text in order; together they hold every word below the headings."""
    for section in sections(text):
        stages = stages_of(section.path)
        for kind, start, end in _packed(text, section):
            yield Piece(kind, section.path, stages, start, end)


def stages_of(path: tuple[str, ...]) -> tuple[Stage, ...]:
    """The stage that the nearest heading names, if any does."""
    for heading in reversed(path):
        if found := tuple(stage for stage, words in STAGE_WORDS if words.search(heading)):
            return found[:1]
    return ()


def kind_of(text: str, path: tuple[str, ...] = ()) -> PassageKind:
    """What a unit is: a pitfall, words to say, an example, or a principle."""
    if PITFALL.search(text) or any(PITFALL.search(heading) for heading in path):
        return "pitfall"
    speech = SPEECH.search(text)
    if speech and len(speech[0]) >= 12:
        return "script"
    return "example" if EXAMPLE.search(text) else "principle"


def _packed(text: str, section: Section) -> Iterator[tuple[PassageKind, int, int]]:
    """Neighbouring units of one kind share a passage up to `LONGEST`; a crumb joins its neighbour of any kind."""
    kind: PassageKind | None = None
    start = end = section.start
    for unit_start, unit_end in _units(text, section):
        unit_kind = kind_of(text[unit_start:unit_end], section.path)
        crumb = end - start < SHORTEST or unit_end - unit_start < SHORTEST
        fits = unit_end - start <= LONGEST
        if kind is not None and fits and (crumb or (unit_kind == kind and not _labelled(text, unit_start))):
            kind = unit_kind if end - start < SHORTEST else kind
            end = unit_end
        else:
            if kind is not None:
                yield kind, start, end
            kind, start, end = unit_kind, unit_start, unit_end
    if kind is not None:
        yield kind, start, end


def _labelled(text: str, start: int) -> bool:
    """A unit that opens with its own label (*话术要点：) begins a passage."""
    return text[start] == "*" and bool(LABEL.match(text, start))


def _units(text: str, section: Section) -> Iterator[tuple[int, int]]:
    at = section.start
    quoted = list(_quotes(text, section))
    cuts = [m.end() for m in UNIT.finditer(text, section.start, section.end)]
    for cut in [*(c for c in cuts if not any(start < c < end for start, end in quoted)), section.end]:
        for start, end in _no_longer_than(text, at, cut):
            if (words := text[start:end].strip(" \n*-•·")) and not _leads_in(words):
                yield start, end
        at = cut


def _leads_in(words: str) -> bool:
    """ "There are several kinds:" says nothing without what follows, and what follows has its own place."""
    return words.endswith(("：", ":")) and len(words) < 50


def _quotes(text: str, section: Section) -> Iterator[tuple[int, int]]:
    """What is said in one breath: quotations and brackets are not cut, unless their closing mark is lost."""
    opened: dict[str, int] = {}
    for mark in QUOTE.finditer(text, section.start, section.end):
        if mark[0] == "\n":
            opened.clear()
        elif mark[0] not in PAIRS:
            opened.setdefault(mark[0], mark.start())
        elif (start := opened.pop(PAIRS[mark[0]], None)) is not None and mark.end() - start <= QUOTE_MAX:
            yield start, mark.end()


def _no_longer_than(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A unit beyond `LONGEST` is cut at commas, or anywhere where it has none."""
    while end - start > LONGEST:
        cut = max(text.rfind(mark, start, start + LONGEST) for mark in "，,、 ") + 1
        cut = cut if cut > start + SHORTEST else start + LONGEST
        yield start, cut
        start = cut
    yield start, end
