"""All prompts: the shipped ones, with those of a shop's folder beside or in the place of them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .prompt import Prompt, PromptError, read_prompt

SHIPPED = Path(__file__).parent


class PromptBook:
    """Prompts by name and version. A shop's file takes the place of ours of the same name and version."""

    def __init__(self, *own: Path) -> None:
        for folder in own:
            if not folder.is_dir():
                raise PromptError(f"{folder}: is not a folder; HUASHU_PROMPTS names one with NAME.md files")
        self._prompts: dict[tuple[str, int], Prompt] = {}
        for folder in (SHIPPED, *own):
            here: dict[tuple[str, int], Prompt] = {}
            for prompt in map(read_prompt, sorted(folder.glob("*.md"))):
                if twin := here.get((prompt.name, prompt.version)):
                    raise PromptError(
                        f"{prompt.path}: {prompt.name}@{prompt.version} stands in {twin.path.name} as well"
                    )
                here[prompt.name, prompt.version] = prompt
            self._prompts |= here

    def get(self, wanted: str) -> Prompt:
        """``reply`` is its newest version, ``reply@2`` just that; `PromptError` says which there are."""
        name, _, version = wanted.partition("@")
        versions = {prompt.version: prompt for prompt in self if prompt.name == name}
        if not versions or (version and version not in map(str, versions)):
            known = ", ".join(f"{prompt.name}@{prompt.version}" for prompt in self)
            raise PromptError(f"there is no prompt '{wanted}'; there are {known}")
        return versions[int(version) if version else max(versions)]

    def __iter__(self) -> Iterator[Prompt]:
        """Every prompt, by name and version."""
        return iter(sorted(self._prompts.values(), key=lambda prompt: (prompt.name, prompt.version)))


@cache
def shipped_prompts() -> PromptBook:
    """The shipped prompts alone."""
    return PromptBook()
