"""The records of a workbook of Excel 97 to 2003 ([MS-XLS], BIFF8): each a kind, a length and what it says."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

CONTINUE, BOF, EOF = 0x003C, 0x0809, 0x000A
BOUNDSHEET, FILEPASS, WRITEACCESS, FONT, FORMAT, XF, PALETTE, SST = 0x85, 0x2F, 0x5C, 0x31, 0x41E, 0xE0, 0x92, 0xFC
SUPBOOK, XCT, CRN, NAME, DBQUERY, DCONN, DRAWING_GROUP = 0x1AE, 0x59, 0x5A, 0x18, 0xDC, 0x876, 0xEB
ROW, ROW_DEFAULTS, COLUMNS, FILTERED, NOTE, TEXT_OF_OBJECT, OBJECT, DRAWING = (
    0x208,
    0x225,
    0x7D,
    0x9B,
    0x1C,
    0x1B6,
    0x5D,
    0xEC,
)
HEADER, FOOTER, SCENARIO, PRINTER = 0x14, 0x15, 0xAF, 0x4D
LABEL_SHARED, LABEL, RICH_LABEL, NUMBER, SHORT_NUMBER, SHORT_NUMBERS, FORMULA, TRUTH = (
    0xFD,
    0x204,
    0xD6,
    0x203,
    0x27E,
    0xBD,
    0x06,
    0x205,
)
CELLS = frozenset({LABEL_SHARED, LABEL, RICH_LABEL, NUMBER, SHORT_NUMBER, SHORT_NUMBERS, FORMULA, TRUTH})
CACHE_HEAD, CACHE_FIELD, CACHE_ROW = 0xC6, 0xC7, 0xC8
CACHE_VALUES = frozenset({0xC9, 0xCC, 0xCD, 0xCE})  # a number, a whole number, a text, a day


@dataclass(frozen=True, slots=True)
class Record:
    """One record; `pieces` are its content and that of the records that continue it, `at` the place where it stands."""

    kind: int
    at: int
    pieces: tuple[bytes, ...]

    @property
    def data(self) -> bytes:
        return self.pieces[0] if len(self.pieces) == 1 else b"".join(self.pieces)


def records(stream: bytes, at: int = 0) -> Iterator[Record]:
    """The records of a stream from a place on. Raises ValueError where one says that it is longer than what is left."""
    size = len(stream)
    head = struct.Struct("<HH")
    while at + 4 <= size:
        kind, length = head.unpack_from(stream, at)
        if kind == 0 and length == 0:  # what is left is filled with nothing
            if stream[at:].strip(b"\0"):
                raise ValueError("records end before the stream does")
            return
        start, at = at, at + 4 + length
        if at > size:
            raise ValueError("a record is longer than the stream")
        pieces = [stream[start + 4 : at]]
        while at + 4 <= size and head.unpack_from(stream, at)[0] == CONTINUE:
            (length,) = struct.unpack_from("<H", stream, at + 2)
            pieces.append(stream[at + 4 : at + 4 + length])
            at += 4 + length
        yield Record(kind, start, tuple(pieces))


def text_at(data: bytes, at: int, *, wide: bool = True) -> str:
    """A text with its number of letters before it, in two bytes or one."""
    if at + (2 if wide else 1) >= len(data):
        return ""
    letters = struct.unpack_from("<H", data, at)[0] if wide else data[at]
    return letters_at(data, at + (2 if wide else 1), letters)


def letters_at(data: bytes, at: int, letters: int) -> str:
    """So many letters, with a byte before them that says of how many bytes each is."""
    if at >= len(data):
        return ""
    if data[at] & 1:
        return data[at + 1 : at + 1 + 2 * letters].decode("utf-16-le", "replace")
    return data[at + 1 : at + 1 + letters].decode("latin-1")


class SharedTexts:
    """The texts that cells share. A text may go over into the next piece of its record, where a new byte says how it is written."""

    def __init__(self, record: Record) -> None:
        self._pieces, self._piece, self._at = record.pieces, 0, 8

    def __iter__(self) -> Iterator[str]:
        """Each text. Ends early where the record does not hold together."""
        try:
            while self._more():
                yield self._next()
        except (struct.error, IndexError):
            return

    def _more(self) -> bool:
        while self._piece < len(self._pieces) and self._at >= len(self._pieces[self._piece]):
            self._piece, self._at = self._piece + 1, 0
        return self._piece < len(self._pieces)

    def _next(self) -> str:
        piece = self._pieces[self._piece]
        letters, flags = struct.unpack_from("<HB", piece, self._at)
        self._at += 3
        runs = after = 0
        if flags & 8:
            (runs,) = struct.unpack_from("<H", piece, self._at)
            self._at += 2
        if flags & 4:
            (after,) = struct.unpack_from("<I", piece, self._at)
            self._at += 4
        found = []
        while letters:
            piece = self._pieces[self._piece]
            width = 2 if flags & 1 else 1
            here = min(letters, (len(piece) - self._at) // width)
            found.append(
                piece[self._at : self._at + here * width].decode("utf-16-le" if width == 2 else "latin-1", "replace")
            )
            self._at += here * width
            letters -= here
            if letters:
                self._piece, self._at = self._piece + 1, 1
                flags = self._pieces[self._piece][0]
        self._skip(4 * runs + after)
        return "".join(found)

    def _skip(self, size: int) -> None:
        while size and self._more():
            here = min(size, len(self._pieces[self._piece]) - self._at)
            self._at += here
            size -= here
