"""The index: taking in, and searching 1,000 and 100,000 passages, filtered or not, on a generated corpus."""

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from huashu.knowledge import Filter, KnowledgeBase, ingest
from huashu.knowledge.language import language_of
from huashu.knowledge.passage import Passage
from huashu.knowledge.store import Entry
from huashu.knowledge.taxonomy import KINDS, STAGES, STRATEGIES

from .measuring import Figure, median_ms

TIMES = ("签收当天", "收到货后", "下单之前", "付款以后", "换季时", "第二次来问", "大促期间", "夜里", "周末", "出差路上")
SUBJECTS = (
    "快递",
    "退款",
    "尺码",
    "面料",
    "发票",
    "保修",
    "赠品",
    "运费",
    "色差",
    "安装",
    "会员",
    "库存",
    "滤芯",
    "门锁",
)
FIRST = ("先说清规则", "报出单号", "请顾客拍照", "量一量尺寸", "查一下进度", "给两个方案", "问一句用途")
THEN = ("别急着解释", "记在订单里", "约好回复的时间", "再核对一遍", "照规则办", "找仓库确认", "写明条件")
ENGLISH = ("delivery", "refund", "size", "fabric", "invoice", "warranty", "gift", "postage", "colour", "fitting")
QUERIES = (
    "快递一直没到怎么回",
    "尺码偏小能换吗",
    "发票几时开",
    "refund not received",
    "顾客嫌运费贵",
    "which size",
)


def passages(count: int) -> list[Passage]:
    """Passages of some forty characters; one in five is English. The same ones every time."""
    chance = random.Random(7)
    return [_passage(number, chance) for number in range(count)]


def _passage(number: int, chance: random.Random) -> Passage:
    when, what, first, then = (chance.choice(words) for words in (TIMES, SUBJECTS, FIRST, THEN))
    text = f"{when}问到{what}，{first}，{then}，把来龙去脉写在备注里，编号{number}。"
    if number % 5 == 0:
        text = f"When a customer asks about the {chance.choice(ENGLISH)}, answer first, then check order {number}."
    return Passage(
        text, KINDS[number % 4], f"corpus/{number % 200}.md", (f"第{number % 50}节",), (0, len(text)),
        language_of(text), (STAGES[number // 4 % 4],), (STRATEGIES[number % 28],),
    )  # fmt: skip


def searching(home: Path) -> Iterator[Figure]:
    """Ingest at 10,000; search at 1,000 and 100,000."""
    yield from _searched(home / "small", 1_000, 10)
    yield _taken_in(home)
    yield from _searched(home / "large", 100_000, 25)


def _taken_in(home: Path) -> Figure:
    """Files on disk, read, cleaned, split, embedded and written: 100 documents with 100 sections each."""
    folder = home / "documents"
    folder.mkdir()
    chance = random.Random(7)
    for document in range(100):
        sections = (f"## 第{at}节\n{_passage(document * 100 + at, chance).text}\n" for at in range(100))
        (folder / f"{document}.md").write_text(f"# 文档{document}\n" + "".join(sections), encoding="utf-8")
    report = ingest(KnowledgeBase(home / "middle"), [folder])
    count = sum(one.passages for one in report.documents)
    length = sum(path.stat().st_size for path in folder.iterdir()) / count
    note = f"{count:,} passages of {length:.0f} bytes, from 100 files"
    return Figure("ingest, passages a second", count / report.seconds, 500, "/s", at_least=True, note=note)


def _filled(home: Path, corpus: Sequence[Passage]) -> KnowledgeBase:
    base = KnowledgeBase(home)
    documents = groupby(sorted(corpus, key=lambda one: one.document), key=lambda one: one.document)
    base.update({name: (Entry(name), list(own)) for name, own in documents})
    return base


def _searched(home: Path, count: int, limit: float) -> Iterator[Figure]:
    base = _filled(home, passages(count))
    for query in QUERIES:
        base.search(query, 5)
    filters = {
        "": Filter(),
        ", filtered by stage and kind": Filter(stage="after_sale", kind="script"),
        ", filtered by strategy (1 in 28)": Filter(strategy="empathy_action"),
        ", filtered by document (1 in 200)": Filter(document="corpus/5.md"),
        ", filtered by language": Filter(language="en"),
    }
    for name, where in filters.items():
        value = median_ms(_searches(base, where), 60)
        yield Figure(f"search {count:,}{name}", value, limit, "ms")


def _searches(base: KnowledgeBase, where: Filter) -> Callable[[], object]:
    """Every query is new: the embedder remembers none of them."""
    queries = (f"{query}，单号{number}" for number in itertools.count() for query in QUERIES)
    return lambda: base.search(next(queries), 5, where)
