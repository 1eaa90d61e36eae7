"""Culture: how directly one speaks, what is not said there, a buffer in a quarrel; all by the caller's word."""

from pathlib import Path
from typing import Any

import pytest

from huashu.knowledge import Playbook
from huashu.knowledge.errors import DataFileError
from huashu.orchestrator import Reply, ReplyEngine, Request
from huashu.orchestrator.conversation import Culture
from huashu.orchestrator.culture import Cultures, region_of
from tests.asking import PRICE, PROMOTION, request


async def reply(engine: ReplyEngine, text: str, *facts: Any, locale: str = "zh-CN", **other: Any) -> Reply:
    culture = {"locale": locale, **other.pop("culture", {})}
    return await engine.reply(request(text, *facts, customer={"culture": culture}, **other))


def moves(answer: Reply) -> list[str]:
    return [sentence.move for sentence in answer.sentences]


@pytest.mark.parametrize("text", ["可以便宜一点吗", "能打折吗"])
async def test_a_no_is_cushioned_where_one_speaks_indirectly_and_plain_where_one_does_not(
    engine: ReplyEngine, text: str
) -> None:
    soft, plain = await reply(engine, text, locale="ja-JP"), await reply(engine, text, locale="de-DE")
    assert "accept_price_worry" in moves(soft)
    assert moves(plain)[0] == "real_offer"
    assert {s.source.split("#")[0] for s in soft.sentences + plain.sentences} >= {"playbook/scripts/zh/07_culture.yaml"}
    assert any(word in soft.text for word in ("为难", "不太方便", "拿不出"))


async def test_dates_amounts_and_conditions_stay_as_they_are(engine: ReplyEngine) -> None:
    for locale in ("ja-JP", "de-DE"):
        assert "129元" in (await reply(engine, "可以便宜一点吗", PRICE, locale=locale)).text


async def test_what_the_caller_says_of_the_context_weighs_more(engine: ReplyEngine) -> None:
    plain = await reply(engine, "可以便宜一点吗", locale="ja-JP", culture={"context": "low"})
    assert moves(plain)[0] == "real_offer"


async def test_nothing_changes_where_nobody_says_where_the_customer_is_from(engine: ReplyEngine) -> None:
    named = await engine.reply(request("可以便宜一点吗", customer={"name": "佐藤"}))
    assert all("07_culture" not in sentence.source for sentence in named.sentences)


async def test_a_polite_no_is_not_pressed_with_a_deadline(engine: ReplyEngine) -> None:
    words = "再考虑考虑吧，怕买回去不合适"
    here = await reply(engine, words, PROMOTION)
    there = await reply(engine, words, PROMOTION, locale="ja-JP")
    assert "truthful_urgency" in here.strategy.supporting
    assert "truthful_urgency" not in there.strategy.supporting


@pytest.mark.parametrize(
    ("locale", "market", "buffered"),
    [("ja-JP", "CN", True), ("en-GB", "UK", False), ("zh-CN", "CN", False), ("de-DE", "EU", False)],
)  # fmt: skip
async def test_a_quarrel_across_a_border_gets_a_second_person_and_a_written_word(
    engine: ReplyEngine, locale: str, market: str, buffered: bool
) -> None:
    answer = await reply(engine, "你们根本没听懂我在说什么！太气人了！", locale=locale, market=market)
    assert ("handover" in answer.strategy.supporting) is buffered


@pytest.mark.parametrize(
    ("locale", "said", "not_said"),
    [("zh-TW", "軟體", "軟件"), ("zh-HK", "軟件", "軟體"), ("zh-CN", "軟件", "軟體")],
)
def test_traditional_chinese_is_written_as_it_is_there(locale: str, said: str, not_said: str) -> None:
    from huashu.orchestrator.culture import spelling
    from huashu.orchestrator.reading import Emotion, Reading

    reading = Reading(emotion=Emotion(label="neutral", confidence=1, intensity=0), language="zh-Hant")
    spell = spelling(reading, Cultures(Playbook()).of(Culture(locale=locale)))
    assert said in spell("这个软件您可以试用", ())
    assert "軟件" in spell("这个软件您可以试用", ["fact"]), "a fact keeps its words"
    assert not_said not in spell("这个软件您可以试用", ())


@pytest.mark.parametrize(
    ("locale", "draft", "warned"),
    [
        ("de-DE", "提前祝您生日快乐", True), ("zh-CN", "提前祝您生日快乐", False), ("ar-AE", "推荐您配一瓶红酒", True),
        ("zh-TW", "亲，这边帮您查一下", True), ("zh-CN", "亲，这边帮您查一下", False),
        ("zh-TW", "您的父亲，我们记着", False), ("en-US", "Here you are", False),
        ("ru-RU", "给您配十二枝玫瑰", True), ("ru-RU", "给您配十一枝玫瑰", False), ("pt-BR", "好的👌", True),
        ("hi-IN", "I recommend the leather one", True), ("fr-FR", "Chrysanthemums make a lovely gift", True),
        ("ja-JP", "A gift set of four cups", True), ("ko-KR", "Your name in red ink", True),
    ],
)  # fmt: skip
def test_what_is_not_said_there_is_a_warning(engine: ReplyEngine, locale: str, draft: str, warned: bool) -> None:
    asked = {"draft": draft, "customer": {"culture": {"locale": locale}}, "now": "2026-11-22T15:00:00+08:00"}
    check = engine.check(Request.parse({**asked, "market": "US"}))
    found = [finding for finding in check.findings if finding.rule == "taboo" and finding.severity == "warn"]
    assert bool(found) is warned
    assert all(finding.reason for finding in found)


@pytest.mark.parametrize(
    ("locale", "region"),
    [("ja-JP", "JP"), ("zh-Hant-TW", "TW"), ("en_GB", "GB"), ("zh-CN", None), ("en", None), ("es-419", None)],
)
def test_the_region_is_read_from_the_locale(locale: str, region: str | None) -> None:
    assert region_of(Culture(locale=locale)) == region


def test_every_region_has_a_card_and_reads_its_words(playbook: Playbook) -> None:
    regions = Cultures(playbook).regions
    cards = {name for name, _ in playbook.cards}
    assert "NO" in regions, "YAML reads a bare NO as false"
    assert all(region.card in cards for region in regions.values())
    assert all(one.because["zh"] and one.because["en"] for region in regions.values() for one in region.avoid)


def test_a_shop_changes_a_region_and_a_mistake_is_told(tmp_path: Path) -> None:
    (tmp_path / "cultures.yaml").write_text("JP: {directness: direct, card: culture_japan}", encoding="utf-8")
    assert Cultures(Playbook(tmp_path)).regions["JP"].directness == "direct"
    (tmp_path / "cultures.yaml").write_text("JP: {directness: loud, card: culture_japan}", encoding="utf-8")
    with pytest.raises(DataFileError) as refused:
        _ = Cultures(Playbook(tmp_path)).regions
    assert refused.value.where == "JP.directness"
