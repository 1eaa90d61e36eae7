"""Files of orders as shops export them."""

from datetime import datetime
from pathlib import Path

import pytest

from huashu.knowledge import Playbook
from huashu.orchestrator import InputError
from huashu.orchestrator.customers.orders import days
from huashu.orchestrator.customers.orders_file import OrdersFile, read_orders
from huashu.orchestrator.customers.policy import policy_of


def read(tmp_path: Path, text: str, encoding: str = "utf-8", **named: str) -> OrdersFile:
    path = tmp_path / "orders.csv"
    path.write_bytes(text.encode(encoding))
    return read_orders(path, policy_of(Playbook()), "Asia/Shanghai", named)


def day(*when: int) -> float:
    return days(datetime(*when))  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_exports_in_the_encodings_they_come_in(tmp_path: Path, encoding: str) -> None:
    text = (
        "订单编号,买家会员名,订单付款时间,买家实际支付金额\r\n"
        '1,王小姐,2026/11/1 9:05,"¥1,299.00"\r\n2,老李,2026-11-02 10:00:00,88元\r\n'
    )
    found = read(tmp_path, text, encoding)
    assert found.ids == ["王小姐", "老李"]
    assert found.orders.amount.tolist() == [1299.0, 88.0]
    assert found.orders.at.tolist() == [day(2026, 11, 1, 9, 5), day(2026, 11, 2, 10)]
    assert found.rejected.is_empty()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-01", (2026, 11, 1)), ("2026/1/9 8:05", (2026, 1, 9, 8, 5)), ("20261101", (2026, 11, 1)),
        ("2026年11月1日", (2026, 11, 1)), ("2026-11-01T10:00:00", (2026, 11, 1, 10)),
        ("2026-11-01T02:00:00Z", (2026, 11, 1, 10)), ("2026-11-01T02:00:00.250+00:00", (2026, 11, 1, 10)),
        ("2026-10-31T22:00:00-04:00", (2026, 11, 1, 10)), ("2026.11.01", (2026, 11, 1)),
    ],
)  # fmt: skip
def test_times_in_many_forms_on_the_shops_clock(tmp_path: Path, written: str, meant: tuple[int, ...]) -> None:
    found = read(tmp_path, f"customer,at,amount\na,{written},5\nb,2026-11-03 08:00:00,5\n")
    assert found.orders.at.tolist() == [day(*meant), day(2026, 11, 3, 8)]


def test_each_row_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    rows = ["a,2026-11-01,5", "a,昨天,5", "b,2026-11-01,赠品", " ,2026-11-01,5", "a,03/04/2026,5", "b,2026-11-01,nan"]
    found = read(tmp_path, "\n".join(["customer,at,amount", *rows]))
    told = [
        (3, "at", "昨天"),
        (4, "amount", "赠品"),
        (5, "customer", " "),
        (6, "at", "03/04/2026"),
        (7, "amount", "nan"),
    ]
    assert found.rejected.rows() == told
    assert found.rows == 6
    assert found.ids == ["a"]


def test_the_items_of_an_order_are_one_order(tmp_path: Path) -> None:
    text = "order no,customer,date,amount,discount\n7,a,2026-11-01,10,1\n7,a,2026-11-01,20,\n,a,2026-11-01,5,2\n"
    found = read(tmp_path, text)
    assert sorted(found.orders.amount.tolist()) == [5, 30]
    assert sorted(found.orders.discount.tolist()) == [1, 2]


def test_money_back_belongs_to_the_order_before_it(tmp_path: Path) -> None:
    text = "customer,date,amount\na,2026-11-01,100\na,2026-11-05,50\na,2026-11-03,-100\nb,2026-11-01,-9\n"
    found = read(tmp_path, text)
    assert found.ids == ["a"], "somebody who only ever got money back bought nothing here"
    assert found.orders.amount.tolist() == [100, 50]
    assert found.orders.refunded.tolist() == [100, 0]


def test_orders_that_were_never_bought_are_left_out_and_counted(tmp_path: Path) -> None:
    text = "客户,时间,金额,订单状态\na,2026-11-01,5,交易成功\na,2026-11-02,5,交易关闭\nb,2026-11-02,5,待付款\n"
    found = read(tmp_path, text)
    assert (found.ids, found.left_out, found.rows) == (["a"], 2, 3)


def test_the_caller_may_say_which_heading_is_which(tmp_path: Path) -> None:
    found = read(tmp_path, "谁,几时,多少\na,2026-11-01,5\n", customer="谁", at="几时", amount="多少")
    assert found.ids == ["a"]


@pytest.mark.parametrize(
    ("text", "named", "field", "said"),
    [
        ("谁,日期,金额\na,2026-11-01,5\n", {}, "column.customer", "customer=HEADING"),
        ("客户,日期,金额\na,2026-11-01,5\n", {"amount": "金"}, "column.amount", "not a heading"),
        ("客户,日期,金额\na,2026-11-01,5\n", {"sum": "金额"}, "column", "'sum' is not a column"),
        ("客户,日期,金额\na,从前,5\n", {}, "orders", "line 2, at: '从前'"),
        ("客户,日期,金额\n", {}, "orders", "no order"),
        ("客户,日期,金额,币种\na,2026-11-01,5,CNY\na,2026-11-01,5,usd\n", {}, "orders", "CNY, USD"),
        ("", {}, "column.customer", "no heading"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_by_field(
    tmp_path: Path, text: str, named: dict[str, str], field: str, said: str
) -> None:
    with pytest.raises(InputError, match=said) as refused:
        read(tmp_path, text, **named)
    assert refused.value.field == field
