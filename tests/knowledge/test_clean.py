"""Cleaning, on pages of our own that have the faults of the real ones."""

from huashu.knowledge.clean import clean
from tests.asking import DOCUMENTS

PAGE = (DOCUMENTS / "pinyin_page.txt").read_text(encoding="utf-8")


def test_toned_pinyin_goes_and_words_in_brackets_stay() -> None:
    text = clean(PAGE).text.text
    assert "迎客要点" in text
    assert "语速放慢" in text
    assert clean("重量为三(kg)，大小见(size)表").text.text == "重量为三（kg），大小见（size）表"


def test_a_bare_syllable_goes_only_where_pinyin_is_dense() -> None:
    assert "以分为单位" in clean(PAGE).text.text
    assert "（fen）" in clean("报价以分(fen)为单位").text.text


def test_traditional_becomes_simplified_and_is_counted() -> None:
    cleaned = clean(PAGE)
    assert "顾客说话的时候别插嘴，听完再回，记下两个关键词。" in cleaned.text.text
    assert cleaned.notes["traditional characters"] == 12


def test_the_sites_own_lines_and_its_lists_of_other_documents_go() -> None:
    text = clean(PAGE).text.text
    for words in ("文档简介", "第3页", "收益归属", "相关文档", "仓库盘点", "面点师傅", "0/150", "下载"):
        assert words not in text
    assert "到点没办成也要先去说一声。" in text


def test_a_damaged_run_is_left_out_and_its_place_is_told() -> None:
    cleaned = clean(PAGE)
    assert cleaned.notes["damaged runs"] == 1
    start, end = cleaned.damaged[0]
    assert "锟斤拷" in PAGE[start:end]
    assert "锟" not in cleaned.text.text
    assert "先认他的难处，再讲能办的事，这样他才听得进去。" in cleaned.text.text


def test_impatient_marks_in_a_healthy_text_are_no_damage() -> None:
    text = "到底什么时候发货？？你们说话不算数？！算了。"
    cleaned = clean(text)
    assert cleaned.text.text == text
    assert not cleaned.damaged


def test_punctuation_becomes_full_width_in_chinese_lines_only() -> None:
    assert (
        clean("您好,请稍等!\n18:00前,共1,000件\nHello, you!").text.text
        == "您好，请稍等！\n18:00前，共1,000件\nHello, you!"
    )


def test_every_character_left_points_to_the_original() -> None:
    cleaned = clean(PAGE).text
    at = cleaned.text.index("迎客要点")
    start, end = cleaned.origin(at, at + 4)
    assert PAGE[start:end] == "迎(yíng)客(kè)要(yào)点"


def test_cleaning_twice_changes_nothing_more() -> None:
    once = clean(PAGE).text.text
    assert clean(once).text.text == once
