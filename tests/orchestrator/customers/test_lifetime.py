"""The next year: the models against worlds whose truth is known."""

from typing import cast

import numpy as np
import pytest

from huashu.orchestrator.customers.lifetime import Lives, expected, lifetime, lives_of
from huashu.orchestrator.customers.measures import Numbers
from huashu.orchestrator.customers.orders import Orders
from tests.orchestrator.customers.shop import NOW, orders

RATES = np.array([0.8, 6.0, 0.9, 3.5])


def world(customers: int, days: float, seed: int) -> Orders:
    """A shop whose customers order and stop as the model says; time runs for so many days."""
    random = np.random.default_rng(seed)
    r, alpha, a, b = RATES
    rows = []
    for number in range(customers):
        rate, stop = random.gamma(r, 1 / alpha), random.beta(a, b)
        at = random.uniform(0, days * 0.7)
        value = random.lognormal(4, 0.5)
        while at < days:
            rows.append((number, at, value * random.lognormal(0, 0.3)))
            if random.random() < stop:
                break
            at += 7 * random.exponential(1 / rate)
    who, at_, amount = (np.array(column, float) for column in zip(*rows, strict=True))
    return Orders(who.astype(np.int64), at_, amount, np.full(len(who), np.nan), np.zeros(len(who)))


def simulated(lives: Lives, weeks: float) -> float:
    """What one customer orders within ``weeks``, by chance: rates and chances that fit their past, weighed by it."""
    random = np.random.default_rng(5)
    r, alpha, a, b = RATES
    rate, stop = random.gamma(r, 1 / alpha, 400_000), random.beta(a, b, 400_000)
    x, last, known = float(lives.repeats[0]), float(lives.last[0]), float(lives.known[0])
    alive = (1 - stop) ** (x + 1) * rate**x * np.exp(-rate * known)
    gone = stop * (1 - stop) ** x * rate**x * np.exp(-rate * last)
    # While active orders come at `rate`, each the last with chance `stop`: their mean number has this closed form.
    coming = (1 - np.exp(-rate * stop * weeks)) / stop
    return float((alive * coming).sum() / (alive + gone).sum())


@pytest.mark.parametrize("past", [(0, 0, 20), (1, 3, 30), (6, 40, 44), (6, 12, 44), (30, 50, 52)])
def test_expected_orders_are_those_of_the_model(past: tuple[float, float, float]) -> None:
    repeats, last, known = (np.array([float(value)]) for value in past)
    lives = Lives(repeats, last, known, np.array([50.0]))
    assert expected(RATES, lives, 52.0)[0] == pytest.approx(simulated(lives, 52.0), rel=0.03)


def test_the_last_months_of_a_known_world_are_foretold() -> None:
    found = lifetime(world(3000, 900, seed=1), 900)
    assert found is not None
    assert found[1].expected == pytest.approx(found[1].came, rel=0.1)


def test_whoever_came_often_and_lately_is_worth_more_than_whoever_stayed_away() -> None:
    shop = world(3000, 900, seed=2)
    found = lifetime(shop, 900)
    assert found is not None
    lives = lives_of(shop, 900)
    often = lives.repeats >= 5
    lately, long_ago = often & (lives.known - lives.last < 4), often & (lives.known - lives.last > 52)
    assert _mean(found[0].active, lately) > 0.8
    assert _mean(found[0].active, long_ago) < 0.4
    assert _mean(found[0].money, lately) > 3 * _mean(found[0].money, long_ago)


def _mean(values: Numbers, where: np.ndarray) -> float:
    return cast(float, values[where].mean())


def test_a_few_orders_foretell_nothing() -> None:
    assert lifetime(orders([(5, 10), (50, 10)], [(300, 5)]), NOW) is None


def test_orders_of_one_day_are_one_visit() -> None:
    lives = lives_of(orders([(7, 10), (7, 30), (21, 20)]), NOW)
    assert lives.repeats.tolist() == [1]
    assert lives.last.tolist() == [2]
    assert lives.known.tolist() == [3]
    assert lives.value.tolist() == [30]
