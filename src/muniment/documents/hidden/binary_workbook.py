"""Binary workbooks (.xlsb): which sheets are hidden and what is kept behind them. Their cells are not read, and that is said."""

import struct
from collections.abc import Iterator

from muniment.documents.hidden.gathering import Gathering, counted
from muniment.documents.hidden.office import LookInto, look_at_common
from muniment.documents.hidden.parts import Parts

_SHEET = 156  # BrtBundleSh
_CACHE_ROW = 33  # BrtPCRRecord
_CACHE_ROW_TYPED = 34  # BrtPCRRecordDt
_STATES = {1: "hidden", 2: "very hidden: no menu shows it"}
_MOST = 200_000_000


def look_at_binary_workbook(parts: Parts, gathering: Gathering, look_into: LookInto) -> None:
    """Whatever can be told without reading cells."""
    gathering.missed("The cells of a binary workbook (.xlsb) are not read. Save it as .xlsx and look into that.")
    with gathering.part("The list of sheets"):
        for kind, record in _records(parts.read("xl/workbook.bin")):
            if kind == _SHEET:
                (state,) = struct.unpack_from("<I", record)
                if state in _STATES:
                    gathering.found("hidden-sheet", f"The sheet is {_STATES[state]}.", f"sheet {_name(record)}")
    for name in parts.like("pivotCacheRecords"):
        with gathering.part("The rows behind a pivot table"):
            rows = sum(kind in {_CACHE_ROW, _CACHE_ROW_TYPED} for kind, _record in _records(parts.read(name, _MOST)))
            gathering.found(
                "pivot-cache",
                f"Kept behind a pivot table: {counted(rows, 'row')}, whatever it shows of them.",
                name,
                rows,
            )
    told = {
        "comment": ("xl/comments", "There are comments."), "external-values": ("xl/externalLinks/", "Values of other files are kept with the links to them."),
        "connection": ("xl/connections", "The workbook keeps how it reaches other data."), "data-model": ("xl/model/", "The workbook holds a data model: whole tables that no sheet shows."),
    }  # fmt: skip
    for rule, (piece, what) in told.items():
        if found := parts.like(piece):
            gathering.found(rule, what, "the workbook", len(found))
    look_at_common(parts, gathering, look_into)


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a binary part: a kind of one or two bytes, a length of one to four, seven bits of each."""
    at = 0
    while at < len(content):
        kind, at = content[at], at + 1
        if kind & 0x80 and at < len(content):
            kind, at = kind & 0x7F | (content[at] & 0x7F) << 7, at + 1
        size = 0
        for shift in (0, 7, 14, 21):
            if at >= len(content):
                return
            byte, at = content[at], at + 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, content[at : at + size]
        at += size


def _name(record: bytes) -> str:
    """The name comes after state, number and the key of a relation, each text with its length before it."""
    at = 8
    (length,) = struct.unpack_from("<I", record, at)
    at += 4 + (0 if length == 0xFFFFFFFF else 2 * length)
    (length,) = struct.unpack_from("<I", record, at)
    return record[at + 4 : at + 4 + 2 * min(length, 255)].decode("utf-16-le", "replace")
