"""``huashu train guards``: teach the heads for wording, and show how they do on sentences they were not taught."""

import json
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from huashu.evals.sentences import fingerprint, labelled, read_sentences, scripts, with_examples
from huashu.evals.training import Report, train
from huashu.knowledge import HuashuError
from huashu.orchestrator.guardrails.wording import CARD, HEADS


def guards() -> int:
    """Train, write the heads and their card beside the rules, and show the table."""
    console = Console(highlight=False)
    data = labelled(with_examples(read_sentences()), list(scripts()))
    with console.status(f"{len(data.texts)} sentences, {len(data.labels)} rules ..."):
        heads, report = train(data)
    card = {"sentences": fingerprint(), "texts": len(data.texts), "held_out": [asdict(one) for one in report]}
    try:
        heads.save(HEADS)
        CARD.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise HuashuError(
            f"{HEADS.parent}: cannot be written: {error.strerror}; train in a checkout of huashu"
        ) from error
    console.print(f"{len(data.texts)} sentences, {len(data.labels)} rules; each judged by heads not taught it")
    _show(console, report)
    return 0


def _show(console: Console, report: list[Report]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("rule", "said", "found", "fine", "accused"):
        table.add_column(name, justify="left" if name == "rule" else "right")
    for one in report:
        table.add_row(one.label, str(one.said), f"{one.found / one.said:.2f}", str(one.others), str(one.accused))
    console.print(table)
