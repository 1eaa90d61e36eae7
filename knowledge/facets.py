"""Filters over passages, answered in memory: a row of small integers a passage, a mask a question."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Literal

from .passage import Passage
from .taxonomy import KINDS, STAGES, STRATEGIES, Language, PassageKind, Stage, StrategyId

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]


Origin = Literal["playbook", "business"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a passage must be; ``None`` asks nothing.

    A tenant sees its own passages and the shared ones; the tenant ``""`` sees the shared ones only.
    """

    stage: Stage | None = None
    strategy: StrategyId | None = None
    kind: PassageKind | None = None
    language: Language | None = None
    tenant: str | None = None
    document: str | None = None
    origin: Origin | None = None


class Facets:
    """The facets of the passages of one generation, by row."""

    def __init__(
        self, arrays: "dict[str, NDArray[np.int64]]", documents: Sequence[str], tenants: Sequence[str]
    ) -> None:
        self.arrays = arrays
        self.documents, self.tenants = list(documents), list(tenants)

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> "Facets":
        """Stages and strategies become sets of bits, the others numbers."""
        import numpy as np

        documents = sorted({p.document for p in passages})
        tenants = sorted({p.tenant for p in passages})
        at = {name: number for number, name in enumerate(documents)}
        whose = {name: number for number, name in enumerate(tenants)}
        rows = [
            (
                sum(1 << STAGES.index(stage) for stage in p.stages),
                sum(1 << STRATEGIES.index(strategy) for strategy in p.strategies),
                KINDS.index(p.kind),
                _language_number(p.language),
                whose[p.tenant],
                at[p.document],
                int(p.of_playbook),
            )
            for p in passages
        ]
        table = np.asarray(rows, dtype=np.int64).reshape(len(rows), len(fields(Filter)))
        return cls({f.name: table[:, i].copy() for i, f in enumerate(fields(Filter))}, documents, tenants)

    def mask(self, where: Filter) -> "Mask | None":
        """Which rows fit; ``None`` when every row does."""
        import numpy as np

        masks = [
            self._fits(f.name, value)
            for f, value in zip(fields(Filter), astuple(where), strict=True)
            if value is not None
        ]
        return np.logical_and.reduce(masks) if masks else None

    def _fits(self, name: str, value: str) -> "Mask":
        import numpy as np

        column = self.arrays[name]
        match name:
            case "stage":
                return np.asarray(column & (1 << STAGES.index(value)) != 0)
            case "strategy":
                return np.asarray(column & (1 << STRATEGIES.index(value)) != 0)
            case "kind":
                return np.asarray(column == KINDS.index(value))
            case "language":
                return np.asarray(column == _language_number(value))
            case "tenant":
                shared = [number for number, tenant in enumerate(self.tenants) if tenant in ("", value)]
                return np.isin(column, shared)
            case "origin":
                return np.asarray(column == int(value == "playbook"))
        return np.asarray(column == (self.documents.index(value) if value in self.documents else -1))


def _language_number(language: str) -> int:
    return {"zh": 1, "en": 2}.get(language[:2], 0)
