"""The scripted draft: from scripts and facts, without a model. It is the rung that every reply falls back to.

moves in order → wording (which lines, filled from facts) → fit (no longer than the channel takes) → layout.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from huashu.knowledge.conditions import Situation
from huashu.knowledge.playbook import PLACES, Playbook
from huashu.knowledge.taxonomy import StrategyId, Tone

from .conversation import Customer, Request, Style
from .culture import Region, spelling
from .grounding import Grounds
from .layout import Piece, lay_out, limit_of
from .moves import Step, in_order
from .outcome import Choice, Commitment, Result, Sentence, Span
from .reading import Reading
from .shop_answers import MOVES as SHOP_MOVES
from .wording import Said, Wording

ASKING: frozenset[StrategyId] = frozenset({"fact_finding", "clarify_and_confirm", "needs_discovery", "spin"})
BUSINESS = ("small_business", "enterprise", "manufacturing", "services")
NEVER_DROPPED = frozenset(
    {"name_feeling", "person_takes_over", "stay_safe", "ask_needed", "confirm", "answer", "shortest_path", "act_now"}
)
SENTENCES_AT_MOST = {"chat": 5, "private_message": 5, "community": 4, "review": 5, "phone_script": 6, "email": 8}


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a draft is written from."""

    request: Request
    reading: Reading
    choice: Choice
    grounds: Grounds
    situation: Situation
    seed: int
    region: Region | None = None

    def joint(self, text: str) -> str:
        """What stands between two sentences of the reply."""
        return " " if text and self.reading.spoken == "en" and not text[-1].isspace() else ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text with its sentences; ``outcome`` says what it does, ``commitments`` what it promises that we will do."""

    text: str
    outcome: Result
    sentences: tuple[Sentence, ...] = ()
    commitments: tuple[Commitment, ...] = ()

    def lines_at(self, spans: Sequence[Span]) -> frozenset[str]:
        """The script lines whose sentences the spans touch."""
        return frozenset(
            one.source for one in self.sentences for start, end in spans if one.span[0] < end and start < one.span[1]
        )

    def behind(self, sent: str) -> "Draft":
        """The same draft with what was sent before it; its spans move along."""
        sentences = tuple(one.model_copy(update={"span": _moved(one.span, sent)}) for one in self.sentences)
        commitments = tuple(one.model_copy(update={"span": _moved(one.span, sent)}) for one in self.commitments)
        return Draft(sent + self.text, self.outcome, sentences, commitments)


def _moved(span: Span, sent: str) -> Span:
    return span[0] + len(sent), span[1] + len(sent)


class ScriptWriter:
    """Writes drafts with the scripts of a playbook."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook

    def write(self, brief: Brief, without: frozenset[str] = frozenset(), sent: str = "") -> Draft:
        """The draft; lines named in ``without`` are not used. Without any line to say it is the holding reply.

        Behind what was ``sent`` it goes on: it opens nothing, and its text begins with what was sent.
        """
        language = brief.reading.spoken
        spoken = self._spoken(brief, language, without, sent)
        layout = self._playbook.layout[language]
        fitting = _fit(spoken, limit_of(brief.request, layout), SENTENCES_AT_MOST[brief.request.channel])
        if not fitting:
            return self.hold(brief, sent)
        pieces = [
            Piece(
                said.text,
                step.move.id,
                step.strategy,
                said.line.source,
                said.facts,
                _paragraph(step),
                opens_with_fact=said.line.text.startswith("{"),
            )
            for step, said in fitting
        ]
        request = _plain(brief.request) if sent else brief.request
        text, sentences = lay_out(pieces, request, brief.reading, layout, spelling(brief.reading, brief.region))
        draft = Draft(text, _outcome(brief.choice, fitting), sentences, _commitments(fitting, sentences))
        return draft.behind(sent + brief.joint(sent))

    def hold(self, brief: Brief, sent: str = "") -> Draft:
        """A reply that says nothing but that we are on it; it needs no fact and none of the caller's names."""
        layout = self._playbook.layout[brief.reading.spoken]
        words = layout["holding"][tone_of(brief.request)]
        piece = Piece(words, "check_and_return", brief.choice.primary, "playbook/layout.yaml#holding", (), 0)
        spell = spelling(brief.reading, brief.region)
        text, sentences = lay_out([piece], _plain(brief.request), brief.reading, layout, spell)
        return Draft(text, "holding", sentences).behind(sent + brief.joint(sent))

    def disclosure(self, brief: Brief) -> str | None:
        """The notice that an assistant is writing, at the first answer of a conversation."""
        first = not any(message.role == "agent" for message in brief.request.messages)
        if not (first and brief.request.style.disclosure):
            return None
        notice = str(self._playbook.layout[brief.reading.spoken]["disclosure"])
        return spelling(brief.reading, brief.region)(notice, ())

    def _spoken(self, brief: Brief, language: str, without: frozenset[str], sent: str) -> list[tuple[Step, Said]]:
        situation = {**brief.situation, "strategy": (brief.choice.primary,)}
        wording = Wording(brief.grounds, situation, self._names(brief, language), tone_of(brief.request), brief.seed)
        wording.earlier = "".join(m.text for m in brief.request.messages if m.role == "agent") + sent
        lines = self._playbook.scripts(language)
        spoken: list[tuple[Step, Said]] = []
        direct = "direct" in situation.get("directness", ())
        for step in in_order(brief.choice, brief.reading, brief.grounds, self._playbook, direct=direct):
            if sent and step.opens:
                continue
            own = [brief.grounds.own] if brief.grounds.own and step.move.id in SHOP_MOVES else []
            if said := wording.say(own, without) or wording.say(lines.get(step.move.id, ()), without):
                spoken.append((step, said))
        return spoken

    def _names(self, brief: Brief, language: str) -> dict[str, str]:
        topic = brief.grounds.about or brief.reading.topic
        call = self._playbook.topics[topic].call[language] if topic else ""
        return {"topic": call, "brand": brief.request.style.brand or ""}


def _plain(request: Request) -> Request:
    """A request without names and style: nothing is added around the lines."""
    return request.model_copy(update={"style": Style(), "customer": Customer()})


def tone_of(request: Request) -> Tone:
    """The tone the caller asks for; else professional for businesses and e-mail, warm for everybody else."""
    if request.style.tone:
        return request.style.tone
    formal = request.channel == "email" or request.customer.organization in BUSINESS
    return "professional" if formal else "warm"


def _fit(spoken: list[tuple[Step, Said]], limit: int, sentences: int) -> list[tuple[Step, Said]]:
    """Leave out what matters least until the reply is short enough; the last of equals goes first."""
    kept = list(spoken)
    while len(kept) > 1 and (sum(len(said.text) for _, said in kept) > limit or len(kept) > sentences):
        worst = max(range(len(kept)), key=lambda at: (_spare(kept[at]), at))
        if _spare(kept[worst]) == 0:
            break
        del kept[worst]
    return kept


def _spare(one: tuple[Step, Said]) -> int:
    """How well the reply does without it: 0 not at all, then facts, questions, and what only rounds it off."""
    step, said = one
    if step.move.id in NEVER_DROPPED:
        return 0
    if said.facts:
        return 1
    return {"ask": 2, "say": 3, "offer": 3, "open": 4, "end": 5, "close": 6}[PLACES[step.move.place]]


def _paragraph(step: Step) -> int:
    return 0 if step.place <= PLACES.index("open") else 1 if step.place < PLACES.index("close") else 2


def _outcome(choice: Choice, fitting: Sequence[tuple[Step, Said]]) -> Result:
    moves = {step.move.id for step, _ in fitting}
    if choice.primary == "handover":
        return "handover"
    asks = choice.primary in ASKING or "ask_needed" in moves
    return "question" if asks and any(PLACES[step.move.place] == "ask" for step, _ in fitting) else "answer"


def _commitments(fitting: Sequence[tuple[Step, Said]], sentences: Sequence[Sentence]) -> tuple[Commitment, ...]:
    return tuple(
        Commitment(text=said.line.does, span=sentence.span)
        for (_, said), sentence in zip(fitting, sentences, strict=True)
        if said.line.does
    )
