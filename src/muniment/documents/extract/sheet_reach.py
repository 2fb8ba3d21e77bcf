"""How far the cells of a workbook reach, before it is opened: the reader makes room for every cell of the rectangle around them.

One cell in the last row and column of a sheet would take all memory there is. So the cells are looked at first, without it.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from muniment.documents.extract.extracted import Locked, TooLarge
from muniment.documents.hidden import biff

MOST_CELLS = 10_000_000
_LARGE, _THIN = (
    100_000,
    200,
)  # cells of a rectangle that is judged further, and how many of it there may be for each that holds something
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,7})(\d{1,10})["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["'](\d{1,10})["']""")
# Records of old workbooks that are cells: each begins with its row and its column.
_CELLS = biff.CELLS | {0x02, 0x03, 0x04, 0x05, 0x206, 0x406}
_DIMENSIONS = 0x200
_BEGINS = frozenset({0x09, 0x209, 0x409, 0x809})
_FAR = (
    "A cell of it stands so far from the others that a sheet would have more than ten million cells: it was not read."
)


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def too_wide(sheet: bytes) -> bool:
    """Whether the rectangle around the cells of a sheet of XML has more cells than may be."""
    places = _PLACE.findall(sheet)
    if not places:
        return False
    rows = {row for _letters, row in places} | set(_ROW.findall(sheet))
    columns = {letters for letters, _row in places}
    numbers = [int(row) for row in rows]
    far = max(column_number(each.decode()) for each in columns)
    return is_thin((max(numbers) - min(numbers) + 1) * far, len(places))


def is_thin(rectangle: int, cells: int) -> bool:
    """Whether a rectangle of so many cells is too large, or far too large for those that hold something."""
    return rectangle > MOST_CELLS or (rectangle > _LARGE and rectangle > _THIN * cells)


@dataclass(slots=True)
class Seen:
    """What one way through the records of an old workbook shows."""

    far: bool = False  # a cell stands too far from the others
    beside: list[str] = field(default_factory=list)  # texts of comments and drawings, headers and footers


def look_through(stream: bytes) -> Seen:
    """The records of an old workbook, before it is opened. Raises Locked where they are encrypted."""
    seen = Seen()
    row = column = at = cells = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind in _CELLS and size >= 4 and at + 8 <= len(stream):
            here, there = struct.unpack_from("<HH", stream, at + 4)
            if kind == biff.SHORT_NUMBERS and at + 4 + size <= len(stream):
                (there,) = struct.unpack_from("<H", stream, at + 2 + size)
            row, column, cells = max(row, here), max(column, there), cells + 1
        elif kind == _DIMENSIONS and size >= 10:
            seen.far |= _declared(stream, at + 4, size) > MOST_CELLS
        elif kind in _BEGINS:
            seen.far |= is_thin((row + 1) * (column + 1), cells)
            row = column = cells = 0
        elif kind == biff.FILEPASS:
            raise Locked("It is protected with a password.")
        elif kind in {biff.TEXT_OF_OBJECT, biff.HEADER, biff.FOOTER}:
            seen.beside.append(_beside(stream, kind, at + 4, size))
        at += 4 + size
    seen.far |= is_thin((row + 1) * (column + 1), cells)
    return seen


def _declared(stream: bytes, at: int, size: int) -> int:
    """How many cells a sheet says that it has: the library makes room for them."""
    if at + size > len(stream):
        return 0
    first, last, left, right = struct.unpack_from("<IIHH" if size >= 12 else "<HHHH", stream, at)
    return int(max(0, last - first + 1) * max(0, right - left + 1))


def _beside(stream: bytes, kind: int, at: int, size: int) -> str:
    if kind != biff.TEXT_OF_OBJECT:
        return biff.text_at(stream[at : at + size], 0)
    after = at + size  # its letters stand in the record that follows
    if size < 12 or after + 4 > len(stream):
        return ""
    (letters,) = struct.unpack_from("<H", stream, at + 10)
    follows, length = struct.unpack_from("<HH", stream, after)
    return biff.letters_at(stream[after + 4 : after + 4 + length], 0, letters) if follows == biff.CONTINUE else ""


def judge_binary(sheet: bytes) -> None:
    """Raises TooLarge for a sheet of a binary workbook whose cells reach too far."""
    row = column = 0
    for kind, at, size in _records(sheet):
        if kind <= 11 and size >= 4 and at + 4 <= len(sheet):
            (number,) = struct.unpack_from("<I", sheet, at)
            if kind == 0:
                row = max(row, number)
            else:
                column = max(column, number)
            if (row + 1) * (column + 1) > MOST_CELLS:
                raise TooLarge(_FAR)


def _records(sheet: bytes) -> Iterator[tuple[int, int, int]]:
    """The kind, place and length of each record."""
    at, end = 0, len(sheet)
    while at < end:
        kind = sheet[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | (sheet[at] & 0x7F) << 7
            at += 1
        size = 0
        for shift in range(0, 28, 7):
            if at >= end:
                return
            byte = sheet[at]
            at += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, at, size
        at += size
