"""What leads lean to: it weighs in beside the rules, it says so, and what must not be stays ruled out."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from huashu.knowledge import DataFileError, KnowledgeBase, Playbook
from huashu.knowledge.taxonomy import STRATEGIES
from huashu.orchestrator import ReplyEngine
from huashu.orchestrator.leanings import PREFIX, Leanings
from huashu.orchestrator.strategist import USUAL, VOICE, VOICE_WITH_FACTS, Considered, Strategist
from huashu.orchestrator.turn import Turn, traits
from huashu.orchestrator.why_not import why_not
from tests.asking import ORDER, PRICE, PROMOTION, RETURNS, STOCK, request

ANGRY = "气死我了，什么破东西，退钱！！"
GRAVE = ("不想活了", "我要找真人", "脸都肿了", "法院见，等着收律师函", "I want to speak to a human")


@pytest.fixture(scope="module")
def strategist(playbook: Playbook) -> Strategist:
    return Strategist(playbook)


def turn(engine: ReplyEngine, text: str, *facts: Any, likely: Mapping[Any, float] | None = None, **other: Any) -> Turn:
    """A turn, where a lead accepts what the test says; what the shipped leanings say where it says nothing."""
    real = engine.turn(request(text, *facts, **other))
    said: Any = SimpleNamespace(likely_accepted=lambda traits: likely, context=real.judged.context)
    return real if likely is None else replace(real, judged=said)


def considered(strategist: Strategist, one: Turn) -> dict[str, Considered]:
    return {each.strategy: each for each in strategist.consider(one)}


def test_a_turn_has_traits(engine: ReplyEngine) -> None:
    one = turn(engine, "收到的杯子碎了", RETURNS, ORDER)
    told = traits(one.situation, one.grounds.names, one.reading.language)
    assert {"stage=after_sale", "first topic=damaged", "topic=damaged", "language=zh", "given=order"} <= told
    assert {"first topic=damaged&stage=after_sale", "trend=none", "turn=first"} <= told
    emotion, intensity = one.situation["emotion"][0], one.situation["intensity"][0]
    assert {f"emotion={emotion}", f"emotion={emotion}{intensity}", f"emotion={emotion}&stage=after_sale"} <= told


def small() -> Leanings:
    scores = np.array([[0.0, 2.0], [2.0, 6.0]])
    weights = np.array([[1.0, 0.0], [0.5, -1.0], [0.0, 2.0], [-1.0, 0.0], [0.1, 0.2]])
    return Leanings.made(("fab", "spin"), ("stage=consult", "upset=no"), scores, weights)


def test_likelihood_is_that_of_traits_and_scores() -> None:
    """The scores stand at one deviation above their means: 1 and 4 give 0 and 0, 2 and 6 give 1 and 1."""
    likely = small().likely({"upset=no", "never=met"}, np.array([2.0, 6.0], dtype=np.float32))
    assert likely["fab"] == pytest.approx(1 / (1 + np.exp(-(0.5 - 1 + 0.1))), abs=0.01)
    assert likely["spin"] == pytest.approx(1 / (1 + np.exp(-(-1 + 2 + 0.2))), abs=0.01)


def test_what_is_packed_is_unpacked() -> None:
    again = Leanings.unpacked(small().packed())
    assert again is not None
    scores = np.array([1.0, 3.0], dtype=np.float32)
    assert again.likely({"upset=no"}, scores) == small().likely({"upset=no"}, scores)
    assert Leanings.unpacked({}) is None


def test_the_shipped_heads_know_what_leads_accept(engine: ReplyEngine) -> None:
    likely = turn(engine, "便宜点呗").likely
    assert set(likely) == set(STRATEGIES)
    assert max(likely, key=lambda one: likely[one]) == "price_objection"
    assert turn(engine, "便宜点呗").likely == likely


def test_old_heads_choose_by_the_rules_alone(base: KnowledgeBase, playbook: Playbook, tmp_path: Path) -> None:
    with np.load(playbook.taught / "reading.npz") as data:
        arrays: dict[str, Any] = {name: data[name] for name in data.files if not name.startswith(PREFIX)}
    np.savez_compressed(tmp_path / "reading.npz", **arrays)
    card = json.loads((playbook.taught / "reading.json").read_text(encoding="utf-8"))
    (tmp_path / "reading.json").write_text(json.dumps(card), encoding="utf-8")
    old = ReplyEngine(base, Playbook(tmp_path))
    one = turn(old, "什么面料的")
    assert one.likely == {}
    assert all(each.score == each.by_rules for each in Strategist(playbook).consider(one))


@pytest.mark.parametrize("text", GRAVE)
def test_where_a_person_is_needed_the_rules_decide_alone(
    engine: ReplyEngine, strategist: Strategist, text: str
) -> None:
    loud = dict.fromkeys(STRATEGIES, 0.0) | {"expert_answer": 1.0, "fab": 1.0}
    by_rules = strategist.choose(turn(engine, text, likely={}))
    assert strategist.choose(turn(engine, text, likely=loud)) == by_rules
    assert strategist.choose(turn(engine, text)) == by_rules
    assert "handover" in (by_rules.primary, *by_rules.supporting)


@pytest.mark.parametrize("strategy", ["fab", "price_objection", "decision_help", "truthful_urgency", "nurture"])
def test_a_veto_beats_any_leaning(engine: ReplyEngine, strategist: Strategist, strategy: str) -> None:
    one = turn(engine, ANGRY, PROMOTION, PRICE, STOCK, likely={strategy: 1.0})
    choice = strategist.choose(one)
    assert strategy not in (choice.primary, *choice.supporting, choice.runner_up)
    assert considered(strategist, one)[strategy].veto


def test_urgency_is_never_what_a_reply_is_about(engine: ReplyEngine, strategist: Strategist) -> None:
    choice = strategist.choose(turn(engine, "便宜点呗", PRICE, PROMOTION, likely={"truthful_urgency": 1.0}))
    assert "truthful_urgency" not in (choice.primary, choice.runner_up)


def test_what_no_rule_speaks_for_is_chosen_with_its_own_reason(
    engine: ReplyEngine, strategist: Strategist, playbook: Playbook
) -> None:
    one = turn(engine, "什么面料的", likely={"nurture": 0.999})
    choice = strategist.choose(one)
    otherwise = {name: data["otherwise"] for _, every in playbook.selection for name, data in every.items()}
    assert choice.primary == "nurture"
    assert choice.why == otherwise["nurture"]["zh"]
    assert considered(strategist, one)["nurture"].because == ()
    assert f"带班的更常选“{playbook.names['strategy']['nurture']['zh']}”" in choice.why_not


def test_why_not_says_that_leads_usually_choose_otherwise(engine: ReplyEngine, strategist: Strategist) -> None:
    one = turn(engine, "Is it waterproof?", likely={"nurture": 0.999, "fab": 0.9})
    choice = strategist.choose(one)
    asked = {name: why_not(strategist, name, choice, one) for name in STRATEGIES}
    assert asked["nurture"].verdict == "chosen"
    assert asked["expert_answer"].verdict == asked["fab"].verdict == "outweighed"
    assert "leads choose" in asked["expert_answer"].why
    assert asked["fab"].speaks_for_it == ("most leads would take one feature and say what the customer gains by it",)
    assert asked["spin"].verdict == "nothing_asks"
    assert all("()" not in told.why and "（）" not in told.why for told in asked.values())


def test_what_is_not_usual_needs_a_rule(engine: ReplyEngine, strategist: Strategist) -> None:
    barely = dict.fromkeys(STRATEGIES, USUAL - 0.01)
    every = considered(strategist, turn(engine, "什么面料的", likely=barely))
    assert not [one.strategy for one in every.values() if one.able and not one.because]


def test_with_facts_at_hand_the_rules_weigh_more(engine: ReplyEngine, strategist: Strategist) -> None:
    """Labelled turns have no facts: they teach little of what a fact changes."""
    for facts, weight in (((), VOICE), ((PRICE,), VOICE_WITH_FACTS)):
        one = considered(strategist, turn(engine, "便宜点呗", *facts, likely={"nurture": 1 / (1 + np.exp(-1))}))[
            "nurture"
        ]
        assert one.score - one.by_rules == pytest.approx(weight, abs=0.01)


@pytest.mark.parametrize(
    "text", ["在吗", "您好", "hi", "Good morning", "？？", "谢谢啊", "[图片]", "TM20261120", "asdf"]
)
def test_where_hardly_anything_is_said_nothing_is_usual(engine: ReplyEngine, strategist: Strategist, text: str) -> None:
    """Whoever labels turns labels what wants something."""
    by_rules = strategist.choose(turn(engine, text, likely={}))
    assert strategist.choose(turn(engine, text, likely={"nurture": 1.0, "expert_answer": 1.0})) == by_rules


@pytest.mark.parametrize("text", ["退钱", "能便宜点吗", "It's too expensive", "28啥时候补", "A和B选哪个"])
def test_what_is_short_and_wants_something_is_not_bare(engine: ReplyEngine, text: str) -> None:
    assert not turn(engine, text).bare


def test_a_reason_that_rests_on_a_fact_is_left_to_the_rules(engine: ReplyEngine, strategist: Strategist) -> None:
    """The order is at hand, so it is stopped first; those who labelled turns had none."""
    loud = {"expert_answer": 0.99}
    unshipped = {**ORDER, "text": "已付款，尚未发出"}
    assert strategist.choose(turn(engine, "拍错地址了 还能改不", unshipped, likely=loud)).primary == "empathy_action"
    assert strategist.choose(turn(engine, "拍错地址了 还能改不", likely=loud)).primary == "expert_answer"


def test_what_labelled_turns_do_not_show_is_left_to_the_rules(engine: ReplyEngine, strategist: Strategist) -> None:
    """No labelled turn stands in a public review: leads never had the choice to go private there."""
    loud = {"empathy_action": 0.999}
    public = turn(engine, "杯子收到就是碎的，太失望了", channel="review", likely=loud)
    private = turn(engine, "杯子收到就是碎的，太失望了", likely=loud)
    assert strategist.choose(public).primary == "channel_switch"
    assert strategist.choose(private).primary == "empathy_action"


def test_every_strategy_has_a_reason_where_no_rule_speaks(playbook: Playbook) -> None:
    otherwise = {name: data["otherwise"] for _, every in playbook.selection for name, data in every.items()}
    assert set(otherwise) == set(STRATEGIES)
    for language in ("zh", "en"):
        assert len({told[language] for told in otherwise.values()}) == len(STRATEGIES)


def test_a_reason_in_one_language_is_told(tmp_path: Path) -> None:
    (tmp_path / "selection.yaml").write_text("fab:\n  otherwise: {zh: 讲好处}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match="zh and in en"):
        Strategist(Playbook(tmp_path))
