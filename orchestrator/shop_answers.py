"""The shop's own words: the row of its script table whose question is the one the customer asks."""

import re
from collections.abc import Callable

from huashu.knowledge.embed import Embedder
from huashu.knowledge.facets import Filter
from huashu.knowledge.knowledge_base import KnowledgeBase
from huashu.knowledge.lexical import tokens
from huashu.knowledge.passage import Passage
from huashu.knowledge.scripts import ScriptLine
from huashu.knowledge.taxonomy import Language, TopicId

from .guardrails.normalize import normalize

SAME_QUESTION = 0.65
"""From this likeness on two questions are one; measured on pairs of shop questions."""

SAME_QUESTION_AND_TOPIC = 0.5
ROWS = 3
MOVES = frozenset({"answer", "shortest_path"})
"""The moves that a row may make."""

ASKING = frozenset({
    "可以", "能不能", "可不可以", "有没有", "是不是", "请问", "一下", "能否", "是否", "多少", "多久", "几天", "哪些",
    "什么时候", "支持", "would", "could", "will",
})  # fmt: skip
"""Words of asking, which say nothing of what is asked about."""

SALUTATION = re.compile(
    r"^(?:亲爱的?|您好|你好|亲|尊敬的\w{0,6}|hi|hello|dear \w+)(?:呀|哦|啊)?[\s，,！!～~。、]*", re.IGNORECASE
)
TopicsOf = Callable[[str], frozenset[TopicId]]


def shop_answer(
    words: str, language: Language, knowledge: KnowledgeBase, tenant: str, topics_of: TopicsOf
) -> ScriptLine | None:
    """The row that answers the customer's words, as a line to say; ``None`` when no question is near enough.

    Two questions on different topics are never one, however alike they sound.
    """
    where = Filter(kind="script", origin="business", language=language, tenant=tenant)
    rows = [found.passage for found in knowledge.search(words[:500], ROWS, where) if _question(found.passage)]
    best = max(_near(words, rows, knowledge.embedder, topics_of), key=lambda pair: pair[0], default=None)
    return _line(best[1]) if best else None


def _near(words: str, rows: list[Passage], embedder: Embedder, topics_of: TopicsOf) -> list[tuple[float, Passage]]:
    if not rows:
        return []
    vectors = embedder.encode([words, *(_question(row) for row in rows)])
    asked = topics_of(words)
    near = []
    for row, likeness in zip(rows, vectors[1:] @ vectors[0], strict=True):
        known = topics_of(_question(row))
        apart = bool(asked and known and not asked & known)
        enough = SAME_QUESTION_AND_TOPIC if asked & known else SAME_QUESTION
        if likeness >= enough and not apart and _same_things(words, _question(row)):
            near.append((float(likeness), row))
    return near


def _same_things(words: str, question: str) -> bool:
    """Whether the customer names all that the row's question is about: 新疆 is not 美国, a dishwasher no microwave."""
    said = normalize(words).text
    known = set(tokens(said))
    named = (word for word in tokens(question) if len(word) > 1 and word not in ASKING)
    return all(word in known or word.rstrip("到了过") in said for word in named)


def _question(row: Passage) -> str:
    return row.heading[-1] if row.source.startswith("row ") and row.heading else ""


def _line(row: Passage) -> ScriptLine:
    """What the row says, without the salutation that the reply has already."""
    text = SALUTATION.sub("", row.text.strip(), count=1) or row.text.strip()
    where = f"{row.document}#{row.source}"
    return ScriptLine("answer", row.language, None, text, (), {}, (), (), "", where)
