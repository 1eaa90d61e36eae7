"""Plans: what the worked examples teach comes out; offers have facts, touches their hour, texts their check."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from huashu.knowledge import Playbook
from huashu.knowledge.errors import DataFileError
from huashu.orchestrator import InputError
from huashu.orchestrator.analyses.hours import Hours, longest, minutes
from huashu.orchestrator.analyses.plan_brief import PlanBrief
from huashu.orchestrator.analyses.plan_report import plan_markdown
from huashu.orchestrator.analyses.planning import Plan, plan
from huashu.orchestrator.analyses.plans import Plans, plans_of
from huashu.orchestrator.analyses.timetable import SPOKEN_IN
from huashu.orchestrator.guardrails import Checker
from huashu.orchestrator.guardrails.setting import Setting
from tests.orchestrator.analyses.cases import cases
from tests.orchestrator.analyses.plain_facts import plain_facts

CHECKER = Checker()
YOGA = next(case["brief"] for case in cases("plan.yaml") if case["id"] == "yoga_repurchase")


@pytest.fixture(scope="module")
def known() -> Plans:
    return plans_of(Playbook())


def planned(known: Plans, **other: Any) -> Plan:
    return plan(PlanBrief.parse({**YOGA, **other}), known, CHECKER)


@pytest.mark.parametrize("case", cases("plan.yaml"), ids=lambda case: case["id"])
def test_a_worked_example_comes_out(known: Plans, case: dict[str, Any]) -> None:
    found = plan(PlanBrief.parse(case["brief"]), known, CHECKER)
    assert set(case["needs"]) <= {need.need for need in found.needs}
    for channel, words in case["channels"].items():
        said = "\n".join(touch.text for touch in found.touches if touch.channel == channel)
        assert said, f"nothing is planned in {channel}"
        assert all(word in said for word in words)
    assert len(found.touches) >= 4
    assert len({touch.stage for touch in found.touches}) >= 3


@pytest.mark.parametrize("case", cases("plan.yaml"), ids=lambda case: case["id"])
def test_every_touch_stands_within_its_hours_and_the_span_of_the_plan(known: Plans, case: dict[str, Any]) -> None:
    brief = PlanBrief.parse(case["brief"])
    found = plan(brief, known, CHECKER)
    for touch in found.touches:
        start, end = minutes(touch.window)
        assert any(a <= start and end <= b for a, b in map(minutes, known.channel[touch.channel].hours))
        assert found.first <= touch.day < found.first + timedelta(days=brief.days)


def test_no_channel_is_used_more_often_than_it_bears(known: Plans) -> None:
    found = planned(known)
    for channel in known.channel:
        weeks: dict[int, float] = {}
        for touch in (one for one in found.touches if one.channel == channel):
            first = (touch.day - found.first).days // 7
            for week in range(first, 4) if touch.every else (first,):
                weeks[week] = weeks.get(week, 0) + (7 / touch.every if touch.every else 1)
        assert max(weeks.values(), default=0) <= known.channel[channel].most_a_week


def test_an_offer_is_planned_only_on_days_on_which_it_holds(known: Plans) -> None:
    offer = {**YOGA["facts"][0], "text": "老学员续季卡减200元", "ends": "2026-12-03T23:59:59+08:00"}
    found = planned(known, facts=[offer])
    telling = [touch for touch in found.touches if "减200元" in touch.text]
    assert telling
    assert all(touch.day <= date(2026, 12, 3) for touch in telling)
    assert all("card" in touch.facts for touch in telling)


@pytest.mark.parametrize("ends", ["2026-11-21T00:00:00+08:00", None])
def test_without_a_fact_that_holds_no_offer_is_made_and_the_plan_says_so(known: Plans, ends: str | None) -> None:
    facts = [{**YOGA["facts"][0], "ends": ends}] if ends else []
    found = planned(known, facts=facts)
    assert all("减200" not in touch.text for touch in found.touches)
    assert not [touch for touch in found.touches if touch.facts]
    assert any(one.why == "facts" and "promotion" in one.names for one in found.left_out)


def test_what_an_agent_may_give_is_never_in_a_plan(known: Plans) -> None:
    allowance = {"id": "may", "kind": "allowance", "text": "最多可送50元券", "max_amount": "50"}
    assert "50元券" not in plan_markdown(planned(known, facts=[allowance]))


def test_a_fact_that_may_not_be_said_keeps_its_touch_out(known: Plans) -> None:
    bad = {**YOGA["facts"][0], "text": "老学员续卡减200元，五星好评再返20元"}
    found = planned(known, facts=[bad])
    assert all("返20元" not in touch.text for touch in found.touches)
    assert any(one.why == "check" and "induced_review" in one.names for one in found.left_out)


def test_what_something_is_called_is_no_promise(known: Plans) -> None:
    brief = {
        "business": "neighbourhood grocery", "brand": "Corner", "segment": {"name": "regulars"}, "goal": "repurchase",
        "means": [{"kind": "event", "name": "Saturday swap corner"}, {"kind": "community", "name": "street group"}],
        "channels": ["community", "private_message"], "now": YOGA["now"], "market": "UK",
    }  # fmt: skip
    assert "Saturday swap corner" in plan_markdown(plan(PlanBrief.parse(brief), known, CHECKER)).split("## 4.")[1]


def test_hours_of_the_segment_are_kept_and_where_none_fit_nothing_is_sent(known: Plans) -> None:
    noon = planned(known, hours={"weekday": ["12:10-12:50"], "weekend": []})
    assert {touch.window for touch in noon.touches} == {"12:10-12:50"}
    assert all(touch.day.weekday() < 5 for touch in noon.touches)
    night = planned(known, hours={"weekday": ["00:30-05:00"], "weekend": ["00:30-05:00"]})
    assert night.touches == ()
    assert {one.why for one in night.left_out} >= {"hours"}


def test_only_means_and_channels_of_the_brief_are_used(known: Plans) -> None:
    found = planned(known, means=[], channels=["private_message"])
    assert {touch.channel for touch in found.touches} <= {"private_message"}
    assert "林老师" not in plan_markdown(found)
    assert [need.name for need in found.needs if not need.served_by]


def test_a_business_is_written_to_on_working_days(known: Plans) -> None:
    brief = {
        "business": "进销存软件 SaaS", "segment": {"name": "试用中的小老板", "organization": "small_business"},
        "goal": "onboarding", "channels": ["email", "phone", "private_message"], "brand": "账清",
        "means": [{"kind": "expert", "name": "小周"}, {"kind": "content", "name": "开账清单"}], "now": YOGA["now"],
    }  # fmt: skip
    found = plan(PlanBrief.parse(brief), known, CHECKER)
    assert found.touches
    assert all(touch.day.weekday() < 5 for touch in found.touches)


def test_nothing_but_hours_follows_from_a_tag(known: Plans) -> None:
    """A tag says when people are about; whether somebody is a mother changes no text."""
    texts = [
        {touch.touch: touch.text for touch in planned(known, segment={"name": "老学员", "tags": [tag]}).touches}
        for tag in ("宝妈", "宝爸")
    ]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"goal": "sell_more"}, "goal"), ({"channels": []}, "channels"), ({"days": 3}, "days"),
        ({"means": [{"kind": "magic", "name": "x"}]}, "means[0].kind"),
        ({"hours": {"weekday": ["9-12"]}}, "hours.weekday"),
        ({"hours": {"weekday": ["22:00-06:00"]}}, "hours.weekday"), ({"bussiness": "x"}, "bussiness"),
        ({"facts": [YOGA["facts"][0], YOGA["facts"][0]]}, "facts"),
    ],
)  # fmt: skip
def test_a_wrong_brief_is_refused_by_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        PlanBrief.parse({**YOGA, **change})
    assert refused.value.field == field


def test_spans_meet_where_both_hold() -> None:
    assert longest(((600, 720), (900, 1200)), ((540, 660), (1080, 1300))) == (1080, 1200)
    assert longest(((600, 615),), ((600, 615),)) is None
    assert Hours(weekday=("09:00-10:00",)).on(date(2024, 1, 6)) == ()


def test_a_shop_adds_touches_and_a_wrong_one_is_refused_with_the_place(tmp_path: Path) -> None:
    touch = {
        "id": "own", "goals": ["repurchase"], "stage": "give", "channel": "community", "day": 1, "strategy": "nurture",
        "purpose": {"zh": "a", "en": "a"}, "text": {"zh": "今天不卖东西，{gift}", "en": "{gift}"},
        "stop": {"zh": "a", "en": "a"},
    }  # fmt: skip
    (tmp_path / "plans.yaml").write_text(yaml.safe_dump({"touch": [touch]}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DataFileError, match=r"has the slot \{gift\}, which neither given nor means lists") as refused:
        plans_of(Playbook(tmp_path))
    assert refused.value.path == tmp_path / "plans.yaml"
    touch["text"] = {"zh": "今天不卖东西，只问一声好", "en": "Nothing to sell today, only a hello"}
    (tmp_path / "plans.yaml").write_text(yaml.safe_dump({"touch": [touch]}, allow_unicode=True), encoding="utf-8")
    own = plans_of(Playbook(tmp_path))
    assert len(own.touch) == len(plans_of(Playbook()).touch) + 1


@pytest.mark.parametrize(("language", "market"), [("zh", "CN"), ("en", "UK")])
def test_every_text_passes_where_it_is_sent(known: Plans, language: Any, market: Any) -> None:
    from huashu.orchestrator.analyses.filling import by_name, filled

    now = datetime.fromisoformat("2026-11-22T15:00:00+08:00")
    sheet = CHECKER.sheet(plain_facts(language), now, market)
    names = {kind: "林老师" if language == "zh" else "Miss Lee" for kind in known.means}
    for touch in known.touch:
        milestone = known.field[touch.trades[0] if touch.trades else "general"].milestone[language]
        slots = {name: names[name] for name in touch.means} | {"brand": "青禾", "milestone": milestone}
        said = filled(touch.text[language], slots, by_name(sheet), language)
        check = CHECKER.check_against(said, sheet, market, Setting((), SPOKEN_IN[touch.channel]))
        assert check.passed, (touch.id, said, check.findings)


def test_every_trade_can_be_planned_for_every_goal(known: Plans) -> None:
    """With all means and facts at hand there is a plan of several stages everywhere."""
    for trade, one in known.field.items():
        for goal in known.goal:
            business = one.zh if trade != "general" else "小店"
            brief = PlanBrief.parse({
                "business": business, "brand": "青禾", "segment": {"name": "老客"}, "goal": goal,
                "means": [{"kind": kind, "name": f"我们的{number}"} for number, kind in enumerate(known.means)],
                "channels": list(known.channel), "now": YOGA["now"], "days": 60,
            })  # fmt: skip
            brief = brief.model_copy(update={"facts": plain_facts("zh")})
            found = plan(brief, known, CHECKER)
            assert len(found.touches) >= 3, (trade, goal)
            assert len({touch.stage for touch in found.touches}) >= 2, (trade, goal)
