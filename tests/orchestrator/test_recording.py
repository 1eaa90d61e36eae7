"""A reply on record is made again from the recorded answers alone, and an edit shows in what differs."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from huashu.knowledge import KnowledgeBase, Playbook
from huashu.orchestrator import ReplyEngine
from huashu.orchestrator.drafting import Budget, Drafting
from huashu.orchestrator.guardrails import Checker
from huashu.orchestrator.model import Answer, ModelError, Tokens
from huashu.orchestrator.recording import Recording, differences, record, replay
from huashu.orchestrator.scripted_model import Script, ScriptedModel
from tests.asking import RETURNS, request
from tests.drafted import ASKED, GOOD, says

BAD = "可以退，今天最后一天，过了就退不了了。"


class Engines:
    """Engines whose model says what it is told."""

    def __init__(self, base: KnowledgeBase, playbook: Playbook) -> None:
        self._base, self._playbook = base, playbook

    def engine(self, *script: Script, rules: Path | None = None, **more: Any) -> ReplyEngine:
        model = Drafting(ScriptedModel(*script), **more) if script else None
        return ReplyEngine(self._base, self._playbook, Checker(shop=rules), model=model)


@pytest.fixture
def engines(base: KnowledgeBase, playbook: Playbook) -> Engines:
    return Engines(base, playbook)


@pytest.mark.parametrize(
    ("script", "more"),
    [
        ((Answer(says(GOOD, "ret"), tokens=Tokens(900, 60, 800)),), {}),
        ((says(BAD), says(GOOD, "ret")), {}),
        ((says(BAD),), {}),
        ((ModelError("refused", "no"),), {"second": ScriptedModel(says(GOOD, "ret"))}),
        ((says(GOOD, "ret"),), {"judge": ScriptedModel('{"reason": "冷淡", "verdict": "off_tone"}')}),
        ((), {}),
    ],
)
async def test_a_replay_comes_to_the_same(engines: Engines, script: tuple[Script, ...], more: dict[str, Any]) -> None:
    engine = engines.engine(*script, **more)
    written = (await record(engine, request(ASKED, RETURNS))).model_dump_json()
    recording = Recording.model_validate_json(written)
    assert len(recording.said) >= recording.reply.usage.calls > 0 or not script
    again = await replay(engines.engine(), recording)
    assert differences(recording.reply, again) == {}
    assert (again.usage.input_tokens, again.usage.output_tokens) == (
        recording.reply.usage.input_tokens, recording.reply.usage.output_tokens,
    )  # fmt: skip


async def test_a_replay_is_made_at_the_time_of_the_recording(engines: Engines) -> None:
    asked = request(ASKED, RETURNS).model_copy(update={"now": None})
    recording = await record(engines.engine(), asked)
    assert recording.request.now is not None


async def test_a_replay_asks_no_model(engines: Engines) -> None:
    recording = await record(engines.engine(says(GOOD, "ret")), request(ASKED, RETURNS))
    dear = ScriptedModel(says("不该问到我。"))
    await replay(engines.engine().with_model(Drafting(dear)), recording)
    assert dear.asked == []


async def test_an_edited_rule_shows_in_what_differs(engines: Engines, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "rules:\n  - id: no_click\n    names: {zh: 别说点, en: no clicking}\n    words: 点申请\n    severity: block\n"
        "    reason: {zh: 不说, en: not said}\n    write_instead: {zh: 换个说法, en: other words}\n",
        encoding="utf-8",
    )
    recording = await record(engines.engine(says(GOOD, "ret")), request(ASKED, RETURNS))
    told = differences(recording.reply, await replay(engines.engine(rules=rules), recording))
    assert told["rung"] == ("model", "script")
    assert told["text"][0] == GOOD


async def test_requests_at_once_keep_their_answers_apart(engines: Engines) -> None:
    engine = engines.engine(lambda ask: says(GOOD, "ret") if "能退吗" in ask.user else says("稍等，我这就去查。"))
    asked = [request(text, RETURNS) for text in (ASKED, "在吗", ASKED, "在吗")]
    recordings = await asyncio.gather(*(record(engine, one) for one in asked))
    assert [GOOD in one.said[0].text for one in recordings] == [True, False, True, False]


async def test_a_recording_keeps_within_the_budget_of_the_engine(engines: Engines) -> None:
    recording = await record(engines.engine(says(BAD), says(GOOD, "ret")), request(ASKED, RETURNS))
    mean = engines.engine().with_model(Drafting(ScriptedModel(""), budget=Budget(calls=1)))
    assert differences(recording.reply, await replay(mean, recording))["rung"] == ("revised", "script")
