"""Whether a fact says what a text says, where both may use many words for it."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from ..facts import Proof
from .clauses import clauses
from .inspection import Backing, Inspection
from .measures import Measure, measures
from .numerals import FIGURE, NUMERAL, number
from .phrases import Phrases
from .rules import Rule

Verdict = Literal["said", "denied"]
ENOUGH = (0.6, 0.3, 0)
"""What share of a claim's own words a fact has to say, where it gives none, one or more of its numbers."""

COUNTS = re.compile(r"[\d.,]+|[二两三四五六七八九十百千万]+|(?!one$)[a-z -]+")

DENIES = re.compile(
    r"(?<!但)不(?!锈钢|干胶|粘|同|仅|但|错|少|管|论|止|只|倒翁|规则|二)"
    r"|(?<![虚毫])无(?!线|人机|纺|框|核|刺|极|损|酸|缝|痕|绳|边|尘|油|感|水印)"
    r"|没(?!问题|事|关系|准)|非(?!遗|常|洲|凡)|未|零(?!售|件|食|钱|下|度)|(?<![\d.])0(?![\d.%])|免(?!费|运|税|疫|烫)|禁"
    r"|\b(?:no|not|without|never|non|free (?:of|from)|except|zero)\b|n't\b|-free\b"
)
"""A word by which a claim or a fact denies: 不含酒精, no sugar. 不锈钢 denies nothing."""

LOOK = 160
"""How far anybody looks around a claim: a text may be one sentence of thousands of words."""

SPELLED, FEWEST_PAIRS = 0.7, 3
PARTICLES = "的了是都很也就在有用做不没会能可这那个呢哦哈呀吧啊嘛"

HALF = Decimal("0.5")
"""半小时 is 30分钟: a half alone is no number to compare."""


def near(case: Inspection, at: int) -> str:
    """The sentence at a position."""
    start, end = case.sentences.span(at)
    return case.text[max(start, at - LOOK) : min(end, at + LOOK)]


def clause_near(case: Inspection, at: int) -> str:
    """The clause at a position."""
    clause = case.clause(at)
    return case.text[max(clause.start, at - LOOK) : min(clause.end, at + LOOK)]


def says_alike(words: Phrases, said: str, text: str) -> bool:
    """Whether a text says the same by the same phrase, number for number: 假一赔三 does not say 假一赔十."""
    return numbers_of(said) - {HALF} <= numbers_of(text) and any(
        pattern.search(said) and pattern.search(text) for pattern in words.patterns
    )


@lru_cache(maxsize=4096)
def numbers_of(text: str) -> frozenset[object]:
    """The numbers of a text, in digits or words; "one" counts nothing."""
    return frozenset(number(found[0]) for found in FIGURE.finditer(text) if found[0] != "one")


def nearer(said: str, one: str, other: str) -> bool:
    """Whether words that only one of two clauses has are said, and none that only the other has."""
    mine, theirs = _particles(one), _particles(other)
    told = _particles(said)
    return bool(told & (mine - theirs)) and not told & (theirs - mine)


@lru_cache(maxsize=2048)
def _particles(text: str) -> frozenset[str]:
    """Chinese characters in twos, and beginnings of Latin words, without numbers."""
    plain = NUMERAL.sub(" ", text)
    han = (plain[at : at + 2] for at in range(len(plain) - 1))
    pairs = {pair for pair in han if all("\u4e00" <= char <= "\u9fff" for char in pair)}
    return frozenset(pairs | {word[:5] for word in re.findall(r"[a-z]{4,}", plain)})


def says(claim: str, backing: Backing, rule: Rule) -> Verdict | None:
    """Whether a fact says a claim by most of the claim's own words, or says the opposite by them."""
    text = _told(backing)
    quantities = _quantities(claim, text)
    own = _own(claim, getattr(backing.fact, "item", None) or "", rule, counted=bool(quantities))
    if quantities is None or not (own or quantities) or not _tells(own, claim, text, quantities):
        return None
    shares = [(_share(own, told), denies) for told, denies in _clauses_of(text)]
    best = max(share for share, _ in shares)
    if DENIES.search(claim):
        return "said" if any(share and denies for share, denies in shares) else "denied"
    return "denied" if {denies for share, denies in shares if share == best} == {True} else "said"


def _tells(own: set[str], claim: str, text: str, quantities: int) -> bool:
    return _share(own, text) >= ENOUGH[min(quantities, 2)] or _is_spelled(claim, text)


def _quantities(claim: str, text: str) -> int | None:
    """How many numbers and measures of a claim a text gives; ``None`` when it lacks one."""
    figures, told = _measures_of(claim), _measures_of(text)
    bare = _bare_numbers(claim)
    given = bare <= _bare_numbers(text) | {None} and all(any(one.same(other) for other in told) for one in figures)
    return len(bare) + len(figures) if given else None


def _unmeasured(text: str) -> str:
    """A text without its measures, which are compared as quantities."""
    for measure in reversed(list(measures(text))):
        text = f"{text[: measure.start]} {text[measure.end :]}"
    return text


def _smallest(words: frozenset[str]) -> set[str]:
    """Without the words that hold another: of 含酒精 and 酒精 the second."""
    return {word for word in words if not any(len(other) > 1 and other in word and other != word for other in words)}


@lru_cache(maxsize=1024)
def _measures_of(text: str) -> tuple[Measure, ...]:
    return tuple(measures(text))


@lru_cache(maxsize=1024)
def _clauses_of(text: str) -> tuple[tuple[str, bool], ...]:
    """The clauses of a fact, each with whether it denies."""
    return tuple((clause.text, bool(DENIES.search(clause.text))) for clause in clauses(text))


def _own(claim: str, item: str, rule: Rule, *, counted: bool) -> set[str]:
    """The words by which a claim is told from others: no words of any claim (采用, made), and not what it speaks of."""
    own = {word for word in _smallest(_words(_unmeasured(claim))) if not rule.words["hollow"].fullmatch(word)}
    own = {word for word in own if len(word) > 1} or own
    telling = {word for word in own if not rule.words["things"].fullmatch(word)} - _words(item)
    return telling if telling or counted else own


def _told(backing: Backing) -> str:
    """The words of a fact with its item and its source."""
    return f"{backing.about} {backing.fact.source.lower()}" if isinstance(backing.fact, Proof) else backing.about


def _share(own: set[str], text: str) -> float:
    if not own:
        return 1
    told = _words(text)
    return sum(word in told or (len(word) > 1 and not word.isascii() and word in text) for word in own) / len(own)


def _is_spelled(claim: str, text: str) -> bool:
    """Whether most pairs of a claim's characters stand in a text: words may be cut otherwise there (松原, 原产)."""
    pairs = [claim[at : at + 2] for at in range(len(claim) - 1)]
    own = [pair for pair in pairs if all("\u4e00" <= char <= "\u9fff" and char not in PARTICLES for char in pair)]
    return len(own) >= FEWEST_PAIRS and sum(pair in text for pair in own) / len(own) >= SPELLED


@lru_cache(maxsize=1024)
def _bare_numbers(text: str) -> frozenset[object]:
    """The numbers of a text that are no part of a measure, which is compared as a quantity."""
    spans = [(measure.start, measure.end) for measure in _measures_of(text)]
    bare = (found for found in FIGURE.finditer(text) if not any(a <= found.start() < b for a, b in spans))
    return frozenset(number(found[0]) for found in bare if COUNTS.fullmatch(found[0]))


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    from huashu.knowledge.lexical import tokens

    return frozenset(word for word in tokens(text) if not NUMERAL.fullmatch(word))
