"""A list as a file: exactly what is shown, streamed, and harmless to whoever opens it in a spreadsheet."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

import xlsxwriter

from muniment import clock
from muniment.registers import columns
from muniment.registers.cells import harmless, is_list, key_paths, written
from muniment.registers.listing import Listing
from muniment.registers.record import light
from muniment.registers.register import Column, Register

BLOCK = 2000

Value = Callable[[Any], Any]


def headings(listing: Listing) -> list[tuple[str, bool, Value]]:
    """What a file has for columns: the heading, whether it holds numbers, and how the value of a record is had."""
    if listing.parameters.get("columns") == columns.FIELDS:
        return [_raw(listing.register, name) for name in field_names(listing.register)]
    return [(str(column.label), column.numeric, _shown(column)) for column in listing.columns]


def field_names(register: Register) -> list[str]:
    """The fields of a file that is changed and read in again: those that tell records apart first."""
    return list(dict.fromkeys([*register.key, *register.create_fields, *register.fields]))


def _shown(column: Column) -> Value:
    """The value of a column; where it says what it reads, it is made once for all rows that are alike in that."""
    made: Value = lambda record: cell(record, column)  # noqa: E731
    return _remembered(column.reads, made) if column.reads else made


def _remembered(names: Sequence[str], made: Value) -> Value:
    """A value that follows from these fields, made once for all rows that are alike in them."""
    known: dict[Any, Any] = {}

    def value(record: Any) -> Any:
        key = tuple(getattr(record, record._meta.get_field(name).attname) for name in names)
        if key not in known:
            if len(known) > BLOCK:
                known.clear()
            known[key] = made(record)
        return known[key]

    return value


def _raw(register: Register, name: str) -> tuple[str, bool, Value]:
    """A field as it is read in again."""
    field: Any = register.model._meta.get_field(name)
    heading = str(field.verbose_name)

    def value(record: Any) -> Any:
        found = getattr(record, name)
        # A day or a number stays one, for who sorts a workbook by it.
        return found if type(found) in as_they_are else written(field, found)

    alike = field.is_relation or field.choices
    as_they_are = set() if alike or is_list(field) else {int, float, date, str}
    return heading[:1].upper() + heading[1:], False, _remembered([name], value) if alike else value


def cell(record: Any, column: Column) -> Any:
    """The plain value of a column: text, number or date."""
    return plain(columns.value_of(record, column))


def plain(value: Any) -> Any:
    """A value as a file holds it."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, datetime):
        # As people here read a clock; a workbook knows no zones.
        return value.astimezone(clock.LONDON).replace(tzinfo=None, microsecond=0)
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return value if isinstance(value, int | float | date) else str(value)


def records(listing: Listing) -> Iterator[Any]:
    """All rows of a list, with the fields that the file needs; what many of them point to is read once, not with each of them."""
    model: Any = listing.found.model
    fields = {field.name: field for field in model._meta.concrete_fields}
    asked = field_names(listing.register)
    if listing.parameters.get("columns") != columns.FIELDS:
        asked = [name for column in listing.columns for name in column.reads or [column.name]]
    # A column that is no field and does not say what it reads may read all of them.
    names = list(dict.fromkeys(asked)) if fields.keys() >= set(asked) else list(fields)
    below: dict[str, list[str]] = {}
    for path in [*listing.register.related, *asked]:
        name, _mark, rest = path.partition("__")
        if name in names and fields[name].is_relation:
            below.setdefault(name, []).extend([rest] if rest else [])
    kept: dict[str, dict[Any, Any]] = {name: {} for name in below}
    held = [model._meta.pk.attname, *(fields[name].attname for name in names)]
    rows = listing.rows.values_list(*held).iterator(chunk_size=BLOCK)
    while block := [light(model, held, row) for row in islice(rows, BLOCK)]:
        for name, deeper in below.items():
            _attach(block, name, kept[name], deeper)
        yield from block


def _attach(block: Sequence[Any], name: str, kept: dict[Any, Any], deeper: Sequence[str]) -> None:
    """Gives rows what they point to by a relation; one query for what was not met before."""
    field: Any = block[0]._meta.get_field(name)
    wanted = {getattr(row, field.attname) for row in block} - kept.keys() - {None}
    if wanted:
        # Its own key is read with it, where it has one that leads further.
        rows = field.related_model._default_manager.select_related(*deeper, *key_paths(field.related_model))
        kept |= {row.pk: row for row in rows.filter(pk__in=wanted)}
    for row in block:
        pk = getattr(row, field.attname)
        field.set_cached_value(row, None if pk is None else kept.get(pk))


def as_csv(listing: Listing) -> Iterator[str]:
    """The lines of a CSV file (UTF-8 with its mark, so that Excel reads it as such)."""
    buffer = io.StringIO()
    # Texts in quotes: whoever guesses the separator, as our import does, is not led astray by a semicolon in one.
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    told = headings(listing)
    values = [value for _heading, _numeric, value in told]
    buffer.write("\ufeff")
    writer.writerow([heading for heading, _numeric, _value in told])
    # Most texts begin with a letter or a digit, which is no formula anywhere.
    lines = (
        [harmless(each) if isinstance(each, str) and not each[:1].isalnum() else each for each in line]
        for line in ([value(record) for value in values] for record in records(listing))
    )
    while True:
        writer.writerows(islice(lines, BLOCK))
        if not (text := buffer.getvalue()):
            return
        yield text
        buffer.seek(0)
        buffer.truncate()


def as_xlsx(listing: Listing) -> Iterator[bytes]:
    """A workbook with one sheet; texts are written as texts, so that no cell is a formula."""
    told = headings(listing)
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            sheet = book.add_worksheet(listing.register.title[:31])
            bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "d mmm yyyy"})
            instant = book.add_format({"num_format": "d mmm yyyy hh:mm"})
            for number, (heading, numeric, _value) in enumerate(told):
                sheet.write_string(0, number, heading, bold)
                sheet.set_column(number, number, 14 if numeric else 28)
            sheet.freeze_panes(1, 0)
            for line, record in enumerate(records(listing), start=1):
                for number, (_heading, _numeric, value_of) in enumerate(told):
                    value = value_of(record)
                    if isinstance(value, bool | str):
                        sheet.write_string(line, number, str(value)[:32767])
                    elif isinstance(value, date):
                        sheet.write_datetime(line, number, value, instant if isinstance(value, datetime) else day)
                    else:
                        sheet.write_number(line, number, value)
        file.seek(0)
        while block := file.read(1 << 16):
            yield block
