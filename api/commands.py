"""What the commands do, once the command line has been understood."""

import asyncio
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.text import Text

from huashu.knowledge import HuashuError
from huashu.knowledge.language import language_of
from huashu.knowledge.taxonomy import STRATEGIES, Language
from huashu.orchestrator import InputError, Reply, ReplyEngine, Request
from huashu.orchestrator.guardrails import Checker

from . import inputs, panel, trace_panel
from .batch import Summary, as_data, run_batch
from .progress import bar
from .settings import Settings
from .wiring import checker_of, engine_of, playbook_of

LANGUAGES: tuple[Language, ...] = ("zh", "en")
OK, MAY_NOT_BE_SENT, BAD_INPUT, INCOMPLETE = 0, 1, 2, 3


@dataclass(frozen=True)
class Operation:
    """One of reply, read, check, search: how a request is made of words, what is done, how it is shown and judged.

    ``field`` is what the words are; ``explains`` shows whence every sentence of a reply comes.
    """

    name: str
    do: Callable[[ReplyEngine, Request], Any]
    field: str = "messages"
    searches: bool = True
    tenant: str = ""
    prompt: str = "reply"
    explains: bool = False

    def request(self, given: str | None, named: Mapping[str, Path], over: Mapping[str, Any]) -> Request:
        """The request that the arguments describe; options weigh more than what a file says."""
        data = inputs.request_from(given) if self.field == "messages" else self._text(given)
        return Request.parse(Given.read(named, over).laid_over(data))

    def _text(self, given: str | None) -> dict[str, Any]:
        """A draft or a query is the text itself, unless a file or standard input holds a whole request."""
        data = inputs.request_from(given)
        if self.field in data:
            return data
        words = [message["text"] for message in data.get("messages", ())]
        return {self.field: "\n".join(words)} if words else data


@dataclass(frozen=True)
class Given:
    """What files and options say of a request, read once; it weighs more than what stands in the request itself."""

    fields: Mapping[str, Any]
    style: Mapping[str, Any]

    @classmethod
    def read(cls, named: Mapping[str, Path], over: Mapping[str, Any]) -> "Given":
        """Of the named files (facts, customer) and the options that were given."""
        facts = inputs.facts_from(named["facts"]) if "facts" in named else {}
        customer = {"customer": inputs.mapping_from(named["customer"], "customer")} if "customer" in named else {}
        options, style = ({key: value for key, value in group.items() if value is not None} for group in _parted(over))
        return cls({**facts, **customer, **options}, style)

    def laid_over(self, data: dict[str, Any]) -> dict[str, Any]:
        """A request's data with these in their place; of its style only what was given is replaced."""
        style = {"style": {**(data.get("style") or {}), **self.style}} if self.style else {}
        return {**data, **self.fields, **style}


def _parted(over: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return {key: value for key, value in over.items() if key != "style"}, over.get("style") or {}


def run(
    operation: Operation, given: str | None, named: Mapping[str, Path], over: Mapping[str, Any], *, as_json: bool,
    jsonl: Path | None,
) -> int:  # fmt: skip
    """One request, or a file of them."""
    if jsonl is not None:
        return guarded(lambda: _run_many(operation, given, jsonl, named, over), as_json)
    return guarded(lambda: _run_one(operation, given, named, over, as_json=as_json), as_json)


def _run_many(
    operation: Operation, given: str | None, path: Path, named: Mapping[str, Path], over: Mapping[str, Any]
) -> int:
    if given is not None:
        raise InputError("", "both words and --jsonl are given; choose one")
    more = Given.read(named, over)
    summary = Summary() if operation.name == "check" else None
    failed = run_batch(
        path,
        lambda data: Request.parse(more.laid_over(data) if isinstance(data, dict) else data),
        opened(operation, quiet=True),
        summary.counting(operation.do) if summary else operation.do,
    )
    if summary:
        sys.stderr.write(summary.told())
    return INCOMPLETE if failed else OK


def _run_one(
    operation: Operation, given: str | None, named: Mapping[str, Path], over: Mapping[str, Any], *, as_json: bool
) -> int:
    request = operation.request(given, named, over)
    if operation.field == "messages":
        request.need("read")
    engine = opened(operation, quiet=as_json)
    result = operation.do(engine, request)
    if as_json:
        print_json(result)
    else:
        _show(operation, engine, request, result)
    return MAY_NOT_BE_SENT if operation.name == "check" and not result.passed else OK


def guarded(work: Callable[[], int], as_json: bool) -> int:
    """Run, and tell an error in one line with the field it is about; never a traceback for what the caller sent."""
    try:
        return work()
    except HuashuError as error:
        if as_json:
            print_json(error.as_json())
        else:
            told = [str(error), *(f"also {line}" for line in getattr(error, "also", ()))]
            sys.stderr.write("".join(f"error: {line}\n" for line in told))
        return BAD_INPUT


def print_json(value: Any) -> None:
    """One JSON object and a line end on standard output."""
    data = orjson.dumps(value, default=as_data, option=orjson.OPT_INDENT_2)
    sys.stdout.write(data.decode() + "\n")


def checker(rules: Path | None) -> Checker:
    """The guardrails with the shop's rules of a file, or else of the environment."""
    return Checker(shop=rules) if rules else checker_of(Settings.read())


def language(given: str) -> Language:
    """The language something is told in; `InputError` when it is none of ours."""
    for known in LANGUAGES:
        if given == known:
            return known
    raise InputError("language", f"'{given}' is not known; write zh or en")


def opened(operation: Operation, *, quiet: bool) -> ReplyEngine:
    """The engine; what does not search need not wait for the index."""
    if not operation.searches:
        settings = Settings.read()
        return ReplyEngine(playbook=playbook_of(settings), checker=checker_of(settings))
    return engine_for(operation.tenant, operation.prompt, quiet=quiet)


def engine_for(tenant: str = "", prompt: str = "reply", *, quiet: bool) -> ReplyEngine:
    """The engine with its index open."""
    with bar("indexing the playbook, once", quiet=quiet) as progress:
        return engine_of(Settings.read(), progress, tenant, prompt)


def _show(operation: Operation, engine: ReplyEngine, request: Request, result: Any) -> None:
    console, name = Console(highlight=False), operation.name
    if name == "reply":
        panel.show_reply(console, request, result, engine.playbook)
        if operation.explains:
            trace_panel.show_trace(console, result)
    elif name == "explain":
        panel.show_why_not(console, result)
    elif name == "read":
        panel.show_reading(console, result, engine.playbook)
    elif name == "check":
        names = {rule.id: rule.names for rule in engine.checker.rules.values()}
        panel.show_check(console, request, result, names)
    else:
        panel.show_hits(console, result["hits"], language_of(request.query or ""), engine.playbook)


def searcher(where: Mapping[str, str | None], tenant: str = "") -> Operation:
    """A search with filters."""

    def search(engine: ReplyEngine, request: Request) -> dict[str, Any]:
        return {"hits": engine.search(request, inputs.filter_from(where))}

    return Operation("search", search, "query", tenant=tenant)


def replier(tenant: str = "", prompt: str = "reply", *, explain: bool = False) -> Operation:
    """A reply, from what all may see and what is the tenant's; a model drafts it with the prompt that is named."""

    def reply(engine: ReplyEngine, request: Request) -> Reply:
        return asyncio.run(engine.reply(request))

    return Operation("reply", reply, tenant=tenant, prompt=prompt, explains=explain)


def explainer(strategy: str) -> Operation:
    """Why a strategy was not chosen; `InputError` when it is none."""

    def why_not(engine: ReplyEngine, request: Request) -> Any:
        if strategy not in STRATEGIES:
            near = get_close_matches(strategy, STRATEGIES, 1) or ["truthful_urgency"]
            raise InputError("why_not", f"'{strategy}' is not a strategy; one is called {near[0]}")
        return engine.why_not(request, strategy)

    return Operation("explain", why_not)


read = Operation("read", lambda engine, request: engine.read(request), searches=False)
check = Operation("check", lambda engine, request: engine.check(request), "draft", searches=False)


def ingest(paths: list[Path], tenant: str, *, rebuild: bool, as_json: bool) -> int:
    """Take documents in and report file by file."""
    from huashu.knowledge import ingest as take_in

    from .reports import show_ingest
    from .wiring import knowledge_of

    settings = Settings.read()
    playbook = playbook_of(settings)
    with bar("taking documents in", quiet=as_json) as progress:
        if rebuild:
            _rebuild(settings, progress)
        report = take_in(knowledge_of(settings, playbook, progress), paths, tenant, progress)
    if as_json:
        print_json(asdict(report))
    else:
        show_ingest(Console(highlight=False), report)
    return INCOMPLETE if report.failed else OK


def _rebuild(settings: Settings, progress: Any) -> None:
    from huashu.knowledge import KnowledgeBase
    from huashu.knowledge.embed import from_setting

    embedder = from_setting(settings.embeddings, settings.base_url, settings.api_key)
    KnowledgeBase(settings.home, embedder, settings.chroma_url).update({}, (), progress, rebuild=True)


def schema(name: str | None) -> int:
    """The published schemas."""
    from .schemas import SCHEMAS, schema_of

    if name is None:
        print_json({known: schema_of(known) for known in SCHEMAS})
    else:
        print_json(schema_of(name))
    return OK


def doctor(*, as_json: bool) -> int:
    """What works here."""
    from .doctor import examine, show

    findings = examine(Settings.read())
    if as_json:
        print_json([asdict(one) for one in findings])
    else:
        show(Console(highlight=False), findings)
    return OK if all(one.level != "broken" for one in findings) else INCOMPLETE


def demo() -> int:
    """Two cases that come with the product."""
    engine = opened(replier(), quiet=False)
    console = Console(highlight=False)
    for path in sorted(files(__package__).joinpath("demo").iterdir(), key=lambda p: p.name, reverse=True):
        text = path.read_text(encoding="utf-8")
        request = Request.parse(inputs.structured(path.name, text))
        title, subtitle = (line.removeprefix("# ") for line in text.splitlines()[:2])
        console.rule(title, style="dim")
        console.print(Text(subtitle, "dim"), justify="center")
        panel.show_reply(console, request, asyncio.run(engine.reply(request)), engine.playbook)
    console.print("Your turn:  .venv/bin/huashu reply '顾客的话' --facts facts.yaml", style="dim")
    return OK
