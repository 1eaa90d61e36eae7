"""One prompt: its front matter, its parts, what it takes, and its identity.

::

    ---
    name: reply
    version: 1
    description: The one call that drafts a reply.
    inputs: [facts, conversation]
    options: {temperature: 0.3, max_tokens: 700}
    ---
    system:
    You write for a shop ...

    user:
    {{ conversation }}

The roles are parted before anything is filled in, so no value can open another. Templates are Jinja's, sandboxed; an
input that is missing or not listed is an error, at load where it can be seen there.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from jinja2 import StrictUndefined, TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment

from huashu.knowledge.errors import HuashuError

ROLE = re.compile(r"^(system|user):[ \t]*$", re.MULTILINE)
FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
NAME = re.compile(r"[a-z][a-z0-9_]*")
KEYS = ("name", "version", "description", "inputs", "options")
OPTIONS: Mapping[str, tuple[type, ...]] = {
    "temperature": (int, float), "top_p": (int, float), "max_tokens": (int,), "seed": (int,), "stop": (list,),
}  # fmt: skip
Role = Literal["system", "user"]


class PromptError(HuashuError):
    """A prompt file, or what was given to it, is wrong; names the file and what would be right."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt ready to be sent: the text of each role, the identity, and the options of the model."""

    system: str
    user: str
    identity: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Prompt:
    """A prompt as its file says it."""

    name: str
    version: int
    description: str
    inputs: tuple[str, ...]
    options: Mapping[str, Any]
    parts: Mapping[str, str]
    digest: str
    path: Path

    @property
    def identity(self) -> str:
        """``name@version+digest``: what a trace needs to know which words were sent."""
        return f"{self.name}@{self.version}+{self.digest[:12]}"

    @cached_property
    def _templates(self) -> Mapping[str, Any]:
        return {role: ENVIRONMENT.from_string(text) for role, text in self.parts.items()}

    def render(self, values: Mapping[str, object]) -> Rendered:
        """The texts with the values in them; `PromptError` names an input that is missing or unknown."""
        if missing := [name for name in self.inputs if name not in values]:
            raise PromptError(f"{self.path}: the input '{missing[0]}' was not given")
        if unknown := [name for name in values if name not in self.inputs]:
            raise PromptError(f"{self.path}: '{unknown[0]}' is not an input; there are {', '.join(self.inputs)}")
        try:
            said = {role: template.render(values).strip() for role, template in self._templates.items()}
        except TemplateError as error:
            raise PromptError(f"{self.path}: cannot be filled in: {error}") from error
        return Rendered(said.get("system", ""), said["user"], self.identity, self.options)


def read_prompt(path: Path) -> Prompt:
    """A prompt from its file; `PromptError` says what is wrong in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path}: cannot be read: {error}") from error
    front = FRONT.match(text)
    if not front:
        raise PromptError(f"{path}: begins with front matter between two lines of ---")
    data = _front_matter(path, front[1])
    parts = _parts(path, text[front.end() :])
    _uses_its_inputs(path, data["inputs"], parts)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Prompt(
        data["name"], data["version"], data["description"], tuple(data["inputs"]), data["options"], parts, digest, path
    )


def _front_matter(path: Path, text: str) -> dict[str, Any]:
    try:
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise PromptError(f"{path}: the front matter is not YAML: {error}") from error
    if not isinstance(data, dict) or set(data) - set(KEYS) or {"name", "version", "inputs"} - set(data):
        raise PromptError(f"{path}: the front matter has {', '.join(KEYS)}; name, version and inputs must be there")
    if not isinstance(data["name"], str) or not NAME.fullmatch(data["name"]):
        raise PromptError(f"{path}: name is small letters, digits and _, such as reply")
    if not isinstance(data["version"], int) or data["version"] < 1:
        raise PromptError(f"{path}: version is a number from 1")
    if path.stem not in (data["name"], f"{data['name']}@{data['version']}"):
        raise PromptError(f"{path}: is called {data['name']}.md or {data['name']}@{data['version']}.md by what it says")
    data["description"] = str(data.get("description") or "")
    data["options"] = _options(path, data.get("options") or {})
    return data


def _options(path: Path, options: Any) -> dict[str, Any]:
    for name, value in options.items() if isinstance(options, dict) else [("options", options)]:
        if name not in OPTIONS or not isinstance(value, OPTIONS[name]) or isinstance(value, bool):
            raise PromptError(f"{path}: '{name}: {value}' is no option; there are {', '.join(OPTIONS)}")
    return dict(options)


def _parts(path: Path, text: str) -> dict[str, str]:
    pieces = ROLE.split(text)
    if pieces[0].strip():
        raise PromptError(f"{path}: text before the first role; write a line system: or user: above it")
    parts: dict[str, str] = {}
    for role, said in zip(pieces[1::2], pieces[2::2], strict=True):
        if role in parts:
            raise PromptError(f"{path}: has two parts {role}:")
        parts[role] = said.strip()
    if not parts.get("user"):
        raise PromptError(f"{path}: needs a part user:")
    return parts


def _uses_its_inputs(path: Path, inputs: Any, parts: Mapping[str, str]) -> None:
    if not isinstance(inputs, list) or not all(isinstance(name, str) for name in inputs):
        raise PromptError(f"{path}: inputs is a list of names")
    used: set[str] = set()
    for role, text in parts.items():
        try:
            used |= meta.find_undeclared_variables(ENVIRONMENT.parse(text))
        except TemplateError as error:
            raise PromptError(f"{path}: {role}: {error}") from error
    if unknown := sorted(used - set(inputs)):
        raise PromptError(f"{path}: uses '{unknown[0]}', which inputs does not list")
    if idle := sorted(set(inputs) - used):
        raise PromptError(f"{path}: lists the input '{idle[0]}' and does not use it")


ENVIRONMENT = SandboxedEnvironment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False, autoescape=False
)
