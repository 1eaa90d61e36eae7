"""``huashu eval readings``: how well turns are read, field by field, on the screen."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from huashu.evals.guards import Share
from huashu.evals.held_out import HeldOut
from huashu.evals.leads import teach_leanings
from huashu.evals.readings import ReadingReport, measure
from huashu.evals.teaching import teach
from huashu.evals.turns import APART, read_turns, taught_turns
from huashu.knowledge.taxonomy import EMOTIONS, STAGES
from huashu.orchestrator import ReplyEngine

from .commands import print_json
from .progress import bar
from .settings import Settings
from .wiring import engine_of

AIMS = {
    "stage right": 0.90,
    "emotion, macro-F1": 0.80,
    "intensity right or one off": 0.95,
    "needs, micro-F1": 0.75,
    "strongest need right": 0.75,
    "strategy acceptable": 0.90,
}
"""What we aim at, on turns from an industry never seen."""


def run(folder: Path | None, *, by_industry: bool, as_json: bool) -> int:
    """Measure and show; exit 1 when an aim is missed."""
    settings = Settings.read()
    with bar("indexing the playbook, once", quiet=as_json) as progress:
        engine = engine_of(settings, progress)
    if by_industry:
        turns = taught_turns(engine.playbook)
        lesson = teach_leanings(teach(turns, engine.playbook), turns, engine.playbook)
        engine = ReplyEngine(engine.knowledge, engine.playbook, engine.checker, judge=HeldOut(lesson))
    else:
        turns = read_turns(folder or APART)
    reports = measure([turn for some in turns.values() for turn in some], engine)
    figures = {name: _figures(report) for name, report in reports.items()}
    if as_json:
        every = reports["all"]
        told = {"turns": len(every.reads), "figures": figures, "risks": _risks(every)}
        print_json({**told, "stages": _taken(every.stages), "emotions": _taken(every.emotions)})
    else:
        _show(Console(highlight=False), figures, reports["all"])
    return 1 if any(figures["all"][name] < aim for name, aim in AIMS.items()) else 0


def _figures(report: ReadingReport) -> dict[str, float]:
    return {
        "stage right": report.stage.value or 0.0,
        "stage told": report.stage_told.value or 0.0,
        "emotion, macro-F1": report.emotion_f1,
        "intensity right or one off": report.intensity.value or 0.0,
        "stage, calibration error": report.stage_calibration,
        "emotion, calibration error": report.emotion_calibration,
        "needs, micro-F1": report.needs_f1,
        "strongest need right": report.strongest_need.value or 0.0,
        "strategy acceptable": report.strategy.value or 0.0,
    }


def _show(console: Console, figures: Mapping[str, Mapping[str, float]], report: ReadingReport) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(f"{len(report.reads)} turns")
    for name in (*figures, "aim"):
        table.add_column(name, justify="right")
    for field in figures["all"]:
        aim = f"{AIMS[field]:.2f}" if field in AIMS else ""
        table.add_row(field, *(f"{some[field]:.3f}" for some in figures.values()), aim)
    console.print(table)
    risks = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("risk", "seen", "false alarms"):
        risks.add_column(name, justify="left" if name == "risk" else "right")
    for risk, (seen, wrong) in report.risks.items():
        risks.add_row(risk, _counted(seen), _counted(wrong))
    console.print()
    console.print(risks)
    for what, labels, taken in (("stage", STAGES, report.stages), ("emotion", EMOTIONS, report.emotions)):
        console.print()
        console.print(_confusion(what, labels, taken))


def _confusion(what: str, labels: Sequence[str], taken: Mapping[tuple[str, str], int]) -> Table:
    """What is meant stands at the left, what was read at the top."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    told = [*labels, *sorted({read for _, read in taken} - set(labels))]
    table.add_column(f"{what}, read as")
    for label in told:
        table.add_column(label, justify="right")
    for meant in labels:
        table.add_row(meant, *(str(taken[meant, read] or "·") for read in told))
    return table


def _taken(counts: Mapping[tuple[str, str], int]) -> list[list[str | int]]:
    return [[*pair, count] for pair, count in sorted(counts.items())]


def _counted(share: Share) -> str:
    return f"{share.hits} / {share.of}"


def _risks(report: ReadingReport) -> dict[str, object]:
    return {
        risk: {"seen": [seen.hits, seen.of], "false_alarms": [wrong.hits, wrong.of]}
        for risk, (seen, wrong) in report.risks.items()
    }
