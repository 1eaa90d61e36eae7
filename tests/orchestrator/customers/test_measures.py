"""Measures, against figures worked out by hand."""

import numpy as np
import pytest

from huashu.orchestrator.customers.measures import measure
from huashu.orchestrator.customers.orders import Orders
from tests.orchestrator.customers.shop import NOW, orders


def measured(*customers: list[tuple[float, float]], refunded: float = 0.0) -> dict[str, list[float]]:
    found = measure(orders(*customers, refunded=refunded), NOW, window=365, recent=90)
    return {name: values.tolist() for name, values in found.items()}


def test_recency_frequency_and_money_of_the_window() -> None:
    found = measured([(10, 100), (40, 50), (400, 70)], [(364, 20)], [(366, 30)])
    assert found["orders"] == [3, 1, 1]
    assert found["recency_days"] == [10, 364, 366]
    assert found["first_days"] == [400, 364, 366]
    assert found["frequency"] == [2, 1, 0]
    assert found["spent"] == [150, 20, 0]
    assert found["average_order"] == [pytest.approx(220 / 3), 20, 30]


def test_money_that_went_back_was_not_spent() -> None:
    assert measured([(10, 100), (20, 50)], refunded=0.5)["spent"] == [75]
    assert measured([(10, 100), (20, 50)], refunded=0.5)["recent_refunds"] == [2]
    assert measured([(10, 100), (20, 50)], refunded=0.5)["refund_share"] == [1.0]


def test_the_usual_pause_is_the_middle_one_and_a_day_is_one_visit() -> None:
    found = measured([(0, 1), (10, 1), (20, 1), (120, 1)], [(5, 1), (5, 1), (5, 1)], [(1, 1), (9, 1)])
    assert found["usual_gap_days"][0] == 10
    assert np.isnan(found["usual_gap_days"][1])
    assert np.isnan(found["usual_gap_days"][2]), "one pause is no rhythm"


def test_overdue_counts_in_own_pauses() -> None:
    assert measured([(30, 1), (40, 1), (50, 1)])["overdue"] == [3.0]


def test_drop_and_rise_compare_with_as_many_days_before() -> None:
    found = measured([(10, 30), (100, 100), (185, 10)], [(10, 90), (100, 30), (179, 0)], [(10, 5), (95, 50)])
    assert found["drop"][0] == pytest.approx(0.7)
    assert found["rise"][1] == pytest.approx(3.0)
    assert np.isnan(found["drop"][2]), "known for less than the two spans"


def test_the_last_order_in_usual_ones() -> None:
    found = measured([(1, 500), (10, 100), (20, 120), (30, 80)], [(1, 500), (10, 100), (20, 100)])
    assert found["last_order_times"][0] == 5.0
    assert np.isnan(found["last_order_times"][1]), "two earlier orders are no usual"


def test_the_discount_is_a_share_of_what_it_would_have_cost() -> None:
    one = orders([(1, 70), (2, 80)])
    known = Orders(one.customer, one.at, one.amount, np.array([20.0, 30.0]), one.refunded)
    assert measure(known, NOW, 365, 90)["discount_share"].tolist() == [0.25]
    assert np.isnan(measure(one, NOW, 365, 90)["discount_share"][0])


def test_a_shop_seen_on_an_earlier_day() -> None:
    earlier, known = orders([(5, 1)], [(20, 2), (3, 4)]).until(NOW - 10)
    assert known.tolist() == [1]
    assert earlier.customer.tolist() == [0]
    assert earlier.amount.tolist() == [2]
