"""Scores, labels with reasons, what people decide, and when a label is looked at again."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from huashu.knowledge import Playbook
from huashu.knowledge.errors import DataFileError
from huashu.orchestrator import InputError
from huashu.orchestrator.customers.orders import EPOCH
from huashu.orchestrator.customers.overrides import Override, in_force, read_overrides
from huashu.orchestrator.customers.policy import Policy, policy_of
from huashu.orchestrator.customers.population import Held, Segmentation, Shop, segment
from huashu.orchestrator.customers.scores import cut_points, scores
from huashu.orchestrator.customers.view import Kind
from tests.orchestrator.customers.shop import NOW, orders

TODAY = (EPOCH + timedelta(days=int(NOW))).date()
LOYAL = [(float(ago), 100.0) for ago in range(5, 365, 30)]
GONE = [(float(ago), 100.0) for ago in range(200, 400, 20)]
NEW = [(12.0, 100.0)]
IDS = ("loyal", "gone", "new")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return policy_of(Playbook())


def seen(policy: Policy, held: Mapping[str, Held] | None = None, *overrides: Override) -> Segmentation:
    given: Mapping[Kind, Mapping[str, Held]] | None = {"relationship": held} if held else None
    return segment(Shop(IDS, orders(LOYAL, GONE, NEW), NOW), policy, "zh", given, overrides)


def shops(tmp_path: Path, text: str) -> Playbook:
    (tmp_path / "segments.yaml").write_text(text, encoding="utf-8")
    return Playbook(tmp_path)


def test_relationships_come_from_the_customers_own_rhythm_and_say_why(policy: Policy) -> None:
    standing = seen(policy).standings["relationship"]
    assert standing.label.tolist() == ["loyal", "at_risk", "new"]
    assert standing.because.tolist() == [
        "来往 335 天，这一年 12 单，节奏没断",
        "平时隔 20 天来一次，这回 200 天没来",
        "只有一单，12 天前下的",
    ]


def test_a_purse_is_not_guessed_from_three_customers(policy: Policy) -> None:
    assert seen(policy).standings["tier"].label.tolist() == [None, None, None]
    assert seen(policy).cuts == {}


def test_fifths_of_the_shop_score_from_one_to_five(policy: Policy) -> None:
    every = [[(float(day), float(day))] for day in range(1, 101)]
    found = seen_of(policy, every)
    assert np.bincount(found.measures["recency_score"].astype(int)).tolist() == [0, 20, 20, 20, 20, 20]
    assert found.measures["recency_score"][0] == 5
    assert found.measures["spent_score"][99] == 5


def test_equal_customers_get_equal_scores(policy: Policy) -> None:
    found = seen_of(policy, [[(float(day), 10.0)] for day in range(1, 101)])
    assert set(found.measures["spent_score"]) == {1.0}


def seen_of(policy: Policy, customers: list[list[tuple[float, float]]]) -> Segmentation:
    ids = [str(number) for number in range(len(customers))]
    return segment(Shop(ids, orders(*customers), NOW), policy, "en")


def test_the_shop_draws_its_own_lines(tmp_path: Path) -> None:
    own = policy_of(shops(tmp_path, "scores: {spent: [50, 100, 200, 400]}"))
    assert own.scores["frequency"] == "quantiles"
    measures = {name: np.array([100.0]) for name in ("recency_days", "frequency", "spent", "average_order")}
    assert scores(measures, cut_points(measures, own))["spent_score"].tolist() == [2.0]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("scores: {spent: [5, 3, 2, 1]}", "scores", "four rising numbers"),
        ("tier: [{label: rich, when: {}, because: {zh: 有, en: has}}]", "", "'rich' has no name"),
        ("tier: [{label: mid, when: {age: {}}, because: {zh: 有, en: has}}]", "tier[0]", "'age' is not a measure"),
        ("window_days: 1", "window_days", "greater than or equal to 7"),
        ("windw_days: 100", "windw_days", "did you mean 'window_days'"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_the_place(tmp_path: Path, text: str, place: str, said: str) -> None:
    with pytest.raises(DataFileError, match=said) as refused:
        policy_of(shops(tmp_path, text))
    assert refused.value.where == place
    assert refused.value.path == tmp_path / "segments.yaml"


def test_a_label_stays_until_a_trigger_fires_or_it_is_due(policy: Policy) -> None:
    lately, long_ago = TODAY - timedelta(days=10), TODAY - timedelta(days=policy.review_days)
    held = {
        "loyal": Held("stable", "以前的原因", lately),
        "gone": Held("loyal", "以前的原因", lately),
        "new": Held("stable", "以前的原因", lately),
    }
    calm = policy.model_copy(update={"reassess": tuple(r for r in policy.reassess if r.label == "long_away")})
    standing = seen(calm, held).standings["relationship"]
    assert standing.label.tolist() == ["stable", "at_risk", "stable"]
    assert standing.because[0] == "以前的原因"
    assert standing.since.tolist() == [lately, TODAY, lately]
    assert standing.changed.tolist() == [False, True, False]
    assert standing.before.tolist() == [None, "loyal", None]
    due = seen(calm, {name: Held(one.label, one.because, long_ago) for name, one in held.items()})
    assert due.standings["relationship"].label.tolist() == ["loyal", "at_risk", "new"]


def test_what_a_person_decided_wins_and_is_remembered_with_who_and_why(policy: Policy) -> None:
    decided = Override(customer="gone", relationship="loyal", by="李主管", why="在装修，年后再来", at=date(2024, 1, 5))
    standing = seen(policy, {"gone": Held("at_risk", "x", TODAY)}, decided).standings["relationship"]
    assert standing.label[1] == "loyal"
    assert standing.because[1] == "李主管 2024-01-05: 在装修，年后再来"
    assert standing.decided.tolist() == [False, True, False]
    assert not standing.changed.any()


def test_of_two_decisions_the_later_counts_and_an_expired_one_does_not() -> None:
    first = Override(customer="a", tier="mid", by="甲", why="x", at=date(2026, 1, 1))
    later = Override(customer="a", tier="premium", by="乙", why="y", at=date(2026, 3, 1), until=date(2026, 6, 1))
    assert in_force([later, first], date(2026, 6, 1))["a"].tier == "premium"
    assert in_force([later, first], date(2026, 6, 2))["a"].tier == "mid"
    assert in_force([later, first], date(2025, 12, 31)) == {}


def test_overrides_that_name_nobody_are_told(policy: Policy) -> None:
    stranger = Override(customer="谁", tier="mid", by="甲", why="x", at=date(2024, 1, 1))
    assert seen(policy, None, stranger).unknown == ["谁"]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("- {customer: a, by: 甲, why: x, at: 2026-01-01}", "overrides[0]"),
        ("- {customer: a, tier: mid, why: x, at: 2026-01-01}", "overrides[0].by"),
        ("- {customer: a, tier: gold, by: 甲, why: x, at: 2026-01-01}", "overrides[0].tier"),
        ("- {customer: a, tier: mid, by: 甲, why: x, at: 2026-02-01, until: 2026-01-01}", "overrides[0]"),
        ("- [", "overrides"),
    ],
)
def test_a_wrong_override_is_refused_by_field(tmp_path: Path, text: str, field: str) -> None:
    path = tmp_path / "overrides.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_overrides(path)
    assert refused.value.field == field


def test_alerts_fire_on_what_is_unusual_for_this_customer(policy: Policy) -> None:
    usual = [(float(ago), 50.0) for ago in range(20, 200, 20)]
    strange = [(1.0, 400.0), *usual]
    found = seen_of(policy, [usual, strange])
    firing = {rule.label: mask.tolist() for rule, mask in found.alerts}
    assert firing["unusual_order"] == [False, True]
