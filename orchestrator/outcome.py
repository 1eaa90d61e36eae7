"""What comes out: a reply with its reading, strategy, passages, receipts, findings and its trace."""

from typing import Annotated, Literal

from pydantic import Field

from huashu.knowledge.taxonomy import PassageKind, StrategyId

from .customers.view import CustomerView
from .reading import Reading
from .record import Record

Severity = Literal["block", "warn"]
Span = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]
"""``[start, end)`` in code points of the caller's own text."""

Result = Literal["answer", "question", "handover", "holding"]
Rung = Literal["model", "revised", "script", "holding"]


class Receipt(Record):
    """A claim of the text and the fact behind it, with the value that matched."""

    claim: str
    span: Span
    fact: str
    value: str


class Repair(Record):
    """A rewrite: what stands at ``span`` becomes ``text`` (nothing, where the words are left out)."""

    span: Span
    text: str


class Finding(Record):
    """A place that a rule objects to: why, on which legal basis, and what to write instead.

    ``repair`` is the shortest rewrite that passed the check, where one was asked for and found.
    """

    rule: str
    severity: Severity
    span: Span
    text: str
    reason: str
    basis: tuple[str, ...] = ()
    suggestion: str
    repair: Repair | None = None


class Commitment(Record):
    """Something we said we would do; whoever sends the text has to see to it.

    ``turn`` is the message it was said in, counted from 0 (``span`` is a place in that message); ``None`` is this text.
    """

    text: str
    span: Span
    turn: int | None = None


class Check(Record):
    """The verdict on one text. ``passed`` is false when any finding has severity ``block``.

    ``repaired`` is the text with every blocking finding repaired, which passes; ``None`` where nothing would be left,
    or nothing has to be repaired.
    """

    passed: bool
    findings: tuple[Finding, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    repaired: str | None = None


class Choice(Record):
    """The strategy: one primary, at most two supporting, the runner-up, why it won and why the other lost."""

    primary: StrategyId
    supporting: Annotated[tuple[StrategyId, ...], Field(max_length=2)] = ()
    runner_up: StrategyId | None = None
    why: str
    why_not: str = ""


class WhyNot(Record):
    """What became of one strategy in a decision.

    ``speaks_for_it`` are the reasons that count for it, ``would_need`` is what it would take where there is none;
    ``score`` is to be compared with ``chosen_score``.
    """

    strategy: StrategyId
    verdict: Literal["chosen", "supporting", "ruled_out", "outweighed", "nothing_asks"]
    why: str
    speaks_for_it: tuple[str, ...] = ()
    would_need: tuple[str, ...] = ()
    score: float
    chosen: StrategyId
    chosen_score: float


class Hit(Record):
    """A passage that was found, with its score (0-1) and where it stands: document, heading path, characters."""

    id: str
    text: str
    score: float
    kind: PassageKind
    document: str
    heading: tuple[str, ...]
    span: Span


class Sentence(Record):
    """Why a sentence is there: the move it makes, the script card it came from, the facts that fill it."""

    text: str
    span: Span
    move: str
    strategy: StrategyId | None = None
    source: str
    facts: tuple[str, ...] = ()


class Step(Record):
    """One step of the trace: what was done, what came of it, how long it took."""

    name: str
    detail: str = ""
    seconds: float = 0


class Usage(Record):
    """What the reply cost. ``cost`` is in the price table's currency, ``seconds`` is wall time."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0
    seconds: float = 0


class Reply(Record):
    """A checked reply. ``rung`` says which step of the ladder wrote it; ``steps`` says why no higher one did."""

    id: str
    text: str
    outcome: Result
    rung: Rung
    reading: Reading
    customer: CustomerView = CustomerView()
    strategy: Choice
    passages: tuple[Hit, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    findings: tuple[Finding, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    disclosure: str | None = None
    usage: Usage = Usage()
    steps: tuple[Step, ...] = ()
    seed: int
