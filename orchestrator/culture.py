"""How one speaks with people of a region: directness, what is not said there, a buffer in a quarrel. S2 03.

Only where the caller says where a customer is from; the playbook's ``cultures.yaml`` says what follows.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal

from pydantic import TypeAdapter

from huashu.knowledge.conditions import Situation
from huashu.knowledge.cues import pattern_of
from huashu.knowledge.language import traditional
from huashu.knowledge.playbook import Playbook
from huashu.knowledge.taxonomy import Market

from .conversation import Culture
from .data_files import Both, Phrases, overlaid
from .feelings import CLEAR
from .layout import Spelling
from .reading import Reading
from .record import Record

BY_CONTEXT: Mapping[str, Literal["direct", "indirect"]] = {"high": "indirect", "low": "direct"}
AT_HOME: Mapping[Market, frozenset[str]] = {
    "CN": frozenset({"CN"}),
    "UK": frozenset({"GB", "IE"}),
    "US": frozenset({"US"}),
    "EU": frozenset({"DE", "AT", "FR", "NL", "DK", "SE", "FI", "IE", "ES", "IT", "BE", "PT", "PL", "GR", "CZ", "LU"}),
}
"""Where a market's own customers are from."""


class Avoided(Record):
    """Words that are not said to people of a region, and why."""

    words: Phrases
    because: Both

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The words as one pattern."""
        return pattern_of(self.words)


class Region(Record):
    """A region's ways. ``chinese`` is the OpenCC conversion in which traditional Chinese is written there."""

    directness: Literal["direct", "indirect"]
    card: str
    chinese: Literal["s2tw", "s2twp", "s2hk"] = "s2tw"
    avoid: tuple[Avoided, ...] = ()


class Cultures:
    """The regions of a playbook."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook

    @cached_property
    def regions(self) -> Mapping[str, Region]:
        """By the region's code, read when a customer's first asks for it."""
        return overlaid(_REGIONS, self._playbook.laid("cultures.yaml"), lambda code, ours, given: given)

    def of(self, culture: Culture) -> Region | None:
        """The ways of a customer's region; ``None`` for the caller's own and for regions nobody wrote of."""
        region = region_of(culture)
        return self.regions.get(region) if region else None

    def shading(self, culture: Culture, market: Market, reading: Reading) -> Situation:
        """What rules and lines may ask: ``directness``, and ``buffer`` where a quarrel crosses a border."""
        region = self.of(culture)
        direct = BY_CONTEXT.get(culture.context or "") or (region.directness if region else None)
        abroad = region is not None and region_of(culture) not in AT_HOME[market]
        buffer = abroad and reading.upset and reading.emotion.intensity >= CLEAR
        return {"directness": (direct,) if direct else (), "buffer": ("yes" if buffer else "no",)}


def region_of(culture: Culture) -> str | None:
    """The region of a locale: JP of ja-JP, TW of zh-Hant-TW; ``None`` where the locale names none, or says zh-CN."""
    parts = culture.locale.replace("_", "-").split("-")
    region = next((part.upper() for part in parts[1:] if len(part) == 2), None)
    return None if region == "CN" else region


def spelling(reading: Reading, region: Region | None) -> Spelling:
    """How sentences are written: in the customer's script, in the words of their place where no fact is quoted."""

    def spell(text: str, facts: Sequence[str]) -> str:
        if reading.language != "zh-Hant":
            return text
        conversion = region.chinese if region else "s2tw"
        return traditional(text, CHARACTERS_ONLY.get(conversion, conversion) if facts else conversion)

    return spell


CHARACTERS_ONLY = {"s2twp": "s2tw"}
"""A fact keeps its words, or no receipt would find them again."""


_REGIONS: TypeAdapter[dict[str, Region]] = TypeAdapter(dict[str, Region])
