"""One file looked at as a scan looks at it, in a process of its own: what it is, says and holds."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from muniment.discovery.engine import contents, identifying
from muniment.discovery.engine.contents import Reading
from muniment.discovery.engine.entries import extensions
from muniment.discovery.engine.guarded import Guard, Limits
from muniment.discovery.engine.names import written
from muniment.discovery.engine.sources import source_of
from muniment.documents.extract.archives import NOT_READ
from muniment.documents.extract.kind_table import HAS_TEXT, OPENED, UNREAD
from muniment.documents.extract.member import LINK


def inspect(place: Path, limits: Limits) -> dict[str, Any]:
    """What a scan would say of this file, as JSON holds it. Raises OSError where it is not there or no file."""
    place.stat()
    if not place.is_file():
        raise IsADirectoryError(0, "it is no file: scan a folder with `muniment scan`", str(place))
    where = os.path.abspath(os.fsencode(place))
    source, name = source_of(os.fsdecode(os.path.dirname(where))), written(os.path.basename(where))
    row = {"path": name, "stamp": 0, "name": name, "extension": extensions(pa.array([name]))[0].as_py(), "size": place.stat().st_size, "allocated": place.stat().st_blocks * 512}  # fmt: skip
    asked = pa.RecordBatch.from_pylist([row])
    told: dict[str, Any] = {"path": str(place).encode(errors="replace").decode(), "size": row["size"]}
    with Guard(limits) as guard:
        identified = next(
            guard.run(identifying.Identifying(source, limits.seconds), [asked], identifying.lost)
        ).to_pylist()[0]
        told |= {key: identified[key] for key in ("format", "mime", "puid", "puid_name", "mismatch", "risk")}
        if not row["size"] or identified["format"] not in HAS_TEXT | OPENED:
            state = "failed" if identified["why"] else "none" if row["size"] else "empty"
            return told | {
                "state": state,
                "why": identified["why"] or (NOT_READ if identified["format"] in UNREAD else None),
                "personal": [],
                "personal_score": 0.0,
                "members": [],
            }
        first, *rest = next(guard.run(Reading(source, limits.seconds), [asked], contents.lost)).to_pylist()
    members = [
        {"inside": each["inside"], "format": each["format"], "size": each["size"], **_said(each)} for each in rest
    ]
    return told | _said(first) | {"members": members}


def _said(row: dict[str, Any]) -> dict[str, Any]:
    said = {key: row[key] for key in ("state", "why", "characters", "title", "author", "last_author", "blake3")}
    said |= {key: row[key].isoformat() if row[key] else None for key in ("made", "saved")}
    return said | {
        "personal": row["personal"] or [], "personal_score": round(row["personal_score"] or 0.0, 3),
        "personal_density": round(row["personal_density"] or 0.0, 3),
    }  # fmt: skip


def read_whole(told: dict[str, Any]) -> bool:
    """Whether nothing is missing from what was read of it and of what is inside."""
    return not any(each["why"] not in {None, LINK} for each in (told, *told["members"]))


def text_of(place: Path) -> str:
    """The text of a file, read in a process of its own; with what is inside it. Raises OSError."""
    from muniment.documents.searchable import text_of_file  # noqa: PLC0415 - loads every reader

    return text_of_file(place, place.name)[0]


def in_words(told: dict[str, Any]) -> Iterator[str]:
    """For a terminal."""
    name = f" ({told['puid']}, {told['puid_name']})" if told["puid"] else ""
    yield f"{told['path']}: {told['format'] or 'unknown'}{name}, {told['size']:,} bytes"
    for key in ("mismatch", "risk", "why"):
        if told[key]:
            yield f"  {told[key]}"
    if told.get("characters"):
        yield f"  {told['characters']:,} characters of text"
    for each in (told, *told.get("members", ())):
        if each is not told:
            yield f"  inside: {each['inside']} ({each['format'] or each['state']})"
            if each["why"]:
                yield f"    {each['why']}"
        for found in each["personal"]:
            yield f"    {found['kind']}: {found['count']}, such as {found['masked']} ({found['where']}; {found['score']:.2f}): {found['why']}"
