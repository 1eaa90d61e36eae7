"""READ FIRST. ReplyEngine.reply is the architecture of huashu:
reading → customer → facts → strategy → passages → draft → check.

Each step is one call into one room; what it takes and gives is a value. Nothing here knows a word of any language, and
nothing leaves before the check has passed it.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huashu.knowledge.conditions import Situation
from huashu.knowledge.facets import Filter
from huashu.knowledge.knowledge_base import KnowledgeBase
from huashu.knowledge.library import open_knowledge
from huashu.knowledge.playbook import Playbook
from huashu.knowledge.scripts import ScriptLine
from huashu.knowledge.taxonomy import Language, Market, StrategyId

from .conversation import Request
from .culture import Cultures
from .customers.view import CustomerView, CustomerViews
from .drafting import AnyModel, Drafting
from .events import ClauseEvent, Event, PassagesEvent, ReadingEvent, ReplyEvent, StrategyEvent
from .features import contexts
from .grounding import Grounds, ground
from .guardrails.check import Checker
from .guardrails.setting import Setting
from .ladder import Ladder
from .outcome import Check, Hit, Reply, Usage, WhyNot
from .passages import Passages, Retrieve
from .reader import Reader
from .reading import Reading
from .relevance import Relevance
from .scripts import Brief, ScriptWriter
from .shop_answers import shop_answer
from .strategist import Strategist
from .streaming import Stream
from .trace import Trace
from .tries import Case, Climbed
from .turn import Turn, situation_of
from .unsure import settled
from .validity import FactSheet
from .why_not import why_not

if TYPE_CHECKING:
    from .judgement import Judgement, Judging


@dataclass(frozen=True, slots=True)
class Understood:
    """What is known before a draft: the case for it, the customer, the passages."""

    case: Case
    customer: CustomerView
    passages: tuple[Hit, ...]


class ReplyEngine:
    """Reads a conversation and answers it with a checked reply.

    ``knowledge`` defaults to the shipped playbook, indexed in the user's cache folder; of its documents the engine sees
    the shared ones and those of its ``tenant``. One engine serves any number of requests;
    of them it keeps nothing but bounded caches of words.
    ``judge`` reads turns in the place of the playbook's own heads. With a ``model`` (or a `Drafting`, which says more)
    the draft is the model's; it is checked like any other, and the script stands behind it. What is slow to load is
    loaded at the first request, or by `warm_up`.
    """

    def __init__(
        self,
        knowledge: KnowledgeBase | None = None,
        playbook: Playbook | None = None,
        checker: Checker | None = None,
        tenant: str = "",
        judge: "Judging | None" = None,
        model: "AnyModel | Drafting | None" = None,
    ) -> None:
        self.playbook = playbook or Playbook()
        self.checker = checker or Checker()
        self.tenant = tenant
        self._knowledge = knowledge
        self._reader = Reader(self.playbook, judge)
        self._customers = CustomerViews(self.playbook)
        self._cultures = Cultures(self.playbook)
        self._strategist = Strategist(self.playbook)
        self._scripts = ScriptWriter(self.playbook)
        self.drafting = model if isinstance(model, Drafting) or model is None else Drafting(model)
        self._ladder = Ladder(self._scripts, self.checker, self.drafting, self.playbook)
        self._passages = Passages(lambda: self.knowledge, tenant)

    def with_passages_from(self, retrieve: Retrieve) -> "ReplyEngine":
        """The same engine, whose passages come from a source of the caller's first, and then from the knowledge."""
        other = copy(self)
        other._passages = Passages(lambda: other.knowledge, self.tenant, retrieve)
        return other

    def with_model(self, drafting: Drafting | None) -> "ReplyEngine":
        """The same engine with another model, or none."""
        other = copy(self)
        other.drafting = drafting
        other._ladder = Ladder(self._scripts, self.checker, drafting, self.playbook)
        return other

    async def reply(self, request: Request) -> Reply:
        """The reply to the last customer turn, checked. `InputError` names the field that is wrong."""
        trace = Trace(request)
        understood = await self._understood(request, trace)
        return self._told(understood, await self._ladder.climb(understood.case, trace), trace)

    async def stream(self, request: Request) -> AsyncGenerator[Event]:
        """The same as it is made: the reading, the strategy, the passages, each checked clause, at last the reply.

        What has left is never taken back; a lower rung goes on behind it. Closing the generator ends a model's call.
        """
        trace = Trace(request)
        understood = await self._understood(request, trace)
        yield ReadingEvent(reading=understood.case.brief.reading)
        yield StrategyEvent(strategy=understood.case.brief.choice)
        yield PassagesEvent(passages=understood.passages)
        stream = Stream(self._ladder, understood.case, trace)
        async with aclosing(stream.clauses()) as clauses:
            async for clause in clauses:
                yield ClauseEvent(text=clause)
        yield ReplyEvent(reply=self._told(understood, stream.climbed, trace))

    async def _understood(self, request: Request, trace: Trace) -> Understood:
        """All that a draft rests on."""
        request.need("reply")
        with trace.step("reading"):
            reading, judged = self._judged(request)
        with trace.step("customer"):
            customer = self.customer(request, reading.spoken)
        with trace.step("facts") as note:
            sheet = self.checker.sheet(request.facts, request.moment(), request.market)
            grounds = self._ground(request, reading, sheet)
            note(_set_aside(sheet, reading.spoken))
        with trace.step("strategy"):
            situation = self._situation(request, reading, customer, grounds)
            choice = self._strategist.choose(Turn(reading, judged, situation, grounds))
        with trace.step("passages") as note:
            passages = await self._passages.of(request, reading, choice, note)
        region = self._cultures.of(request.customer.culture)
        brief = Brief(request, reading, choice, grounds, situation, trace.seed, region)
        return Understood(Case(brief, sheet, passages), customer, passages)

    def read(self, request: Request) -> Reading:
        """What the last customer turn shows."""
        return self._judged(request)[0]

    def _judged(self, request: Request) -> "tuple[Reading, Judgement]":
        request.need("read")
        return self._reader.judged(request.messages, request.locale or request.customer.culture.locale)

    def customer(self, request: Request, language: Language) -> CustomerView:
        """What the caller's data show of the customer, with reasons in a language."""
        return self._customers.of(request, language)

    def check(self, request: Request) -> Check:
        """The verdict on ``request.draft``, whoever wrote it."""
        request.need("check")
        sheet = self.checker.sheet(request.facts, request.moment(), request.market)
        return self.checker.with_repairs(request.draft or "", sheet, request.market, self._scene(request))

    def _scene(self, request: Request) -> Setting:
        """Where a draft would be said, with what the customer's last turn shows they feel."""
        heard = any(message.role == "customer" for message in request.messages)
        feeling = self._reader.feeling(request.messages) if heard else None
        return Setting(request.messages, request.channel, feeling, self._cultures.of(request.customer.culture))

    def why_not(self, request: Request, strategy: StrategyId) -> WhyNot:
        """Why a strategy is not what the reply to the last customer turn would follow, or that it is."""
        turn = self.turn(request)
        return why_not(self._strategist, strategy, self._strategist.choose(turn), turn)

    def turn(self, request: Request) -> Turn:
        """The last customer turn with all that the choice of a strategy rests on."""
        request.need("reply")
        reading, judged = self._judged(request)
        sheet = self.checker.sheet(request.facts, request.moment(), request.market)
        grounds = self._ground(request, reading, sheet)
        situation = self._situation(request, reading, self.customer(request, reading.spoken), grounds)
        return Turn(reading, judged, situation, grounds)

    def search(self, request: Request, where: Filter | None = None) -> tuple[Hit, ...]:
        """The passages that answer ``request.query`` best, best first."""
        request.need("search")
        return self._passages.search(request, where)

    def warm_up(self) -> None:
        """Load what the first request would wait for."""
        self.knowledge.warm_up()
        self._reader.warm_up()

    @property
    def knowledge(self) -> KnowledgeBase:
        """What the playbook and the business's documents say."""
        if self._knowledge is None:
            self._knowledge = open_knowledge(self.playbook)
        return self._knowledge

    def _ground(self, request: Request, reading: Reading, sheet: FactSheet) -> Grounds:
        topics = [self.playbook.topics[topic.label] for topic in reading.topics]
        turns = [turn.said for turn in contexts(request.messages)]
        words = turns[-1]
        near = Relevance(sheet.facts, words, self.playbook.cues["aspects"], self.knowledge.embedder)
        grounds = ground(sheet, turns, topics, reading.language, near)
        own = None if grounds.answer else self._shop_answer(words, reading, sheet, request.market)
        return grounds.answered_with(own)

    def _situation(self, request: Request, reading: Reading, customer: CustomerView, grounds: Grounds) -> Situation:
        """All that rules may ask about; ``ask`` is what we need to know, ``asked`` whether it comes up again."""
        again = self._reader.asked_before(request.messages, reading.topic)
        asked = {"ask": (self._to_ask(reading, grounds) or "nothing",), "asked": ("again" if again else "first",)}
        shading = self._cultures.shading(request.customer.culture, request.market, reading)
        return {**situation_of(reading, request, customer, grounds), **shading, **asked}

    def _shop_answer(self, words: str, reading: Reading, sheet: FactSheet, market: Market) -> ScriptLine | None:
        """What the shop's own script table says to the question, if it may be said today."""
        line = shop_answer(words, reading.spoken, self.knowledge, self.tenant, self._reader.topics_of)
        return line if line and self.checker.check_against(line.text, sheet, market).passed else None

    def _to_ask(self, reading: Reading, grounds: Grounds) -> str | None:
        """What we still need to know for the matter; a photo that was sent is not asked for again."""
        ask = self.playbook.topics[reading.topic].ask if reading.topic else None
        return "order_no" if ask == "photo" and ask in grounds.known else ask

    def _told(self, understood: Understood, climbed: Climbed, trace: Trace) -> Reply:
        brief, draft, check = understood.case.brief, climbed.draft, climbed.check
        return Reply(
            id=brief.request.id or f"reply-{trace.digest[:12]}",
            text=draft.text,
            outcome=draft.outcome,
            rung=climbed.rung,
            reading=self._settled(brief.reading, climbed, trace),
            customer=understood.customer,
            strategy=brief.choice,
            passages=understood.passages,
            sentences=draft.sentences,
            receipts=check.receipts,
            findings=check.findings,
            commitments=(*draft.commitments, *(one for one in check.commitments if one.turn is not None)),
            disclosure=self._scripts.disclosure(brief),
            usage=Usage(
                calls=climbed.spent.calls,
                input_tokens=climbed.spent.tokens.input,
                output_tokens=climbed.spent.tokens.output,
                cost=climbed.spent.cost,
                seconds=trace.seconds,
            ),
            steps=trace.steps,
            seed=trace.seed,
        )

    def _settled(self, reading: Reading, climbed: Climbed, trace: Trace) -> Reading:
        """The reading, with what the model's answer settled of the fields that it left open."""
        if climbed.drafted is None:
            return reading
        with trace.step("cascade") as note:
            whole, fields = settled(reading, climbed.drafted.reading, self.playbook.names)
            note(", ".join(fields))
        return whole


def _set_aside(sheet: FactSheet, language: str) -> str:
    """Which facts were set aside, and why."""
    aside = (f"{one.fact}: {one.reason[language]}" for one in sheet.set_aside)
    return "; ".join([*aside, *(note[language] for note in sheet.notes)])
