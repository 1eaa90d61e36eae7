"""What customers will probably bring in the next year, from how often and how much they bought. S2 02 (lifetime value).

Orders: MBG/NBD (Batislam, Denizel and Filiztekin, "Empirical validation and comparison of models for customer base
analysis", International Journal of Research in Marketing 24, 2007; after Fader, Hardie and Lee's BG/NBD, 2005): while
active a customer orders at a rate of their own, and after any order, the first too, may quietly stop. Order value:
Gamma-Gamma (Fader and Hardie, "The Gamma-Gamma model of monetary value", 2013): one's own average, drawn towards
everybody's the fewer orders it stands on. Both are fitted by maximum likelihood. They know neither season nor
campaigns; `Backtest` says how far off they were.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

from .measures import Numbers
from .orders import Orders

WEEK, YEAR = 7.0, 365.0
REPEATING = 100
"""Customers with a second order that a fit takes."""

SPAN = 120.0
"""Days of orders that a fit takes."""

SAMPLE = 20_000
HELD_BACK = 0.25
"""Of the time, for the back-test."""


@dataclass(frozen=True, slots=True)
class Lives:
    """Customers as the models see them: repeat order days, the last and the time known in weeks, value a day."""

    repeats: Numbers
    last: Numbers
    known: Numbers
    value: Numbers

    def some(self) -> "Lives":
        """At most as many as a fit needs, evenly taken."""
        step = -(-len(self.repeats) // SAMPLE)
        return Lives(self.repeats[::step], self.last[::step], self.known[::step], self.value[::step])


@dataclass(frozen=True, slots=True)
class Lifetime:
    """For each customer: the probability of still being active, orders and money to be expected in the next year."""

    active: Numbers
    orders: Numbers
    money: Numbers


@dataclass(frozen=True, slots=True)
class Backtest:
    """Fitted without the last quarter of the time, which was then foretold: order days expected, and come."""

    days: int
    expected: float
    came: int


def lifetime(orders: Orders, now: float) -> tuple[Lifetime, Backtest] | None:
    """The next year of each customer, and how well the last months were foretold; ``None`` of too little."""
    span = now - float(orders.at.min())
    lives = lives_of(orders, now)
    if span < SPAN or (lives.repeats > 0).sum() < REPEATING:
        return None
    told = _backtest(orders, now, span * HELD_BACK)
    if told is None:
        return None
    rates = _fit_rates(lives.some())
    coming = expected(rates, lives, YEAR / WEEK)
    return Lifetime(_active(rates, lives), coming, coming * _values(lives)), told


def lives_of(orders: Orders, now: float) -> Lives:
    """Orders of one day are one visit."""
    day = np.floor(orders.at)
    first = np.r_[True, (np.diff(orders.customer) != 0) | (np.diff(day) != 0)]
    count = int(orders.customer[-1]) + 1
    visits = np.bincount(orders.customer[first], minlength=count)
    starts = orders.starts
    lasts = np.r_[starts[1:], len(day)] - 1
    money = np.bincount(orders.customer, weights=orders.amount - orders.refunded, minlength=count)
    began = day[starts]
    known = np.asarray(np.floor(now) - began, float)
    repeats, value = np.asarray(visits - 1.0, float), np.asarray(money / visits, float)
    return Lives(repeats, (day[lasts] - began) / WEEK, known / WEEK, value)


def _backtest(orders: Orders, now: float, held_back: float) -> Backtest | None:
    """Against what really came; customers who came only later are nobody's forecast."""
    cut = np.floor(now - held_back)
    before, known = orders.until(cut)
    lives = lives_of(before, cut - 1)
    if (lives.repeats > 0).sum() < REPEATING:
        return None
    foretold = expected(_fit_rates(lives.some()), lives, (np.floor(now) - cut + 1) / WEEK).sum()
    later = (orders.at >= cut) & np.isin(orders.customer, known)
    came = len(np.unique(np.c_[orders.customer[later], np.floor(orders.at[later])], axis=0))
    return Backtest(int(np.floor(now) - cut + 1), float(foretold), came)


def _fit_rates(lives: Lives) -> Numbers:
    """r, alpha (the rates), a, b (the chance to stop), by maximum likelihood."""
    x, last, known = lives.repeats, lives.last, lives.known

    def loss(logs: Numbers) -> float:
        r, alpha, a, b = np.exp(logs)
        start = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + known)
        stay = gammaln(a + b) + gammaln(b + x + 1) - gammaln(b) - gammaln(a + b + x + 1)
        gone = np.log(a) - np.log(b + x) + (r + x) * (np.log(alpha + known) - np.log(alpha + last))
        return -float(np.mean(start + stay + np.logaddexp(gone, 0))) + 1e-4 * float(logs @ logs)

    logs: Numbers = minimize(loss, np.log([0.5, 5.0, 0.5, 2.0]), method="L-BFGS-B", bounds=[(-6, 9)] * 4).x
    return np.asarray(np.exp(logs), float)


def _active(rates: Numbers, lives: Lives) -> Numbers:
    """The probability that the last order was not the last."""
    r, alpha, a, b = rates
    x = lives.repeats
    return np.asarray(1 / (1 + a / (b + x) * ((alpha + lives.known) / (alpha + lives.last)) ** (r + x)))


def expected(rates: Numbers, lives: Lives, weeks: float) -> Numbers:
    """Order days to be expected within ``weeks``."""
    r, alpha, a, b = rates
    a = a + 1e-6 if abs(a - 1) < 1e-6 else a
    x, until = lives.repeats, alpha + lives.known
    active = _active(rates, lives)
    with np.errstate(all="ignore"):
        share = until / (until + weeks)
        lasting = share ** (r + x) * hyp2f1(r + x, b + x + 1, a + b + x, 1 - share)
        coming = (a + b + x) / (a - 1) * (1 - lasting) * active
    # What would come if nobody stopped any more: never more, and just that where the series does not converge.
    ceiling = (r + x) / until * weeks * active
    return np.asarray(np.where(np.isfinite(coming) & (coming >= 0), np.minimum(coming, ceiling), ceiling))


def _values(lives: Lives) -> Numbers:
    """The value of an order day to be expected of each customer (Gamma-Gamma)."""
    usable = lives.value > 0
    everybody = float(lives.value[usable].mean()) if usable.any() else 0.0
    many = usable & (lives.repeats > 0)
    if many.sum() < REPEATING:
        return np.where(usable, lives.value, everybody)
    p, q, gamma = _fit_values(Lives(lives.repeats[many], lives.last[many], lives.known[many], lives.value[many]).some())
    n = lives.repeats + 1
    drawn = p * (gamma + n * lives.value) / (p * n + q - 1)
    return np.where(usable, drawn, everybody)


def _fit_values(lives: Lives) -> Numbers:
    n, mean, unit = lives.repeats + 1, lives.value, float(lives.value.mean())
    m = mean / unit

    def loss(logs: Numbers) -> float:
        p, q, gamma = np.exp(logs[0]), 1 + np.exp(logs[1]), np.exp(logs[2])
        told = gammaln(p * n + q) - gammaln(p * n) - gammaln(q) + q * np.log(gamma)
        told += (p * n - 1) * np.log(m) + p * n * np.log(n) - (p * n + q) * np.log(gamma + n * m)
        return -float(np.mean(told)) + 1e-4 * float(logs @ logs)

    logs = minimize(loss, np.log([2.0, 2.0, 2.0]), method="L-BFGS-B", bounds=[(-6, 9)] * 3).x
    return np.array([np.exp(logs[0]), 1 + np.exp(logs[1]), np.exp(logs[2]) * unit])
