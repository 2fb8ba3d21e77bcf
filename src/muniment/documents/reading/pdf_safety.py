"""Looks into a PDF before it is opened: how far its streams unpack, and whether it wants a password."""

import re
import zlib

from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MAX_PDF_BYTES, MAX_PDF_STREAM_BYTES, MEGABYTE

_STREAM = re.compile(rb"stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image|/DCTDecode|/JPXDecode|/CCITTFaxDecode")
_DICTIONARY = 2_000  # bytes before a stream in which its dictionary stands
_NESTED = 3  # compressed streams inside one another
_STEP = MEGABYTE


def inspect_pdf(content: bytes) -> None:
    """Raises Unreadable when streams unpack beyond the limits; the reader of PDFs would unpack them whole."""
    total = 0
    for found in _STREAM.finditer(content):
        start = found.end()
        dictionary = content[max(content.rfind(b" obj", 0, start), start - _DICTIONARY) : start]
        # Pictures are never unpacked here.
        if content[start : start + 1] == b"\x78" and not _PICTURE.search(dictionary):
            total += _unpacked_size(content, start)
            if total > MAX_PDF_BYTES:
                _refuse()


def _unpacked_size(content: bytes, start: int) -> int:
    size = 0
    data = memoryview(content)[start:]
    for _ in range(_NESTED):
        unpacked = _unpack(data)
        size += len(unpacked)
        if unpacked[:1] != b"\x78":
            break
        data = memoryview(unpacked)
    return size


def _unpack(data: memoryview) -> bytes:
    machine = zlib.decompressobj()
    pieces: list[bytes] = []
    size = 0
    for at in range(0, len(data), _STEP):
        try:
            piece = machine.decompress(data[at : at + _STEP], MAX_PDF_STREAM_BYTES + 1 - size)
        except zlib.error:
            break
        pieces.append(piece)
        size += len(piece)
        if size > MAX_PDF_STREAM_BYTES:
            _refuse()
        if machine.eof:
            break
    return b"".join(pieces)


def _refuse() -> None:
    raise Unreadable(
        "The PDF unpacks to far more than a paper of its size holds, so it was not opened. Print it to a new PDF and "
        "try again."
    )
