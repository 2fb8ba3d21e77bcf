"""Photographs: whether they say where they were taken."""

import re
import struct

from muniment.documents.hidden.gathering import Gathering
from muniment.documents.reading.limits import MEGABYTE

MOST_PICTURE = (
    4 * MEGABYTE
)  # the properties stand at the beginning, in some programs' files at the end of the first part
_GPS = 0x8825
_POSITION = {2, 4}  # latitude and longitude, which a camera without reception leaves out
_WRITTEN = re.compile(rb"exif:GPSL(?:atitude|ongitude)\s*(?:=|>)", re.IGNORECASE)  # XMP
_MOST_BLOCKS = 2_000


def look_at_picture(content: bytes, where: str, gathering: Gathering) -> None:
    """Tells when a picture, or any file in which pictures stand as they are, says where it was taken."""
    if count := positions_in(content):
        what = "A photograph says where it was taken." if count == 1 else "Photographs say where they were taken."
        gathering.found("picture-location", what, where, count)


def positions_in(content: bytes) -> int:
    """How many positions there are in these bytes."""
    blocks = [found.end() for found in _first(rb"Exif\x00\x00(?=II\*\x00|MM\x00\*)", content)]
    if content[:4] in {b"II*\x00", b"MM\x00*"}:
        blocks.append(0)
    # PNG and WebP keep the same block under a name of four letters, WebP with its size first.
    blocks += [found.end() for found in _first(rb"(?:eXIf|EXIF....)(?=II\*\x00|MM\x00\*)", content)]
    positions = sum(_has_position(content, start) for start in blocks)
    return positions or int(_WRITTEN.search(content) is not None)


def _first(pattern: bytes, content: bytes) -> list[re.Match[bytes]]:
    found = []
    for each in re.finditer(pattern, content, re.DOTALL):
        found.append(each)
        if len(found) >= _MOST_BLOCKS:
            break
    return found


def _has_position(content: bytes, start: int) -> bool:
    order = "<" if content[start : start + 2] == b"II" else ">"
    try:
        (first,) = struct.unpack_from(order + "I", content, start + 4)
        entry = _entries(content, start, first, order).get(_GPS)
        return entry is not None and bool(_POSITION & _entries(content, start, entry, order).keys())
    except struct.error:
        return False


def _entries(content: bytes, start: int, offset: int, order: str) -> dict[int, int]:
    """The tags of one directory of TIFF with their values."""
    (count,) = struct.unpack_from(order + "H", content, start + offset)
    found = {}
    for number in range(min(count, 500)):
        tag, _kind, _length, value = struct.unpack_from(order + "HHII", content, start + offset + 2 + 12 * number)
        found[tag] = value
    return found
