"""What a model's tokens cost: ``prices.yaml``, with the user's own file laid over it."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from huashu.knowledge.errors import DataFileError
from huashu.knowledge.yaml_files import read_yaml

from .data_files import overlaid
from .model import Tokens
from .record import Record

MILLION = 1_000_000
Money = Annotated[float, Field(ge=0)]


class Price(Record):
    """What a million tokens cost; ``cached`` those of the input that came from the provider's cache."""

    input: Money
    output: Money
    cached: Money | None = None


class Prices(Record):
    """Prices by the beginning of a model's name; the longest beginning that fits counts."""

    currency: str = "USD"
    models: Mapping[str, Price]

    def of(self, model: str) -> Price | None:
        """The price of a model, its provider's prefix left out; ``None`` where nobody listed one."""
        name = model.rpartition("/")[2].rpartition(":")[2] if ":" in model or "/" in model else model
        fitting = [listed for listed in self.models if name.startswith(listed)]
        return self.models[max(fitting, key=len)] if fitting else None

    def cost(self, model: str, tokens: Tokens) -> float:
        """What a call cost, in the table's currency; 0 where the model is not listed."""
        if (price := self.of(model)) is None:
            return 0.0
        cached = price.input if price.cached is None else price.cached
        fresh = (tokens.input - tokens.cached) * price.input
        return (fresh + tokens.cached * cached + tokens.output * price.output) / MILLION


def read_prices(*own: Path) -> Prices:
    """The shipped prices with the user's over them; `DataFileError` names the file and the key that is wrong."""
    shipped = Path(str(files(__package__).joinpath("prices.yaml")))
    return overlaid(_PRICES, [(path, _read(path)) for path in (shipped, *own)])


@cache
def shipped_prices() -> Prices:
    """The shipped prices alone."""
    return read_prices()


def _read(path: Path) -> Mapping[str, object]:
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise DataFileError(path, "", "holds no mapping; it has currency and models")
    return data


_PRICES = TypeAdapter(Prices)
