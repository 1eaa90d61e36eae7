"""A second model as a rung, a judge that can only object, and what all of them cost."""

import json
from pathlib import Path
from typing import Any

import pytest

from huashu.knowledge import KnowledgeBase, Playbook
from huashu.knowledge.errors import DataFileError
from huashu.orchestrator import Reply, ReplyEngine
from huashu.orchestrator.drafting import Budget, Drafting, Spent
from huashu.orchestrator.model import Answer, ModelError, Tokens
from huashu.orchestrator.prices import read_prices, shipped_prices
from huashu.orchestrator.scripted_model import Script, ScriptedModel
from tests.asking import RETURNS, request
from tests.drafted import ASKED, GOOD, detail, says

BAD = "可以退，今天最后一天，过了就退不了了。"
GONE = ModelError("unreachable", "no route")


def verdict(name: str, reason: str = "说早了") -> str:
    return json.dumps({"reason": reason, "verdict": name}, ensure_ascii=False)


class Models:
    """Engines with a first, a second and a judging model."""

    def __init__(self, base: KnowledgeBase, playbook: Playbook) -> None:
        self._base, self._playbook = base, playbook
        self.first = self.second = self.judge = ScriptedModel()

    def engine(self, first: list[Script], second: list[Script], judge: list[Script], **budget: Any) -> ReplyEngine:
        self.first, self.second, self.judge = (
            ScriptedModel(*some, name=name) for some, name in ((first, "first"), (second, "second"), (judge, "judge"))
        )
        drafting = Drafting(
            self.first, budget=Budget(**budget), second=self.second if second else None,
            judge=self.judge if judge else None,
        )  # fmt: skip
        return ReplyEngine(self._base, self._playbook, model=drafting)

    async def reply(
        self, *first: Script, second: tuple[Script, ...] = (), judge: tuple[Script, ...] = (), **budget: Any
    ) -> Reply:
        return await self.engine(list(first), list(second), list(judge), **budget).reply(request(ASKED, RETURNS))


@pytest.fixture
def models(base: KnowledgeBase, playbook: Playbook) -> Models:
    return Models(base, playbook)


def names(reply: Reply) -> list[str]:
    """The steps behind the passages."""
    return [step.name for step in reply.steps if step.name.endswith(("draft", "opinion"))]


async def test_where_the_first_model_fails_the_second_drafts(models: Models) -> None:
    reply = await models.reply(GONE, second=(says(GOOD),))
    assert (reply.text, reply.rung, names(reply)) == (GOOD, "model", ["model draft", "second model draft"])
    assert models.second.asked[0].user.startswith("<facts>")


async def test_a_stream_goes_to_the_second_model_too(models: Models) -> None:
    events = [event async for event in models.engine([GONE], [says(GOOD)], []).stream(request(ASKED, RETURNS))]
    assert "".join(event.text for event in events if event.event == "clause") == GOOD


async def test_a_third_call_takes_a_budget_of_three(models: Models) -> None:
    two = await models.reply(says(BAD), second=(says(GOOD),))
    assert (two.rung, detail(two, "second model draft")) == ("script", "over_budget: 2 of 2 calls")
    three = await models.reply(says(BAD), second=(says(GOOD),), calls=3)
    assert (three.rung, three.text) == ("model", GOOD)
    assert "今天最后一天" in models.second.asked[0].user


async def test_when_both_fail_the_script_writes(models: Models) -> None:
    reply = await models.reply(GONE, second=(says(BAD), GONE))
    assert reply.rung == "script"


async def test_a_judge_who_sends_changes_nothing(models: Models) -> None:
    reply = await models.reply(says(GOOD), judge=(verdict("send", "都有依据"),))
    assert (reply.rung, reply.text, reply.usage.calls) == ("model", GOOD, 2)
    assert "send; 都有依据" in detail(reply, "second opinion")
    asked = models.judge.asked[0]
    assert f"<draft>\n{GOOD}\n</draft>" in asked.user
    assert "[ret]" in asked.user


@pytest.mark.parametrize("objects", ["off_tone", "unfaithful"])
async def test_what_a_judge_objects_to_is_revised_and_judged_again(models: Models, objects: str) -> None:
    other = "能退的，签收后7天无理由退换，您放心。"
    reply = await models.reply(says(GOOD), says(other), judge=(verdict(objects, "“点申请”没有依据"), verdict("send")))
    assert (reply.rung, reply.text, reply.usage.calls) == ("revised", other, 4)
    assert "“点申请”没有依据" in models.first.asked[1].user


async def test_a_judge_who_keeps_objecting_leaves_the_script(models: Models) -> None:
    reply = await models.reply(says(GOOD), judge=(verdict("off_tone"),))
    assert reply.rung == "script"


@pytest.mark.parametrize("said", ["", "可以发", verdict("好"), verdict("SEND IT"), "{}", GONE, Answer("", "refused")])
async def test_a_judge_without_a_verdict_has_no_say(models: Models, said: Script) -> None:
    reply = await models.reply(says(GOOD), judge=(said,))
    assert (reply.rung, reply.text) == ("model", GOOD)
    assert "no verdict" in detail(reply, "second opinion")


async def test_a_judge_is_never_asked_to_send_what_the_check_blocks(models: Models) -> None:
    reply = await models.reply(says(BAD), judge=(verdict("send"),))
    assert (reply.rung, models.judge.asked) == ("script", [])


async def test_every_call_is_paid_for_by_the_table(models: Models) -> None:
    answer = Answer(says(GOOD), tokens=Tokens(1000, 100, 800), model="gpt-5-mini-2025-08-07")
    reply = await models.reply(answer, judge=(Answer(verdict("send"), tokens=Tokens(500, 20), model="gpt-5-nano"),))
    drafted = (200 * 0.25 + 800 * 0.025 + 100 * 2) / 1e6
    judged = (500 * 0.05 + 20 * 0.4) / 1e6
    assert reply.usage.cost == pytest.approx(drafted + judged)
    assert f"USD {drafted:.6f}" in detail(reply, "model draft")


async def test_a_model_without_a_price_costs_nothing_and_the_trace_says_so(models: Models) -> None:
    reply = await models.reply(says(GOOD))
    assert reply.usage.cost == 0
    assert "no price listed" in detail(reply, "model draft")


@pytest.mark.parametrize(
    ("budget", "used"),
    [
        ({"cost": 0.0001}, "0.0004 of 0.0001 money"), ({"tokens": 1000}, "1,100 of 1,000 tokens"),
        ({"calls": 1}, "1 of 1 calls"),
    ],
)  # fmt: skip
async def test_a_budget_that_is_used_up_ends_with_the_script_and_says_so(
    models: Models, budget: Any, used: str
) -> None:
    answer = Answer(says(BAD), tokens=Tokens(1000, 100), model="gpt-5-mini")
    reply = await models.reply(answer, **budget)
    assert (reply.rung, reply.usage.calls) == ("script", 1)
    assert detail(reply, "revised draft") == f"over_budget: {used}"


OWN = ("not_allowed", "no_such_model", "bad_request")


async def said_without_fallback(base: KnowledgeBase, playbook: Playbook, cause: Any, way: str) -> str:
    """The rung of the reply when a model fails and no fallback is wanted."""
    model = ScriptedModel(ModelError(cause, "it said no"))
    engine = ReplyEngine(base, playbook, model=Drafting(model, budget=Budget(seconds=0.2), fallback=False))
    if way == "whole":
        return (await engine.reply(request(ASKED, RETURNS))).rung
    events = [event async for event in engine.stream(request(ASKED, RETURNS))]
    return next(event.reply.rung for event in events if event.event == "reply")


@pytest.mark.parametrize("way", ["whole", "stream"])
@pytest.mark.parametrize("cause", OWN)
async def test_without_a_fallback_the_callers_own_mistake_is_raised(
    base: KnowledgeBase, playbook: Playbook, cause: str, way: str
) -> None:
    with pytest.raises(ModelError) as told:
        await said_without_fallback(base, playbook, cause, way)
    assert told.value.as_json()["error"]["type"] == f"model_{cause}"


@pytest.mark.parametrize("way", ["whole", "stream"])
@pytest.mark.parametrize("cause", ["timeout", "refused", "server_error"])
async def test_any_other_failure_still_ends_with_the_script(
    base: KnowledgeBase, playbook: Playbook, cause: str, way: str
) -> None:
    assert await said_without_fallback(base, playbook, cause, way) == "script"


def test_seconds_are_part_of_the_budget() -> None:
    assert Budget(seconds=2).lacks(Spent(), 2.0) == "2.0 of 2.0 seconds"
    assert Budget(seconds=2).lacks(Spent(), 1.9) is None


def test_the_longest_beginning_of_a_name_has_the_price(tmp_path: Path) -> None:
    prices = shipped_prices()
    assert prices.of("gpt-5-mini-2025-08-07") == prices.models["gpt-5-mini"]
    assert prices.of("openai:gpt-5") == prices.of("openai/gpt-5") == prices.models["gpt-5"]
    assert prices.of("qwen") is None
    own = tmp_path / "prices.yaml"
    own.write_text("currency: CNY\nmodels:\n  qwen: {input: 2, output: 8}\n", encoding="utf-8")
    mine = read_prices(own)
    assert mine.currency == "CNY"
    assert mine.cost("qwen-plus", Tokens(1_000_000, 500_000, 1_000_000)) == 2 + 4
    assert mine.of("gpt-5")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("models: {qwen: {input: -1, output: 8}}", "models.qwen.input"), ("models: {qwen: {input: 1}}", "output"),
        ("- 1", "holds no mapping"), ("models: [", "not readable YAML"), ("price: 3", "price"),
    ],
)  # fmt: skip
def test_a_wrong_price_is_told_by_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=told):
        read_prices(path)
