"""``huashu prompts``: what models are asked, from the files they stand in."""

import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from huashu.orchestrator.writer import tokens_in
from huashu.prompts.prompt import Prompt, read_prompt

from .commands import OK, print_json
from .settings import Settings
from .wiring import prompts_of


def list_prompts(*, as_json: bool) -> int:
    """Every prompt of ours and of the shop."""
    prompts = list(prompts_of(Settings.read()))
    if as_json:
        print_json([_as_data(prompt) for prompt in prompts])
        return OK
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("prompt", "identity", "inputs", "for"):
        table.add_column(heading, overflow="fold")
    for prompt in prompts:
        name = f"{prompt.name}@{prompt.version}"
        table.add_row(name, Text(prompt.digest[:12], "dim"), ", ".join(prompt.inputs), prompt.description)
    Console(highlight=False).print(table)
    return OK


def show(name: str) -> int:
    """A prompt's file as it stands."""
    sys.stdout.write(prompts_of(Settings.read()).get(name).path.read_text(encoding="utf-8"))
    return OK


def lint(paths: Sequence[Path]) -> int:
    """Read each file, which says what is wrong with it; of those that are right, about what their own words take."""
    for path in (file for given in paths for file in (sorted(given.glob("*.md")) if given.is_dir() else [given])):
        prompt = read_prompt(path)
        own = sum(tokens_in(text) for text in prompt.parts.values())
        sys.stdout.write(f"{path}: {prompt.name}@{prompt.version} is right; its own words take about {own:,} tokens\n")
    return OK


def diff(one: str, other: str) -> int:
    """What two prompts say differently, line by line."""
    prompts = prompts_of(Settings.read())
    first, second = prompts.get(one), prompts.get(other)
    old, new = (prompt.path.read_text(encoding="utf-8").splitlines(keepends=True) for prompt in (first, second))
    sys.stdout.writelines(difflib.unified_diff(old, new, fromfile=first.identity, tofile=second.identity))
    return OK


def _as_data(prompt: Prompt) -> dict[str, object]:
    return {
        "name": prompt.name, "version": prompt.version, "identity": prompt.identity, "inputs": prompt.inputs,
        "options": prompt.options, "description": prompt.description, "file": str(prompt.path),
    }  # fmt: skip
