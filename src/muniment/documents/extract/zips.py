"""Members of zip archives, by the standard library; nothing of what an archive says of itself is taken on trust."""

import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO

from muniment.documents.extract.deflate64 import DEFLATE64, unpacked
from muniment.documents.extract.extracted import Budget, TooLarge
from muniment.documents.extract.gathering import held
from muniment.documents.extract.member import DAMAGED, LOCKED, Member, made, refused, too_large
from muniment.documents.paper import Unreadable

_HEAD = 30  # bytes that stand before each member at least
_UTF8_NAME = 0x800
_END = b"PK\x05\x06"
_TAIL = 66_000  # bytes at the end within which the directory ends
_DIRECTORY_ENTRY = 46  # bytes, at least, of each member in the directory


def members_of_zip(
    stream: BinaryIO, budget: Budget, wanted: Callable[[str], bool] = lambda _name: True
) -> Iterator[Member]:
    """The files of an archive, of which only those whose name is `wanted` are taken out. Raises Unreadable where it has no directory that holds together."""
    _refuse_endless(stream, budget)
    with held("The archive is damaged or was not copied whole: what is inside could not be read."):
        archive = zipfile.ZipFile(stream)
    overlapping = _overlapping(archive)
    for each in archive.infolist():
        if not each.is_dir() and wanted(each.filename):
            yield _member(stream, archive, each, budget, overlaps=each.header_offset in overlapping)


def _member(
    stream: BinaryIO, archive: zipfile.ZipFile, each: zipfile.ZipInfo, budget: Budget, *, overlaps: bool
) -> Member:
    path = _name(each)
    why = too_large(each.file_size, budget)
    if each.flag_bits & 1:
        why = LOCKED
    elif overlaps:
        why = "It shares its bytes with another member, as archives do that are out to harm: it was not read."
    if why:
        return refused(path, each.file_size, why)
    budget.unpack(each.file_size)
    try:
        with held(DAMAGED):
            try:
                content = unpacked(stream, each) if each.compress_type == DEFLATE64 else archive.read(each)
            except NotImplementedError as rare:
                raise Unreadable("It is packed in a way that is not known here: it was not read.") from rare
    except Unreadable as broken:
        return refused(path, each.file_size, str(broken))
    return made(path, content)


def _name(each: zipfile.ZipInfo) -> str:
    """The name: many programmes write UTF-8 and do not say so."""
    if not each.flag_bits & _UTF8_NAME and not each.filename.isascii():
        try:
            return each.orig_filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return each.filename


def _overlapping(archive: zipfile.ZipFile) -> set[int]:
    """Where members begin whose bytes another member also claims."""
    rows = sorted((each.header_offset, each.header_offset + _HEAD + each.compress_size) for each in archive.infolist() if not each.is_dir())  # fmt: skip
    found: set[int] = set()
    reach, owner = -1, -1
    for begins, ends in rows:
        if begins < reach:
            found |= {begins, owner}
        if ends > reach:
            reach, owner = ends, begins
    return found


def directory_of(stream: BinaryIO) -> bytes:
    """The directory of an archive as it stands there, which holds the names of all members; b"" where it is lost."""
    size = stream.seek(0, 2)
    tail_at = stream.seek(max(0, size - _TAIL))
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0:
        return b""
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    if length <= at:
        return tail[at - length : at]
    stream.seek(max(0, tail_at + at - length))
    return stream.read(length)


def _refuse_endless(stream: BinaryIO, budget: Budget) -> None:
    """Refuses a directory of so many members that reading it alone would exhaust the machine."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read()
    at = tail.rfind(_END)
    listed = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    if listed == 0xFFFFFFFF and (large := tail.rfind(b"PK\x06\x06")) >= 0:
        listed = int.from_bytes(tail[large + 40 : large + 48], "little")
    if min(listed, size) > 100 * _DIRECTORY_ENTRY * budget.members:
        raise TooLarge(f"It has far more than {budget.members:,} members: it was not opened.")
    stream.seek(0)
