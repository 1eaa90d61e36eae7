"""How good the guardrails are: recall, precision and over-block per rule on labelled drafts, with what they got wrong.

Per rule a draft counts once: found (the rule objects to a place that is labelled), missed, or false alarm (it objects
where no label and no ``may`` allows it). Over-block is the share of clean drafts that a rule stops.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from huashu.orchestrator import Check, Finding, Request
from huashu.orchestrator.guardrails import Checker

from .drafts import KnownDraft, LabelledDraft
from .intervals import wilson


@dataclass(frozen=True, slots=True)
class Share:
    """A share that was counted, with its 95 % interval."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0-1; ``None`` of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval (Wilson)."""
        return wilson(self.hits, self.of)


@dataclass
class Tally:
    """What one rule did: how many drafts it found, missed, and stopped without a reason."""

    found: int = 0
    missed: int = 0
    false: int = 0
    blocked_clean: int = 0


@dataclass(frozen=True, slots=True)
class Mistake:
    """A draft that a rule judged wrongly: ``missed``, or a ``false alarm`` at some words."""

    draft: LabelledDraft
    rule: str
    kind: str
    words: tuple[str, ...]


@dataclass
class GuardReport:
    """The measured table: a tally per rule, the clean drafts that were stopped, and every mistake."""

    clean: int = 0
    hard: int = 0
    stopped_clean: int = 0
    stopped_hard: int = 0
    rules: dict[str, Tally] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def recall(self, rules: Iterable[str]) -> Share:
        """Of the labelled places, how many were found."""
        tallies = [self.rules[rule] for rule in rules]
        return Share(sum(t.found for t in tallies), sum(t.found + t.missed for t in tallies))

    def precision(self, rules: Iterable[str]) -> Share:
        """Of the drafts objected to, how many deserved it."""
        tallies = [self.rules[rule] for rule in rules]
        return Share(sum(t.found for t in tallies), sum(t.found + t.false for t in tallies))

    def over_block(self, rule: str) -> Share:
        """Of the clean drafts, how many the rule stopped."""
        return Share(self.rules[rule].blocked_clean, self.clean)

    @property
    def over_block_ordinary(self) -> Share:
        """Of the clean drafts that do not even look guilty, how many anything stopped."""
        return Share(self.stopped_clean - self.stopped_hard, self.clean - self.hard)

    @property
    def over_block_hard(self) -> Share:
        """Of the clean drafts that look guilty, how many anything stopped."""
        return Share(self.stopped_hard, self.hard)


def measure(drafts: Sequence[KnownDraft], check: Callable[[Request], Check], rules: Sequence[str]) -> GuardReport:
    """Check every draft and compare with its labels."""
    report = GuardReport(rules={rule: Tally() for rule in rules})
    for known in drafts:
        _count(report, known.draft, check(_request(known)).findings)
    return report


def _request(known: KnownDraft) -> Request:
    draft = known.draft
    return Request(
        draft=draft.text, facts=known.facts, messages=draft.messages, now=draft.now, market=draft.market,
        channel=draft.channel,
    )  # fmt: skip


def _count(report: GuardReport, draft: LabelledDraft, findings: Sequence[Finding]) -> None:
    if draft.clean:
        stopped = any(finding.severity == "block" for finding in findings)
        report.clean += 1
        report.stopped_clean += stopped
        report.hard += draft.hard is not None
        report.stopped_hard += stopped and draft.hard is not None
    for rule, tally in report.rules.items():
        _judge(report, tally, draft, rule, [finding for finding in findings if finding.rule == rule])


def _judge(report: GuardReport, tally: Tally, draft: LabelledDraft, rule: str, findings: Sequence[Finding]) -> None:
    places = draft.finds.get(rule, ())
    if places:
        found = any(_touches(finding, draft.text, place) for finding in findings for place in places)
        tally.found += found
        tally.missed += not found
        if not found:
            report.mistakes.append(Mistake(draft, rule, "missed", places))
    elif findings and rule not in draft.may:
        tally.false += 1
        tally.blocked_clean += draft.clean and any(finding.severity == "block" for finding in findings)
        report.mistakes.append(Mistake(draft, rule, "false alarm", tuple(finding.text for finding in findings)))


def _touches(finding: Finding, text: str, words: str) -> bool:
    """Whether the finding is about the labelled words, wherever they stand."""
    at = text.find(words)
    while at >= 0:
        if finding.span[0] < at + len(words) and at < finding.span[1]:
            return True
        at = text.find(words, at + 1)
    return False


def severities(checker: Checker) -> dict[str, str]:
    """Each rule's severity in China, the first market."""
    return {rule.id: str(rule.severity.get("CN", "")) for rule in checker.rules.values()}
