"""Tables as they stand, cell for cell, for files whose rows are records: nothing is tidied, joined or taken for a title."""

import hashlib
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import repeat
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from muniment.documents.paper import Unreadable
from muniment.documents.reading.archive import damaged, open_archive
from muniment.documents.reading.delimited import _declared, _rows, separator_of
from muniment.documents.reading.displayed import displayed
from muniment.documents.reading.kinds import kind_of
from muniment.documents.reading.limits import MAX_CELLS, MAX_FILE_BYTES, MEGABYTE
from muniment.documents.reading.opendocument import sheets
from muniment.documents.reading.reader import read_paper
from muniment.documents.reading.sheet import _filled_down
from muniment.documents.reading.text import decode
from muniment.documents.reading.workbook import _FORMULA, _HIDDEN, _MALFORMED, _MERGED

# How a workbook writes what XML cannot hold, and the underscore that would be taken for it.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ZEROS_FIRST = re.compile(r"^0{2,}$")
FAR = 10_000_000  # more rows than any sheet has
MORE_CELLS = "The file has more than {most:,} cells, more than can be read at once. Save the part that matters as a file of its own and try again."


@dataclass(frozen=True, slots=True)
class Exact:
    """One table: its name (a sheet's title, else "") and its rows with their number in the file. Empty rows are left out."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    sheets: tuple[str, ...] = ()  # of one put together from several: their names; its rows are numbered `FAR` apart


@dataclass(frozen=True, slots=True)
class ExactTables:
    """The tables of a file, its digest, and in words what was not read or read otherwise than it looks."""

    tables: tuple[Exact, ...]
    sha256: str
    lost: tuple[str, ...] = ()


def read_tables(content: bytes, name: str) -> ExactTables:
    """The tables of a CSV file or a workbook; those of other papers as `read_paper` finds them. Raises Unreadable."""
    if len(content) > MAX_FILE_BYTES:
        raise Unreadable(f"The file is larger than {MAX_FILE_BYTES // MEGABYTE} MB, more than can be read.")
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("The file is empty.")
    kind = kind_of(content, name)
    lost: list[str] = []
    if kind == "workbook":
        tables = list(_workbook(content, lost))
    elif kind == "opendocument":
        tables = list(_opendocument(content, lost))
    elif kind in {"delimited", "plain"}:
        tables = [Exact("", tuple(_delimited(content)))]
    else:
        paper = read_paper(content, name)
        lost += paper.lost
        tables = [
            Exact("", tuple((row.place.row or index, row.texts) for index, row in enumerate(table.rows, 1)))
            for table in paper.tables
        ]
    found = tuple(table for table in tables if table.rows)
    if not found:
        raise Unreadable(" ".join(["No table was found in the file.", *lost]))
    return ExactTables(found, hashlib.sha256(content).hexdigest(), tuple(dict.fromkeys(lost)))


def _delimited(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    separator, text = _declared(decode(content).replace("\x00", ""))
    cells = 0
    for number, _line, texts in _rows(text, separator or separator_of(text)):
        cells += len(texts)
        _not_too_many(cells)
        if any(map(str.strip, texts)):
            yield number, tuple(texts)


def _workbook(content: bytes, lost: list[str]) -> Iterator[Exact]:
    archive = open_archive(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that openpyxl drops: none of them is a value
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            cells, formulas = 0, None
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    lost.append(f"The sheet “{sheet.title}” is hidden and was not read.")
                    continue
                xml = archive.read(sheet._worksheet_path)  # noqa: SLF001 - openpyxl has no public name for it
                if _HIDDEN.search(xml):
                    lost.append(
                        f"Rows or columns of the sheet “{sheet.title}” are hidden; they were read like the others."
                    )
                beside: Any = repeat(())
                if _FORMULA.search(xml):
                    lost.append(f"The sheet “{sheet.title}” has formulas: the values saved with them were read.")
                    formulas = formulas or openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
                    formulas[sheet.title].reset_dimensions()
                    beside = formulas[sheet.title].iter_rows()
                merged = [range_boundaries(found.decode()) for found in _MERGED.findall(xml)]
                rows: list[tuple[int, dict[int, str]]] = []
                # The size a sheet declares may be wrong: its cells say it better.
                sheet.reset_dimensions()
                for number, (row, formula_row) in enumerate(zip(sheet.iter_rows(), beside, strict=False), 1):
                    cells += len(row)
                    _not_too_many(cells)
                    texts = _texts(row, formula_row)
                    if texts:
                        rows.append((number, texts))
                yield Exact(sheet.title, tuple(_dense(_filled_down(rows, merged))))
    except _MALFORMED as broken:
        damaged(broken)


def _opendocument(content: bytes, lost: list[str]) -> Iterator[Exact]:
    for sheet in sheets(content, exact=True):
        if sheet.hidden:
            lost.append(f"The sheet “{sheet.title}” is hidden and was not read.")
            continue
        if sheet.parts_hidden:
            lost.append(f"Rows or columns of the sheet “{sheet.title}” are hidden; they were read like the others.")
        yield Exact(sheet.title, tuple(_dense(_filled_down(sheet.rows, sheet.merged))))


def _texts(row: Any, formula_row: Any) -> dict[int, str]:
    texts = {index: text for index, cell in enumerate(row, 1) if (text := _text(cell))}
    for index, formula in enumerate(formula_row, 1):
        # Saved without its result: an empty cell would be taken for what somebody emptied.
        if index not in texts and formula.data_type == "f":
            texts[index] = f"{formula.value}"
    return texts


def _not_too_many(cells: int) -> None:
    if cells > MAX_CELLS:
        raise Unreadable(MORE_CELLS.format(most=MAX_CELLS))


def _dense(rows: list[tuple[int, dict[int, str]]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, texts in rows:
        yield number, tuple(texts.get(column, "") for column in range(1, max(texts) + 1))


def _text(cell: Any) -> str:
    """A cell's value itself, not rounded as it is shown: days in ISO 8601, numbers whole where they are."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute or value.second) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not _ZEROS_FIRST.match(cell.number_format or ""):
        return str(int(value)) if isinstance(value, int) or value.is_integer() else repr(value)
    return displayed(value, cell.number_format)
