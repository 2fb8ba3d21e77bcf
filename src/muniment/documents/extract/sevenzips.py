"""Members of 7z archives, by py7zr, taken out into memory within the budget."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import py7zr
from py7zr.io import Py7zIO, WriterFactory

from muniment.documents.extract.extracted import Budget, Locked, TooLarge
from muniment.documents.extract.member import DAMAGED, Member, made, refused, too_large


class _Held(Py7zIO):
    """A member as it is unpacked; more than was said of it is refused."""

    def __init__(self, most: int, budget: Budget) -> None:
        self._content, self._most, self._budget = io.BytesIO(), most, budget
        self._length = 0

    def write(self, piece: bytes | bytearray) -> int:
        self._length += len(piece)
        if self._length > self._most:
            raise TooLarge("A member unpacks to more than the archive says: the archive was not read.")
        self._budget.unpack(len(piece))
        return self._content.write(piece)

    def read(self, size: int | None = None) -> bytes:
        return self._content.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._content.seek(offset, whence)

    def flush(self) -> None:
        return

    def size(self) -> int:
        return self._length


class _Factory(WriterFactory):
    def __init__(self, sizes: dict[str, int], budget: Budget) -> None:
        self._sizes, self._budget = sizes, budget
        self.files: dict[str, _Held] = {}

    def create(self, filename: str) -> Py7zIO:
        self.files[filename] = _Held(self._sizes.get(filename, self._budget.largest), self._budget)
        return self.files[filename]


def members_of_7z(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The files of an archive. Its members are packed together: either all that may be read are, or none."""
    try:
        archive: Any = py7zr.SevenZipFile(stream, "r")
        locked = archive.needs_password()
    except py7zr.PasswordRequired as wanted:
        raise Locked("It is protected with a password.") from wanted
    if locked:
        raise Locked("It is protected with a password.")
    listed = [each for each in archive.list() if not each.is_directory]
    sizes = {each.filename: int(each.uncompressed or 0) for each in listed}
    if sum(sizes.values()) + budget.spent > budget.unpacked:
        for name, size in sizes.items():
            yield refused(name, size, too_large(max(size, budget.unpacked), budget))
        return
    if len(listed) > budget.members:
        raise TooLarge(f"It has more than {budget.members:,} members: it was not read.")
    wanted_names = [name for name, size in sizes.items() if not too_large(size, budget)]
    factory = _Factory(sizes, budget)
    archive.extract(targets=wanted_names, factory=factory)
    for name, size in sizes.items():
        if why := too_large(size, Budget(largest=budget.largest, unpacked=budget.unpacked)):
            yield refused(name, size, why)
        elif (file := factory.files.get(name)) is not None and file.size() == size:
            file.seek(0)
            yield made(name, file.read())
        elif size == 0:
            yield made(name, b"")
        else:
            yield refused(name, size, DAMAGED)
