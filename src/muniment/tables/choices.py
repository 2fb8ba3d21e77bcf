"""What a person decided about an import, beside which column is which field: kept with it in one mapping."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Choices:
    """The words of cells, what holds for all rows, rows left out, rows that are records all the same, conflicts that the file wins."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    without: frozenset[int] = frozenset()
    records: frozenset[int] = frozenset()
    take: frozenset[str] = frozenset()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Choices":
        """As an import keeps them beside its columns."""
        return cls(
            kept.get("words", {}),
            kept.get("fixed", {}),
            frozenset(kept.get("without", ())),
            frozenset(kept.get("records", ())),
            frozenset(kept.get("take", ())),
        )
