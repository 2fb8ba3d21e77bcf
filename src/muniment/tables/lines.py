"""What an import says of each row: what it would write, what stands there now, and what is wrong."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from muniment.registers.cells import key_text, plain
from muniment.registers.register import Register
from muniment.registers.templatetags.registers import plain as as_read
from muniment.tables.mapping import ColumnsRead

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong in a row: the heading of its column ("" for the row as a whole), what stands there, what to do."""

    heading: str
    text: str
    message: str


@dataclass(slots=True)
class Line:
    """A row of the table. `values` are what would be written to `record`; `waits` names rows that must be written first."""

    number: int
    cells: dict[str, str]
    record: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)
    waits: dict[str, "Line"] = field(default_factory=dict)
    revived: bool = False

    @property
    def kind(self) -> str:
        if self.errors:
            return WRONG
        if self.record is None or self.record.pk is None or self.revived:
            return NEW
        return CHANGED if self.values else SAME

    @property
    def verb(self) -> str:
        return "create" if self.record.pk is None or self.revived else "edit"

    def name(self) -> str:
        """What people call the record: by its own key, else by what the row's cells say first."""
        if self.record is not None and self.record.pk is not None and not self.revived:
            return key_text(self.record)
        return next((plain(text) for text in self.cells.values() if text.strip()), "")

    def differences(self) -> list[tuple[Any, str, str]]:
        """Field by field: its name, what stands here, what the file says."""
        meta = self.record._meta
        return [
            (meta.get_field(name).verbose_name, told(meta.get_field(name), self.before.get(name)), told(meta.get_field(name), value))
            for name, value in self.values.items()
            if name != "withdrawn"
        ]  # fmt: skip


def told(column: Any, value: Any) -> str:
    """A value in words, for the page."""
    if column.choices:
        return str(dict(column.flatchoices).get(value, value or ""))
    return str(as_read(value) if value not in (None, "", []) else "")


@dataclass(frozen=True, slots=True)
class Compared:
    """A whole table, compared."""

    register: Register
    columns: ColumnsRead
    lines: tuple[Line, ...]
    problem: str = ""
    unit: Any = None

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.kind for line in self.lines)
        return {kind: found[kind] for kind in (NEW, CHANGED, SAME, WRONG)}

    def of(self, *kinds: str) -> list[Line]:
        return [line for line in self.lines if line.kind in kinds]
