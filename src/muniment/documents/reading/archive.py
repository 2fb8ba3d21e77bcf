"""Opens an Office file without trusting it: its size judged first, no document types, no encryption."""

import codecs
import io
import zipfile
import zlib
from typing import NoReturn

from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MAX_MEMBERS, MAX_UNPACKED_BYTES, MEGABYTE

_CHUNK = MEGABYTE
_DAMAGED = (
    "The file is damaged or was not copied whole. Open it in the program it was made with, save it again and try "
    "once more."
)
_DOCTYPE = b"<!DOCTYPE"


def damaged(why: Exception) -> NoReturn:
    """Refuses a file that its own program would not open either."""
    raise Unreadable(_DAMAGED) from why


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The archive, its size judged and each part of XML unpacked once and looked through.

    The sizes that members declare can be relied on: `zipfile` never unpacks more than that, and a member that holds
    more fails its check sum. Office files never declare a document type: one that does is out to expand entities or to
    fetch other files. Raises Unreadable.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _inspect(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as broken:
        damaged(broken)
    return archive


def _inspect(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise Unreadable(
            f"The file unpacks to more than {MAX_UNPACKED_BYTES // MEGABYTE} MB or to more than {MAX_MEMBERS:,} parts, "
            "more than can be read. Take large pictures out of it, or save the part that matters as a file of its own, "
            "and try again."
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise Unreadable("The file is protected with a password. Save a copy without a password and try again.")
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels", ".vml")):
            with archive.open(member) as stream:
                tail = b""
                while chunk := stream.read(_CHUNK):
                    _refuse_document_type(tail + chunk)
                    tail = chunk[-40:]


def _refuse_document_type(piece: bytes) -> None:
    # Only UTF-8 and UTF-16 are allowed in Office files; the NULs of the latter are taken out to compare.
    if _DOCTYPE in piece or (b"\x00" in piece and _DOCTYPE in piece.replace(b"\x00", b"")):
        raise Unreadable(
            "The file holds definitions that an ordinary document does not need and that can do harm, so it was not "
            "opened. Copy its text into a new document and try again."
        )
    if piece.startswith((codecs.BOM_UTF32_BE, codecs.BOM_UTF32_LE)):
        raise Unreadable(_DAMAGED)
