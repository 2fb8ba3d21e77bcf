"""The identifier of PRONOM for a file, by Siegfried.

Siegfried takes 0.3 to 1 ms for a file, four to ten times what our own kinds take, so it is asked only where it tells more
than they do: which version of a format a file is in, and what a file is that we do not know. The others have their
identifier from a table, and texts for which no more than the extension speaks share one answer. It is asked about files of
this machine only.

Siegfried opens what it is asked about by its path, which would follow links and leave a time of access behind. So it is
given a copy in memory of a file that we have opened ourselves: of what has its inner order, the whole, and of others of
which its signatures look at both ends, those.
"""

import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import BinaryIO

import pygfried

from muniment.discovery.engine.sources import LocalSource, Source
from muniment.documents.compound import SIGNATURE
from muniment.documents.extract.kind_table import TEXTS

Told = tuple[str | None, str | None]
_CERTAIN: dict[str, Told] = {
    "docx": ("fmt/412", "Microsoft Word for Windows 2007 onwards"), "xlsx": ("fmt/214", "Microsoft Excel for Windows 2007 onwards"),
    "pptx": ("fmt/215", "Microsoft Powerpoint for Windows 2007 onwards"), "csv": ("x-fmt/18", "Comma Separated Values"),
    "txt": ("x-fmt/111", "Plain Text File"), "zip": ("x-fmt/263", "ZIP Format"), "gz": ("x-fmt/266", "GZIP Format"),
    "7z": ("fmt/484", "7Zip format"),
}  # fmt: skip
# Where Siegfried is not asked, or does not know: thirty formats are XML, but what says no more is no more.
_AT_LEAST: dict[str, Told] = {"xml": ("fmt/101", "Extensible Markup Language 1.0")}
_NOTHING: Told = (None, None)
# Bytes at the beginning and at the end of a file that are enough, and how large one may be of which they are not: what
# says which it is may stand anywhere in it.
_END, _WHOLE = 1024**2, 256 * 1024**2
_ORDERED = (b"PK", SIGNATURE, b"%PDF", b"\0\1\0\0Stan")
_LONGEST = 16  # letters of an extension that is one


def puid_of(source: Source, stream: BinaryIO, kind: str, extension: str) -> Told:
    """The identifier and the name of the format of an open file; None and None where there is none."""
    if kind == "empty":
        return _NOTHING
    if extension == kind and kind in _CERTAIN:
        return _CERTAIN[kind]
    if not isinstance(source, LocalSource):
        return _AT_LEAST.get(kind, _NOTHING)
    if found := _by_name.get((kind, extension)):
        return found
    try:
        puid, name, basis = _asked(stream, extension)
    except (OSError, ValueError, LookupError):
        return _NOTHING
    if puid == "UNKNOWN":
        return _AT_LEAST.get(kind, _NOTHING)
    answer = puid, name or None
    if kind in TEXTS and "byte match" not in basis and "container" not in basis:
        _by_name[kind, extension] = answer  # no more than the extension spoke for it: so it will for the next
    return answer


_by_name: dict[tuple[str, str], Told] = {}


def _asked(stream: BinaryIO, extension: str) -> tuple[str, str, str]:
    """What fits best, as Siegfried tells it: identifier, name and what speaks for it. Raises OSError, ValueError, LookupError."""
    suffix = f".{extension}" if extension.isascii() and extension.isalnum() and len(extension) <= _LONGEST else ""
    with _copy(suffix) as (memory, name):
        _copied(stream.fileno(), memory)
        told = _scanner().identify(name, detailed=True)
    match = told["files"][0]["matches"][0]
    return match["id"], f"{match['format']} {match['version']}".strip(), match["basis"]


@contextmanager
def _copy(suffix: str) -> Iterator[tuple[int, str]]:
    """A file in memory and a path under which others open it: Siegfried reads the extension off that."""
    if sys.platform != "linux":
        with tempfile.NamedTemporaryFile(prefix="pronom-", suffix=suffix) as file:
            yield file.fileno(), file.name
        return
    memory = os.memfd_create("pronom")
    name = os.path.join(tempfile.gettempdir(), f"pronom-{secrets.token_hex(8)}{suffix}")
    try:
        os.symlink(f"/proc/{os.getpid()}/fd/{memory}", name)
        yield memory, name
    finally:
        os.close(memory)
        with suppress(FileNotFoundError):
            os.unlink(name)


def _copied(file: int, memory: int) -> None:
    size = os.fstat(file).st_size
    whole = size <= 2 * _END or (size <= _WHOLE and os.pread(file, 8, 0).startswith(_ORDERED))
    for begin, end in ((0, size),) if whole else ((0, _END), (size - _END, size)):
        at = begin
        while at < end and (piece := os.pread(file, min(_END, end - at), at)):
            at += os.write(memory, piece)


def load() -> None:
    """Begins Siegfried, which reserves far more memory than it takes."""
    _scanner()


@cache
def _scanner() -> pygfried.Scanner:
    return pygfried.Scanner()
