"""Office files that are archives of XML: their parts, unpacked one by one within the budget and never trusted."""

import io
import posixpath
import re
import zipfile
from typing import Any

from lxml import etree

from muniment.documents.extract.extracted import Budget, Locked, TooLarge
from muniment.documents.extract.gathering import DAMAGED, held
from muniment.documents.paper import Unreadable
from muniment.documents.reading.limits import MEGABYTE

Element = Any
_LARGEST = 128 * MEGABYTE  # of one part of XML
_FEW = 1_000  # a package that unpacks to so many times its size and is more than a few MB is out to harm
_SMALL = 48 * 1024  # bytes
_NUMBERS = re.compile(r"(\d+)")


class Package:
    """The parts of a file by name. Raises Unreadable where it does not hold together, Locked where it has a password."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        with held():
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._budget = budget
        self._known = {each.filename.lower().replace("\\", "/").lstrip("/"): each for each in self._archive.infolist()}
        if len(self._known) > budget.members:
            raise TooLarge(f"It has more than {budget.members:,} parts: it was not read.")
        if sum(each.file_size for each in self._known.values()) > budget.unpacked:
            raise TooLarge(f"It unpacks to more than {budget.unpacked // MEGABYTE} MB: it was not read.")

        # OpenDocument locks its parts one by one, and says so here.
        if b"encryption-data" in self.read("META-INF/manifest.xml"):
            raise Locked("It is protected with a password.")

    def has(self, name: str) -> bool:
        return name.lower() in self._known

    def like(self, pattern: str) -> list[str]:
        """The names of the parts that match, by the numbers in them: slide2 stands before slide10."""
        found = [name for name in self._known if re.fullmatch(pattern, name)]
        return sorted(found, key=lambda name: [int(piece) if piece.isdigit() else 0 for piece in _NUMBERS.split(name)])

    def read(self, name: str) -> bytes:
        """The content of a part; b"" where there is none. Its check sum is verified."""
        member = self._known.get(name.lower())
        if member is None:
            return b""
        if member.flag_bits & 1:
            raise Locked("It is protected with a password.")
        if member.file_size > _LARGEST:
            raise TooLarge(f"A part of it unpacks to more than {_LARGEST // MEGABYTE} MB: it was not read.")
        if member.file_size > 64 * MEGABYTE and member.file_size > _FEW * max(1, member.compress_size):
            raise TooLarge("A part of it unpacks to a thousand times its size: it was not read.")
        self._budget.unpack(member.file_size)
        with held():
            return self._archive.read(member)

    def verify(self) -> None:
        """Reads the parts that could unpack to much more than they say, for a library that would not look.

        No part can unpack to more than a thousand times its size: a small one need not be tried.
        """
        for name, member in self._known.items():
            if (
                member.compress_size > _SMALL
                and name.endswith((".xml", ".bin", ".rels"))
                and "/worksheets/" not in name
            ):
                self.read(name)

    def xml(self, name: str) -> Element | None:
        """The root of a part of XML; None where there is no such part or it is empty."""
        content = self.read(name)
        return parsed(content) if content else None

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Where a part points to: by the key of each relation the last word of its type, and the part."""
        folder, _slash, leaf = name.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{leaf}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for each in root if root is not None else ():
            target = str(each.get("Target", ""))
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            found[str(each.get("Id", ""))] = (str(each.get("Type", "")).rpartition("/")[2], place.lstrip("/").lower())
        return found


def parsed(content: bytes) -> Element:
    """XML as a tree, as far as it holds together; entities are not expanded, nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False, remove_comments=True, remove_pis=True)  # fmt: skip
    with held():
        root = etree.fromstring(content, parser)
    if root is None:
        raise Unreadable(DAMAGED)
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace; "" of what is none (an entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
