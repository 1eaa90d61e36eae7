"""A plain fact of each kind, in both languages, to fill lines with."""

from typing import Any

from huashu.orchestrator import Request
from huashu.orchestrator.facts import Fact

TEXTS = {
    "zh": {
        "proof": "每批有检验报告，扫码可查", "product": "面料为棉", "promotion": "满300减50", "price": "现价129元",
        "stock": "米白色现货3件", "order": "订单已发出", "returns": "签收后7天无理由退货",
        "exchange": "签收后7天内可换", "warranty": "整机保修一年", "shipping": "付款后48小时内发出",
        "price_protection": "付款后7天内降价补差价", "invoice": "付款后可开发票", "privacy": "资料只用于本单",
        "service_hours": "每天9点到21点有人", "other": "门店可自提",
    },
    "en": {
        "proof": "Every batch has a test report behind its code", "product": "Made of cotton",
        "promotion": "50 off 300", "price": "Now 129", "stock": "3 left in cream",
        "order": "Your order has been sent", "returns": "Returns within 30 days",
        "exchange": "Exchange within 30 days", "warranty": "One-year warranty",
        "shipping": "Sent within 48 hours of payment",
        "price_protection": "We refund the difference within 7 days", "invoice": "Invoices on request",
        "privacy": "Details are used for this order only", "service_hours": "Open 9 to 21 every day",
        "other": "Pick up in the shop",
    },
}  # fmt: skip
DAYS = {
    "zh": {"returns": 7, "exchange": 7, "price_protection": 7},
    "en": {"returns": 30, "exchange": 30, "price_protection": 7},
}
MORE: dict[str, dict[str, Any]] = {
    "proof": {"source": "lab"},
    "product": {},
    "promotion": {"amount": 50, "threshold": 300},
    "price": {"amount": 129},
    "stock": {"item": "sku-1", "left": 3, "as_of": "2026-11-22T06:00:00+00:00"},
    "order": {},
}


def plain_facts(language: str) -> tuple[Fact, ...]:
    """A fact of each kind and of each topic of policies; they hold on 22 November 2026."""
    return Request.parse({"facts": [_fact(kind, language) for kind in TEXTS[language]]}).facts


def _fact(kind: str, language: str) -> dict[str, Any]:
    plain = {"id": kind, "text": TEXTS[language][kind]}
    if kind in MORE:
        return {**plain, "kind": kind, **MORE[kind]}
    days = {"days": DAYS[language][kind]} if kind in DAYS[language] else {}
    return {**plain, "kind": "policy", "topic": kind, **days, **({"hours": 48} if kind == "shipping" else {})}
