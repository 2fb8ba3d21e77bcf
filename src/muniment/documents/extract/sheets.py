"""Workbooks of every make, by python-calamine: each sheet a grid of cells as they are shown, as nearly as may be."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from muniment.documents.extract.extracted import Locked
from muniment.documents.extract.gathering import Gathered, held


def read_workbook(content: bytes, gathered: Gathered) -> None:
    """Fills in the sheets, hidden ones too. Raises Locked, and Unreadable where it does not hold together."""
    with held():
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        except python_calamine.PasswordError as locked:
            raise Locked("It is protected with a password.") from locked
    for name in book.sheet_names:
        if gathered.full:
            return
        with held():
            try:
                sheet = book.get_sheet_by_name(name)
            except python_calamine.WorksheetNotFound:
                gathered.grid(name, (), named=True)  # a sheet that is a chart or a macro has no cells
                continue
            gathered.grid(name, _rows(sheet), named=True)


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
