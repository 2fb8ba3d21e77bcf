"""Compound files: the folders and streams in which Office kept its files before 2007, and Outlook keeps messages."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import olefile

from muniment.documents.paper import Unreadable

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Place = tuple[str, ...]


class Damaged(Unreadable):
    """The file does not hold together. What it says is the end of a sentence that begins with the file."""


class Compound:
    """The streams of one file. Raises Damaged where they do not hold together; `take` is told the size of each before it is read, and may refuse it."""

    def __init__(self, content: bytes, take: Callable[[int], None]) -> None:
        try:
            # The library's laxer ways follow entries that point to one another for ever.
            self._file: Any = olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_INCORRECT)
            self.places: list[Place] = [tuple(each) for each in self._file.listdir()]
        except Exception as broken:
            raise Damaged("It is damaged.") from broken
        self._size, self._take = len(content), take
        self._by_name = {tuple(name.casefold() for name in place): place for place in self.places}

    def has(self, *place: str) -> bool:
        return tuple(name.casefold() for name in place) in self._by_name

    def read(self, *place: str) -> bytes:
        """The content of a stream; b"" where there is none."""
        found = self._by_name.get(tuple(name.casefold() for name in place))
        if found is None:
            return b""
        size = self._file.get_size(list(found))
        if size > self._size:
            raise Damaged("A part of it says that it is larger than the whole: it is damaged.")
        self._take(size)
        return bytes(self._file.openstream(list(found)).read())

    def under(self, name: str) -> Iterator[Place]:
        """The streams of a folder with this name, wherever it stands."""
        wanted = name.casefold()
        return (place for place in self.places if wanted in (each.casefold() for each in place[:-1]))
