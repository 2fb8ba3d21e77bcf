"""The file that an object of Office is: one of another programme, or one that Windows packed with its name."""

import re
import struct
from collections.abc import Iterator

from muniment.documents.compound import Compound, Place

_NATIVE = "\x01Ole10Native"
_WHOLE = ("Package", "CONTENTS")  # streams that are the file itself
_OBJECT = re.compile(r"MBD[0-9A-Fa-f]{8}|_\d{6,}")  # how Excel and Word name the folder of an object
_PACKED = b"\2\0"  # how Windows begins; others put what they like after the size


def objects_in(compound: Compound) -> Iterator[Place]:
    """The folders of the objects in an old document. Of those in one another the outermost: the others come with it."""
    outermost = (
        next((place[: depth + 1] for depth, name in enumerate(place[:-1]) if _OBJECT.fullmatch(name)), None)
        for place in compound.places
    )
    return filter(None, dict.fromkeys(outermost))


def file_in(compound: Compound, folder: tuple[str, ...] = ()) -> tuple[str, bytes]:
    """The name of the file in a folder of streams, "" where none is said, and its content; b"" where it is none.

    Raises Damaged where the streams do not hold together.
    """
    for stream in _WHOLE:
        if content := compound.read(*folder, stream):
            return "", content
    native = compound.read(*folder, _NATIVE)
    if native[4:6] != _PACKED:
        return "", native[4:]
    return _unpacked(native[6:]) if native[6:7] > b"\x1f" else ("", b"")  # an equation has no name there


def _unpacked(rest: bytes) -> tuple[str, bytes]:
    """What Windows packs: a label, where it came from, eight bytes, where it was put, the file; texts end with a zero."""
    label, _zero, rest = rest.partition(b"\0")
    _origin, _zero, rest = rest.partition(b"\0")
    _put, rest = _counted(rest[4:])
    content, rest = _counted(rest)
    # After it the three texts stand once more, as letters of two bytes.
    _put, rest = _counted(rest, 2)
    wide, _rest = _counted(rest, 2)
    name = wide.decode("utf-16-le", "replace") if wide else label.decode("cp1252", "replace")
    return name.rstrip("\0").replace("\\", "/").rpartition("/")[2], content


def _counted(given: bytes, each: int = 1) -> tuple[bytes, bytes]:
    """What stands after its number of letters, and the rest."""
    size = each * struct.unpack_from("<I", given)[0] if len(given) >= 4 else 0
    return given[4 : 4 + size], given[4 + size :]
