"""The command line.

reply, replay, read, explain, plan, segments, check, rules, search, ingest, eval, train, schema, doctor, demo.

Exit codes: 0 done; 1 the text may not be sent (check), an example goes wrong (rules lint), an aim is missed (eval), a
reply is not the same (replay); 2 bad input or usage; 3 not all of it was done (a batch with bad lines, an ingest with
unreadable files). People get panels, programs ``--json`` on standard output and nothing else.
"""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from . import analyses_cli, prompts_cli, replay_cli
from .options import (
    Address,
    AsJson,
    Batch,
    Brand,
    Channel,
    CustomerFile,
    Explained,
    Facts,
    Given,
    InLanguage,
    Market,
    Now,
    PromptName,
    Recorded,
    RulesFile,
    Seed,
    Streamed,
    Tenant,
    Tone,
    files_of,
)

app = typer.Typer(
    help="huashu (话术): the reply a good support lead would have written, and the proof that it may be sent.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command()
def reply(
    given: Given = None, facts: Facts = None, customer: CustomerFile = None, now: Now = None, market: Market = None,
    channel: Channel = None, tone: Tone = None, address: Address = None, brand: Brand = None, seed: Seed = None,
    tenant: Tenant = "", prompt: PromptName = "reply", explain: Explained = False, stream: Streamed = False,
    record: Recorded = None, as_json: AsJson = False, jsonl: Batch = None,
) -> None:  # fmt: skip
    """Write the checked reply to a customer's conversation."""
    from . import commands

    style = {"tone": tone, "address": address, "brand": brand}
    over = {"now": now, "market": market, "channel": channel, "seed": seed, "style": style}
    replier, files = commands.replier(tenant, prompt, explain=explain), files_of(facts, customer)

    def work() -> int:
        if record:
            from . import replay_command

            replay_command.may_record(record, stream=stream)
            recorder = replay_command.recorder(replier, record)
            return commands.run(recorder, given, files, over, as_json=as_json, jsonl=jsonl)
        if not stream:
            return commands.run(replier, given, files, over, as_json=as_json, jsonl=jsonl)
        from . import stream_command

        return stream_command.run(replier, given, files, over, as_json=as_json, jsonl=jsonl)

    raise typer.Exit(commands.guarded(work, as_json))


app.command()(replay_cli.replay)


@app.command()
def read(given: Given = None, customer: CustomerFile = None, as_json: AsJson = False, jsonl: Batch = None) -> None:
    """Read what a customer's turn shows: stage, feeling, needs, risks, each with the words that say so."""
    from . import commands

    _run(commands.read, given, files_of(None, customer), {}, as_json=as_json, jsonl=jsonl)


app.command()(analyses_cli.explain)


@app.command()
def check(
    given: Annotated[str | None, typer.Argument(help="The text to check, a file, or - for standard input.")] = None,
    facts: Facts = None, now: Now = None, market: Market = None, as_json: AsJson = False, jsonl: Batch = None,
) -> None:  # fmt: skip
    """Check a text claim by claim against facts. Exit 1 when it may not be sent."""
    from . import commands

    _run(commands.check, given, files_of(facts, None), {"now": now, "market": market}, as_json=as_json, jsonl=jsonl)


rules_app = typer.Typer(help="The rules that replies are checked by: list, explain, lint.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")


@rules_app.command("list")
def list_rules(rules: RulesFile = None, language: InLanguage = "zh", as_json: AsJson = False) -> None:
    """Every rule in force: its id, how severe it is, what it finds."""
    from . import commands, rules_command

    def work() -> int:
        return rules_command.list_rules(commands.checker(rules), commands.language(language), as_json=as_json)

    raise typer.Exit(commands.guarded(work, as_json))


@rules_app.command("explain")
def explain_rule(
    name: Annotated[str, typer.Argument(help="A rule's id, e.g. fake_urgency.")],
    rules: RulesFile = None, language: InLanguage = "zh", as_json: AsJson = False,
) -> None:  # fmt: skip
    """One rule: what it finds, what to write instead, the law behind it, examples that fire and near-misses."""
    from . import commands, rules_command

    def work() -> int:
        return rules_command.explain(commands.checker(rules), name, commands.language(language), as_json=as_json)

    raise typer.Exit(commands.guarded(work, as_json))


@rules_app.command("lint")
def lint_rules(
    path: Annotated[Path, typer.Argument(help="A shop's file of rules.", exists=True)], as_json: AsJson = False
) -> None:
    """Check a shop's file of rules and try its examples. Exit 1: an example goes wrong; 2: the file is."""
    from . import commands, rules_command

    raise typer.Exit(commands.guarded(lambda: rules_command.lint(path, as_json=as_json), as_json))


eval_app = typer.Typer(help="Measure: how good the guardrails are on labelled drafts.", no_args_is_help=True)
app.add_typer(eval_app, name="eval")


@eval_app.command()
def guards(
    drafts: Annotated[Path | None, typer.Option(help="A folder of labelled drafts; else the shipped ones.")] = None,
    rules: RulesFile = None,
    as_json: AsJson = False,
) -> None:
    """Precision, recall and over-block per rule on labelled drafts, with 95 % intervals, and every mistake."""
    from . import commands, guards_command

    raise typer.Exit(
        commands.guarded(lambda: guards_command.run(commands.checker(rules), drafts, as_json=as_json), as_json)
    )


@eval_app.command()
def readings(
    turns: Annotated[Path | None, typer.Option(help="A folder of labelled turns; else those kept apart.")] = None,
    by_industry: Annotated[
        bool,
        typer.Option("--by-industry", help="The turns that teach, each by heads that saw none of its industry."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """How well customers' turns are read, field by field: on turns kept apart, or industry by industry held out."""
    from . import commands, readings_command

    raise typer.Exit(
        commands.guarded(lambda: readings_command.run(turns, by_industry=by_industry, as_json=as_json), as_json)
    )


train_app = typer.Typer(help="Teach: what huashu learned from sentences, learned again.", no_args_is_help=True)
app.add_typer(train_app, name="train")


@train_app.command("guards")
def train_guards() -> None:
    """Learn again how rules are broken in so many words, after a sentence was changed. Needs huashu[evals]."""
    from . import commands, train_command

    raise typer.Exit(commands.guarded(train_command.guards, False))


@train_app.command("readings")
def train_readings(
    playbook: Annotated[Path | None, typer.Option(help="A shop's playbook with turns; else the shipped one.")] = None,
) -> None:
    """Learn again how customers' turns are read, after a labelled turn was changed or added. Needs huashu[evals]."""
    from . import commands, train_command

    raise typer.Exit(commands.guarded(lambda: train_command.readings(playbook), False))


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(help="What to look for, in Chinese or English.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=50)] = 5,
    kind: Annotated[str | None, typer.Option(help="principle, script, example or pitfall.")] = None,
    stage: Annotated[str | None, typer.Option(help="consult, decide, after_sale or relationship.")] = None,
    strategy: Annotated[str | None, typer.Option(help="A strategy's id, e.g. empathy_action.")] = None,
    language: Annotated[str | None, typer.Option(help="zh or en.")] = None,
    document: Annotated[str | None, typer.Option(help="A document's name.")] = None,
    origin: Annotated[str | None, typer.Option(help="playbook or business.")] = None,
    tenant: Tenant = "",
    as_json: AsJson = False,
    jsonl: Batch = None,
) -> None:  # fmt: skip
    """Find passages in the playbook and the documents that were taken in."""
    from . import commands

    where = {"kind": kind, "stage": stage, "strategy": strategy, "language": language}
    where |= {"document": document, "origin": origin}
    _run(commands.searcher(where, tenant), query, {}, {"limit": limit}, as_json=as_json, jsonl=jsonl)


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders: txt, md, html, csv, xlsx, pdf, docx.")],
    tenant: Annotated[str, typer.Option(help="Whose documents these are; empty: everybody's.")] = "",
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make every vector anew with the embedder of today.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take documents in: clean, split and index what changed. Exit 3 when a file could not be read."""
    from . import commands

    raise typer.Exit(
        commands.guarded(lambda: commands.ingest(paths, tenant, rebuild=rebuild, as_json=as_json), as_json)
    )


app.command()(analyses_cli.plan)
app.command()(analyses_cli.segments)
app.add_typer(prompts_cli.app, name="prompts")


@app.command()
def schema(
    name: Annotated[str | None, typer.Argument(help="request, reply, reading, check, search or facts.")] = None,
) -> None:
    """Print the JSON Schema of what goes in or comes out."""
    from . import commands

    raise typer.Exit(commands.guarded(lambda: commands.schema(name), as_json=False))


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what is configured, what works, and what would be better."""
    from . import commands

    raise typer.Exit(commands.guarded(lambda: commands.doctor(as_json=as_json), as_json))


@app.command()
def demo() -> None:
    """Answer two real-life cases that come with huashu."""
    from . import commands

    raise typer.Exit(commands.guarded(commands.demo, as_json=False))


def _run(
    operation: Any,
    given: str | None,
    named: dict[str, Path],
    over: dict[str, Any],
    *,
    as_json: bool,
    jsonl: Path | None,
) -> None:
    from . import commands

    raise typer.Exit(commands.run(operation, given, named, over, as_json=as_json, jsonl=jsonl))


def main() -> None:
    """The console script. Text goes out as UTF-8 whatever the locale; half-built objects are not collected at start."""
    import gc

    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()


if __name__ == "__main__":
    main()
