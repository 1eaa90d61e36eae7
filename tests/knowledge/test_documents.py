"""Every format, and every way a file can be wrong: a clear reason, and the others go on."""

import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from huashu.knowledge import DocumentError
from huashu.knowledge import documents as room
from huashu.knowledge.documents import read_document
from tests.asking import DOCUMENTS


def test_html_keeps_headings_and_lists_and_drops_what_is_not_text() -> None:
    text = read_document(DOCUMENTS / "page.html").text
    assert text.splitlines()[0] == "# 退换指南"
    assert "- 先说想换的码" in text
    for words in ("首页", "alert", "color", "版权"):
        assert words not in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_chinese_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    words = "顧客說話的時候不要插嘴，聽完再回。" if encoding == "big5" else "顾客说话的时候不要插嘴，听完再回。"
    path = tmp_path / "a.txt"
    path.write_bytes(words.encode(encoding))
    assert read_document(path).text == words


def test_a_word_document_keeps_its_headings_and_tables(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("接待", level=1)
    document.add_paragraph("先问好，再问来意。")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "问", "答"
    document.save(str(tmp_path / "a.docx"))
    assert read_document(tmp_path / "a.docx").text == "# 接待\n先问好，再问来意。\n问 | 答"


def test_a_workbook_gives_its_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["问题", "话术"], ["几点发货", 16], [None, None]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "a.xlsx")
    assert read_document(tmp_path / "a.xlsx").rows == (("问题", "话术"), ("几点发货", "16"))


def test_a_pdf_gives_its_text(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf("Write to the customer before they ask."))
    assert read_document(path).text.strip() == "Write to the customer before they ask."


def pdf(words: str) -> bytes:
    """The smallest page that says the words."""
    stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return body + end % (table, len(body))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "is empty"),
        ("a.txt", bytes(range(32)) * 200, "is not text (binary)"),
        ("a.txt", "顾客说话的时候不要插嘴，听完再回".encode() + b"\xff\xfe\x80" * 9, "in an encoding we cannot tell"),
        ("a.txt", "顾客说话的时候不要插嘴".encode().decode("latin-1").encode(), "decoded wrongly before it was saved"),
        ("a.txt", b"\xff\xfe\x00\xd8", "is broken as utf-16"),
        ("a.odt", b"x", "format .odt is not known"),
        ("a.docx", b"PK\x03\x04 cut off", "is not a whole .docx file"),
        ("a.xlsx", b"not a zip at all", "is not a whole .xlsx file"),
        ("a.pdf", b"%PDF-1.4 cut off", "is not a whole pdf file"),
        ("a.pdf", pdf(""), "has no text, only pictures"),
        ("a.csv", b'a,b\n"unclosed', "is not a table we can read"),
        ("a.csv", b"one,two\n1,2\n", "names no column for the words to say"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    from huashu.knowledge.ingest import passages_of

    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DocumentError) as told:
        passages_of(path, name)
    assert reason in told.value.reason
    assert str(path) in str(told.value)


def test_a_missing_file_and_a_folder_say_so(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        read_document(tmp_path / "none.txt")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(DocumentError, match="cannot be read"):
        read_document(tmp_path / "folder.txt")


def test_limits_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MAX_BYTES", 1000)
    monkeypatch.setattr(room, "MAX_CHARACTERS", 50)
    monkeypatch.setattr(room, "MAX_ROWS", 3)
    (tmp_path / "big.txt").write_text("a" * 1001)
    (tmp_path / "long.txt").write_text("a" * 51)
    (tmp_path / "rows.csv").write_text("answer\n" + "yes\n" * 3)
    for name, reason in (("big.txt", "the limit is 0 MB"), ("long.txt", "the limit is 50"), ("rows.csv", "limit is 3")):
        with pytest.raises(DocumentError, match=reason):
            read_document(tmp_path / name)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as file:
        for _ in range(210):
            file.write(b"\0" * 1_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(DocumentError, match="unpacks to 210 MB; the limit is 200 MB"):
        read_document(path)
