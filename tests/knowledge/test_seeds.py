"""The five real source documents, where HUASHU_TEST_DOCUMENTS=FOLDER says where they are."""

import os
import re
from pathlib import Path

import pytest

from huashu.knowledge import KnowledgeBase, ingest
from huashu.knowledge.ingest import passages_of
from huashu.knowledge.language import simplified
from huashu.knowledge.passage import Passage

FOLDER = os.environ.get("HUASHU_TEST_DOCUMENTS")
pytestmark = pytest.mark.skipif(not FOLDER, reason="HUASHU_TEST_DOCUMENTS names no folder")

TONED = re.compile(r"[（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}[）)]")
SITE = ("文档简介", "本文档由用户提供", "相关文档", "最新文档", "继续免费阅读", "下载本文档", "0/150", "收益归属")
DAMAGE = re.compile(r"[\ue000-\uf8ff\ufffd]|锟斤拷|\?\w{1,6}\)")
TRADITIONAL = re.compile(r"[們這說實際話術團隊關係應對場]")


Taken = dict[str, tuple[list[Passage], dict[str, int], tuple[tuple[int, int], ...]]]


def files() -> list[Path]:
    found = sorted(Path(FOLDER or ".").glob("*.txt"))
    assert len(found) == 5, f"{FOLDER} holds {len(found)} documents, not five"
    return found


@pytest.fixture(scope="module")
def taken() -> Taken:
    return {f"S{number}": passages_of(path, path.name) for number, path in enumerate(files())}


def all_passages(taken: Taken) -> list[Passage]:
    return [passage for passages, _, _ in taken.values() for passage in passages]


def test_every_document_gives_passages_and_says_what_cleaning_did(taken: Taken) -> None:
    for name, (passages, notes, damaged) in taken.items():
        assert len(passages) >= 20, name
        assert len(damaged) == notes.get("damaged runs", 0), name
    assert min(taken[name][1]["pinyin in brackets"] for name in ("S0", "S1", "S2")) > 500
    assert min(taken[name][1]["damaged runs"] for name in ("S0", "S1", "S2")) >= 4


def test_nothing_of_pinyin_site_damage_or_traditional_script_is_left(taken: Taken) -> None:
    for passage in all_passages(taken):
        assert not TONED.search(passage.text), passage.text
        assert not DAMAGE.search(passage.text), passage.text
        assert not TRADITIONAL.search(passage.text), passage.text
        assert not any(words in passage.text for words in SITE), passage.text


def test_passages_stand_on_their_own_and_can_be_cited(taken: Taken) -> None:
    passages = all_passages(taken)
    assert sum(bool(passage.heading) for passage in passages) / len(passages) > 0.94
    assert max(len(passage.text) for passage in passages) <= 300
    assert sum(len(passage.text) >= 20 for passage in passages) / len(passages) > 0.9
    assert {passage.kind for passage in passages} == {"principle", "script", "example", "pitfall"}
    for name, (own, _, _) in taken.items():
        spans = [passage.span for passage in own]
        assert spans == sorted(spans), name


def test_the_span_of_a_passage_points_to_its_words(taken: Taken) -> None:
    original = files()[0].read_text(encoding="utf-8")
    for passage in taken["S0"][0]:
        assert passage.text[0] in simplified(original[slice(*passage.span)][:3]), passage.text


def test_questions_in_both_languages_find_what_the_documents_teach(tmp_path: Path) -> None:
    base = KnowledgeBase(tmp_path)
    assert [one.outcome for one in ingest(base, files()).documents] == ["added"] * 5
    for question, words in ASKED.items():
        found = " ".join(one.passage.searchable for one in base.search(question, 3))
        assert any(word in found for word in words), (question, found)
    assert [one.outcome for one in ingest(base, files()).documents] == ["unchanged"] * 5


ASKED = {
    "物流太慢顾客生气怎么回": ("物流", "共情"),
    "顾客选择太多拿不定主意": ("选择", "焦虑", "决策"),
    "流失风险的客户怎么识别": ("流失", "RFM"),
    "SPIN提问怎么用": ("SPIN", "提问"),
    "与日本客户沟通要注意什么": ("日本", "文化", "语境"),
    "an angry customer complains about a late parcel": ("投诉", "情绪", "愤怒"),
    "cultural taboos abroad": ("文化", "禁忌", "跨文化"),
    "how to win trust with transparency": ("信任", "透明"),
}
"""A question, and words one of which the top three passages must hold."""
