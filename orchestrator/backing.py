"""Why each sentence of a model's text is there: its prompt, the facts the model named, the receipts of its claims."""

from collections.abc import Iterator, Mapping, Sequence

from huashu.knowledge.taxonomy import StrategyId

from .facts import Allowance
from .guardrails.sentences import Sentences, Span
from .outcome import Receipt, Sentence
from .validity import FactSheet

MODEL = "model"
"""The move of a sentence that no script wrote."""

BEGINNING = 12


def backed(
    text: str, named: Mapping[str, Sequence[str]], receipts: Sequence[Receipt], sheet: FactSheet, strategy: StrategyId,
    source: str,
) -> tuple[Sentence, ...]:  # fmt: skip
    """Every sentence of a text. ``named`` maps how a sentence begins to the facts a model says it used.

    Of those only facts count that are really there; what a receipt found in the sentence counts as well.
    """
    known = {fact.id for fact in sheet.facts if not isinstance(fact, Allowance)}
    return tuple(
        Sentence(
            text=text[start:end],
            span=(start, end),
            move=MODEL,
            strategy=strategy,
            source=source,
            facts=tuple(dict.fromkeys(one for one in _facts(text, (start, end), named, receipts) if one in known)),
        )
        for start, end in _spans(text)
    )


def _spans(text: str) -> Iterator[Span]:
    for start, end in Sentences(text):
        said = text[start:end]
        if said.strip():
            yield start + len(said) - len(said.lstrip()), start + len(said.rstrip())


def _facts(text: str, span: Span, named: Mapping[str, Sequence[str]], receipts: Sequence[Receipt]) -> Iterator[str]:
    for begins, ids in named.items():
        beginning = begins.strip()[:BEGINNING]
        at = text.find(beginning) if beginning else -1
        if span[0] <= at < span[1]:
            yield from ids
    yield from (receipt.fact for receipt in receipts if span[0] <= receipt.span[0] < span[1])
