"""The check: every claim has a receipt, or it is a finding. No model; the same for whoever wrote the text."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from huashu.knowledge.taxonomy import Market

from ..facts import Fact
from ..outcome import Check, Finding, Receipt
from ..validity import FactSheet, assess
from .absolutes import absolute_claim
from .attributes import unsupported_fact
from .earlier import commitments
from .efficacy import efficacy_claim
from .inspection import Inspection
from .leaks import instruction_leak
from .overrides import Overrides, own_channels, read_overrides, with_overrides
from .pressure import pressure_tactics
from .price import unsupported_price
from .privacy import privacy_leak
from .promises import unsupported_promise
from .repair import repaired
from .rules import Rule, shipped_rules
from .scarcity import fake_scarcity
from .scene import scene_mismatch, template_reply
from .setting import ALONE, Setting
from .slots import unfilled_slot
from .social import social_proof
from .spoken import spoken
from .taboos import taboo
from .urgency import fake_urgency
from .worded import worded

if TYPE_CHECKING:
    from .phrase_index import PhraseIndex

Guardrail = Callable[[Inspection, Rule], Iterable[Finding | Receipt]]

PROMISES = "unsupported_promise"
"""The rule whose words also say what is a commitment."""

GUARDRAILS: Mapping[str, Guardrail] = {
    "fake_urgency": fake_urgency,
    "fake_scarcity": fake_scarcity,
    "unsupported_price": unsupported_price,
    "unsupported_promise": unsupported_promise,
    "unsupported_fact": unsupported_fact,
    "absolute_claim": absolute_claim,
    "social_proof": social_proof,
    "taboo": taboo,
    "efficacy_claim": efficacy_claim,
    "instruction_leak": instruction_leak,
    "pressure_tactics": pressure_tactics,
    "privacy_leak": privacy_leak,
    "scene_mismatch": scene_mismatch,
    "template_reply": template_reply,
    "unfilled_slot": unfilled_slot,
}
"""The logic of the rules that need more than their words; the others are `spoken`. Words and law are data (rules/)."""


class Checker:
    """Checks texts against facts, with the shipped rules as a shop's own file may change them."""

    def __init__(self, rules: Mapping[str, Rule] | None = None, shop: Path | None = None) -> None:
        self._shipped = rules if rules is not None else shipped_rules()
        self._put_in_force(Overrides())
        if shop is not None:
            self.use(shop)

    def use(self, shop: Path) -> None:
        """Take a shop's file of rules; `OverrideError` says what is wrong with it, and the rules stay as they were."""
        self._put_in_force(read_overrides(shop, self._shipped))

    def _put_in_force(self, overrides: Overrides) -> None:
        self.shop = overrides
        self.rules = with_overrides(self._shipped, overrides)
        self._own = tuple(own_channels(overrides))
        self.__dict__.pop("_index", None)

    def sheet(self, facts: Sequence[Fact], now: datetime, market: Market = "CN") -> FactSheet:
        """The facts that hold at ``now``, by the shop's own age of a count."""
        return assess(facts, now, market, timedelta(hours=self.shop.stock_age_hours))

    def check(
        self, text: str, facts: Sequence[Fact], now: datetime, market: Market = "CN", setting: Setting = ALONE
    ) -> Check:
        """The verdict on a text, in the light of the facts that hold at ``now``, with repairs for what it blocks."""
        return self.with_repairs(text, self.sheet(facts, now, market), market, setting)

    def with_repairs(self, text: str, sheet: FactSheet, market: Market = "CN", setting: Setting = ALONE) -> Check:
        """The verdict with a checked rewrite for each blocking finding."""

        def checked(words: str) -> Check:
            return self.check_against(words, sheet, market, setting)

        return repaired(text, checked(text), checked)

    def check_against(self, text: str, sheet: FactSheet, market: Market = "CN", setting: Setting = ALONE) -> Check:
        """The verdict alone, with facts that were sorted before."""
        known = replace(sheet, facts=(*sheet.facts, *self._own)) if self._own else sheet
        case = Inspection.of(text, known, market, setting, self._index)
        verdicts = self._verdicts(case)
        findings = sorted((v for v in verdicts if isinstance(v, Finding)), key=lambda f: (f.span, f.rule))
        quoted = list(_quotations(case))
        receipts = quoted + [v for v in verdicts if isinstance(v, Receipt) and not _part_of(v, quoted)]
        return Check(
            passed=all(finding.severity != "block" for finding in findings),
            findings=tuple(findings),
            receipts=tuple(sorted(receipts, key=lambda r: (r.span, r.fact))),
            commitments=commitments(case, self.rules[PROMISES]) if PROMISES in self.rules else (),
        )

    @cached_property
    def _index(self) -> "PhraseIndex":
        from .phrase_index import PhraseIndex

        return PhraseIndex.of(words for rule in self.rules.values() for words in rule.words.values())

    def _verdicts(self, case: Inspection) -> list[Finding | Receipt]:
        decided = [
            verdict
            for rule in self.rules.values()
            if case.market in rule.severity
            for verdict in GUARDRAILS.get(rule.id, spoken)(case, rule)
        ]
        return [*decided, *worded(case, self.rules, decided)]


def _quotations(case: Inspection) -> Iterator[Receipt]:
    """Where the text quotes a fact word for word, that fact is its receipt, whatever it is about."""
    for backing in case.backing:
        at = case.text.find(backing.quote) if backing.quote else -1
        if at >= 0:
            end = at + len(backing.quote)
            yield case.receipt(at, end, backing.fact, case.norm.words(at, end))


def _part_of(receipt: Receipt, quoted: Sequence[Receipt]) -> bool:
    """A claim inside a quotation of the same fact has its receipt already."""
    return any(
        receipt.fact == quote.fact and quote.span[0] <= receipt.span[0] and receipt.span[1] <= quote.span[1]
        for quote in quoted
    )
