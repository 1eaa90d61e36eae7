"""What the playbook must hold: every strategy, move and method, in both languages, checked word by word."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from huashu.knowledge import DataFileError, Playbook
from huashu.knowledge.playbook import SHIPPED
from huashu.knowledge.scripts import SLOT, ScriptLine
from huashu.knowledge.taxonomy import STRATEGIES, TONES, TOPICS

LANGUAGES = ("zh", "en")
METHODS = yaml.safe_load((SHIPPED / "methods.yaml").read_text(encoding="utf-8"))
SOURCE = re.compile(r"S[0-4]|本手册|this playbook|(?:规则|rules?) [a-z_]+")
"""One of the five documents, this playbook itself, or a rule of the guardrails."""


def lines(playbook: Playbook, language: str) -> list[ScriptLine]:
    return [line for own in playbook.scripts(language).values() for line in own]


def test_all_28_strategies_are_there_in_both_languages(playbook: Playbook) -> None:
    assert len(STRATEGIES) == 28
    assert set(playbook.strategies) == {(strategy, language) for strategy in STRATEGIES for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_strategy_says_when_how_what_always_and_what_never(playbook: Playbook, strategy: str, language: str) -> None:
    card = playbook.strategies[(strategy, language)]  # type: ignore[index]
    kinds = Counter(part.kind for part in card.parts)
    assert 2 <= kinds["example"] <= 4
    assert kinds["pitfall"] >= 1
    assert kinds["principle"] >= 3
    assert SOURCE.search(card.source), card.source
    assert len(card.moves) >= 2
    assert set(card.moves) <= set(playbook.moves)


def test_both_languages_of_a_strategy_make_the_same_moves(playbook: Playbook) -> None:
    for strategy in STRATEGIES:
        chinese, english = (playbook.strategies[(strategy, language)] for language in LANGUAGES)
        assert (chinese.moves, chinese.supporting, chinese.facts, chinese.stages) == (
            english.moves, english.supporting, english.facts, english.stages,
        )  # fmt: skip


def test_every_card_stands_in_both_languages_and_names_its_source(playbook: Playbook) -> None:
    """Occasions differ by culture: 中秋 is not Christmas. Each language has a good number of its own."""
    ids = {language: {id_ for id_, own in playbook.cards if own == language} for language in LANGUAGES}
    occasions = {language: {id_ for id_ in own if id_.startswith("occasion_")} for language, own in ids.items()}
    assert ids["zh"] - occasions["zh"] == ids["en"] - occasions["en"]
    assert min(len(own) for own in occasions.values()) >= 12
    for card in playbook.cards.values():
        assert SOURCE.search(card.source), (card.id, card.source)


def test_every_method_of_the_five_documents_is_on_a_card(playbook: Playbook) -> None:
    known = {id_ for id_, _ in playbook.cards} | set(STRATEGIES)
    assert len(METHODS) >= 160
    assert {method["source"][:2] for method in METHODS} == {"S0", "S1", "S2", "S3", "S4"}
    assert len({method["id"] for method in METHODS}) == len(METHODS)
    for method in METHODS:
        assert method["cards"], method["id"]
        assert set(method["cards"]) <= known, method["id"]


def test_every_strategy_is_taught_by_one_of_the_documents_or_says_it_is_ours() -> None:
    taught = {card for method in METHODS for card in method["cards"]}
    assert set(STRATEGIES) - taught <= set(), sorted(set(STRATEGIES) - taught)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_move_has_at_least_three_variants_in_every_tone(playbook: Playbook, language: str) -> None:
    assert set(playbook.scripts(language)) == set(playbook.moves)
    variants = Counter((line.source.rpartition(".")[0], line.tone) for line in lines(playbook, language))
    few = {key: count for key, count in variants.items() if count < 3}
    assert not few
    for move, own in playbook.scripts(language).items():
        tones = {line.tone for line in own}
        assert None in tones or tones == set(TONES), move


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_variants_of_one_line_say_the_same(playbook: Playbook, language: str) -> None:
    seen: dict[tuple[str, str], str] = {}
    for line in lines(playbook, language):
        key = (line.source.rpartition(".")[0], f"{line.tone}: {line.text}")
        assert key not in seen, f"{line.source} repeats {seen[key]}"
        seen[key] = line.source


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_states_a_figure_that_no_fact_fills(playbook: Playbook, language: str) -> None:
    """A line may count steps; a number of days, an amount, a percentage comes from a fact or not at all."""
    figure = re.compile(r"\d|[一二三四五六七八九十两百千]+(?:天(?!天)|小时|元|块|折|%|个工作日)|percent|\bdays\b(?!})")
    for line in lines(playbook, language):
        words = SLOT.sub("", line.text)
        assert not figure.search(words) or "{" in line.text, f"{line.source}: {line.text}"
        assert not re.search(r"\d", words), f"{line.source}: {line.text}"


def test_every_topic_is_named_and_can_be_called_in_a_sentence(playbook: Playbook) -> None:
    assert set(playbook.topics) == set(TOPICS)
    for topic in playbook.topics.values():
        assert topic.names["zh"]
        assert topic.call["zh"]
        assert topic.names["en"]
        assert topic.call["en"]


def test_chinese_lines_are_chinese_and_english_ones_english(playbook: Playbook) -> None:
    for line in lines(playbook, "zh"):
        assert not re.search(r"[,;?!]|\.(?![a-z_])", SLOT.sub("", line.text)), f"{line.source}: {line.text}"
        assert re.search(r"[\u4e00-\u9fff]|^\{", line.text), line.source
    for line in lines(playbook, "en"):
        assert not re.search(r"[\u4e00-\u9fff，。？！；：]", line.text), f"{line.source}: {line.text}"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    (folder / "scripts" / "zh").mkdir(parents=True)
    (folder / "cards").mkdir()
    return folder


def test_a_shop_adds_lines_and_replaces_cards_in_its_own_folder(own: Path) -> None:
    (own / "scripts" / "zh" / "greet.yaml").write_text("greet:\n  - any: 您好，这里是小满茶铺。\n", encoding="utf-8")
    shipped = Playbook().cards[("high_context", "zh")]
    card = "---\nkind: principle\n---\n# 我们的\n\n## 含蓄 {#high_context}\n来源：本店\n说三分，留七分。\n"
    (own / "cards" / "ours.zh.md").write_text(card, encoding="utf-8")
    playbook = Playbook(own)
    assert playbook.scripts("zh")["greet"][-1].text == "您好，这里是小满茶铺。"
    assert playbook.scripts("zh")["greet"][-1].source == "own-playbook/scripts/zh/greet.yaml#greet.1.1"
    assert playbook.cards[("high_context", "zh")].part.text == "说三分，留七分。"
    assert shipped.part.text != "说三分，留七分。"
    documents = {passage.document for passage in playbook.passages()}
    assert "own-playbook/cards/ours.zh.md" in documents


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("greet:\n  - any: 您好{nickname}\n", r"greet.1: \{nickname\} is not a slot; they are "),
        ("greet:\n  - any: 您好{\n", "a bracket of '您好{' belongs to no slot"),
        ("hello:\n  - any: 您好\n", "hello: is not a move; moves.yaml names them"),
        ("greet:\n  - anyy: 您好\n", "must hold only any, concise"),
        ("greet:\n  - when: {mood: bad}\n    any: 您好\n", "'mood' is not a condition; they are topic"),
        ("greet:\n  - when: {topic: lunch}\n    any: 您好\n", "topic: 'lunch' is not known; it is one of"),
        ("greet:\n  - given: [luck]\n    any: 您好\n", "'luck' is no ground"),
        ("greet:\n  - when: {topic: stock}\n", "says nothing; give it lines under"),
        ("greet: [\n", "is not readable YAML"),
    ],
)
def test_a_wrong_line_is_told_by_file_and_place(own: Path, line: str, told: str) -> None:
    (own / "scripts" / "zh" / "bad.yaml").write_text(line, encoding="utf-8")
    with pytest.raises(DataFileError, match=told) as error:
        Playbook(own).scripts("zh")
    assert "bad.yaml" in str(error.value)


@pytest.mark.parametrize(
    ("card", "told"),
    [
        ("## 没有编号\n来源：本店\n话。\n", "lack '{#id}'"),
        ("## 题 {#one}\n话。\n", "or the line '来源：…' below"),
        ("## 题 {#one}\n来源：本店 ｜ 策略：charm\n话。\n", "one, strategy"),
        ("## 题 {#one}\n来源：本店\n", "one: says nothing"),
    ],
)
def test_a_wrong_card_is_told_by_file_and_place(own: Path, card: str, told: str) -> None:
    (own / "cards" / "bad.zh.md").write_text(f"---\nkind: principle\n---\n# 我们的\n\n{card}", encoding="utf-8")
    with pytest.raises(DataFileError, match=re.escape(told)) as error:
        _ = Playbook(own).cards
    assert "bad.zh.md" in str(error.value)


def test_a_playbook_that_is_no_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="is not a folder; HUASHU_PLAYBOOK names one"):
        Playbook(tmp_path / "none")
