"""The options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Given = Annotated[
    str | None, typer.Argument(help="Words, a transcript, a file (txt, json, yaml), or - for standard input.")
]
Facts = Annotated[Path | None, typer.Option("--facts", help="Facts in YAML or JSON.", exists=True, dir_okay=False)]
CustomerFile = Annotated[Path | None, typer.Option("--customer", help="The customer in YAML or JSON.", exists=True)]
Now = Annotated[str | None, typer.Option("--now", help="The time it is, with its offset: 2026-11-22T15:00:00+08:00.")]
Market = Annotated[str | None, typer.Option("--market", help="Whose law the rules read: CN, EU, UK or US.")]
Channel = Annotated[
    str | None, typer.Option("--channel", help="chat, email, phone_script, community, private_message, review.")
]
Tone = Annotated[str | None, typer.Option("--tone", help="warm 亲切, professional 专业 or concise 简洁.")]
Address = Annotated[str | None, typer.Option("--address", help="How to address the customer, e.g. 亲 or Ms Wang.")]
Brand = Annotated[str | None, typer.Option("--brand", help="The shop's name.")]
Tenant = Annotated[str, typer.Option("--tenant", help="Whose documents are seen beside the shared ones.")]
PromptName = Annotated[
    str, typer.Option("--prompt", help="Which prompt the model drafts with, e.g. reply@2 (huashu prompts list).")
]
Explained = Annotated[bool, typer.Option("--explain", help="Also every step: prompt, model, tokens, time, cost.")]
Streamed = Annotated[
    bool, typer.Option("--stream", help="Clause by clause, each once it is checked; with --json one event a line.")
]
Recorded = Annotated[
    Path | None,
    typer.Option("--record", help="Add what was asked, answered and sent to this file, for huashu replay."),
]
Seed = Annotated[int | None, typer.Option("--seed", help="Fixes the choice among equal wordings.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, nothing else.")]
Batch = Annotated[
    Path | None, typer.Option("--jsonl", help="A file with one request a line; one result a line comes out.")
]
RulesFile = Annotated[Path | None, typer.Option("--rules", help="A shop's own rules; else those of HUASHU_RULES.")]
InLanguage = Annotated[str, typer.Option("--language", help="zh or en.")]


def files_of(facts: Path | None, customer: Path | None) -> dict[str, Path]:
    """The files that were named, by what they hold."""
    return {name: path for name, path in (("facts", facts), ("customer", customer)) if path is not None}
