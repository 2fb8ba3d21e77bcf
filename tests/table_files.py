"""Files of tables, as an export of fields writes them: headings are the names of the fields, values come from `written`."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from muniment.registers.cells import harmless, written
from muniment.registers.register import Register
from muniment.tables.placing import importable


def table_of(register: Register, records: Iterable[Any]) -> list[list[str]]:
    """The headings and one row for each record."""
    fields = importable(register)
    names = [*register.key, *(name for name in fields if name not in register.key)]
    rows = [[written(fields[name], getattr(record, name)) for name in names] for record in records]
    return [[str(fields[name].verbose_name) for name in names], *rows]


def as_csv(rows: Sequence[Sequence[str]], separator: str = ",") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator).writerows([[harmless(each) for each in row] for row in rows])
    return ("\ufeff" + file.getvalue()).encode()


def as_xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Rows")
        for number, row in enumerate(rows):
            for column, each in enumerate(row):
                sheet.write_string(number, column, each[:32767])
    return file.getvalue()
