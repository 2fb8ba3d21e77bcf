"""Formats of cells in an old workbook: what their numbers show, and the colours of letters and ground."""

import struct
from dataclasses import dataclass, field

from muniment.documents.hidden import biff
from muniment.documents.hidden.shades import BLACK, WHITE, Shades, shown_by

_COLOURS = {8: BLACK, 9: WHITE, 64: BLACK, 65: WHITE, 0: BLACK, 1: WHITE, 0x7FFF: BLACK}
_NO_FONT = 4  # this number is given to none
_SOLID = 1


@dataclass(slots=True)
class Formats:
    """Gathered record by record; `shades` then says which formats show nothing."""

    _codes: dict[int, str] = field(default_factory=dict)
    _letters: list[int] = field(default_factory=list)
    _cells: list[tuple[int, int, int, int]] = field(default_factory=list)  # font, code, pattern, colour of the ground
    _palette: dict[int, str] = field(default_factory=dict)

    def read(self, record: biff.Record) -> None:
        data = record.data
        if record.kind == biff.FONT:
            self._letters.append(struct.unpack_from("<H", data, 4)[0])
        elif record.kind == biff.FORMAT:
            self._codes[struct.unpack_from("<H", data)[0]] = shown_by(biff.text_at(data, 2))
        elif record.kind == biff.XF:
            font, code = struct.unpack_from("<HH", data)
            pattern, ground = struct.unpack_from("<IH", data, 14)
            self._cells.append((font, code, pattern >> 26, ground & 0x7F))
        elif record.kind == biff.PALETTE:
            for number in range(struct.unpack_from("<H", data)[0]):
                self._palette[8 + number] = data[2 + 4 * number : 5 + 4 * number].hex().upper()

    def shades(self) -> Shades:
        found = Shades()
        for font, code, pattern, ground in self._cells:
            number = font - (font > _NO_FONT)
            letters = self._colour(self._letters[number]) if number < len(self._letters) else ""
            # A pattern other than a plain one is of two colours, and hides nothing.
            under = {0: WHITE, _SOLID: self._colour(ground)}.get(pattern, "")
            found.add(self._codes.get(code, ""), letters, under)
        return found

    def _colour(self, number: int) -> str:
        return self._palette.get(number) or _COLOURS.get(number, f"indexed {number}")
