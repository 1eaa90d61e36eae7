"""How tests ask: a request with one customer turn, and the facts most of them need."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huashu.orchestrator import Request

DOCUMENTS = Path(__file__).parent / "documents"
NOW = "2026-11-22T15:00:00+08:00"
Fact = Mapping[str, Any]

ORDER = {
    "id": "o1",
    "kind": "order",
    "text": "已于11月21日发出，预计11月24日送达",
    "order_no": "A123",
    "eta": "2026-11-24",
}
ORDER_EN = {**ORDER, "text": "Dispatched on 21 November, expected on 24 November"}
RETURNS = {
    "id": "ret",
    "kind": "policy",
    "topic": "returns",
    "text": "签收后7天无理由退换，质量问题运费由店铺承担",
    "days": 7,
}
RETURNS_EN = {**RETURNS, "text": "Returns within 30 days of delivery, we pay postage on faults", "days": 30}
PROMOTION = {
    "id": "pro", "kind": "promotion", "text": "满300减50", "amount": 50, "threshold": 300,
    "ends": "2026-11-25T23:59:59+08:00",
}  # fmt: skip
OVER = {
    **PROMOTION,
    "id": "old",
    "text": "双11满200减30",
    "amount": 30,
    "threshold": 200,
    "ends": "2026-11-12T23:59:59+08:00",
}
ALLOWANCE = {"id": "may", "kind": "allowance", "text": "补偿不超过20元", "max_amount": 20}
STOCK = {
    "id": "st",
    "kind": "stock",
    "item": "sku-1",
    "text": "米白色现货3件",
    "left": 3,
    "as_of": "2026-11-22T14:00:00+08:00",
}
MATERIAL = {"id": "mat", "kind": "product", "item": "sku-1", "text": "面料为95%棉、5%氨纶"}
PRICE = {"id": "pri", "kind": "price", "item": "sku-1", "text": "现价129元", "amount": 129}


def request(text: str, *facts: Fact, **other: Any) -> Request:
    """A request at a fixed time; ``turns`` are the messages before the customer's."""
    turns = other.pop("turns", [])
    data = {"messages": [*turns, {"role": "customer", "text": text}], "facts": list(facts), "now": NOW, **other}
    return Request.parse(data)
