"""unfilled_slot: what a template left open: [具体优惠], {name}, XX, 某某, ____."""

import re
from collections.abc import Iterator

from ..outcome import Finding
from .inspection import Inspection
from .rules import Rule

BRACES = re.compile(r"\{\{?[^{}\n]{0,60}\}?\}|<[a-z_ ]{2,30}>|%[sd]\b|\$\{[^}\n]{1,60}\}|#\{[^}\n]{1,60}\}")
BRACKETS = re.compile(r"[\[【〔][^\[\]【】〔〕\n]{1,30}[\]】〕]")
HASHED = re.compile(r"#[^#\s]{1,12}#")
CODE = re.compile(r"[\[【][a-z]*[-_]?\d[\w-]*[\]】]")
BLANKS = re.compile(
    r"_{3,}|_{2,}[:：/]_{2,}|(?<![a-z0-9.])(?:x{2,4}|y{2,4}|n{2,3})(?![a-z0-9])|×{2,}|△{2,}|○{2,}|\btodo\b|\btb[cd]\b|\blorem\b"
)


def unfilled_slot(case: Inspection, rule: Rule) -> Iterator[Finding]:
    """Every slot, unless it is quoted, or in brackets that a fact holds; braces in a fact are a slot all the same."""
    for pattern in (BRACES, BRACKETS, HASHED, BLANKS, rule.words["somebody"]):
        for found in pattern.finditer(case.text):
            innocent = (
                CODE.fullmatch(found[0])
                or _is_a_link_or_a_kiss(case.text, found)
                or rule.words["smileys"].fullmatch(found[0])
                or _is_a_heading(found[0], rule)
                or _quoted(case, found)
                or (rule.words["of_templates"].search(case.sentence(found.start())) and _is_explained(case, found))
            )
            if not innocent and (pattern is BRACES or not case.vouched(found[0])):
                yield case.finding(rule, found.start(), found.end(), "slot")


def _is_a_link_or_a_kiss(text: str, found: re.Match[str]) -> bool:
    """[our size chart](https://...) is a link; "Thanks so much xx" ends with kisses."""
    kiss = set(found[0]) == {"x"} and text[:1].isascii() and not text[found.end() :].strip()
    return kiss or text.startswith("(http", found.end())


def _is_a_heading(words: str, rule: Rule) -> bool:
    """【温馨提示】 is how shop talk sets a heading, #双十一# a topic; 【单号】 names what was to be filled in."""
    return words[0] in "【#" and not rule.words["fields"].search(words)


def _is_explained(case: Inspection, found: re.Match[str]) -> bool:
    """A template is what the talk is about: the slot is one of several, or a fact names it."""
    return bool(case.vouched(found[0])) or found[0][0] in "[【〔"


def _quoted(case: Inspection, found: re.Match[str]) -> bool:
    """Inside quotation marks that hold more than the slot, such as an error message, or the customer's own words."""
    before, after = case.text[: found.start()], case.text[found.end() :]
    opened = max(before.rfind(mark) for mark in '“‘「"')
    closed = min((at for at in (after.find(mark) for mark in '”’」"') if at >= 0), default=-1)
    return (
        opened >= 0
        and closed >= 0
        and "\n" not in before[opened:]
        and before[opened:].count("”") == 0
        and (found[0][0] == "{" or any(found[0] in said for said in case.setting.theirs))
    )
