"""huashu's heart: a conversation comes in, a reply that may be sent comes out, with every claim tied to a fact.

`ReplyEngine` does it; `Request` says what it needs, `Reply` what it gives.
"""

from .conversation import Customer, Message, Purchase, Request, Style, parse_transcript
from .engine import ReplyEngine
from .errors import InputError
from .facts import Allowance, Order, Policy, Price, Product, Promotion, Proof, Stock
from .outcome import Check, Choice, Finding, Hit, Receipt, Reply, Sentence, Step, WhyNot
from .reading import Emotion, Label, Reading

__all__ = [
    "Allowance",
    "Check",
    "Choice",
    "Customer",
    "Emotion",
    "Finding",
    "Hit",
    "InputError",
    "Label",
    "Message",
    "Order",
    "Policy",
    "Price",
    "Product",
    "Promotion",
    "Proof",
    "Purchase",
    "Reading",
    "Receipt",
    "Reply",
    "ReplyEngine",
    "Request",
    "Sentence",
    "Step",
    "Stock",
    "Style",
    "WhyNot",
    "parse_transcript",
]
