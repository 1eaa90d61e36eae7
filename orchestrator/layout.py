"""Put sentences together as one message: the form of address, the paragraphs of an e-mail, the script, a smile."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huashu.knowledge.taxonomy import StrategyId

from .conversation import Request
from .outcome import Sentence
from .reading import Reading

Spelling = Callable[[str, Sequence[str]], str]
"""A sentence, and the facts it tells, to the sentence in the customer's script."""

FIRST_PERSON = ("I ", "I'", "I’")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence before it has a place in the text: ``paragraph`` is 0 to 2, in the order of an e-mail."""

    text: str
    move: str
    strategy: StrategyId
    source: str
    facts: tuple[str, ...]
    paragraph: int
    opens_with_fact: bool = False


def lay_out(
    pieces: Sequence[Piece], request: Request, reading: Reading, layout: Mapping[str, Any], spell: Spelling
) -> tuple[str, tuple[Sentence, ...]]:
    """The text, and its sentences with their spans, each in the script of the conversation."""
    address = request.style.address or request.customer.name or ""
    email = request.channel == "email"
    text = spell(_opening(address, layout, email=email), ())
    sentences: list[Sentence] = []
    for number, piece in enumerate(pieces):
        said = _after_address(piece) if number == 0 and address and not email else piece.text
        words = spell(said, piece.facts)
        text += _gap(pieces, number, layout, email=email) + words
        span = (len(text) - len(words), len(text))
        sentences.append(
            Sentence(
                text=words, span=span, move=piece.move, strategy=piece.strategy, source=piece.source, facts=piece.facts
            )
        )
    return text + spell(_closing(request, reading, layout, email=email), ()), tuple(sentences)


def limit_of(request: Request, layout: Mapping[str, Any]) -> int:
    """How many characters the message may have."""
    return request.style.max_chars or int(layout["limit"][request.channel])


def _opening(address: str, layout: Mapping[str, Any], *, email: bool) -> str:
    if email:
        opening = layout["email"]["open"].format(address=address) if address else layout["email"]["open_plain"]
        return f"{opening}\n\n"
    return str(layout["address"].format(address=address)) if address else ""


def _gap(pieces: Sequence[Piece], number: int, layout: Mapping[str, Any], *, email: bool) -> str:
    if number == 0:
        return ""
    if email and pieces[number].paragraph != pieces[number - 1].paragraph:
        return "\n\n"
    return str(layout["joiner"])


def _closing(request: Request, reading: Reading, layout: Mapping[str, Any], *, email: bool) -> str:
    if email:
        brand = request.style.brand
        closing = layout["email"]["close"].format(brand=brand) if brand else layout["email"]["close_plain"]
        return f"\n\n{closing}"
    smile = layout["emoji"].get(reading.emotion.label, "") if request.style.emoji else ""
    return f" {smile}" if smile and layout["joiner"] else str(smile)


def _after_address(piece: Piece) -> str:
    """Behind "Hi Anna," an English sentence goes on in lower case; a fact keeps its own."""
    sentence = piece.text
    capital = sentence[:1].isascii() and sentence[:1].isupper() and (sentence[1:2].islower() or sentence[:2] == "A ")
    kept = piece.opens_with_fact or sentence.startswith(FIRST_PERSON)
    return sentence[:1].lower() + sentence[1:] if capital and not kept else sentence
