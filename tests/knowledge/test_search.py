"""Search: by meaning and by words, filtered, without near-duplicates; the same answers from every kind of store."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from huashu.knowledge import EmbedderMismatch, Filter, KnowledgeBase, KnowledgeError, Passage, knowledge_base, vectors
from huashu.knowledge.store import Entry
from tests.knowledge.embedding import by_letters


def passage(text: str, document: str, language: str = "zh", **other: Any) -> Passage:
    heading = other.pop("heading", ())
    return Passage(text, other.pop("kind", "principle"), document, heading, (0, len(text)), language, **other)


HURRY: dict[str, Any] = {"kind": "script", "strategies": ("empathy_action",)}
PASSAGES = (
    passage("物流太慢的时候，先替他查到包裹在哪，再说几号能到。", "a.md", heading=("物流",), stages=("after_sale",)),
    passage("When a parcel is late, find out where it is before you write.", "b.md", "en"),
    passage("面膜敏感肌能不能用，先看成分表里有没有酒精。", "a.md", heading=("成分",), stages=("consult",)),
    passage("您先别急，我这就去查，查到告诉您。", "c.csv", **HURRY),
    passage("您先别急，我这就去查，查到了告诉您。", "d.csv", **HURRY),
    passage("甲店的运费由甲店自己定，满九十九包邮。", "e.md", tenant="jia"),
    passage("乙店的运费一律顾客自理，偏远地区另算。", "f.md", tenant="yi"),
)


def filled(base: KnowledgeBase) -> KnowledgeBase:
    documents: dict[str, list[Passage]] = {}
    for passage in PASSAGES:
        documents.setdefault(passage.document, []).append(passage)
    base.update({name: (Entry(name, name, passages=len(own)), own) for name, own in documents.items()})
    return base


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return filled(KnowledgeBase(tmp_path_factory.mktemp("home")))


def texts(base: KnowledgeBase, query: str, where: Filter | None = None, limit: int = 5) -> list[str]:
    return [found.passage.text[:6] for found in base.search(query, limit, where)]


def test_chinese_and_english_find_each_other(base: KnowledgeBase) -> None:
    assert set(texts(base, "my delivery is so slow", limit=2)) == {"物流太慢的时", "When a"}
    assert "When a" in texts(base, "快递怎么这么慢", limit=3)


def test_words_find_what_meaning_would_miss(base: KnowledgeBase) -> None:
    assert texts(base, "酒精", limit=1) == ["面膜敏感肌能"]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(language="en"), {"When a"}),
        (Filter(stage="consult"), {"面膜敏感肌能"}),
        (Filter(strategy="empathy_action"), {"您先别急，我"}),
        (Filter(kind="script"), {"您先别急，我"}),
        (Filter(document="b.md"), {"When a"}),
        (Filter(document="none.md"), set()),
        (Filter(document="e.md"), {"甲店的运费由"}),
        (Filter(tenant="jia", document="f.md"), set()),
        (Filter(kind="principle", language="zh", tenant=""), {"物流太慢的时", "面膜敏感肌能"}),
        (Filter(kind="principle", language="zh", tenant="jia"), {"物流太慢的时", "面膜敏感肌能", "甲店的运费由"}),
        (Filter(origin="playbook"), set()),
    ],
)
def test_filters(base: KnowledgeBase, where: Filter, expected: set[str]) -> None:
    assert set(texts(base, "运费和快递", where, 20)) == expected


def test_near_duplicates_are_said_once(base: KnowledgeBase) -> None:
    assert texts(base, "您先别急，我这就去查", limit=20).count("您先别急，我") == 1


def test_scores_fall_and_the_best_of_both_halves_is_one(base: KnowledgeBase) -> None:
    found = base.search("您先别急，我这就去查，查到告诉您。", 20)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0
    assert found[0].similarity > 0.95


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    assert KnowledgeBase(tmp_path, by_letters()).search("运费") == []


def test_a_question_without_words_is_answered_all_the_same(base: KnowledgeBase) -> None:
    for query in ("😡😡😡", "?", "   ", "\n", "a" * 1000):
        assert isinstance(base.search(query), list)


def test_a_mix_of_embedders_is_refused(tmp_path: Path) -> None:
    filled(KnowledgeBase(tmp_path, by_letters("one")))
    other = KnowledgeBase(tmp_path, by_letters("other"))
    with pytest.raises(EmbedderMismatch, match=r"made with 'one', the embedder now is 'other'.*--rebuild"):
        other.search("运费")
    with pytest.raises(EmbedderMismatch):
        other.update({}, ["a.md"])
    other.update({}, rebuild=True)
    assert other.search("运费")


def test_a_damaged_index_says_so_and_can_be_rebuilt(tmp_path: Path) -> None:
    base = filled(KnowledgeBase(tmp_path, by_letters()))
    (base.generation().folder / "manifest.json").write_text("{")  # type: ignore[union-attr]
    damaged = KnowledgeBase(tmp_path, by_letters())
    with pytest.raises(KnowledgeError, match=r"the index is damaged .*--rebuild"):
        damaged.search("运费")
    damaged.update({}, rebuild=True)
    assert filled(damaged).search("运费")


def test_a_large_index_answers_as_a_small_one_does(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small generation is searched exactly; a large one by Chroma, and exactly where a filter leaves little."""
    monkeypatch.setattr(knowledge_base, "SMALL", 0)
    large = filled(KnowledgeBase(tmp_path))
    assert large.generation().vectors is None  # type: ignore[union-attr]
    for below in (0, 2000):
        monkeypatch.setattr(vectors, "EXACT_BELOW", below)
        for query in ("快递怎么这么慢", "shipping cost", "酒精"):
            for where in (Filter(), Filter(language="zh"), Filter(tenant="yi"), Filter(kind="script")):
                assert texts(large, query, where) == texts(base, query, where)


def test_more_neighbours_are_fetched_until_the_filter_is_met(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge_base, "SMALL", 0)
    monkeypatch.setattr(vectors, "EXACT_BELOW", 0)
    monkeypatch.setattr(vectors, "OVERFETCH", (1, 2, 4, 8))
    assert texts(filled(KnowledgeBase(tmp_path)), "快递怎么这么慢", Filter(tenant="yi", document="f.md")) == [
        "乙店的运费一"
    ]


def test_lost_vectors_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge_base, "SMALL", 0)
    base = filled(KnowledgeBase(tmp_path, by_letters()))
    current = base.generation()
    assert current is not None
    base._dense_of(current).remove([PASSAGES[0].id])
    with pytest.raises(KnowledgeError, match=r"lacks 1 vectors; run: huashu ingest --rebuild"):
        base.search("物流", where=Filter(language="zh"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--host", "127.0.0.1", "--port", str(port)]
    folder = tmp_path_factory.mktemp("chroma")
    with subprocess.Popen(
        [*command, "--path", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ)
    ) as process:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/api/v2/heartbeat")
        yield url
        process.terminate()


def wait_for(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"nobody answers at {url}")


ON_A_SERVER = """
import sys
from pathlib import Path
from huashu.knowledge import KnowledgeBase, knowledge_base
from huashu.knowledge.store import Entry
from tests.knowledge.embedding import by_letters
from tests.knowledge.test_search import filled, passage, texts

home, server = Path(sys.argv[1]), sys.argv[2]
knowledge_base.SMALL = 0
one = filled(KnowledgeBase(home / "one", by_letters(), server))
other = KnowledgeBase(home / "other", by_letters(), server)
other.update({"g.md": (Entry("g", "g"), [passage("另一家的店", "g.md")])})
assert texts(one, "物流太慢")[0] == "物流太慢的时"
assert texts(other, "物流太慢") == ["另一家的店"]
one.update({}, ["a.md"])
assert "物流太慢的时" not in texts(one, "物流太慢", limit=20)
assert not list((home / "one").rglob("dense"))
print("all of it is on the server")
"""


def test_vectors_may_live_on_a_server(server: str, tmp_path: Path) -> None:
    """In a process of its own: Chroma's HTTP client leaves its sockets to the garbage collector."""
    command = [sys.executable, "-c", ON_A_SERVER, str(tmp_path), server]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], timeout=120)
    assert done.stdout == "all of it is on the server\n", done.stderr


def test_a_server_that_is_not_there_is_told_by_its_address(tmp_path: Path) -> None:
    base = KnowledgeBase(tmp_path, by_letters(), "http://127.0.0.1:9")
    with pytest.raises(KnowledgeError, match=r"http://127\.0\.0\.1:9"):
        filled(base)
