"""The check: every claim has a receipt, or it is a finding. No model; the same for whoever wrote the text."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from huashu.knowledge.taxonomy import Market

from ..facts import Fact
from ..outcome import Check, Finding, Receipt
from ..validity import FactSheet, assess
from .absolutes import absolute_claim
from .inspection import Inspection
from .price import unsupported_price
from .privacy import privacy_leak
from .rules import Rule, read_rules
from .scarcity import fake_scarcity
from .slots import unfilled_slot
from .urgency import fake_urgency

Guardrail = Callable[[Inspection, Rule], Iterable[Finding | Receipt]]

SHORTEST_QUOTE = 4

GUARDRAILS: Mapping[str, Guardrail] = {
    "fake_urgency": fake_urgency,
    "fake_scarcity": fake_scarcity,
    "unsupported_price": unsupported_price,
    "absolute_claim": absolute_claim,
    "privacy_leak": privacy_leak,
    "unfilled_slot": unfilled_slot,
}
"""The logic of each rule; its words, severity and law are data (rules/*.yaml)."""


class Checker:
    """Checks texts against facts with a set of rules."""

    def __init__(self, rules: Mapping[str, Rule] | None = None) -> None:
        self.rules = rules if rules is not None else read_rules()

    def check(self, text: str, facts: Sequence[Fact], now: datetime, market: Market = "CN") -> Check:
        """The verdict on a text, in the light of the facts that hold at ``now``."""
        return self.check_against(text, assess(facts, now, market), market)

    def check_against(self, text: str, sheet: FactSheet, market: Market = "CN") -> Check:
        """The same, with facts that were sorted before."""
        case = Inspection.of(text, sheet, market)
        verdicts = list(self._verdicts(case))
        findings = sorted((v for v in verdicts if isinstance(v, Finding)), key=lambda f: (f.span, f.rule))
        quoted = list(_quotations(case))
        receipts = quoted + [v for v in verdicts if isinstance(v, Receipt) and not _part_of(v, quoted)]
        return Check(
            passed=all(finding.severity != "block" for finding in findings),
            findings=tuple(findings),
            receipts=tuple(sorted(receipts, key=lambda r: (r.span, r.fact))),
        )

    def _verdicts(self, case: Inspection) -> Iterator[Finding | Receipt]:
        for name, guardrail in GUARDRAILS.items():
            rule = self.rules.get(name)
            if rule is not None and case.market in rule.severity:
                yield from guardrail(case, rule)


def _quotations(case: Inspection) -> Iterator[Receipt]:
    """Where the text quotes a fact word for word, that fact is its receipt, whatever it is about."""
    for backing in case.backing:
        words = backing.text.strip("。.；; ")
        at = case.text.find(words) if len(words) >= SHORTEST_QUOTE else -1
        if at >= 0:
            yield case.receipt(at, at + len(words), backing.fact, case.norm.words(at, at + len(words)))


def _part_of(receipt: Receipt, quoted: Sequence[Receipt]) -> bool:
    """A claim inside a quotation of the same fact has its receipt already."""
    return any(
        receipt.fact == quote.fact and quote.span[0] <= receipt.span[0] and receipt.span[1] <= quote.span[1]
        for quote in quoted
    )
