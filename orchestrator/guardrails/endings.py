"""Whether an offer ends as a text says it does: today, at that hour, in three days, soon, within a limited time."""

from dataclasses import replace
from datetime import datetime, timedelta

from ..facts import Price, Promotion
from .inspection import Time
from .passage import Offer
from .times import Lasting, When

SLACK = timedelta(hours=1)
SOON = 3
"""Days; what ends later does not end soon."""

FEW_HOURS = timedelta(hours=6)
LIMITED = timedelta(days=31)
"""What goes on for longer than a month is no "limited time"."""


def ends_at(ends: datetime, time: Time, now: datetime) -> bool:
    """Whether this is the time at which it ends, or the length of time that is left."""
    if isinstance(time, When):
        return time.is_the_end(ends)
    if time.working:
        return _working_days(ends, now, time)
    if time.hours % 24:
        return abs((ends - now) - timedelta(hours=float(time.hours))) <= SLACK
    days = int(time.hours) // 24
    return days_left(ends, now) in ({0} if days == 1 else {days - 1, days})


def rises_at(offer: Offer, time: Time, now: datetime) -> bool:
    """Whether the price goes up then: when the offer ends, or on the day after."""
    assert offer.ends is not None
    if isinstance(time, When):
        day = timedelta(days=1)
        eve = replace(time, at=time.at - day, also=tuple(at - day for at in time.also), exact=False, hours=(0, 24))
        return time.is_the_end(offer.ends) or eve.is_the_end(offer.ends)
    return ends_at(offer.ends, time, now)


def is_reduced(offer: Offer) -> bool:
    """Whether the price itself goes up when the offer ends; without 满300减50 an item costs what it cost."""
    if isinstance(offer, Price):
        return offer.was is not None and offer.was > offer.amount
    return offer.threshold is None and (offer.amount or offer.percent) is not None


def ends_soon(offer: Promotion | Price, now: datetime) -> bool:
    """Whether it ends within days."""
    assert offer.ends is not None
    return days_left(offer.ends, now) <= SOON


def days_left(ends: datetime, now: datetime) -> int:
    """How many midnights lie between; 0 is today. Midnight belongs to the day it closes."""
    last = ends.astimezone(now.tzinfo) - timedelta(seconds=1)
    return (last.date() - now.date()).days


def _working_days(ends: datetime, now: datetime, time: Lasting) -> bool:
    """Working days that are left, today counted or not; holidays of a market are not known here."""
    stated = int(time.hours) // 24
    days = [now + timedelta(days=ahead) for ahead in range(min(days_left(ends, now), 2 * stated + 7) + 1)]
    working = [day.weekday() < 5 for day in days]
    return stated in (sum(working), sum(working[1:]))
