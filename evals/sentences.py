"""Sentences that teach the guardrails how rules are broken in so many words (orchestrator/guardrails/sentences/*.yaml).

One file a rule: ``said`` breaks it, ``fine`` only sounds like it; ``ordinary.yaml`` is honest talk of every kind. The
rules' own examples teach too, where no fact decides, and the playbook's scripts are honest.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from huashu.knowledge.errors import DataFileError
from huashu.knowledge.playbook import Playbook
from huashu.orchestrator.guardrails.examples import examples_of
from huashu.orchestrator.guardrails.normalize import normalize
from huashu.orchestrator.guardrails.rules import shipped_rules
from huashu.orchestrator.guardrails.sentences import Sentences
from huashu.orchestrator.guardrails.wording import SENTENCES
from huashu.orchestrator.record import Record

from .data_files import fingerprint_of, read_file
from .training import Labelled

HONEST = "ordinary"
OF_ANOTHER = 0.3
"""How much it counts that a sentence which breaks one rule does not break another; it may."""

SLOT = re.compile(r"\{[^{}]*\}")


class SentenceFile(Record):
    """What breaks a rule, and what sounds like it and is fine."""

    said: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()


def read_sentences(folder: Path = SENTENCES) -> dict[str, SentenceFile]:
    """The files of a folder by rule; `DataFileError` says what is wrong with one."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.yaml"))}


def _read(path: Path) -> SentenceFile:
    DataFileError.unless_known(path, path.stem, (*shipped_rules(), HONEST))
    return read_file(path, _FILE)


def fingerprint(folder: Path = SENTENCES) -> str:
    """The sha256 of everything the heads were taught, to know whether they are up to date."""
    return fingerprint_of(sorted(folder.glob("*.yaml")))


def with_examples(files: Mapping[str, SentenceFile]) -> dict[str, SentenceFile]:
    """The same with the rules' own examples that no fact and no earlier turn decides."""
    taught = dict(files)
    for rule in shipped_rules():
        plain = {
            kind: tuple(one.text for one in examples if not (one.facts or one.messages))
            for kind, examples in examples_of(rule).items()
        }
        file = taught.get(rule, SentenceFile())
        said = file.said + plain["fires"] if file.said else ()
        taught[rule] = SentenceFile(said=said, fine=file.fine + plain["passes"])
    return taught


def labelled(files: Mapping[str, SentenceFile], honest: Sequence[str] = ()) -> Labelled:
    """Every sentence once, with the rules it breaks; ``honest`` are more texts that break none."""
    rules = tuple(name for name, file in files.items() if file.said)
    rows: dict[str, set[str]] = {}
    for name, file in files.items():
        for text in file.said:
            rows.setdefault(_spelled(text), set()).add(name)
        for text in file.fine:
            rows.setdefault(_spelled(text), set())
    for text in honest:
        for sentence in _sentences(text):
            rows.setdefault(sentence, set())
    texts = sorted(rows, key=lambda text: sha256(text.encode()).digest())
    holds = np.array([[rule in rows[text] for rule in rules] for text in texts])
    weights = np.where(holds, 1.0, np.where(holds.any(axis=1, keepdims=True), OF_ANOTHER, 1.0))
    return Labelled(texts, rules, holds, weights)


def scripts() -> Iterator[str]:
    """What the playbook would say, its slots left out."""
    playbook = Playbook()
    for language in ("zh", "en"):
        for lines in playbook.scripts(language).values():
            yield from (SLOT.sub("", line.text) for line in lines)


def _spelled(text: str) -> str:
    return normalize(text).text


def _sentences(text: str) -> Iterator[str]:
    spelled = _spelled(text)
    yield from (words for start, end in Sentences(spelled) if (words := spelled[start:end].strip()))


_FILE = TypeAdapter(SentenceFile)
