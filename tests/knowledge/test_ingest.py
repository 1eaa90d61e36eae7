"""Taking documents in: what changed and nothing else; a process killed at any moment leaves the old index serving."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

from huashu.knowledge import IndexBusy, KnowledgeBase, Report, ingest, knowledge_base
from tests.asking import DOCUMENTS
from tests.knowledge.embedding import by_letters


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DOCUMENTS, tmp_path / "documents"))


def outcomes(report: Report) -> dict[str, str]:
    return {one.document.removeprefix("documents/"): one.outcome for one in report.documents}


def test_the_second_time_nothing_is_read_or_embedded(tmp_path: Path, folder: Path) -> None:
    embedded: list[int] = []
    base = KnowledgeBase(tmp_path / "home", by_letters(seen=embedded.append))
    first = ingest(base, [folder])
    assert set(outcomes(first).values()) == {"added"}
    generation, count = base.generation(), len(embedded)
    again = ingest(base, [folder])
    assert set(outcomes(again).values()) == {"unchanged"}
    assert len(embedded) == count
    assert base.generation() is generation
    assert [one.passages for one in again.documents] == [one.passages for one in first.documents]


def test_only_what_changed_is_embedded_anew_and_what_is_gone_leaves(tmp_path: Path, folder: Path) -> None:
    embedded: list[int] = []
    base = KnowledgeBase(tmp_path / "home", by_letters(seen=embedded.append))
    ingest(base, [folder])
    embedded.clear()
    guide = folder / "guide.md"
    guide.write_text(guide.read_text() + "\n## New\n\nAsk before you assume anything about a size.\n")
    (folder / "page.html").unlink()
    report = ingest(base, [folder])
    assert outcomes(report)["guide.md"] == "changed"
    assert outcomes(report)["page.html"] == "removed"
    assert sum(embedded) == 1
    assert "documents/page.html" not in base.documents()
    assert any("before you assume" in found.passage.text for found in base.search("assume a size"))
    assert not any("吊牌" in found.passage.text for found in base.search("吊牌", 50))


def test_a_file_that_cannot_be_read_is_told_and_the_others_go_on(tmp_path: Path, folder: Path) -> None:
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 cut off")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "ignored.bin").write_bytes(b"x")
    base = KnowledgeBase(tmp_path / "home", by_letters())
    report = ingest(base, [folder, tmp_path / "nowhere.txt"])
    told = {one.document: one.reason for one in report.documents if one.outcome == "failed"}
    assert set(told) == {"documents/broken.docx", "documents/empty.txt", "nowhere.txt"}
    assert "is empty" in told["documents/empty.txt"]
    assert report.failed
    assert outcomes(report)["guide.md"] == "added"
    assert "documents/ignored.bin" not in outcomes(report)


def test_a_document_that_can_no_longer_be_read_keeps_its_old_passages(tmp_path: Path, folder: Path) -> None:
    base = KnowledgeBase(tmp_path / "home", by_letters())
    ingest(base, [folder])
    (folder / "guide.md").write_bytes(b"")
    assert outcomes(ingest(base, [folder]))["guide.md"] == "failed"
    assert "documents/guide.md" in base.documents()


def test_two_files_of_one_name_are_two_documents(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text(f"# Shop {name}\n\nThe shop called {name} opens at nine every day.\n")
    base = KnowledgeBase(tmp_path / "home", by_letters())
    ingest(base, [tmp_path / "one" / "a.md", tmp_path / "two" / "a.md"])
    assert set(base.documents()) == {"a.md", "two/a.md"}
    assert set(outcomes(ingest(base, [tmp_path / "two" / "a.md"])).values()) == {"unchanged"}


def test_progress_is_told(tmp_path: Path, folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    ingest(KnowledgeBase(tmp_path / "home", by_letters()), [folder], progress=lambda *step: told.append(step))
    files = len(list(folder.iterdir()))
    assert ("read", files, files) in told
    assert told[-1][0] == "embed"
    assert told[-1][1] == told[-1][2]


def test_a_second_writer_is_told_to_wait(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge_base, "PATIENCE", 0.05)
    base = KnowledgeBase(tmp_path / "home", by_letters())
    (tmp_path / "home").mkdir()
    with FileLock(tmp_path / "home" / "lock"), pytest.raises(IndexBusy, match="another process is writing"):
        ingest(base, [folder])


WRITER = """
import sys, time
from pathlib import Path
from tests.knowledge.embedding import by_letters
from huashu.knowledge import KnowledgeBase, ingest, store

home, folder, moment = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def stop(*_):
    print("now", flush=True)
    time.sleep(60)

original = getattr(store, moment, None)
if moment == "embed":
    embedder = by_letters(seen=stop)
else:
    embedder = by_letters()
    setattr(store, moment, stop)
ingest(KnowledgeBase(home, embedder), [folder])
"""


@pytest.mark.parametrize("moment", ["embed", "_write_files", "_write_vectors", "_replace"])
def test_a_writer_killed_at_any_moment_leaves_the_old_index_serving(tmp_path: Path, folder: Path, moment: str) -> None:
    home = tmp_path / "home"
    base = KnowledgeBase(home, by_letters())
    ingest(base, [folder])
    before = [found.passage for found in base.search("顾客", 20)]
    (folder / "new.md").write_text("# 新\n\n顾客问起新货的时候，先问他上次穿着合不合适。\n", encoding="utf-8")
    kill_at(moment, home, folder)
    fresh = KnowledgeBase(home, by_letters())
    assert [found.passage for found in fresh.search("顾客", 20)] == before
    assert outcomes(ingest(fresh, [folder]))["new.md"] == "added"
    assert any("新货" in found.passage.text for found in fresh.search("新货"))
    current = fresh.generation()
    assert current is not None
    assert fresh._dense_of(current).ids() == set(current.ids)


def kill_at(moment: str, home: Path, folder: Path) -> None:
    """Start a writer and kill it, hard, once it has come to the moment."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, home, folder, moment], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"now\n"
        os.kill(writer.pid, signal.SIGKILL)
        assert writer.wait(10) == -signal.SIGKILL
    time.sleep(0.05)
