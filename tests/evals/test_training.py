"""Training of linear heads on labelled sentences, and the sentences that ship."""

import json
from pathlib import Path

import numpy as np
import pytest

from huashu.evals.sentences import HONEST, fingerprint, labelled, read_sentences
from huashu.evals.training import Labelled, train
from huashu.knowledge import DataFileError
from huashu.knowledge.language import is_english
from huashu.orchestrator.guardrails.wording import CARD, heads

PEOPLE = ("快递员", "仓库", "厂家", "客服", "卖家", "我们")
RUDE = [f"{who}的事您别来{verb}" for who in PEOPLE for verb in ("问我", "烦我", "找我", "怪我", "说我")]
KIND = [f"{who}的事我去{verb}" for who in PEOPLE for verb in ("问问", "看看", "催催", "查查", "说说")]


def of_two() -> Labelled:
    texts = RUDE + KIND
    holds = np.array([[text in RUDE] for text in texts])
    return Labelled(texts, ("rude",), holds, np.ones(holds.shape))


def test_heads_learn_what_tells_sentences_apart() -> None:
    trained, (report,) = train(of_two())
    read = trained.read(["师傅的事您别来问我", "师傅的事我去问问"]).log_odds[:, 0]
    assert read[0] > trained.thresholds[0] > read[1]
    assert (report.said, report.others) == (30, 30)
    assert report.found == report.said
    assert report.accused == 0


def test_who_is_accused_wrongly_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a line drawn to accuse twelve of the thirty blameless, so many are but for ties."""
    monkeypatch.setattr("huashu.evals.training.FALSE_ALARMS", 0.4)
    _, (report,) = train(of_two())
    assert 6 <= report.accused <= 12


def test_the_same_sentences_give_the_same_heads() -> None:
    assert (train(of_two())[0].weights == train(of_two())[0].weights).all()


def test_a_sentence_of_two_rules_belongs_to_both_and_one_of_another_weighs_less(tmp_path: Path) -> None:
    (tmp_path / "taboo.yaml").write_text("said: [钟送给老人, 又刻薄又犯忌]\nfine: [送花很好]\n", encoding="utf-8")
    (tmp_path / "stereotype.yaml").write_text("said: [又刻薄又犯忌]\nfine: [送花很好]\n", encoding="utf-8")
    data = labelled(read_sentences(tmp_path), ["好的。明天见！"])
    rows = dict(zip(data.texts, zip(data.holds.tolist(), data.weights.tolist(), strict=True), strict=True))
    assert data.labels == ("stereotype", "taboo")
    assert rows["又刻薄又犯忌"] == ([True, True], [1, 1])
    assert rows["钟送给老人"] == ([False, True], [pytest.approx(0.3), 1])
    assert rows["送花很好"] == rows["好的。"] == rows["明天见！"] == ([False, False], [1, 1])


def test_a_file_that_names_no_rule_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tabu.yaml").write_text("said: [x]\n", encoding="utf-8")
    with pytest.raises(DataFileError, match="taboo"):
        read_sentences(tmp_path)


def test_the_heads_were_taught_the_sentences_that_ship() -> None:
    """Whoever changes a sentence trains again: huashu train guards."""
    card = json.loads(CARD.read_text(encoding="utf-8"))
    assert card["sentences"] == fingerprint()
    assert [one["label"] for one in card["held_out"]] == list(heads().labels)


def test_the_sentences_are_in_both_languages_and_none_is_fine_and_not() -> None:
    files = read_sentences()
    for name, file in files.items():
        for lines in (file.said, file.fine) if name != HONEST else (file.fine,):
            english = sum(map(is_english, lines))
            assert min(english, len(lines) - english) >= 40, name
        assert not set(file.said) & {line for other in files.values() for line in other.fine}, name
        assert len(file.said + file.fine) == len(set(file.said + file.fine)), name
