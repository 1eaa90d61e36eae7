"""Cues: the words that give a turn away, read from ``playbook/cues/*.yaml`` (its README says how to write them)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .errors import DataFileError
from .taxonomy import EMOTIONS, NEEDS, RISKS, STAGES, TOPICS
from .yaml_files import read_yaml

STRENGTHS = {"emotion": ("3", "2", "1"), "aspects": ("ask", "tell")}
"""The groups of the files that do not weigh their words as strong, likely and hint."""

LABELS: Mapping[str, tuple[str, ...]] = {
    "topics": TOPICS,
    "emotion": EMOTIONS,
    "needs": NEEDS,
    "risks": RISKS,
    "stage": STAGES,
}
"""What the entries of a file may be called; the others are free."""

WEIGHTS = {"strong": 0.9, "likely": 0.65, "hint": 0.35}
NOWHERE = r"(?!)"
GAP = r"[^。！？!?\n]{0,8}?"
LATIN_GAP = r"[^.!?。！？\n]{0,40}?"
LATIN_NUMBER = (
    r"(?:[0-9][0-9,.]{0,15}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty"
    r"|ninety|hundred|thousand)"
)
NUMBER = r"[0-9〇零一二两三四五六七八九十百千半]{1,16}"
SEPARATOR = re.compile(r" / |\n")
ESCAPED = re.compile(r"\\.|[^\\]+")
LATIN = re.compile(r"[a-z]{2}")
SPACE = re.compile(r"\(\?<[!=][^()]*\)| \?| ")
BLANKS = {" ": r"\s{1,3}", " ?": r"\s{0,3}"}
"""A space between words is a few blanks of any kind, but not in a look-behind, whose width has to be known."""


@dataclass(frozen=True)
class CueGroup:
    """The phrases of one label that weigh the same. ``strength`` is strong, likely, hint, or an intensity 3 to 1."""

    label: str
    strength: str
    phrases: tuple[str, ...]
    file: Path

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """One pattern for all of them."""
        try:
            return re.compile("|".join(phrase_pattern(phrase) for phrase in self.phrases), re.MULTILINE)
        except re.error as error:
            raise DataFileError(self.file, self.label, self._broken()) from error

    def _broken(self) -> str:
        for phrase in self.phrases:
            try:
                re.compile(phrase_pattern(phrase))
            except re.error as error:
                return f"'{phrase}' cannot be read: {error.msg}"
        return "cannot be read as one pattern"

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Where the normalised text says one of the phrases."""
        return (found for found in self.pattern.finditer(text) if found.end() > found.start())


CueBook = Mapping[str, tuple[CueGroup, ...]]
"""The cues by field: topics, stage, emotion, needs, risks, modes."""


def phrase_pattern(phrase: str) -> str:
    """A phrase as a pattern: gaps, numbers, and whole words where it is written in Latin letters."""
    latin = bool(LATIN.search(phrase))
    body = phrase.replace("…", LATIN_GAP if latin else GAP).replace("#", LATIN_NUMBER if latin else NUMBER)
    if not latin:
        return f"(?:{body})"
    body = SPACE.sub(lambda found: BLANKS.get(found[0], found[0]), body) if r"\s" not in body else body
    return rf"(?<![a-z0-9])(?:{body})(?![a-z0-9])"


def read_cues(folders: list[Path]) -> CueBook:
    """The cues of the shipped folder, with those that a shop's folders add."""
    phrases: dict[str, dict[tuple[str, str], list[str]]] = {}
    files: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            if folder != folders[0] and path.stem not in files:
                raise DataFileError(path, "", f"is no file of cues; they are called {', '.join(sorted(files))}")
            files[path.stem] = path
            field = phrases.setdefault(path.stem, {})
            for label, strength, text in _entries(path):
                field.setdefault((label, strength), []).extend(phrases_of(text))
    return {
        field: tuple(
            CueGroup(label, strength, tuple(dict.fromkeys(said)), files[field])
            for (label, strength), said in groups.items()
        )
        for field, groups in phrases.items()
    }


def _entries(path: Path) -> Iterator[tuple[str, str, str]]:
    strengths = STRENGTHS.get(path.stem, tuple(WEIGHTS))
    for label, groups in (read_yaml(path) or {}).items():
        DataFileError.unless_known(path, str(label), LABELS.get(path.stem, (str(label),)))
        for strength, text in (groups or {}).items():
            if str(strength) not in strengths:
                raise DataFileError(path, str(label), f"'{strength}' is not a strength; use {', '.join(strengths)}")
            yield str(label), str(strength), str(text)


def pattern_of(words: str) -> re.Pattern[str]:
    """The phrases of an entry as one pattern, of none one that finds nothing; `re.error` where they cannot be read."""
    return re.compile("|".join(phrase_pattern(phrase) for phrase in phrases_of(words)) or NOWHERE)


def phrases_of(text: str) -> list[str]:
    """The phrases of an entry, in lower case but for the escapes of patterns."""
    lowered = ESCAPED.sub(lambda found: found[0] if found[0].startswith("\\") else found[0].lower(), text)
    return [phrase for part in SEPARATOR.split(lowered) if (phrase := part.strip())]
