"""How one customer stands with the shop. Nothing is guessed from words.

What the caller says weighs more than what the history shows, and what a person decided weighs more than both.
"""

from datetime import date
from functools import cached_property
from typing import Literal, get_args

from huashu.knowledge.playbook import Playbook
from huashu.knowledge.taxonomy import Language

from ..conversation import Customer, Request
from ..record import Record
from .policy import Policy, policy_of

Kind = Literal["tier", "relationship"]
LABELS: tuple[Kind, ...] = get_args(Kind)


class Standing(Record):
    """A label of the customer, where it comes from, and why."""

    label: str
    source: Literal["person", "caller", "history"]
    because: str = ""


class Alert(Record):
    """Something about the customer's orders that a person should look at."""

    alert: str
    because: str


class CustomerView(Record):
    """What is known of the customer beside their words.

    ``tier`` and ``relationship`` are ``None`` where nothing says. Without a history so are the figures: days since the
    last order, orders and money of the policy's window, and ``value``, all that was ever paid less what was paid back.
    """

    tier: Standing | None = None
    relationship: Standing | None = None
    alerts: tuple[Alert, ...] = ()
    recency_days: int | None = None
    frequency: int | None = None
    monetary: float | None = None
    value: float | None = None


class CustomerViews:
    """Looks at customers by the rules of a playbook."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook

    @cached_property
    def policy(self) -> Policy:
        """The rules, read when a history first needs them."""
        return policy_of(self._playbook)

    def of(self, request: Request, language: Language) -> CustomerView:
        """The customer of a request at its time, with reasons in a language."""
        now = request.moment()
        past = [purchase for purchase in request.customer.history if purchase.at <= now]
        given = _given(request.customer, now.date())
        if not past:
            return CustomerView(**given)
        from .history import looked_at  # numpy is not paid for before a history comes

        seen = looked_at(past, now, self.policy, language)
        return seen.model_copy(update=dict(given))


def _given(customer: Customer, day: date) -> dict[str, Standing]:
    """What a person decided, or else what the caller says."""
    decision = customer.override if customer.override and customer.override.holds_on(day) else None
    given: dict[str, Standing] = {}
    for name in LABELS:
        if decision and (decided := getattr(decision, name)):
            given[name] = Standing(label=decided, source="person", because=decision.told())
        elif said := getattr(customer, name):
            given[name] = Standing(label=said, source="caller")
    return given
