"""``huashu train``: teach the heads for wording and those for readings, and show how they do on what was held out."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from huashu.evals import turns
from huashu.evals.leads import teach_leanings
from huashu.evals.sentences import fingerprint, labelled, read_sentences, scripts, with_examples
from huashu.evals.teaching import teach
from huashu.evals.training import Report, train
from huashu.knowledge import HuashuError, Playbook
from huashu.orchestrator.guardrails.wording import CARD, HEADS


def guards() -> int:
    """Train, write the heads and their card beside the rules, and show the table."""
    console = Console(highlight=False)
    data = labelled(with_examples(read_sentences()), list(scripts()))
    with console.status(f"{len(data.texts)} sentences, {len(data.labels)} rules ..."):
        heads, report = train(data)
    card = {"sentences": fingerprint(), "texts": len(data.texts), "held_out": [asdict(one) for one in report]}

    def save() -> None:
        heads.save(HEADS)
        CARD.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    _written(HEADS.parent, save)
    console.print(f"{len(data.texts)} sentences, {len(data.labels)} rules; each judged by heads not taught it")
    _show(console, report)
    return 0


def readings(playbook: Path | None) -> int:
    """Train on the turns of the playbook, a shop's own among them, and write the heads beside them."""
    console = Console(highlight=False)
    book = Playbook(playbook) if playbook else Playbook()
    taught = turns.taught_turns(book)
    count = sum(map(len, taught.values()))
    with console.status(f"{count} turns, {len(taught)} industries ..."):
        lesson = teach_leanings(teach(taught, book), taught, book)
    choices = len(lesson.choices or ())
    card = {
        "turns": turns.fingerprint(book),
        "taught": {name: len(some) for name, some in taught.items()},
        "choices": choices,
    }
    folder = book.folders[-1]
    _written(folder, lambda: lesson.judge.save(folder, card))
    console.print(f"{count} turns of {len(taught)} industries, {len(lesson.taught.labels)} labels: {folder}")
    console.print(f"What leads accept was learned from {choices} turns.")
    console.print("How well they read: huashu eval readings --by-industry")
    return 0


def _written(folder: Path, save: Callable[[], None]) -> None:
    try:
        save()
    except OSError as error:
        raise HuashuError(f"{folder}: cannot be written: {error.strerror}; train in a checkout of huashu") from error


def _show(console: Console, report: list[Report]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("rule", "said", "found", "fine", "accused"):
        table.add_column(name, justify="left" if name == "rule" else "right")
    for one in report:
        table.add_row(one.label, str(one.said), f"{one.found / one.said:.2f}", str(one.others), str(one.accused))
    console.print(table)
