"""What people see: a reading, a decision and a reply on one screen, every claim tied to its receipt."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from rich.box import ROUNDED
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from huashu.knowledge import Playbook
from huashu.orchestrator import Check, Finding, Hit, Label, Reading, Receipt, Reply, Request, Sentence, WhyNot

from .flow import WIDE, Flow

MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
DOTS = {0: "", 1: "●○○", 2: "●●○", 3: "●●●"}
EXCERPT = 100
SPACES = re.compile(rf"(?:(?<=([{WIDE}]))\s+|\s+(?=([{WIDE}]))|\s+)")
Labels = Mapping[str, Any]


@cache
def _labels() -> Mapping[str, Labels]:
    loaded: Mapping[str, Labels] = yaml.safe_load(
        files(__package__).joinpath("labels.yaml").read_text(encoding="utf-8")
    )
    return loaded


def labels_for(language: str) -> tuple[Labels, str]:
    """The labels for a conversation's language, and which of ours that is (zh or en)."""
    own = "zh" if language[:2] == "zh" else "en"
    return _labels()[own], own


def visible(text: str) -> str:
    """Text that cannot play tricks on a terminal: control characters and direction overrides are shown as ␣."""
    return UNSEEN.sub("␣", text)


def show_reply(console: Console, request: Request, reply: Reply, playbook: Playbook) -> None:
    """The whole of a reply: customer, reading, strategy, reply with receipts, what to do, where it comes from."""
    labels, language = labels_for(reply.reading.language)
    console.print(_panel(labels["customer"], Flow(visible(request.messages[-1].text)), "dim"))
    console.print(_reading(reply.reading, labels, language, playbook))
    console.print(_strategy(reply, labels, language, playbook))
    console.print(_reply(request, reply, labels))
    for block in _below(reply, labels, language, playbook):
        console.print(Padding(block, (0, 1, 1, 1)))
    console.print(Text(_footer(reply, labels), "dim"), justify="right")


def show_reading(console: Console, reading: Reading, playbook: Playbook) -> None:
    """A reading on its own."""
    labels, language = labels_for(reading.language)
    console.print(_reading(reading, labels, language, playbook))


def show_why_not(console: Console, told: WhyNot) -> None:
    """What became of a strategy, in one sentence, with the weights."""
    console.print(Flow(visible(told.why)))
    console.print(Text(f"{told.strategy} {told.score:.2f} · {told.chosen} {told.chosen_score:.2f}", "dim"))


def show_check(console: Console, request: Request, check: Check, names: Mapping[str, Mapping[str, str]]) -> None:
    """A checked text: its findings underlined, each with its reason, the law behind it and what to write instead."""
    draft = request.draft or ""
    language = "zh" if re.search(r"[\u4e00-\u9fff]", draft) else "en"
    labels = labels_for(language)[0]
    text = _marked(draft, check.receipts)
    for finding in check.findings:
        _underline(text, draft, finding.span, check.receipts)
    verdict, style = _verdict(check.findings, labels)
    blocks: list[RenderableType] = [Flow(text), *_receipts(check.receipts, request, labels)]
    console.print(_panel(f"{labels['checked']} · {verdict}", Group(*blocks), style))
    for block in _findings(check.findings, labels, names, language):
        console.print(Padding(block, (0, 1, 1, 1)))
    if check.repaired:
        console.print(_panel(labels["repaired"], Flow(Text(check.repaired)), "green"))


def show_hits(console: Console, hits: Sequence[Hit], language: str, playbook: Playbook) -> None:
    """Passages that were found, best first."""
    labels, own = labels_for(language)
    if not hits:
        console.print(Text(labels["nothing"], "dim"))
    for number, hit in enumerate(hits, 1):
        console.print(Padding(_hit(number, hit, own, playbook, whole=True), (0, 1, 1, 1)))


def _panel(title: str, content: RenderableType, style: str) -> Panel:
    return Panel(content, title=Text(title), title_align="left", border_style=style, box=ROUNDED, padding=(0, 1))


def _reading(reading: Reading, labels: Labels, language: str, playbook: Playbook) -> Panel:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(style="dim")
    names = playbook.names
    if reading.stage:
        table.add_row(labels["stage"], *_cells([reading.stage], names["stage"], language))
    emotion = reading.emotion
    trend = f" {labels['trend'][reading.trend]}" if reading.trend else ""
    feeling = f"{names['emotion'][emotion.label][language]} {DOTS[emotion.intensity]}{trend}"
    table.add_row(labels["emotion"], Text(feeling, "bold" if emotion.intensity >= 2 else ""), _evidence([emotion]))
    topics = {topic.id: topic.names for topic in playbook.topics.values()}
    rows: list[tuple[str, Sequence[Label[Any]], Mapping[Any, Mapping[str, str]]]] = [
        ("needs", reading.needs, names["need"]),
        ("topics", reading.topics, topics),
        ("risks", reading.risks, names["risk"]),
        ("values", reading.values, names["value"]),
        ("decision_mode", [reading.decision_mode] if reading.decision_mode else [], names["decision_mode"]),
    ]
    for name, found, called in rows:
        if found:
            table.add_row(labels[name], *_cells(found, called, language))
    return _panel(labels["reading"], table, "cyan")


def _cells(found: Sequence[Label[Any]], called: Mapping[Any, Mapping[str, str]], language: str) -> tuple[Flow, Flow]:
    shown = " · ".join(f"{called[one.label][language]} {one.confidence:.2f}" for one in found)
    return Flow(shown), _evidence(found)


def _evidence(found: Sequence[Label[Any]]) -> Flow:
    words = dict.fromkeys(words for one in found for words in one.evidence[:2])
    return Flow(" ".join(f"“{visible(word)}”" for word in list(words)[:4]))


def _strategy(reply: Reply, labels: Labels, language: str, playbook: Playbook) -> Panel:
    names, choice = playbook.names["strategy"], reply.strategy
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    table.add_row(labels["why"], Flow(choice.why))
    if choice.supporting:
        table.add_row(labels["supported"], Text(" · ".join(names[one][language] for one in choice.supporting)))
    if choice.runner_up:
        table.add_row(labels["runner_up"], Flow(choice.why_not))
    return _panel(f"{labels['strategy']} · {names[choice.primary][language]}", table, "blue")


def _reply(request: Request, reply: Reply, labels: Labels) -> Panel:
    text = _marked(reply.text, reply.receipts)
    verdict, style = _verdict(reply.findings, labels)
    content = Group(Flow(text), *_receipts(reply.receipts, request, labels))
    return _panel(f"{labels['reply']} · {verdict}", content, f"bold {style}")


def _verdict(findings: Sequence[Finding], labels: Labels) -> tuple[str, str]:
    if any(finding.severity == "block" for finding in findings):
        return labels["blocked"], "red"
    return (labels["marked"], "yellow") if findings else (labels["sendable"], "green")


def _marked(text: str, receipts: Sequence[Receipt]) -> Text:
    """The text with a small number behind each claim."""
    marked = Text()
    at = 0
    for number, receipt in sorted(enumerate(receipts, 1), key=lambda pair: pair[1].span[1]):
        end = receipt.span[1]
        marked.append(visible(text[at:end]))
        marked.append(_mark(number), "green")
        at = end
    marked.append(visible(text[at:]))
    return marked


def _mark(number: int) -> str:
    return "".join(MARKS[int(digit)] for digit in str(number))


def _underline(marked: Text, text: str, span: tuple[int, int], receipts: Sequence[Receipt]) -> None:
    """Underline a span of the original text; the little numbers before it have moved it to the right."""
    shifts = [(receipt.span[1], len(_mark(number))) for number, receipt in enumerate(receipts, 1)]
    start = span[0] + sum(width for at, width in shifts if at <= span[0])
    end = span[1] + sum(width for at, width in shifts if at < span[1])
    marked.stylize("underline red", start, end)


def _receipts(receipts: Sequence[Receipt], request: Request, labels: Labels) -> Iterator[RenderableType]:
    kinds = {fact.id: fact.kind for fact in request.facts}
    if receipts:
        yield Text()
    for number, receipt in enumerate(receipts, 1):
        line = Text()
        line.append(f"{_mark(number)} ", "green")
        line.append(visible(receipt.claim))
        line.append(f"  ← {labels['fact'][kinds[receipt.fact]]} {receipt.fact}", "dim")
        if receipt.value != receipt.claim:
            line.append(f"  ({visible(receipt.value)})", "dim")
        yield Flow(line)


def _below(reply: Reply, labels: Labels, language: str, playbook: Playbook) -> Iterator[RenderableType]:
    if reply.commitments:
        yield _list(labels["todo"], (("□", one.text) for one in reply.commitments))
    yield from _findings(reply.findings, labels, {}, language)
    yield _sources(reply, labels, language, playbook)
    if reply.passages:
        hits = (_hit(number, hit, language, playbook) for number, hit in enumerate(reply.passages, 1))
        yield Group(Text(labels["passages"], "bold"), *hits)
    aside = next((step.detail for step in reply.steps if step.name == "facts" and step.detail), "")
    if aside:
        yield _list(labels["aside"], (one.split(": ", 1) for one in aside.split("; ")))
    if reply.disclosure:
        yield Flow(Text.assemble((f"{labels['disclosure']}  ", "bold"), reply.disclosure))


def _list(title: str, rows: Iterable[Sequence[str]], style: str = "") -> Group:
    """A title and rows of a short name and a text that fills its lines."""
    table = Table.grid(padding=(0, 1))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, text in rows:
        table.add_row(f"  {name}", Flow(visible(text), style))
    return Group(Text(title, "bold"), table)


def _sources(reply: Reply, labels: Labels, language: str, playbook: Playbook) -> Group:
    table = Table.grid(padding=(0, 1))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column()
    table.add_column(style="dim", overflow="fold")
    for one in reply.sentences:
        table.add_row(*_whence(one, labels, language, playbook))
    return Group(Text(labels["sources"], "bold"), table)


def _whence(one: Sentence, labels: Labels, language: str, playbook: Playbook) -> tuple[RenderableType, ...]:
    """The move and the card of a script; of a model's sentence the prompt and the facts."""
    if move := playbook.moves.get(one.move):
        return f"  {move.names[language]}", Flow(visible(one.text)), one.source.rpartition("#")[2]
    facts = ", ".join(one.facts)
    whence = one.source.partition("+")[0] + (f" ← {facts}" if facts else "")
    return f"  {labels['by_model']}", Flow(visible(one.text)), whence


def _hit(number: int, hit: Hit, language: str, playbook: Playbook, *, whole: bool = False) -> Table:
    head = Text(" › ".join(hit.heading[-2:]) or hit.document)
    name = hit.document.rpartition("/")[2] if hit.document.startswith("playbook/") else hit.document
    head.append(f"  {playbook.names['kind'][hit.kind][language]} · {hit.score:.2f} · {name}", "dim")
    words = visible(SPACES.sub(_gap, hit.text.strip()))
    shown = words if whole or len(words) <= EXCERPT else words[: EXCERPT - 1] + "…"
    table = Table.grid(padding=(0, 1))
    table.add_row(f"  {number}.", Group(Flow(head), Flow(shown, "dim")))
    return table


def _gap(gap: re.Match[str]) -> str:
    """White space next to Chinese is a full-width space where a line ended, and nothing elsewhere."""
    wide = gap[1] or gap[2]
    return "\u3000" if wide and "\n" in gap[0] else "" if wide else " "


def _findings(
    findings: Sequence[Finding], labels: Labels, names: Mapping[str, Mapping[str, str]], language: str
) -> Iterator[RenderableType]:
    for finding in findings:
        style = "red" if finding.severity == "block" else "yellow"
        called = names.get(finding.rule, {}).get(language, finding.rule)
        head = Text.assemble((f"{called}  ", f"bold {style}"), visible(finding.reason), (f"  {finding.rule}", "dim"))
        rows = [(labels["instead"], finding.suggestion), *((labels["basis"], basis) for basis in finding.basis[:2])]
        table = Table.grid(padding=(0, 1))
        table.add_column(style="dim", no_wrap=True)
        table.add_column()
        for number, (name, text) in enumerate(rows):
            table.add_row(f"  {name}", Flow(visible(text), "dim" if number else ""))
        yield Group(Flow(head), table)


def _footer(reply: Reply, labels: Labels) -> str:
    seconds = labels["seconds"].format(seconds=f"{reply.usage.seconds:.3f}")
    return f"{labels['outcome'][reply.outcome]} · {labels['rung'][reply.rung]} · {seconds} · seed {reply.seed}"
