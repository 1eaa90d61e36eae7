"""The heads that know how rules are broken in so many words, learned from sentences/*.yaml (`huashu train guards`)."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huashu.knowledge.linear import LinearHeads

FOLDER = Path(str(files(__package__)))
HEADS = FOLDER / "wording.npz"
CARD = FOLDER / "wording.json"
"""What the heads were trained on, and how well they did on sentences that were held out."""

SENTENCES = FOLDER / "sentences"


@cache
def heads() -> "LinearHeads":
    """The heads that come with huashu, one a rule of conduct."""
    from huashu.knowledge.linear import LinearHeads

    return LinearHeads.load(HEADS)
