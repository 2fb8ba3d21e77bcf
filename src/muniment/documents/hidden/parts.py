"""An Office or OpenDocument file as its parts, with the relations between them; every byte unpacked is counted."""

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import IO
from urllib.parse import unquote

from muniment.documents.hidden.elements import Visitor, visit
from muniment.documents.hidden.gathering import Gathering
from muniment.documents.reading.archive import damaged, open_archive
from muniment.documents.reading.limits import MEGABYTE

LARGEST_READ = 64 * MEGABYTE  # of a part that is read at once: an embedded file


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part points to. `kind` is the last word of its type; `target` a part, or an address outside."""

    key: str
    kind: str
    target: str
    external: bool


class Parts:
    """The parts of a package by name. Raises Unreadable when it is damaged, locked or too large."""

    def __init__(self, content: bytes, gathering: Gathering) -> None:
        self._archive = open_archive(content)
        self._gathering = gathering
        for each in self._archive.infolist():
            # A part that stands under another name in the file than in its list is not reached by those that point to it.
            with _whole(), self._archive.open(each):
                pass
        self.names = [each.filename for each in self._archive.infolist() if not each.is_dir()]
        gathering.budget.unpack(sum(each.file_size for each in self._archive.infolist()))
        self._known = {name.lower(): name for name in self.names}

    def has(self, name: str) -> bool:
        return name.lower() in self._known

    def size(self, name: str) -> int:
        return self._archive.getinfo(self._known[name.lower()]).file_size

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(self._known[name.lower()])

    def read(self, name: str, most: int = LARGEST_READ) -> bytes:
        """The part, or its beginning."""
        with self.open(name) as stream:
            return stream.read(most)

    def like(self, *pieces: str) -> list[str]:
        """The parts whose name or content type tells of one of these ("pivotCacheRecords"), in their order."""
        wanted = tuple(piece.lower() for piece in pieces)
        return [
            name
            for name in self.names
            if not name.endswith(".rels")
            and any(piece in name.lower() or piece in self._types.get(name.lower(), "") for piece in wanted)
        ]

    def visit(self, name: str, visitor: Visitor) -> None:
        """Reads a part of XML; one that is damaged is told, and is not understood."""
        with self._gathering.part(f"The part {name[:80]}"), self.open(name) as stream:
            visit(stream, visitor, self._gathering.budget)

    @cached_property
    def _types(self) -> dict[str, str]:
        reader = _Types()
        if self.has("[Content_Types].xml"):
            self.visit("[Content_Types].xml", reader)
        return reader.types

    def relations(self, name: str) -> list[Relation]:
        """Where a part points to; "" stands for the package."""
        folder, _slash, leaf = name.rpartition("/")
        rels = posixpath.join(folder, "_rels", f"{leaf}.rels")
        if not self.has(rels):
            return []
        reader = _Relations(folder)
        self.visit(rels, reader)
        return reader.found

    def all_relations(self) -> Iterator[tuple[str, Relation]]:
        """Every relation with the part that it starts from."""
        for rels in [name for name in self.names if name.lower().endswith(".rels")]:
            folder = posixpath.dirname(posixpath.dirname(rels))
            source = posixpath.join(folder, posixpath.basename(rels)[: -len(".rels")])
            reader = _Relations(folder)
            self.visit(rels, reader)
            yield from ((source, each) for each in reader.found)

    def target(self, name: str, kind: str) -> str:
        """The first part that a part points to by this kind of relation, "" when there is none."""
        found = (each.target for each in self.relations(name) if each.kind == kind and not each.external)
        return next((target for target in found if self.has(target)), "")


@contextmanager
def _whole() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as broken:
        damaged(broken)


class _Types(Visitor):
    def __init__(self) -> None:
        self.types: dict[str, str] = {}

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "Override":
            self.types[said.get("PartName", "").lstrip("/").lower()] = said.get("ContentType", "").lower()


class _Relations(Visitor):
    def __init__(self, folder: str) -> None:
        self.found: list[Relation] = []
        self._folder = folder

    def start(self, name: str, said: dict[str, str]) -> None:
        if name != "Relationship":
            return
        kind = said.get("Type", "").rpartition("/")[2]
        target = said.get("Target", "")
        external = said.get("TargetMode", "").lower() == "external"
        if not external:
            plain = unquote(target)
            target = plain.lstrip("/") if plain.startswith("/") else posixpath.normpath(f"{self._folder}/{plain}")
            target = target.lstrip("/")
        self.found.append(Relation(said.get("Id", ""), kind, target, external))
