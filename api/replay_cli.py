"""``huashu replay``: recorded replies made again."""

from pathlib import Path
from typing import Annotated

import typer

from .options import AsJson, Tenant


def replay(
    path: Annotated[Path, typer.Argument(help="A file that huashu reply --record wrote.", exists=True, dir_okay=False)],
    tenant: Tenant = "",
    as_json: AsJson = False,
) -> None:
    """Make recorded replies again from the models' recorded answers. Exit 1: something is not the same."""
    from . import commands, replay_command

    raise typer.Exit(commands.guarded(lambda: replay_command.run(path, tenant, as_json=as_json), as_json))
