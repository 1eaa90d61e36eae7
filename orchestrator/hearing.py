"""What the playbook's cues say of a turn: for each label how much speaks for it, with the words that do.

Cues that are denied, only supposed, or told of somebody else do not count.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from huashu.knowledge.cues import WEIGHTS, CueBook

from .evidence import Weight
from .features import Heard
from .guardrails.clauses import clause_at, clauses, polarity
from .guardrails.normalize import Normalized, normalize
from .guardrails.personal import personal_data
from .guardrails.phrases import Phrases, apart

Weights = dict[str, Weight]
FILES = ("topics", "stage", "emotion", "needs", "risks", "modes")
DENIABLE = ("needs", "risks", "emotion")
NEGATION = re.compile(
    r"(?:不(?:会|太|怎么|用|需要|必|想|是[要想来]?)?|没有?|别|未|无需?|并非|not |n't |never |no |not going to )$"
)
ELSEWHERE = re.compile(r"别家|别的(?:牌子|店|品牌)|其他(?:家|牌子|品牌)|another (?:brand|shop)|other brands?")
HAPPENED = re.compile(r"了|过(?!敏)|刚|已经|\b(?:had|has|got|was|were|gave|made|after)\b")
FELT = {"1": 0.34, "2": 0.67, "3": 0.99}
"""A word of feeling weighs as strongly as the feeling it shows."""

TYPED = 0.95
"""What personal data that was typed weighs."""


class CueIndex:
    """The cues of a playbook, ready to be found in one pass; `DataFileError` names a phrase that cannot be read."""

    def __init__(self, cues: CueBook) -> None:
        from .guardrails.phrase_index import PhraseIndex

        self.groups = {file: [(group, Phrases(group.phrases)) for group in cues[file]] for file in FILES}
        try:
            self._index = PhraseIndex.of(phrases for some in self.groups.values() for _, phrases in some)
        except re.error:
            for group in (group for some in self.groups.values() for group, _ in some):
                _ = group.pattern
            raise

    def candidates(self, text: str) -> dict[int, list[int]]:
        """The phrases that may stand in a text, by the identity of their group."""
        return self._index.candidates(text)


class Hearing:
    """The cues found in one turn, file by file, each file looked through when it is asked for."""

    def __init__(self, cues: CueIndex, said: str) -> None:
        self._cues = cues
        self._turn = said
        self._weights: dict[str, Weights] = {}

    @cached_property
    def turn(self) -> Normalized:
        """The turn in its one spelling."""
        return normalize(self._turn)

    @cached_property
    def _candidates(self) -> dict[int, list[int]]:
        return self._cues.candidates(self.turn.text)

    def weights(self, file: str) -> Weights:
        """What speaks for each label of a file of cues."""
        if file not in self._weights:
            self._weights[file] = self._weigh(file)
        return self._weights[file]

    def heard(self) -> Heard:
        """How sure the cues are of each label of each file."""
        return {file: {label: one.confidence for label, one in self.weights(file).items()} for file in FILES}

    def evidence(self, file: str, label: str) -> list[str]:
        """The customer's words that speak for a label."""
        weight = self.weights(file).get(label)
        return weight.evidence if weight else []

    def _weigh(self, file: str) -> Weights:
        weights: Weights = {}
        for group, phrases in self._cues.groups[file]:
            if chosen := self._candidates.get(id(phrases)):
                strength = FELT[group.strength] if file == "emotion" else WEIGHTS[group.strength]
                matches = apart(phrases.overlapping(self.turn.text, chosen))
                for words in _said(group.label, matches, self.turn, deniable=file in DENIABLE):
                    weights.setdefault(group.label, Weight()).add(strength, words)
        if file == "risks":
            for found in personal_data(self.turn.original):
                weights.setdefault("personal_data", Weight()).add(TYPED, found.text)
        return weights


def _said(label: str, matches: Iterable[re.Match[str]], text: Normalized, *, deniable: bool) -> Iterator[str]:
    """The words of the turn, as the customer typed them, that were found; not where they are denied."""
    for found in matches:
        denied = deniable and NEGATION.search(text.text, 0, found.start())
        if not denied and not (label == "safety_incident" and _supposed(text.text, *found.span())):
            yield text.words(*found.span()).strip()


def _supposed(text: str, start: int, end: int) -> bool:
    """ "会过敏吗" asks about the product, and nobody was hurt; what another brand did is no incident of ours."""
    parts = clauses(text)
    said = text[clause_at(parts, start).start : clause_at(parts, end - 1).end]
    meant = polarity(text, start, parts)
    asked = meant == "asked" and not HAPPENED.search(said)
    return meant == "conditional" or asked or bool(ELSEWHERE.search(said))
