"""Script tables (csv, xlsx): one row, one passage. The columns are found by their names, in Chinese or English."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

from .documents import Document
from .errors import DocumentError
from .language import language_of, simplified
from .passage import Passage
from .taxonomy import KINDS, STAGES, STRATEGIES, PassageKind, Stage, StrategyId

COLUMNS: dict[str, tuple[str, ...]] = {
    "answer": ("话术", "回复", "答案", "回答", "答", "内容", "客服话术", "参考回复", "answer", "reply", "response",
               "script", "text"),
    "question": ("问题", "顾客问题", "客户问题", "买家问题", "提问", "问法", "问", "question", "query", "customer",
                 "ask"),
    "stage": ("阶段", "环节", "stage"),
    "strategy": ("策略", "strategy"),
    "kind": ("类型", "kind", "type"),
    "heading": ("分类", "类别", "场景", "主题", "category", "topic", "scene", "heading"),
}  # fmt: skip
STAGE_NAMES: dict[str, Stage] = {
    "咨询": "consult",
    "售前": "consult",
    "促成转化": "decide",
    "转化": "decide",
    "售后": "after_sale",
    "关系维护": "relationship",
}


def table_passages(path: Path, document: Document, tenant: str) -> Iterator[Passage]:
    """The passages of a script table; spans count characters of its rows joined by tabs and line ends."""
    header, *rows = document.rows
    columns = _columns(path, header)
    at = len("\t".join(header)) + 1
    for number, row in enumerate(rows, 2):
        line = "\t".join(row)
        cells = {name: row[index] if index < len(row) else "" for name, index in columns.items()}
        if cells["answer"] and cells.get("question", "-"):
            start = at + len("\t".join(row[: columns["answer"]])) + bool(columns["answer"])
            span = (start, start + len(cells["answer"]))
            yield _passage(path, document.name, tenant, number, cells, span)
        at += len(line) + 1


def _columns(path: Path, header: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, title in enumerate(header):
        bare = simplified(title).strip().lower()
        name = next((name for name, titles in COLUMNS.items() if bare in titles), None)
        if name:
            found.setdefault(name, index)
    if "answer" not in found:
        raise DocumentError(
            path,
            f"names no column for the words to say; call one 话术, 回复, answer or reply (it has: {', '.join(header)})",
        )
    return found


def _passage(path: Path, name: str, tenant: str, number: int, cells: dict[str, str], span: tuple[int, int]) -> Passage:
    stage = STAGE_NAMES.get(cells.get("stage", ""), cells.get("stage", ""))
    _known(path, number, "stage", stage, STAGES)
    _known(path, number, "strategy", cells.get("strategy", ""), STRATEGIES)
    _known(path, number, "kind", cells.get("kind", ""), KINDS)
    return Passage(
        text=cells["answer"],
        kind=cast(PassageKind, cells.get("kind") or "script"),
        document=name,
        heading=tuple(cell for cell in (cells.get("heading", ""), cells.get("question", "")) if cell),
        span=span,
        language=language_of(cells["answer"]),
        stages=(cast(Stage, stage),) if stage else (),
        strategies=(cast(StrategyId, cells["strategy"]),) if cells.get("strategy") else (),
        tenant=tenant,
        source=f"row {number}",
    )


def _known(path: Path, number: int, column: str, value: str, known: tuple[str, ...]) -> None:
    if value and value not in known:
        raise DocumentError(path, f"row {number}, {column}: '{value}' is not known; it is one of {', '.join(known)}")
