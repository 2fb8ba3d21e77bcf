"""Which column of a table holds which field of a register: proposed by the headings, changed by the person."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from muniment.documents.reading.exact import Exact
from muniment.registers.cells import plain
from muniment.registers.register import Register

NEAR = 84  # of 100: a letter or two beside it
LOOKED_AT = 20  # rows among which the headings are sought: titles and notes stand above them


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """What a column is taken for: `field` "" is not read, and `why` says the reason in words; `sure` is of 100."""

    column: int
    heading: str
    field: str
    sure: int
    why: str


@dataclass(frozen=True, slots=True)
class ColumnsRead:
    """The row of the headings (its number in the file) and what each column is taken for."""

    row: int
    columns: tuple[ColumnReading, ...]

    @property
    def fields(self) -> dict[str, int]:
        """The column of each field that is read."""
        return {each.field: each.column for each in self.columns if each.field}


def importable(register: Register) -> dict[str, Any]:
    """The fields that an import may set, by name: those of the forms."""
    names = dict.fromkeys([*register.create_fields, *register.fields])
    return {name: register.model._meta.get_field(name) for name in names}


def known_names(register: Register) -> dict[str, str]:
    """What headings may call each field, the surest name first to come."""
    found: dict[str, str] = {}
    fields = importable(register)
    for name, field in fields.items():
        found.setdefault(_flat(str(field.verbose_name)), name)
    for name in fields:
        found.setdefault(_flat(name), name)
    for column in register.columns:
        if column.name in fields:
            found.setdefault(_flat(str(column.label)), column.name)
    for name, aliases in register.aliases.items():
        for alias in aliases:
            found.setdefault(_flat(str(alias)), name)
    return found


def propose(register: Register, table: Exact, chosen: Mapping[str, str] | None = None) -> ColumnsRead:
    """The headings of a table and what they mean. `chosen` maps the number of a column to what the person said of it."""
    names = known_names(register)
    candidates = [_read(register, names, number, texts) for number, texts in table.rows[:LOOKED_AT]]
    best = max(candidates, key=lambda each: sum(column.sure for column in each.columns if column.field))
    if not chosen:
        return best
    fields = importable(register)
    said = {int(column): field for column, field in chosen.items() if column.isdecimal() and field in {"", *fields}}
    taken = {field for field in said.values() if field}
    columns = []
    for each in best.columns:
        if each.column in said and said[each.column] != each.field:
            field = said[each.column]
            columns.append(ColumnReading(each.column, each.heading, field, 100 if field else 0, _("as you chose")))
        elif each.field in taken and said.get(each.column) != each.field:
            columns.append(ColumnReading(each.column, each.heading, "", 0, _("another column is read for it")))
        else:
            columns.append(each)
    return ColumnsRead(best.row, tuple(_once(columns)))


def _read(register: Register, names: Mapping[str, str], number: int, texts: Sequence[str]) -> ColumnsRead:
    columns = [_column(register, names, index, plain(text)) for index, text in enumerate(texts, 1)]
    return ColumnsRead(number, tuple(_once(columns)))


def _column(register: Register, names: Mapping[str, str], index: int, heading: str) -> ColumnReading:
    flat = _flat(heading)
    if not flat:
        return ColumnReading(index, heading, "", 0, _("it has no heading"))
    if flat in names:
        return ColumnReading(index, heading, names[flat], 100, _("by its heading"))
    if flat in _worked_out(register):
        return ColumnReading(index, heading, "", 0, _("Muniment works this out itself, or it is changed by a step"))
    near = max(names, key=lambda name: fuzz.ratio(flat, name), default="")
    sure = round(fuzz.ratio(flat, near)) if near else 0
    if sure >= NEAR and len(flat) > 3:
        return ColumnReading(index, heading, names[near], min(sure, 99), _("its heading is nearly “%s”") % near)
    return ColumnReading(index, heading, "", 0, _("no field is called so"))


def _once(columns: Sequence[ColumnReading]) -> list[ColumnReading]:
    """Of two columns for one field the surer is read, of equals the first."""
    best: dict[str, ColumnReading] = {}
    for each in columns:
        if each.field and (each.field not in best or each.sure > best[each.field].sure):
            best[each.field] = each
    return [
        each if not each.field or best[each.field] is each
        else ColumnReading(each.column, each.heading, "", 0, _("another column is read for it"))
        for each in columns
    ]  # fmt: skip


def _worked_out(register: Register) -> set[str]:
    """The headings of lists and the names of fields that no form asks for."""
    fields = importable(register)
    labels = {_flat(str(column.label)) for column in register.columns if column.name not in fields}
    others = [each for each in register.model._meta.concrete_fields if each.name not in fields]
    return labels | {_flat(str(each.verbose_name)) for each in others} | {_flat(each.name) for each in others}


def _flat(heading: str) -> str:
    return re.sub(r"[\W_]+", " ", heading.casefold()).strip()
