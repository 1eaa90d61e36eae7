"""What we said earlier in the conversation: the times and remedies we promised, and what we took upon us."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..outcome import Commitment
from .inspection import Inspection
from .processes import Timed, timed
from .remedies import is_given, kinds_of
from .rules import Rule


@dataclass(frozen=True)
class Earlier:
    """One of our earlier turns and what it bound us to."""

    case: Inspection
    rule: Rule

    @cached_property
    def timed(self) -> tuple[Timed, ...]:
        """The times that it promised."""
        return tuple(timed(self.case, self.rule))

    @cached_property
    def remedies(self) -> dict[str, str]:
        """The kinds of remedy that it promised, each with its words."""
        promised: dict[str, str] = {}
        for found in self.case.said(self.rule.words["remedy"]):
            clause = self.case.clause(found.start())
            if is_given(self.case, self.rule, found.start()):
                kinds = kinds_of(self.rule, self.case.text[clause.start : clause.end])
                promised |= dict.fromkeys(kinds, self.case.norm.words(*found.span()))
        return promised


def commitments(case: Inspection, rule: Rule) -> tuple[Commitment, ...]:
    """What the text, and our turns before it, take upon us; whoever sends it has to see to it."""
    before = [one for turn, said in case.earlier for one in _of(said, rule, turn)]
    return (*_of(case, rule, None), *before)


def _of(case: Inspection, rule: Rule, turn: int | None) -> Iterator[Commitment]:
    told = -1
    for found in case.said(rule.words["commits"], "conditional"):
        clause = case.clause(found.start())
        if clause.start > told:
            told = clause.start
            words = case.text[clause.start : clause.end]
            start = clause.start + len(words) - len(words.lstrip())
            end = clause.start + len(words.rstrip("，,。.！!；;~～ \n"))
            yield Commitment(text=case.norm.words(start, end), span=case.norm.origin(start, end), turn=turn)
