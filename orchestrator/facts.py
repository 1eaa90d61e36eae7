"""Facts: what the business vouches for, and nothing else (receipts.md).

One list; ``kind`` tells them apart. ``id`` and ``text`` are always there, ``text`` is what a customer may see; the
typed fields are what a machine can check. Times carry an offset from UTC.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from .record import Line, Moment, Paragraph, Record

Money = Annotated[Decimal, Field(ge=0, le=Decimal("1e12"), decimal_places=4)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
PolicyTopic = Literal[
    "returns", "exchange", "warranty", "shipping", "price_protection", "invoice", "privacy", "service_hours", "other"
]
ProductCategory = Literal["general", "cosmetics", "food", "health_food", "medical", "finance", "education"]


class _Fact(Record):
    id: Line
    text: Paragraph


class Promotion(_Fact):
    """An offer with its time: ``amount`` off from ``threshold`` on, ``percent`` off, for ``items`` (all when empty)."""

    kind: Literal["promotion"] = "promotion"
    amount: Money | None = None
    threshold: Money | None = None
    percent: Annotated[Decimal, Field(gt=0, lt=100)] | None = None
    currency: Currency = "CNY"
    starts: Moment | None = None
    ends: Moment | None = None
    items: tuple[Line, ...] = ()
    quota_left: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Promotion":
        if self.starts and self.ends and self.ends <= self.starts:
            raise ValueError(f"ends {self.ends.isoformat()} is not after starts {self.starts.isoformat()}")
        return self


class Stock(_Fact):
    """How many are left, counted at ``as_of``; the number ages (24 hours unless the shop says otherwise)."""

    kind: Literal["stock"] = "stock"
    item: Line
    left: Annotated[int, Field(ge=0)]
    as_of: Moment


class Price(_Fact):
    """What an item costs now. A struck-through ``was`` may be told only with the basis the law asks for."""

    kind: Literal["price"] = "price"
    item: Line | None = None
    amount: Money
    currency: Currency = "CNY"
    was: Money | None = None
    was_basis: Literal["lowest_7_days", "lowest_30_days", "list_price"] | None = None
    starts: Moment | None = None
    ends: Moment | None = None


class Policy(_Fact):
    """A rule of the shop. ``days`` and ``hours`` are the number its text names."""

    kind: Literal["policy"] = "policy"
    topic: PolicyTopic
    days: Annotated[int, Field(ge=0, le=36_500)] | None = None
    hours: Annotated[int, Field(ge=0, le=87_600)] | None = None
    starts: Moment | None = None
    ends: Moment | None = None


class Product(_Fact):
    """An attribute of an item; ``category`` decides how strict the law is about claims."""

    kind: Literal["product"] = "product"
    item: Line | None = None
    category: ProductCategory = "general"


class Order(_Fact):
    """Where this customer's order stands; ``eta`` is the day it is expected."""

    kind: Literal["order"] = "order"
    order_no: Line | None = None
    eta: date | None = None


class Proof(_Fact):
    """A figure, review or certificate with its ``source``."""

    kind: Literal["proof"] = "proof"
    source: Line
    item: Line | None = None


class Allowance(_Fact):
    """How far an agent may go. A limit for us: its size is never told to a customer."""

    kind: Literal["allowance"] = "allowance"
    max_amount: Money | None = None
    currency: Currency = "CNY"


Fact = Annotated[Promotion | Stock | Price | Policy | Product | Order | Proof | Allowance, Field(discriminator="kind")]
