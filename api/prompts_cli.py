"""``huashu prompts``: list, show, lint, diff."""

from pathlib import Path
from typing import Annotated

import typer

from .options import AsJson

app = typer.Typer(help="The prompts that models are asked with: list, show, lint, diff.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="A prompt, e.g. reply (its newest version) or reply@1.")]


@app.command("list")
def list_prompts(as_json: AsJson = False) -> None:
    """Every prompt: its name and version, its identity, what it is for."""
    from . import commands, prompts_command

    raise typer.Exit(commands.guarded(lambda: prompts_command.list_prompts(as_json=as_json), as_json))


@app.command()
def show(name: Name) -> None:
    """The words of a prompt, as they stand in its file."""
    from . import commands, prompts_command

    raise typer.Exit(commands.guarded(lambda: prompts_command.show(name), as_json=False))


@app.command()
def lint(paths: Annotated[list[Path], typer.Argument(help="Prompt files, or a folder of them.", exists=True)]) -> None:
    """Check prompt files: front matter, roles, inputs, and about how many tokens each takes. Exit 2: one is wrong."""
    from . import commands, prompts_command

    raise typer.Exit(commands.guarded(lambda: prompts_command.lint(paths), as_json=False))


@app.command()
def diff(one: Name, other: Name) -> None:
    """What two prompts, or two versions of one, say differently."""
    from . import commands, prompts_command

    raise typer.Exit(commands.guarded(lambda: prompts_command.diff(one, other), as_json=False))
