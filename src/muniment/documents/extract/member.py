"""A file inside another, and what may be taken out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from muniment.documents.extract.extracted import Budget
from muniment.documents.extract.gathering import fit
from muniment.documents.reading.limits import MEGABYTE

LOCKED = "It is protected with a password: it was not read."
DAMAGED = "It is damaged: it could not be taken out."
LINK = "It is a link or a device, and holds no content of its own."
_DRIVE = re.compile(r"[A-Za-z]:")
_LONGEST = 2_000  # characters of a place


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another. `size` is what it turned out to be, or what is said of it, in bytes; -1 where nobody says."""

    inside: str  # its whole path in what holds it: "2019/a.docx"
    name: str  # "a.docx"
    size: int
    content: bytes | None  # None where it was not taken out
    why: str = ""  # why not


def made(path: str, content: bytes) -> Member:
    """A member that was taken out."""
    place = place_of(path)
    return Member(place, place.rpartition("/")[2], len(content), content)


def refused(path: str, size: int, why: str) -> Member:
    """A member that was not taken out."""
    place = place_of(path)
    return Member(place, place.rpartition("/")[2], size, None, why)


def place_of(path: str) -> str:
    """The path of a member as it is told: with "/", without what leads out of the archive."""
    pieces = _DRIVE.sub("", fit(path).replace("\\", "/"), count=1).split("/")
    return "/".join(piece for piece in pieces if piece.strip() not in {"", ".", ".."})[:_LONGEST] or "unnamed"


def told_apart(found: Iterable[Member]) -> Iterator[Member]:
    """The members, of which those with a path that another has are numbered: "a.txt (2)"."""
    seen: dict[str, int] = {}
    for each in found:
        count = seen[each.inside] = seen.get(each.inside, 0) + 1
        yield each if count == 1 else replace(each, inside=f"{each.inside} ({count})")


def too_large(size: int, budget: Budget) -> str:
    """Why a member of this size is not taken out; "" where it may be."""
    if size > budget.largest:
        return f"It is larger than {budget.largest // MEGABYTE} MB: it was not read."
    if budget.spent + size > budget.unpacked:
        return f"All members together unpack to more than {budget.unpacked // MEGABYTE} MB: it was not read."
    return ""
