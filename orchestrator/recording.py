"""A reply on record: what was asked, what models answered, what left. It is made again without any model.

A replay asks the same with today's prompts, rules, scripts and facts, and puts the recorded answers in the models'
place; so it shows what an edit changes, and a trace of production can be looked into. A record holds the customer's
words: it is kept and deleted like them.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from .conversation import Request
from .drafting import Drafting
from .heard import ROLES, Role, Said, listening
from .outcome import Reply
from .record import Record
from .scripted_model import ScriptedModel

if TYPE_CHECKING:
    from .engine import ReplyEngine


class Recording(Record):
    """A request, what models answered to it in their order, and the reply that came of it."""

    request: Request
    said: tuple[Said, ...] = ()
    reply: Reply

    def models(self) -> dict[Role, ScriptedModel]:
        """By role, models that say the same again."""
        by_role = {role: [one for one in self.said if one.role == role] for role in ROLES}
        return {
            role: ScriptedModel(*(one.again() for one in some), name=some[0].model)
            for role, some in by_role.items()
            if some
        }


async def record(engine: "ReplyEngine", request: Request) -> Recording:
    """The reply to a request, on record. `InputError` names the field that is wrong."""
    asked = request.model_copy(update={"now": request.moment()})
    with listening() as said:
        reply = await engine.reply(asked)
    return Recording(request=asked, said=tuple(said), reply=reply)


async def replay(engine: "ReplyEngine", recording: Recording) -> Reply:
    """The reply that the engine makes today of the same request and the same answers; no model is asked."""
    models = recording.models()
    if "first" not in models:
        return await engine.with_model(None).reply(recording.request)
    drafting = replace(
        engine.drafting or Drafting(models["first"]),
        model=models["first"], second=models.get("second"), judge=models.get("judge"),
    )  # fmt: skip
    return await engine.with_model(drafting).reply(recording.request)


def differences(before: Reply, after: Reply) -> dict[str, tuple[str, str]]:
    """What is not the same in two replies, by name: as it was, as it is."""
    pairs = {name: (told(before), told(after)) for name, told in COMPARED.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


COMPARED: Mapping[str, Callable[[Reply], str]] = {
    "text": lambda reply: reply.text,
    "rung": lambda reply: reply.rung,
    "outcome": lambda reply: reply.outcome,
    "stage": lambda reply: reply.reading.stage.label if reply.reading.stage else "none",
    "emotion": lambda reply: f"{reply.reading.emotion.label} {reply.reading.emotion.intensity}",
    "needs": lambda reply: ", ".join(need.label for need in reply.reading.needs),
    "risks": lambda reply: ", ".join(sorted(reply.reading.risk_names())),
    "strategy": lambda reply: ", ".join((reply.strategy.primary, *reply.strategy.supporting)),
    "findings": lambda reply: "; ".join(f"{one.rule}: {one.text}" for one in reply.findings),
    "receipts": lambda reply: "; ".join(f"{one.fact}: {one.claim}" for one in reply.receipts),
    "calls": lambda reply: str(reply.usage.calls),
}
"""What two replies are compared in."""
