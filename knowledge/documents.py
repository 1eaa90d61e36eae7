"""From a file to text. Each format has one small reader; what cannot be read is told by file and reason.

Limits: 50 MB a file, 200 MB unpacked (docx, xlsx), 5,000,000 characters of text, 200,000 rows of a table.
"""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import DocumentError
from .language import HAN

MAX_BYTES = 50_000_000
MAX_UNPACKED = 200_000_000
MAX_CHARACTERS = 5_000_000
MAX_ROWS = 200_000

Rows = list[list[str]]
CONTROLS = frozenset(range(9)) | frozenset(range(14, 32)) - {27}


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: prose as ``text`` (headings marked with #), a table as ``rows`` with its header first."""

    name: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def read_document(path: Path, name: str | None = None) -> Document:
    """Read one file; `DocumentError` says what is wrong with it."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise DocumentError(path, f"format {path.suffix or '(none)'} is not known; known: {', '.join(sorted(READERS))}")
    content = reader(path, _content(path))
    if isinstance(content, str):
        if not content.strip():
            raise DocumentError(path, "holds no text")
        if len(content) > MAX_CHARACTERS:
            raise DocumentError(path, f"has {len(content):,} characters; the limit is {MAX_CHARACTERS:,}")
        return Document(name or path.name, text=content)
    rows = tuple(tuple(cell.strip() for cell in row) for row in content if any(cell.strip() for cell in row))
    if not rows:
        raise DocumentError(path, "holds no rows")
    if len(rows) > MAX_ROWS:
        raise DocumentError(path, f"has {len(rows):,} rows; the limit is {MAX_ROWS:,}")
    return Document(name or path.name, rows=rows)


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(path, f"has {size / 1e6:.0f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB")
        content = path.read_bytes()
    except OSError as error:
        raise DocumentError(path, f"cannot be read: {error.strerror or error}") from error
    if not content.strip():
        raise DocumentError(path, "is empty")
    return content


def decode(path: Path, content: bytes) -> str:
    """Text in UTF-8, UTF-16 with a mark, GB18030 or Big5; anything else is refused rather than indexed as noise."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decoded(path, content, encoding)
    if sum(byte in CONTROLS for byte in content[:4096]) > len(content[:4096]) // 100:
        raise DocumentError(path, "is not text (binary); convert it to txt, md, docx or pdf")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded_chinese(path, content)
    if _decoded_twice(text):
        raise DocumentError(
            path, "was decoded wrongly before it was saved (UTF-8 read as Latin-1); save it anew as UTF-8"
        )
    return text


def _decoded(path: Path, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(path, f"is broken as {encoding} at byte {error.start:,}; save it anew as UTF-8") from error


def _decoded_chinese(path: Path, content: bytes) -> str:
    """GB18030 takes almost any bytes, so the result must look like Chinese: characters that people use."""
    for encoding in ("gb18030", "big5"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _reads_as_chinese(text):
            return text
    raise DocumentError(path, "is in an encoding we cannot tell (neither UTF-8, GB18030 nor Big5); save it as UTF-8")


def _reads_as_chinese(text: str) -> bool:
    foreign = [c for c in text if ord(c) > 127]
    common = sum(1 for c in foreign if _is_common(c))
    return bool(foreign) and common / len(foreign) > 0.7


def _is_common(character: str) -> bool:
    """Level one of GB 2312 or of Big5 (the 3,755 and 5,401 characters in daily use), or Chinese punctuation."""
    if character in "，。！？、；：“”‘’（）《》【】…—·　「」『』":
        return True
    try:
        return 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except (UnicodeEncodeError, IndexError):
        pass
    try:
        return 0xA4 <= character.encode("big5")[0] <= 0xC6
    except (UnicodeEncodeError, IndexError):
        return False


def _decoded_twice(text: str) -> bool:
    odd = sum("\x80" <= c <= "\xff" for c in text[:20_000])
    if odd < 8 or odd < len(text[:20_000]) // 10:
        return False
    try:
        return bool(HAN.search(text[:20_000].encode("latin-1", "ignore").decode("utf-8", "ignore")))
    except UnicodeError:
        return False


def _read_text(path: Path, content: bytes) -> str:
    return decode(path, content)


def _read_csv(path: Path, content: bytes) -> Rows:
    import csv
    import io

    text = decode(path, content)
    first = text.split("\n", 1)[0]
    delimiter = max("\t;,", key=first.count) if path.suffix.lower() != ".tsv" else "\t"
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise DocumentError(path, f"is not a table we can read: {error}") from error


def _unpacked(path: Path) -> None:
    """Refuse an archive that would unpack to more than we take (a zip bomb)."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile as error:
        raise DocumentError(path, f"is not a whole {path.suffix} file (it is cut off or something else)") from error
    if size > MAX_UNPACKED:
        raise DocumentError(path, f"unpacks to {size / 1e6:,.0f} MB; the limit is {MAX_UNPACKED / 1e6:.0f} MB")


def _read_xlsx(path: Path, content: bytes) -> Rows:
    _unpacked(path)
    openpyxl = _extra(path, "openpyxl")
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
        return [
            ["" if cell is None else str(cell) for cell in row]
            for row, _ in zip(rows, range(MAX_ROWS + 2), strict=False)
        ]
    finally:
        book.close()


def _read_docx(path: Path, content: bytes) -> str:
    _unpacked(path)
    docx = _extra(path, "docx")
    document = docx.Document(str(path))
    return "\n".join(_docx_lines(document))


def _docx_lines(document: object) -> Iterator[str]:
    for block in document.iter_inner_content():  # type: ignore[attr-defined]
        if hasattr(block, "rows"):
            yield from (" | ".join(cell.text.strip() for cell in row.cells) for row in block.rows)
        else:
            style = (block.style.name or "") if block.style is not None else ""
            level = style.removeprefix("Heading ") if style.startswith("Heading ") else ""
            marks = "#" * int(level) + " " if level.isdigit() and block.text.strip() else ""
            yield marks + ("# " if style == "Title" and not marks else "") + block.text


def _read_pdf(path: Path, content: bytes) -> str:
    pypdf = _extra(path, "pypdf")
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(path, "is locked with a password; save it without one")
        text = "\n".join(page.extract_text() for page in reader.pages)
    except pypdf.errors.PyPdfError as error:
        raise DocumentError(path, f"is not a whole pdf file: {error}") from error
    if not text.strip():
        raise DocumentError(path, "has no text, only pictures; run character recognition (OCR) on it first")
    return text


def _read_html(path: Path, content: bytes) -> str:
    bs4 = _extra(path, "bs4")
    soup = bs4.BeautifulSoup(decode(path, content), "html.parser")
    for tag in soup(["head", "script", "style", "nav", "footer", "aside", "form", "header", "noscript", "template"]):
        tag.decompose()
    for tag in soup(["h1", "h2", "h3", "h4", "h5", "h6"]):
        tag.insert(0, "\n" + "#" * int(tag.name[1]) + " ")
    for tag in soup(["li"]):
        tag.insert(0, "\n- ")
    for tag in soup(["p", "div", "section", "article", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"]):
        tag.append("\n")
    for tag in soup(["br"]):
        tag.replace_with("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return "\n".join(line for line in lines if line)


def _extra(path: Path, module: str):  # type: ignore[no-untyped-def]
    """Import a reader's library when its format is met; without it, say how to get it."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        raise DocumentError(path, f"needs the readers for {path.suffix}: pip install 'huashu[documents]'") from error


READERS: dict[str, Callable[[Path, bytes], str | Rows]] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".markdown": _read_text,
    ".html": _read_html,
    ".htm": _read_html,
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".xlsx": _read_xlsx,
    ".docx": _read_docx,
    ".pdf": _read_pdf,
}
