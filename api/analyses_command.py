"""``huashu explain`` and ``huashu plan``: a case explained, a communication plan, in Markdown."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markdown import Markdown

from huashu.orchestrator import InputError
from huashu.orchestrator.analyses.case import Case
from huashu.orchestrator.analyses.explanation import explain
from huashu.orchestrator.analyses.plan_brief import PlanBrief
from huashu.orchestrator.analyses.plan_report import plan_markdown
from huashu.orchestrator.analyses.planning import plan
from huashu.orchestrator.analyses.plans import plans_of
from huashu.orchestrator.analyses.report import explanation_markdown

from . import inputs
from .commands import OK, Given, engine_for, print_json
from .settings import Settings
from .wiring import checker_of, playbook_of


def explain_case(
    given: str | None, named: Mapping[str, Path], over: Mapping[str, Any], out: Path | None, *, as_json: bool
) -> int:
    """Explain a case and show it."""
    case = Case.parse(Given.read(named, over).laid_over(inputs.case_from(given)))
    told = asyncio.run(explain(case, engine_for(quiet=as_json)))
    return _show(told, explanation_markdown(told), out, as_json=as_json)


def make_plan(
    path: Path, named: Mapping[str, Path], over: Mapping[str, Any], out: Path | None, *, as_json: bool
) -> int:
    """Make a plan for a brief and show it."""
    brief = PlanBrief.parse(Given.read(named, over).laid_over(inputs.mapping_from(path, "brief")))
    settings = Settings.read()
    told = plan(brief, plans_of(playbook_of(settings)), checker_of(settings))
    return _show(told, plan_markdown(told), out, as_json=as_json)


def _show(told: object, text: str, out: Path | None, *, as_json: bool) -> int:
    if out:
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise InputError("out", f"{out} cannot be written: {error.strerror}") from error
    if as_json:
        print_json(told)
    elif not out and sys.stdout.isatty():
        Console(highlight=False).print(Markdown(text))
    elif not out:
        sys.stdout.write(text)
    return OK
