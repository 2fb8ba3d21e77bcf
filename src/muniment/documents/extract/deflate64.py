"""Members of zip archives that Windows packed by Deflate64, as it does with large ones: unpacked piece by piece, within what was said of them."""

import struct
import zipfile
import zlib
from typing import BinaryIO

import inflate64

from muniment.documents.extract.member import DAMAGED
from muniment.documents.paper import Unreadable

DEFLATE64 = 9  # the number of the method
_HEAD = struct.Struct("<26xHH")  # lengths of the name and of what else stands before a member
_PIECE = 512  # bytes, which unpack to no more than some 15 MB


def unpacked(stream: BinaryIO, each: zipfile.ZipInfo) -> bytes:
    """The content of a member. Raises Unreadable where it is not what the directory says, by its size or its check sum."""
    stream.seek(each.header_offset)
    stream.seek(sum(_HEAD.unpack(stream.read(_HEAD.size))), 1)
    machine = inflate64.Inflater()
    pieces: list[bytes] = []
    left, size, check = each.compress_size, 0, 0
    while left > 0 and not machine.eof and (packed := stream.read(min(_PIECE, left))):
        left -= len(packed)
        piece = machine.inflate(packed)
        size, check = size + len(piece), zlib.crc32(piece, check)
        if size > each.file_size:
            break
        pieces.append(piece)
    if size != each.file_size or check != each.CRC:
        raise Unreadable(DAMAGED)
    return b"".join(pieces)
