"""The cells of a sheet of an old workbook that are not shown."""

import struct
from collections.abc import Iterator

from muniment.documents.hidden import biff
from muniment.documents.hidden.gathering import Budget
from muniment.documents.hidden.old_sheet import OldSheet
from muniment.documents.hidden.shades import Shades
from muniment.documents.paper import column_letters

_TEXTS = frozenset({biff.LABEL_SHARED, biff.LABEL, biff.RICH_LABEL})
Cell = tuple[int, int, int, str | int]  # row, column, format, and its text or the number of a shared one


def see_cells(stream: bytes, sheet: OldSheet, shades: Shades, budget: Budget, *, count: bool) -> None:
    """Writes what is not shown into what the sheet has `seen`; all of its content as well where it is to be counted."""
    doubtful = shades.empty | shades.empty_numbers | shades.same
    partly = sheet.rows_hidden or bool(sheet.columns) or not all(sheet.rows.values())
    if not sheet.start or not (count or partly or doubtful):
        return
    seen = sheet.seen
    hidden = {column for each in sheet.columns for column in each}
    for kind, (row, column, style, example) in _cells(stream, sheet.start):
        budget.see()
        place = f"{column_letters(column + 1)}{row + 1}"
        if count:
            seen.content.note(row + 1, place, example)
        if not sheet.shows(row):
            seen.rows.note(row + 1, place, example)
        if column in hidden:
            seen.columns.note(column + 1, place, example)
        elif style in doubtful and sheet.shows(row) and (style not in shades.empty_numbers or kind not in _TEXTS):
            seen.cells.note(row + 1, place, example)


def _cells(stream: bytes, start: int) -> Iterator[tuple[int, Cell]]:
    """The cells with content from a place on to the end of the sheet; those of charts that stand on it are none of its own."""
    depth = 1
    for record in biff.records(stream, start):
        kind = record.kind
        if kind == biff.BOF:
            depth += 1
        elif kind == biff.EOF:
            depth -= 1
            if not depth:
                return
        elif kind in biff.CELLS and depth == 1:
            data = record.data
            row, column, style = struct.unpack_from("<HHH", data)
            if kind == biff.SHORT_NUMBERS:
                for each in range((len(data) - 6) // 6):
                    style, packed = struct.unpack_from("<HI", data, 4 + 6 * each)
                    yield kind, (row, column + each, style, _short(packed))
            else:
                yield kind, (row, column, style, _text(kind, data))


def _text(kind: int, data: bytes) -> str | int:
    if kind == biff.LABEL_SHARED:
        return int(struct.unpack_from("<I", data, 6)[0])
    if kind in _TEXTS:
        return biff.text_at(data, 6)[:200]
    if kind == biff.NUMBER:
        return f"{struct.unpack_from('<d', data, 6)[0]:g}"
    if kind == biff.SHORT_NUMBER:
        return _short(struct.unpack_from("<I", data, 6)[0])
    return ""  # what a formula gives stands in a record of its own


def _short(packed: int) -> str:
    """A number of 30 bits: whole, or the upper half of a longer one; in hundredths where it says so."""
    if packed & 2:
        number = float(struct.unpack("<i", struct.pack("<I", packed))[0] >> 2)
    else:
        number = float(struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0])
    return f"{number / 100 if packed & 1 else number:g}"
