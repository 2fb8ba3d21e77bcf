"""What an import says of each row: what it would write, what stands there now, and what is wrong."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from muniment.registers.cells import key_text, plain
from muniment.registers.register import Register
from muniment.registers.templatetags.registers import plain as as_read
from muniment.tables.mapping import ColumnsRead

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
CONFLICT, HERE, OUT = "conflict", "here", "out"  # changed on both sides; changed here alone; left out by the person
KINDS = (NEW, CHANGED, SAME, WRONG, CONFLICT, HERE, OUT)


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong in a row: the heading of its column ("" for the row as a whole), what stands there, what to do."""

    heading: str
    text: str
    message: str


@dataclass(slots=True)
class Line:
    """A row of the table. `values` are what would be written to `record`; `waits` names rows that must be written first.

    `said` is what its cells mean, `raw` has the cells that were cleaned as they came. `stayed` is what the file says of fields that were changed here since it was
    last imported and stay as they are; `both` names those of them that the file has changed too,
    `won` those in which a person let the file win.
    """

    number: int
    cells: dict[str, str]
    raw: dict[str, str] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    record: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)
    waits: dict[str, "Line"] = field(default_factory=dict)
    revived: bool = False
    out: bool = False
    stayed: dict[str, Any] = field(default_factory=dict)
    both: frozenset[str] = frozenset()
    won: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        if self.out:
            return OUT
        if self.errors:
            return WRONG
        if self.record is None or self.record.pk is None or self.revived:
            return NEW
        if self.both & self.stayed.keys():
            return CONFLICT
        return CHANGED if self.values else HERE if self.stayed else SAME

    @property
    def writes(self) -> bool:
        """Whether something of it would be written."""
        return self.kind == NEW or (self.kind in {CHANGED, CONFLICT} and bool(self.values))

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

    def kept_here(self) -> list[tuple[str, Any, str, str, bool]]:
        """What stays as it is here: the field, its name, what stands here, what the file says, whether both sides changed it."""
        meta = self.record._meta
        return [
            (name, (column := meta.get_field(name)).verbose_name, told(column, getattr(self.record, name)), told(column, value), name in self.both)
            for name, value in self.stayed.items()
        ]  # fmt: skip


def told(column: Any, value: Any) -> str:
    """A value in words, for the page."""
    if column.choices:
        return str(dict(column.flatchoices).get(value, value or ""))
    return str(as_read(value) if value not in (None, "", []) else "")


@dataclass(slots=True)
class Word:
    """A text of a field that is not one of its values: how often it stands in the file, and first where; `said` is what it was taken for
    and `how` why, both "" where it was not understood, and then `problem` says so.
    """

    field: str
    text: str
    count: int = 0
    first: int = 0
    said: str = ""
    how: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A whole table, compared. `fixed` holds what was taken for all rows since no column says it."""

    register: Register
    columns: ColumnsRead
    lines: tuple[Line, ...]
    problem: str = ""
    unit: Any = None
    words: tuple[Word, ...] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)
    cleaned: Mapping[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.kind for line in self.lines)
        return {kind: found[kind] for kind in KINDS if found[kind] or kind in {NEW, CHANGED, SAME, WRONG}}

    @property
    def written(self) -> list[Line]:
        return [line for line in self.lines if line.writes]

    def of(self, *kinds: str) -> list[Line]:
        return [line for line in self.lines if line.kind in kinds]
