"""Parts of archives that were split, each of which may be whole and says nothing without the others."""

import re
from typing import BinaryIO

SPLIT = "It is a part of an archive that was split: what is inside is only read where all parts are joined."
_NAMES = re.compile(r"\.(?:z\d\d|(?:zip|7z|tar|gz|tgz|bz2|xz)\.\d{3})$", re.IGNORECASE)
_END, _END_SIZE = b"PK\x05\x06", 22
_TAIL = 66_000  # bytes at the end within which the end of a directory stands
_IN_64_BITS = 0xFFFF  # the number of the part stands elsewhere


def is_part(name: str) -> bool:
    """Whether a name is one of a part: backup.z01, backup.zip.001."""
    return bool(_NAMES.search(name))


def is_first_of_split(head: bytes) -> bool:
    """Whether an archive of zip says at its beginning that others follow."""
    return head.startswith(b"PK\x07\x08PK\x03\x04")


def last_of_split(stream: BinaryIO) -> bool:
    """Whether a file ends as the last of several parts does, whose directory tells how many came before."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read()
    at = tail.rfind(_END)
    return 0 <= at <= len(tail) - _END_SIZE and 0 < int.from_bytes(tail[at + 4 : at + 6], "little") < _IN_64_BITS
