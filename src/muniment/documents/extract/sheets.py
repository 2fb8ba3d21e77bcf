"""Workbooks of every make, by python-calamine: each sheet a grid of cells as they are shown, as nearly as may be."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from muniment.documents.extract.extracted import Locked
from muniment.documents.extract.gathering import Gathered, held, tables


def read_workbook(content: bytes, gathered: Gathered) -> None:
    """Fills in the sheets, hidden ones too. Raises Locked, and Unreadable where it does not hold together."""
    with held():
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        except python_calamine.PasswordError as locked:
            raise Locked("It is protected with a password.") from locked
    names = iter(book.sheet_names)
    for name in names:
        with held():
            rows = _rows_of(book, name)
            gathered.grid(name, rows, named=True)
        if gathered.full:
            gathered.follow(tables(name, rows, gathered.blocks[-1]))
            gathered.follow(block for other in names for block in tables(other, _rows_of(book, other)))
            return


def _rows_of(book: Any, name: str) -> Iterator[list[str]]:
    try:
        return _rows(book.get_sheet_by_name(name))
    except python_calamine.WorksheetNotFound:
        return iter(())  # a sheet that is a chart or a macro has no cells


def _rows(sheet: Any) -> Iterator[list[str]]:
    for row in sheet.iter_rows():
        yield [shown(value) if value != "" else "" for value in row]


def shown(value: Any) -> str:
    """A cell as text: whole numbers without a point, days as 2026-11-30."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
