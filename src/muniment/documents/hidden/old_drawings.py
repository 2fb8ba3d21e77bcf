"""What is drawn in an old Office file ([MS-ODRAW]): shapes that are switched off, cropped pictures."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from muniment.documents.hidden.gathering import Gathering

_CONTAINER, _PROPERTIES = 0xF, 0xF00B
_SWITCHES = 0x03BF
_SIDES = range(0x0100, 0x0104)
_SLIVER = 655  # hundredths of a side, of 65,536: how programs round


@dataclass(slots=True)
class Drawn:
    """Gathered part by part."""

    cropped: int = 0
    _hidden: bool = False

    def read(self, data: bytes) -> None:
        for found in _shapes(data):
            self._hidden |= found.get(_SWITCHES, 0) & 0x20002 == 0x20002
            # A part cut off is told as a number with a sign.
            self.cropped += any(_SLIVER < found.get(side, 0) < 0x80000000 for side in _SIDES)

    def take_hidden(self) -> bool:
        """Whether the shape that was read last is switched off."""
        hidden, self._hidden = self._hidden, False
        return hidden

    def tell(self, gathering: Gathering, where: str) -> None:
        if self.cropped:
            gathering.found(
                "picture-cropped", "Only a part of a picture is shown; the rest may be kept.", where, self.cropped
            )


def _shapes(data: bytes) -> Iterator[dict[int, int]]:
    """The properties of each shape by their numbers. A container is gone into, whatever length it says."""
    at = 0
    while at + 8 <= len(data):
        head, kind, length = struct.unpack_from("<HHI", data, at)
        at += 8
        if head & 0xF == _CONTAINER:
            continue
        if kind == _PROPERTIES:
            number = min(head >> 4, (len(data) - at) // 6)
            pairs = (struct.unpack_from("<HI", data, at + 6 * each) for each in range(number))
            yield {key & 0x3FFF: value for key, value in pairs}
        at += length
