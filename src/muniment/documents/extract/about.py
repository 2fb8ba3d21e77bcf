"""What documents say of themselves: who wrote them, and when. What cannot be understood says nothing."""

import re
import struct
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

from muniment.documents.compound import Compound
from muniment.documents.extract.extracted import About
from muniment.documents.extract.gathering import fit
from muniment.documents.extract.package import Element, Package, local
from muniment.documents.hidden.property_sets import property_sets
from muniment.documents.paper import Unreadable

_PDF_MOMENT = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(?:([Zz+-])(\d\d)?'?(\d\d)?)?")
_LONGEST = 500
_TITLE, _AUTHOR, _LAST_AUTHOR, _MADE, _SAVED = 2, 4, 8, 12, 13  # numbers of the properties of a summary
_TIME = 0x40
_BEGINNING = datetime(1601, 1, 1, tzinfo=UTC)


def line(text: str | None) -> str:
    """A title or a name in one line."""
    return " ".join(fit(text or "").split())[:_LONGEST]


def moment(text: str | None) -> datetime | None:
    """An ISO moment, aware; one without a zone is taken for UTC."""
    with suppress(ValueError):
        # More digits of a second than a computer counts are cut.
        found = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", (text or "").strip()))
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def pdf_moment(text: str) -> datetime | None:
    """A moment as PDF writes it: D:20261130121500+01'00'."""
    found = _PDF_MOMENT.match(text.strip())
    if not found:
        return None
    year, month, day, hour, minute, second = (int(each or default) for each, default in zip(found.groups()[:6], (0, 1, 1, 0, 0, 0), strict=True))  # fmt: skip
    sign, hours, minutes = found[7], int(found[8] or 0), int(found[9] or 0)
    with suppress(ValueError):
        zone = timezone((-1 if sign == "-" else 1) * timedelta(hours=hours, minutes=minutes))
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    return None


def of_package(package: Package) -> About:
    """By docProps/core.xml of an Office file, or meta.xml of OpenDocument."""
    with suppress(Unreadable):
        core = next((place for kind, place in package.relations("").values() if kind == "core-properties"), "")
        for name in (core, "docprops/core.xml", "meta.xml"):
            if package.has(name) and (root := package.xml(name)) is not None:
                return _of_xml(root)
    return About()


def _of_xml(root: Element) -> About:
    said: dict[str, str] = {}
    for each in root.iter():
        if each.text and each.text.strip():
            said.setdefault(local(each), each.text)
    return About(
        title=line(said.get("title")), author=line(said.get("initial-creator") or said.get("creator")),
        last_author=line(said.get("lastModifiedBy") or (said.get("creator") if "initial-creator" in said else "")),
        made=moment(said.get("created") or said.get("creation-date")), saved=moment(said.get("modified") or said.get("date")),
    )  # fmt: skip


def of_compound(file: Compound) -> About:
    """By the summary of an old Office file."""
    with suppress(Unreadable, struct.error, IndexError, ValueError, LookupError, OverflowError):
        stream = file.read("\x05SummaryInformation")
        texts = next((each.texts for each in property_sets(stream)), {})
        made, saved = _times(stream)
        return About(line(texts.get(_TITLE)), line(texts.get(_AUTHOR)), line(texts.get(_LAST_AUTHOR)), made, saved)
    return About()


def _times(stream: bytes) -> tuple[datetime | None, datetime | None]:
    """When it was made and saved: tenths of microseconds since 1601."""
    if len(stream) < 48:
        return None, None
    (start,) = struct.unpack_from("<I", stream, 44)
    (number,) = struct.unpack_from("<I", stream, start + 4)
    found: dict[int, datetime] = {}
    for each in range(min(number, 1_000)):
        key, at = struct.unpack_from("<II", stream, start + 8 + 8 * each)
        if key in {_MADE, _SAVED} and struct.unpack_from("<I", stream, start + at)[0] == _TIME:
            (ticks,) = struct.unpack_from("<Q", stream, start + at + 4)
            with suppress(OverflowError):
                if ticks > 10**16:  # what is less is a length of time, or nothing
                    found[key] = _BEGINNING + timedelta(microseconds=ticks // 10)
    return found.get(_MADE), found.get(_SAVED)
