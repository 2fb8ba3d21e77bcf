"""Files packed by gzip, bzip2 and xz, unpacked piece by piece; and the archives of tape (tar) that are mostly inside."""

import bz2
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from muniment.documents.extract.extracted import Budget
from muniment.documents.extract.member import DAMAGED, LINK, Member, made, refused, too_large
from muniment.documents.extract.signatures import kind_by_signature
from muniment.documents.reading.limits import MEGABYTE

_PIECE = 64 * 1024
_BLOCK = 512  # bytes of the head of a member of an archive of tape
_MEMORY = 256 * MEGABYTE  # that unpacking xz may take
_MACHINES: dict[str, Callable[[], Any]] = {
    "gz": lambda: zlib.decompressobj(31),
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=_MEMORY),
}


class Unpacking(io.RawIOBase):
    """What comes out of a packed stream; each byte is counted in the budget, and once that is spent it raises TooLarge."""

    def __init__(self, stream: BinaryIO, kind: str, budget: Budget) -> None:
        super().__init__()
        self._stream, self._budget, self._make = stream, budget, _MACHINES[kind]
        self._machine = self._make()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        while True:
            if self._machine.eof:  # files may be joined end to end
                self._rest = (getattr(self._machine, "unused_data", b"") or self._rest).lstrip(b"\0")
                if not self._rest and not (more := self._stream.read(_PIECE).lstrip(b"\0")):
                    return 0
                self._rest = self._rest or more
                self._machine = self._make()
            piece = self._step(min(len(room), _PIECE))
            if piece:
                self._budget.unpack(len(piece))
                room[: len(piece)] = piece
                return len(piece)

    def _step(self, most: int) -> bytes:
        machine = self._machine
        if isinstance(machine, bz2.BZ2Decompressor | lzma.LZMADecompressor):
            given = (self._rest or self._more()) if machine.needs_input else b""
            self._rest = b""
            return machine.decompress(given, most)
        given = machine.unconsumed_tail or self._rest or self._more()
        self._rest = b""
        return bytes(machine.decompress(given, most))

    def _more(self) -> bytes:
        if piece := self._stream.read(_PIECE):
            return piece
        raise EOFError("It breaks off.")


def members_of_packed(kind: str, name: str) -> Callable[[BinaryIO, Budget], Iterator[Member]]:
    """The one file in a packed one; of an archive of tape its files."""

    def found(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
        unpacked = io.BufferedReader(Unpacking(stream, kind, budget), _PIECE)
        if kind_by_signature(unpacked.peek(_BLOCK)[:_BLOCK], "") == "tar":
            yield from _tape(unpacked, budget, counted=True)
            return
        path = _without(name, kind)
        content = unpacked.read(budget.largest + 1)
        if why := too_large(len(content), budget) if len(content) > budget.largest else "":
            yield refused(path, -1, why)
        else:
            yield made(path, content)

    return found


def _without(name: str, kind: str) -> str:
    """The name of what is inside: letters.txt.gz holds letters.txt."""
    stem, dot, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    if dot and stem:
        return stem + {"svgz": ".svg", "emz": ".emf", "wmz": ".wmf"}.get(ending.lower(), "")
    return name or f"content of the {kind}"


def members_of_tar(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The files of an archive of tape."""
    return _tape(stream, budget, counted=False)


def _tape(stream: Any, budget: Budget, *, counted: bool) -> Iterator[Member]:
    """`counted` says that the budget counted the bytes already, when they were unpacked."""
    with tarfile.open(fileobj=stream, mode="r|", errorlevel=0, encoding="utf-8", errors="surrogateescape") as archive:
        for each in archive:
            path = os_text(each.name)
            if each.isdir():
                continue
            if not each.isfile():
                yield refused(path, each.size, LINK)
                continue
            if why := too_large(0 if counted and each.size <= budget.largest else each.size, budget):
                yield refused(path, each.size, why)
                continue
            if not counted:
                budget.unpack(each.size)
            file = archive.extractfile(each)
            content = file.read() if file else b""
            yield made(path, content) if len(content) == each.size else refused(path, each.size, DAMAGED)


def os_text(name: str) -> str:
    """A name of any bytes as text."""
    content = name.encode("utf-8", "surrogateescape")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
