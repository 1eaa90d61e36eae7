"""Personal data in a text, and numbers that only look like them."""

import pytest

from huashu.orchestrator.guardrails.personal import personal_data


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("电话13800138000，尽快", "phone"),
        ("打 +86 138 0013 8000", "phone"),
        ("身份证11010519491231002X", "identity_card"),
        ("卡号4111 1111 1111 1111", "bank_card"),
        ("发到wang.li@example.com", "email"),
        ("寄到杭州市西湖区文三路100号", "address"),
        ("call +44 20 7946 0958", "phone"),
        ("I live at 12 Baker Street", "address"),
    ],
)
def test_personal_data(text: str, kind: str) -> None:
    assert [found.kind for found in personal_data(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "订单号202611220001234567",
        "138****8000",
        "满300减50",
        "4111 1111 1111 1112",
        "11010519491231002X1",
        "10:30-18:00",
    ],
)
def test_what_is_no_personal_data(text: str) -> None:
    assert not list(personal_data(text))
