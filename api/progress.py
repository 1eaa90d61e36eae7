"""A progress bar on standard error, for work that takes its time; nothing where nobody watches."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from huashu.knowledge.store import Progress

SHORT = 24


@contextmanager
def bar(title: str, *, quiet: bool) -> Iterator[Progress]:
    """Something to tell of progress: what is being done, how much of it is done, of how much."""
    if quiet or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, int] = {}

        def tell(what: str, done: int, total: int) -> None:
            if total < SHORT:
                return
            task = tasks.setdefault(what, -1)
            if task == -1:
                task = tasks[what] = shown.add_task(f"{title}: {what}", total=total)
            shown.update(task, completed=done, total=total)  # type: ignore[arg-type]

        yield tell
