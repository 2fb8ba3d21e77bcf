"""What a file is, by its content first; its name decides only between kinds that look alike, as plain texts do.

`kind_of_bytes` and `kind_of_file` answer with one word (docx, pdf, csv, jpeg, unknown: the keys of `MIME`) and never raise
for what a file holds; `kind_of_file` raises OSError where it cannot be opened.
"""

import io
import os
import zipfile
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import BinaryIO

import olefile

from muniment.documents.compound import SIGNATURE
from muniment.documents.extract.kind_table import (
    ARCHIVES,
    COMPOUND,
    EMPTY,
    ENDINGS,
    HAS_TEXT,
    MIME,
    OPENED,
    PART,
    UNKNOWN,
    ZIP,
    ending_of,
    fits,
    kinds_of_ending,
)
from muniment.documents.extract.kind_text import kind_of_text
from muniment.documents.extract.signatures import kind_by_signature
from muniment.documents.extract.split import is_first_of_split, is_part, last_of_split
from muniment.documents.reading.limits import MEGABYTE

__all__ = [
    "ARCHIVES",
    "ENDINGS",
    "HAS_TEXT",
    "MIME",
    "OPENED",
    "fits",
    "kind_of",
    "kind_of_bytes",
    "kind_of_file",
    "kind_of_stream",
    "kinds_of_ending",
]

HEAD = 64 * 1024  # bytes from the beginning that are enough
_DIRECTORY = 16 * MEGABYTE  # of an archive: a larger one is no document
Inside = Callable[[], Collection[str]]


def kind_of(head: bytes, name: str, inside: Inside | None = None) -> str:
    """The kind of a file that begins so.

    `inside` is asked only of an archive and of a compound file: the names of its members, the streams of a compound file
    by their whole path with "/". Without it such a file is told by what stands in the head.
    """
    if not head:
        return EMPTY
    if head[:2] == b"PK" and head[2:4] in {b"\x03\x04", b"\x05\x06", b"\x07\x08", b"00"}:
        return PART if is_first_of_split(head) else _of_archive(head, _asked(inside))
    if head.startswith(SIGNATURE):
        return _of_compound(head, name, _asked(inside))
    return kind_by_signature(head, name) or kind_of_text(head, name) or UNKNOWN


def kind_of_bytes(content: bytes, name: str) -> str:
    """The kind of a file that is at hand."""
    return kind_of_stream(io.BytesIO(content), name)


def kind_of_file(path: str | bytes) -> str:
    """The kind of a file on the disk, of which no more than its head and its directory is read. Raises OSError."""
    with open(path, "rb") as stream:  # noqa: PTH123 - a path may be bytes
        return kind_of_stream(stream, os.fsdecode(path))


def kind_of_stream(stream: BinaryIO, name: str) -> str:
    """The kind of a file that can be sought in, from where it stands to its end."""
    head = stream.read(HEAD)
    kind = kind_of(head, name, lambda: _members(stream, head[:8], stream.seek(0, os.SEEK_END)))
    if kind == UNKNOWN and (is_part(name) or (ending_of(name) == ZIP and last_of_split(stream))):
        return PART
    return kind


def _asked(inside: Inside | None) -> Collection[str]:
    return inside() if inside else ()


def _members(stream: BinaryIO, head: bytes, size: int) -> list[str]:
    """The names in the directory of an archive or a compound file; none where it does not hold together."""
    with suppress(Exception):  # a stranger wrote it, and the libraries raise what they like
        if head.startswith(SIGNATURE):
            with olefile.OleFileIO(stream, raise_defects=olefile.DEFECT_INCORRECT) as found:
                return ["/".join(place) for place in found.listdir()]
        if _directory(stream, size) < _DIRECTORY:
            with zipfile.ZipFile(stream) as archive:
                return archive.namelist()
    return []


def _directory(stream: BinaryIO, size: int) -> int:
    """How many bytes the directory of an archive says that it has."""
    stream.seek(max(0, size - 66_000))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0


_MIMETYPES = (
    (b"opendocument.text", "odt"), (b"opendocument.spreadsheet", "ods"), (b"opendocument.presentation", "odp"),
    (b"opendocument.graphics", "odg"), (b"opendocument.chart", "odg"), (b"opendocument.formula", "odg"), (b"epub+zip", "epub"),
    (b"vnd.sun.xml.writer", "odt"), (b"vnd.sun.xml.calc", "ods"), (b"vnd.sun.xml.impress", "odp"), (b"vnd.sun.xml.draw", "odg"),
)  # fmt: skip
# The part with which a package of Office begins, and what it is then.
_PACKAGES = (
    ("xl/workbook.bin", "xlsb"), ("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("visio/", "vsdx"),
    ("documents/1/", "xps"), ("fixeddocseq.fdseq", "xps"), ("fixeddocumentsequence.fdseq", "xps"),
)  # fmt: skip


def _of_archive(head: bytes, names: Collection[str]) -> str:
    if head[30:38] == b"mimetype":
        for mimetype, kind in _MIMETYPES:
            if mimetype in head[38:120]:
                return kind
    lower = [name.lower().replace("\\", "/").lstrip("/") for name in names] or _names_in(head)
    if "[content_types].xml" in lower:
        for beginning, kind in _PACKAGES:
            if any(name.startswith(beginning) for name in lower):
                return kind
    return _by_parts(lower)


def _by_parts(lower: Collection[str]) -> str:
    """By what has to be in an archive of this kind."""
    if "meta-inf/manifest.xml" in lower and "content.xml" in lower:
        return "odt"
    if "meta-inf/container.xml" in lower and any(name.endswith(".opf") for name in lower):
        return "epub"
    if "androidmanifest.xml" in lower:
        return "apk"
    if "meta-inf/manifest.mf" in lower and any(name.endswith(".class") for name in lower):
        return "jar"
    return ZIP


def _names_in(head: bytes) -> list[str]:
    """The names of the members that begin in the head, of an archive whose directory is not at hand or is lost."""
    found, at = [], 0
    while (at := head.find(b"PK\x03\x04", at)) >= 0:
        length = int.from_bytes(head[at + 26 : at + 28], "little")
        found.append(head[at + 30 : at + 30 + length].decode("utf-8", "replace").lower())
        at += 30
    return found


_STREAMS = (
    ("__properties_version1.0", "msg"), ("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"),
    ("PowerPoint Document", "ppt"), ("PP40", "ppt"), ("VisioDocument", "vsd"), ("Quill", "pub"), ("Props14", "mpp"), ("Props12", "mpp"), ("Props9", "mpp"),
    ("MatOST", "wps"), ("\u4840\u3f3f\u4577\u446c\u3b6a\u45e4\u4824", "msi"), ("\u4840\u3b3f\u43f2\u4438\u45b1", "msi"),
)  # fmt: skip


def _of_compound(head: bytes, name: str, names: Collection[str]) -> str:
    tops = {each.partition("/")[0].lower() for each in names}
    if "encryptedpackage" in tops or (not tops and "EncryptedPackage".encode("utf-16-le") in head):
        said = [kind for kind in kinds_of_ending(ending_of(name)) if kind in {"docx", "xlsx", "pptx", "xlsb", "vsdx"}]
        return said[0] if said else "docx"
    for stream, kind in _STREAMS:
        if stream.lower() in tops or (not tops and stream.encode("utf-16-le") + b"\0\0" in head):
            return kind
    return COMPOUND
