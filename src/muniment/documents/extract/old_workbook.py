"""Workbooks of before 2007 (.xls): cells by the library, or by their records where it fails or would need too much memory."""

import struct
from collections.abc import Iterator
from contextlib import suppress

from muniment.documents.compound import SIGNATURE
from muniment.documents.extract import about
from muniment.documents.extract.extracted import Locked
from muniment.documents.extract.gathering import DAMAGED, Gathered
from muniment.documents.extract.old_office import opened
from muniment.documents.extract.sheet_reach import look_through
from muniment.documents.extract.sheets import read_workbook, shown
from muniment.documents.extract.workbooks import margin_text
from muniment.documents.hidden import biff
from muniment.documents.paper import Unreadable

_EXCEL_97 = 0x0600
_WHOLE_2, _NUMBER_2, _LABEL_2, _STRING_2, _STRING = 0x02, 0x03, 0x04, 0x07, 0x207
_FORMULAS = frozenset({0x06, 0x206, 0x406})
_BEGINS = frozenset({0x09, 0x209, 0x409, 0x809})


def read_old_workbook(content: bytes, gathered: Gathered) -> None:
    """Fills in the sheets, then comments, text in drawings, headers and footers. One of before 1993 is no compound file."""
    stream = content
    if content.startswith(SIGNATURE):
        file = opened(content, gathered.budget)
        gathered.about = about.of_compound(file)
        stream = file.read("Workbook") or file.read("Book")
    seen = look_through(stream)
    try:
        if seen.far:
            read_records(stream, gathered)
        else:
            read_workbook(content, gathered)
    except Locked:
        raise
    except Unreadable:
        gathered.blocks.clear()
        read_records(stream, gathered)
    gathered.prose("comments, drawings, headers and footers", "\n".join(map(margin_text, dict.fromkeys(seen.beside))))


def read_records(stream: bytes, gathered: Gathered) -> None:
    """The cells that hold something, row by row, numbers and days as they are stored; as far as the records hold together."""
    for number, rows in enumerate(filter(None, _sheets(stream)), 1):
        gathered.grid(f"sheet {number}", ([text for _column, text in sorted(rows[row])] for row in sorted(rows)))
    if gathered.empty:
        raise Unreadable(DAMAGED)
    gathered.note("It was read cell by cell: empty ones are left out, and days are shown as numbers.")


Rows = dict[int, list[tuple[int, str]]]


def _sheets(stream: bytes) -> Iterator[Rows]:
    """The cells of each sheet by their rows."""
    shared: list[str] = []
    rows: Rows = {}
    wide, last = False, (0, 0)
    with suppress(ValueError, struct.error, IndexError):
        for record in biff.records(stream):
            kind, data = record.kind, record.data
            if kind in _BEGINS:
                yield rows
                rows = {}
                wide = kind == biff.BOF and struct.unpack_from("<H", data)[0] == _EXCEL_97
            elif kind == biff.SST:
                shared = list(biff.SharedTexts(record))
            elif kind in {_STRING, _STRING_2}:
                rows.setdefault(last[0], []).append((last[1], _text(data, 0, wide=wide, long=kind == _STRING)))
            else:
                for row, column, text in _cells(kind, data, shared, wide=wide):
                    last = row, column
                    if text:
                        rows.setdefault(row, []).append((column, text))
    yield rows


def _cells(kind: int, data: bytes, shared: list[str], *, wide: bool) -> Iterator[tuple[int, int, str]]:
    """The cells of a record; of a formula whose result is a text only the place."""
    if kind not in biff.CELLS and kind not in _FORMULAS and kind not in {_WHOLE_2, _NUMBER_2, _LABEL_2}:
        return
    row, column = struct.unpack_from("<HH", data)
    if kind == biff.SHORT_NUMBERS:
        for each in range((len(data) - 6) // 6):
            yield row, column + each, _short(struct.unpack_from("<I", data, 6 + 6 * each)[0])
    elif kind == biff.SHORT_NUMBER:
        yield row, column, _short(struct.unpack_from("<I", data, 6)[0])
    elif kind == biff.LABEL_SHARED:
        (number,) = struct.unpack_from("<I", data, 6)
        yield row, column, shared[number] if number < len(shared) else ""
    elif kind in {biff.LABEL, biff.RICH_LABEL}:
        yield row, column, _text(data, 6, wide=wide, long=True)
    elif kind == _LABEL_2:
        yield row, column, _text(data, 7, wide=False, long=False)
    else:
        yield row, column, _number(kind, data)


def _number(kind: int, data: bytes) -> str:
    if kind == _WHOLE_2:
        return str(struct.unpack_from("<H", data, 7)[0])
    if kind == biff.TRUTH:
        return ("FALSE", "TRUE")[data[6] & 1] if data[7] == 0 else ""
    if kind in _FORMULAS and data[12:14] == b"\xff\xff":
        return ""
    return shown(struct.unpack_from("<d", data, 7 if kind == _NUMBER_2 else 6)[0])


def _text(data: bytes, at: int, *, wide: bool, long: bool) -> str:
    """A text with its length before it: of Excel 97 in its own way, of older ones in the letters of Windows."""
    if wide:
        return biff.text_at(data, at)
    length = struct.unpack_from("<H", data, at)[0] if long else data[at]
    return data[at + 1 + long : at + 1 + long + length].decode("cp1252", "replace")


def _short(packed: int) -> str:
    """A number of 30 bits: whole, or the upper half of a longer one; in hundredths where it says so."""
    if packed & 2:
        number = float(struct.unpack("<i", struct.pack("<I", packed))[0] >> 2)
    else:
        number = float(struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0])
    return shown(number / 100 if packed & 1 else number)
