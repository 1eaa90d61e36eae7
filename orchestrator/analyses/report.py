"""An explanation as Markdown that a support lead can read and pass on."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from huashu.knowledge.taxonomy import Language

from .attribution import Cause, Situation
from .explanation import Advice, Explanation

Words = Mapping[str, Any]
MARKS = frozenset("\\`*_[]<>#|")


@cache
def _words() -> Mapping[str, Words]:
    text = files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Words] = yaml.load(text, Loader=yaml.CSafeLoader)
    return words


def words_of(language: Language) -> Words:
    """What the reports say around their content."""
    return _words()[language]


def explanation_markdown(told: Explanation) -> str:
    """The whole of an explanation."""
    return "\n".join(_explanation(told, words_of(told.language))) + "\n"


def _explanation(told: Explanation, say: Words) -> Iterator[str]:
    yield f"# {say['explain']}\n\n## {say['taken_apart']}\n"
    for number, one in enumerate(told.observed, 1):
        shows = f"  \n   {line(say, 'shows', say['comma'].join(one.shows))}" if one.shows else ""
        yield f"{number}. **{say['by'][one.by]}** {escaped(' '.join(one.words.split()))}{shows}"
    if told.needs:
        needs = say["comma"].join(f"{need.name} {need.confidence:.2f}" for need in told.needs)
        yield f"\n{line(say, 'needs', needs)}"
    yield f"\n## {say['why']}\n"
    described: set[str] = set()
    for number, cause in enumerate(told.causes, 1):
        yield from _cause(number, cause, say, described)
    yield f"> {say['caution'] if told.causes else say['nothing']}\n"
    yield from _what(told, say)


def _cause(number: int, cause: Cause, say: Words, described: set[str]) -> Iterator[str]:
    sure = f" {cause.confidence:.2f}" if cause.standing != "not_ruled_out" else ""
    yield f"### {number}. {cause.name} · {say['standing'][cause.standing]}{sure}\n"
    yield f"- {line(say, 'inside', cause.says)}"
    for one in cause.situations:
        yield f"- {line(say, 'outside', _place(one, say, described))}"
    quoted = (f"“{escaped(words)}”" for words in cause.evidence)
    yield f"- {line(say, 'words', say['comma'].join(quoted) or say['no_words'])}"
    yield f"- {line(say, 'against', cause.against)}"
    yield f"- {line(say, 'ask', cause.ask)}\n"


def _place(one: Situation, say: Words, described: set[str]) -> str:
    """What a situation does is said the first time it comes up."""
    if not one.evidence:
        return str(say["look"]).format(name=one.name)
    if one.scene in described:
        return one.name
    described.add(one.scene)
    return f"{one.name}{say['dash']}{one.does}"


def _what(told: Explanation, say: Words) -> Iterator[str]:
    if told.advice:
        yield f"## {say['what']}\n"
    for number, piece in enumerate(told.advice, 1):
        yield from _piece(number, piece, say)
    if told.mends:
        yield f"\n## {say['mend']}\n"
        yield from (f"- **{mend.name}**{say['colon']}{mend.mend}" for mend in told.mends)
    if told.reply:
        yield f"\n## {say['reply']}\n\n> {escaped(told.reply)}"
    for finding in told.findings:
        yield f"\n- {line(say, 'finding', f'“{escaped(finding.text)}” {finding.reason}')}"


def _piece(number: int, piece: Advice, say: Words) -> Iterator[str]:
    yield f"{number}. **{piece.name}** ({line(say, 'because', piece.because)})  \n   {piece.do}  "
    have = f" ({say['comma'].join(piece.facts)})" if piece.facts else ""
    yield f"   {line(say, 'get', piece.get)}{have}"
    if piece.missing:
        yield f"   - {say['missing'].format(names=say['comma'].join(say['fact'][name] for name in piece.missing))}"
    if piece.findings:
        yield f"   - {say['held'].format(reason=piece.findings[0].reason)}"
    if piece.say:
        yield f"   - {line(say, 'say', escaped(piece.say))}"


def line(say: Words, heading: str, text: str) -> str:
    """A heading and what it is about."""
    return f"{say[heading]}{say['colon']}{text}"


def escaped(text: str) -> str:
    """Text that Markdown takes as it is: what a customer types makes no heading, link or markup."""
    return "".join(f"\\{mark}" if mark in MARKS else mark for mark in text)
