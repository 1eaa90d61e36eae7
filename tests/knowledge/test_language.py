import pytest

from huashu.knowledge.language import language_of, simplified, traditional


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("快递怎么还没到", "zh-Hans"),
        ("我的包裹怎麼還沒到", "zh-Hant"),
        ("好的", "zh-Hans"),
        ("iPhone 17 Pro 有货吗", "zh-Hans"),
        ("Where is my parcel?", "en"),
        ("注文はどこですか", "ja"),
        ("주문 어디에 있나요", "ko"),
        ("12345 !!", "und"),
        ("😡😡", "und"),
    ],
)
def test_the_language_and_script_of_a_text(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_line_without_traditional_characters_stays_as_it_is() -> None:
    assert simplified("效果显著\n顧客說") == "效果显著\n顾客说"


def test_simplified_words_come_back_in_the_standard_of_taiwan() -> None:
    assert traditional("这里面为什么") == "這裡面為什麼"
    assert traditional("别着急，票别扭") == "別著急，票彆扭"
