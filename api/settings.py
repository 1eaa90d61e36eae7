"""Settings, read from the environment in this one place (contract.md, Environment)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from huashu.knowledge.library import default_home


@dataclass(frozen=True, slots=True)
class Settings:
    """Where state lives, which embedder, the shop's own playbook and rules, which model (none: scripts)."""

    home: Path
    embeddings: str = "bundled"
    chroma_url: str | None = None
    playbook: Path | None = None
    rules: Path | None = None
    prompts: Path | None = None
    model: str | None = None
    second: str | None = None
    judge: str | None = None
    prices: Path | None = None
    base_url: str | None = None
    api_key: str | None = None

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The settings of this process. An empty variable is as good as none."""
        value = {name: text for name, text in environment.items() if text}
        home = value.get("HUASHU_HOME")
        playbook, rules = value.get("HUASHU_PLAYBOOK"), value.get("HUASHU_RULES")
        prompts, prices = value.get("HUASHU_PROMPTS"), value.get("HUASHU_PRICES")
        return cls(
            home=Path(home).expanduser() / "knowledge" if home else default_home(),
            embeddings=value.get("HUASHU_EMBEDDINGS", "bundled"),
            chroma_url=value.get("HUASHU_CHROMA_URL"),
            playbook=Path(playbook).expanduser() if playbook else None,
            rules=Path(rules).expanduser() if rules else None,
            prompts=Path(prompts).expanduser() if prompts else None,
            model=value.get("HUASHU_MODEL"),
            second=value.get("HUASHU_SECOND_MODEL"),
            judge=value.get("HUASHU_JUDGE_MODEL"),
            prices=Path(prices).expanduser() if prices else None,
            base_url=value.get("OPENAI_BASE_URL"),
            api_key=value.get("OPENAI_API_KEY"),
        )
