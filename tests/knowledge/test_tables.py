from pathlib import Path

import pytest

from huashu.knowledge import DocumentError
from huashu.knowledge.ingest import passages_of
from tests.asking import DOCUMENTS


def test_a_row_is_a_passage_with_its_question_stage_and_place() -> None:
    path = DOCUMENTS / "scripts.csv"
    first, second, third = passages_of(path, path.name)[0]
    assert (first.kind, first.heading, first.stages, first.source) == (
        "script",
        ("发票", "能开发票吗"),
        ("consult",),
        "row 2",
    )
    assert (second.text[:8], second.stages) == ("整机保修两年，人", ("after_sale",))
    assert third.language == "en"


@pytest.mark.parametrize("titles", ["顧客問題,客服話術", "Question,Reply", "问法;参考回复", "提问\t答案"])
def test_columns_are_found_by_their_names(tmp_path: Path, titles: str) -> None:
    separator = next(c for c in ",;\t" if c in titles)
    path = tmp_path / "a.csv"
    path.write_text(f"{titles}\n几点发货{separator}下午四点前拍的当天发\n", encoding="utf-8")
    (only,) = passages_of(path, "a.csv")[0]
    assert (only.heading, only.text) == (("几点发货",), "下午四点前拍的当天发")


def test_an_unknown_stage_names_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("话术,阶段\n您好,闲聊\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="row 2, stage: '闲聊' is not known; it is one of consult, decide"):
        passages_of(path, "a.csv")
