"""The rules on the screen: list them, explain one with its law and examples, lint a shop's file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from huashu.knowledge.language import language_of
from huashu.knowledge.taxonomy import Market
from huashu.orchestrator import InputError, Request
from huashu.orchestrator.guardrails import Checker, Rule
from huashu.orchestrator.guardrails.examples import Example, examples_of
from huashu.orchestrator.guardrails.overrides import Overrides, ShopRule

from .commands import print_json
from .flow import Flow

STYLES = {"block": "bold red", "warn": "yellow"}
MARKETS: tuple[Market, ...] = get_args(Market)


def list_rules(checker: Checker, language: str, *, as_json: bool) -> int:
    """Every rule in force: id, severity by market, name, what it finds."""
    if as_json:
        print_json({"rules": [_as_data(rule) for rule in checker.rules.values()]})
        return 0
    console = Console(highlight=False)
    for rule in checker.rules.values():
        console.print(Text.assemble((f"{rule.id:<20} ", "bold"), _severity(rule), f"  {rule.names[language]}"))
        console.print(Padding(Flow(rule.finds[language], "dim"), (0, 0, 0, 21)))
    return 0


def explain(checker: Checker, name: str, language: str, *, as_json: bool) -> int:
    """One rule: what it finds, what to write instead, the law behind it, texts that fire and near-misses."""
    rule = _rule(checker, name)
    examples = examples_of(rule.id)
    if as_json:
        told = {kind: [one.model_dump(exclude_defaults=True) for one in ones] for kind, ones in examples.items()}
        print_json({**_as_data(rule), "examples": told})
        return 0
    console = Console(highlight=False)
    console.print(Text.assemble((rule.names[language], "bold"), "  ", (rule.id, "dim"), "  ", _severity(rule)))
    words = WORDS[language]
    console.print(Flow(rule.finds[language]))
    console.print(Flow(Text.assemble((f"{words['instead']}  ", "green"), rule.write_instead[language])))
    console.print(Padding(_law(rule, language), (1, 0)))
    for kind, style in (("fires", "red"), ("passes", "green")):
        console.print(Text(words[kind], style))
        for example in _first(examples[kind], language):
            console.print(Padding(Flow(example.text), (0, 0, 0, 2)))
    return 0


def lint(path: Path, *, as_json: bool) -> int:
    """Read a shop's file of rules and try its examples; exit 1 when an example goes wrong."""
    checker = Checker()
    checker.use(path)
    wrong = [fault for rule in checker.shop.rules for fault in _wrong(checker, rule)]
    if as_json:
        print_json({"passed": not wrong, "wrong": wrong, **_counts(checker.shop)})
        return 1 if wrong else 0
    for fault in wrong:
        print_line(f"[red]{escape(fault['rule'])}[/red]  {escape(fault['problem'])}: {escape(fault['text'])}")
    told = ", ".join(f"{count} {what}" for what, count in _counts(checker.shop).items() if count)
    print_line(f"{escape(path.name)}: {told or 'nothing is changed'}; {len(wrong)} examples go wrong")
    return 1 if wrong else 0


def print_line(text: str) -> None:
    """A line of rich's markup."""
    Console(highlight=False).print(text)


def _counts(overrides: Overrides) -> dict[str, int]:
    return {
        "severities": len(overrides.severity),
        "groups of words": sum(map(len, overrides.words.values())),
        "channels": len(overrides.own_channels),
        "rules": len(overrides.rules),
    }


def _wrong(checker: Checker, rule: ShopRule) -> list[dict[str, str]]:
    tried = [(text, True) for text in rule.examples.fires] + [(text, False) for text in rule.examples.passes]
    wrong = []
    for text, should in tried:
        request = Request.parse({"draft": text})
        fired = any(f.rule == rule.id for f in checker.check(text, (), request.moment()).findings)
        if fired != should:
            problem = "should fire and does not" if should else "should pass and fires"
            wrong.append({"rule": rule.id, "problem": problem, "text": text})
    return wrong


def _rule(checker: Checker, name: str) -> Rule:
    if name not in checker.rules:
        raise InputError("rule", f"'{name}' is no rule; the rules are {', '.join(checker.rules)}")
    return checker.rules[name]


def _first(examples: tuple[Example, ...], language: str) -> list[Example]:
    return [one for one in examples if (language_of(one.text)[:2] == "zh") == (language == "zh")][:8]


def _severity(rule: Rule) -> Text:
    levels = set(rule.severity.values())
    if len(levels) == 1 and set(rule.severity) == set(MARKETS):
        level = levels.pop()
        return Text(level, STYLES[level])
    return Text(" ".join(f"{market} {rule.severity[market]}" for market in MARKETS if market in rule.severity), "red")


def _law(rule: Rule, language: str) -> Group:
    if not rule.basis:
        return Group(Text(WORDS[language]["house"], "dim"))
    lines: list[RenderableType] = []
    for basis in rule.basis:
        row = Table.grid(padding=(0, 2))
        row.add_row(basis.market, Flow(basis.told(language), "dim"))
        lines.append(row)
        if basis.address:
            lines.append(Padding(Text(basis.address, "dim"), (0, 0, 0, 4)))
    return Group(*lines)


def _as_data(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "names": dict(rule.names),
        "severity": dict(rule.severity),
        "finds": dict(rule.finds),
        "write_instead": dict(rule.write_instead),
        "basis": [
            {
                "market": basis.market, "instrument": dict(basis.instrument), "article": basis.article,
                "says": dict(basis.says), "verified": basis.verified, "address": basis.address,
            }
            for basis in rule.basis
        ],
    }  # fmt: skip


WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "instead": "可以这样写",
        "house": "店铺自己的规矩，没有哪条法律专门要求",
        "fires": "会拦下的",
        "passes": "看着像、其实没事的",
    },
    "en": {
        "instead": "Write instead",
        "house": "A house rule; no law asks for it.",
        "fires": "What it stops",
        "passes": "What only looks like it",
    },
}
