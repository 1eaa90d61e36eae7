"""What people see: a reading, a decision and a reply on one screen, every claim tied to its receipt."""

import re
from collections.abc import Iterator, Mapping, Sequence
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
from huashu.orchestrator import Check, Finding, Hit, Label, Reading, Receipt, Reply, Request

MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
DOTS = {0: "", 1: "●○○", 2: "●●○", 3: "●●●"}
EXCERPT = 120
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
    console.print(_panel(labels["customer"], Text(visible(request.messages[-1].text)), "dim"))
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


def show_check(console: Console, request: Request, check: Check, names: Mapping[str, Mapping[str, str]]) -> None:
    """A checked text: its findings underlined, each with its reason, the law behind it and what to write instead."""
    draft = request.draft or ""
    language = "zh" if re.search(r"[\u4e00-\u9fff]", draft) else "en"
    labels = labels_for(language)[0]
    text = _marked(draft, check.receipts)
    for finding in check.findings:
        _underline(text, draft, finding.span, check.receipts)
    verdict, style = _verdict(check.findings, labels)
    blocks: list[RenderableType] = [text, *_receipts(check.receipts, request, labels)]
    console.print(_panel(f"{labels['checked']} · {verdict}", Group(*blocks), style))
    for block in _findings(check.findings, labels, names, language):
        console.print(Padding(block, (0, 1, 1, 1)))


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


def _cells(found: Sequence[Label[Any]], called: Mapping[Any, Mapping[str, str]], language: str) -> tuple[Text, Text]:
    shown = " · ".join(f"{called[one.label][language]} {one.confidence:.2f}" for one in found)
    return Text(shown), _evidence(found)


def _evidence(found: Sequence[Label[Any]]) -> Text:
    words = dict.fromkeys(words for one in found for words in one.evidence[:2])
    return Text(" ".join(f"“{visible(word)}”" for word in list(words)[:4]))


def _strategy(reply: Reply, labels: Labels, language: str, playbook: Playbook) -> Panel:
    names, choice = playbook.names["strategy"], reply.strategy
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    table.add_row(labels["why"], Text(choice.why))
    if choice.supporting:
        table.add_row(labels["supported"], Text(" · ".join(names[one][language] for one in choice.supporting)))
    if choice.runner_up:
        table.add_row(labels["runner_up"], Text(choice.why_not))
    return _panel(f"{labels['strategy']} · {names[choice.primary][language]}", table, "blue")


def _reply(request: Request, reply: Reply, labels: Labels) -> Panel:
    text = _marked(reply.text, reply.receipts)
    verdict, style = _verdict(reply.findings, labels)
    content = Group(text, *_receipts(reply.receipts, request, labels))
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
        yield line


def _below(reply: Reply, labels: Labels, language: str, playbook: Playbook) -> Iterator[RenderableType]:
    if reply.commitments:
        todo = [Text(labels["todo"], "bold")]
        yield Group(*todo, *(Text(f"  □ {one.text}") for one in reply.commitments))
    yield from _findings(reply.findings, labels, {}, language)
    yield Group(Text(labels["sources"], "bold"), *(_source(one, language, playbook) for one in reply.sentences))
    if reply.passages:
        hits = (_hit(number, hit, language, playbook) for number, hit in enumerate(reply.passages, 1))
        yield Group(Text(labels["passages"], "bold"), *hits)
    aside = next((step.detail for step in reply.steps if step.name == "facts" and step.detail), "")
    if aside:
        yield Group(Text(labels["aside"], "bold"), *(Text(f"  {one}", "dim") for one in aside.split("; ")))
    if reply.disclosure:
        yield Text.assemble((f"{labels['disclosure']}  ", "bold"), reply.disclosure)


def _source(sentence: Any, language: str, playbook: Playbook) -> Text:
    line = Text("  ")
    move = playbook.moves[sentence.move].names[language]
    line.append(f"{move}  ", "cyan")
    line.append(visible(sentence.text))
    line.append(f"  {sentence.source}", "dim")
    return line


def _hit(number: int, hit: Hit, language: str, playbook: Playbook, *, whole: bool = False) -> Group:
    head = Text(f"  {number}. ")
    head.append(" › ".join(hit.heading[-2:]) or hit.document)
    head.append(f"  {playbook.names['kind'][hit.kind][language]} · {hit.score:.2f} · {hit.document}", "dim")
    words = " ".join(hit.text.split())
    shown = words if whole or len(words) <= EXCERPT else words[: EXCERPT - 1] + "…"
    return Group(head, Padding(Text(visible(shown), "dim"), (0, 0, 0, 5)))


def _findings(
    findings: Sequence[Finding], labels: Labels, names: Mapping[str, Mapping[str, str]], language: str
) -> Iterator[RenderableType]:
    for finding in findings:
        style = "red" if finding.severity == "block" else "yellow"
        called = names.get(finding.rule, {}).get(language, finding.rule)
        lines = [Text.assemble((f"{called} ", f"bold {style}"), (f"{finding.rule}  ", "dim"), visible(finding.reason))]
        lines.append(Text.assemble((f"  {labels['instead']}  ", "dim"), visible(finding.suggestion)))
        lines += [Text.assemble((f"  {labels['basis']}  ", "dim"), (basis, "dim")) for basis in finding.basis[:2]]
        yield Group(*lines)


def _footer(reply: Reply, labels: Labels) -> str:
    seconds = labels["seconds"].format(seconds=f"{reply.usage.seconds:.3f}")
    return f"{labels['outcome'][reply.outcome]} · {labels['rung'][reply.rung]} · {seconds} · seed {reply.seed}"
