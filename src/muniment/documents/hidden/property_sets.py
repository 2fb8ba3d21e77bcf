"""Property sets of old Office files ([MS-OLEPS]): who wrote a file and the like. Texts only: that is all that is told.

The library that reads the streams reads these too, but goes on for ever where a list says that it has a thousand million entries.
"""

import struct
from dataclasses import dataclass, field

_TEXT, _WIDE_TEXT, _SHORT, _PICTURE = 0x1E, 0x1F, 0x02, 0x47
_CODE_PAGE, _THUMBNAIL = 1, 17
_UTF16 = 1200
_MOST = 1_000  # properties of one set
_FIRST, _EACH = 28, 20  # where the list of sets begins, and how long each of its entries is


@dataclass(slots=True)
class PropertySet:
    """The texts of a set by the numbers of their properties; `number` is how many it has of any kind."""

    texts: dict[int, str] = field(default_factory=dict)
    number: int = 0
    has_thumbnail: bool = False


def property_sets(stream: bytes) -> list[PropertySet]:
    """The sets of a stream, two at most; none where it is none. Raises struct.error where they do not hold together."""
    if len(stream) < _FIRST:
        return []
    count = min(2, struct.unpack_from("<I", stream, _FIRST - 4)[0])
    starts = [struct.unpack_from("<I", stream, _FIRST + _EACH * each + 16)[0] for each in range(count)]
    return [_set(stream, start) for start in starts]


def _set(stream: bytes, start: int) -> PropertySet:
    _size, number = struct.unpack_from("<II", stream, start)
    places = [struct.unpack_from("<II", stream, start + 8 + 8 * each) for each in range(min(number, _MOST))]
    kinds = [(key, start + at, struct.unpack_from("<I", stream, start + at)[0] & 0xFFFF) for key, at in places if key]
    page = next((struct.unpack_from("<H", stream, at + 4)[0] for key, at, kind in kinds if key == _CODE_PAGE and kind == _SHORT), 1252)  # fmt: skip
    found = PropertySet(number=len(places))
    for key, at, kind in kinds:
        if kind in {_TEXT, _WIDE_TEXT}:
            found.texts[key] = _text(stream, at + 4, page, wide=kind == _WIDE_TEXT)
        found.has_thumbnail |= key == _THUMBNAIL and kind == _PICTURE
    return found


def _text(stream: bytes, at: int, page: int, *, wide: bool) -> str:
    (size,) = struct.unpack_from("<I", stream, at)
    content = stream[at + 4 : at + 4 + size * (2 if wide else 1)]
    names = {65001: "utf-8", _UTF16: "utf-16-le", 10000: "mac-roman"}
    try:
        text = content.decode("utf-16-le" if wide else names.get(page, f"cp{page}"), "replace")
    except LookupError:
        text = content.decode("cp1252", "replace")
    return text.partition("\0")[0].strip()
