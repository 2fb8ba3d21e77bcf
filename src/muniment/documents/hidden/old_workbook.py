"""Workbooks of Excel 97 to 2003 (.xls): the same that is looked for in newer ones, as far as the older format has it."""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

from muniment.documents.compound import Compound
from muniment.documents.hidden import biff
from muniment.documents.hidden.gathering import Gathering, counted, names_of
from muniment.documents.hidden.office import LookInto
from muniment.documents.hidden.old_cells import see_cells
from muniment.documents.hidden.old_formats import Formats
from muniment.documents.hidden.old_office import look_at_common
from muniment.documents.hidden.old_sheet import OldSheet
from muniment.documents.hidden.pictures import look_at_picture
from muniment.documents.hidden.workbook import OWN_NAMES, tell_sheet
from muniment.documents.paper import Unreadable

_STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}
_MACROS, _PROGRAM = 1, 6  # kinds of sheets


@dataclass(slots=True)
class _Book:
    """What stands before the sheets."""

    sheets: dict[int, OldSheet] = field(default_factory=dict)  # by the place where each begins
    formats: Formats = field(default_factory=Formats)
    texts: biff.Record | None = None
    hidden_names: list[str] = field(default_factory=list)
    linked: list[tuple[str, int]] = field(default_factory=list)  # other files, with how many of their cells are kept
    last_user: str = ""
    connections: int = 0
    macro_sheets: int = 0
    lost: int = 0  # sheets that no list of sheets names
    pictures: bytes = b""


def look_at_old_workbook(compound: Compound, gathering: Gathering, look_into: LookInto) -> None:
    """Everything in a workbook that is not seen at once. Raises Unreadable for what is encrypted or older than Excel 97."""
    stream = compound.read("Workbook")
    if stream[:2] != b"\x09\x08" or stream[4:6] != b"\x00\x06":
        raise Unreadable("it is a workbook from before Excel 97. Save it as .xlsx and look into that.")
    book = _read(stream, gathering)
    if compound.has("Book"):
        gathering.missed(
            "It holds the workbook a second time, as Excel 95 reads it. Save it as .xlsx and look into that."
        )
    if book.lost:
        gathering.missed("It holds sheets that its list of sheets does not name: it is damaged.")
    for sheet in book.sheets.values():
        if not sheet.found:
            gathering.missed(f"The sheet “{sheet.title[:40]}” is missing: the file is damaged.")
        with gathering.part(f"The sheet “{sheet.title[:40]}”"):
            count = sheet.state != "visible" or gathering.depth > 0
            see_cells(stream, sheet, book.formats.shades(), gathering.budget, count=count)
            gathering.cells += sheet.seen.content.cells
    strings = _strings(book)
    unseen = {sheet.title for sheet in book.sheets.values() if sheet.state != "visible"}
    for sheet in book.sheets.values():
        tell_sheet(sheet.as_told(), strings, unseen, gathering)
        sheet.tell_objects(gathering)
    _tell(book, gathering)
    _pivots(compound, gathering)
    if compound.read("Revision Log"):
        gathering.found(
            "revision-history",
            "The workbook was shared and keeps who changed what, with the old values.",
            "the workbook",
        )
    look_at_picture(book.pictures, "a picture", gathering)
    look_at_common(compound, gathering, look_into, [f"last opened by: {book.last_user}"] if book.last_user else [])


def _read(stream: bytes, gathering: Gathering) -> _Book:
    """One way through all records but the cells."""
    book, sheet, depth = _Book(), None, 0
    for number, record in enumerate(biff.records(stream)):
        if not number % 1_000:
            gathering.budget.see(1_000)
        if record.kind == biff.BOF:
            depth += 1
            if depth == 1 and record.at:
                sheet = book.sheets.get(record.at)
                book.lost += sheet is None
                if sheet:
                    sheet.found = True
        elif record.kind == biff.EOF:
            depth -= 1
        elif depth == 1 and sheet:
            sheet.read(record)
        elif depth == 1:
            _read_head(book, record)
    return book


def _read_head(book: _Book, record: biff.Record) -> None:
    data = record.data if record.kind != biff.SST else b""
    if record.kind == biff.FILEPASS:
        raise Unreadable("it is encrypted with a password. Save a copy without a password and look into that.")
    if record.kind == biff.BOUNDSHEET:
        place, state, kind = struct.unpack_from("<IBB", data)
        book.macro_sheets += kind in {_MACROS, _PROGRAM}
        book.sheets[place] = OldSheet(biff.text_at(data, 6, wide=False), _STATES.get(state & 3, "hidden"))
    elif record.kind == biff.WRITEACCESS:
        book.last_user = biff.text_at(data, 0).strip("\0 ")
    elif record.kind == biff.SST:
        book.texts = record
    elif record.kind in {biff.DBQUERY, biff.DCONN}:
        book.connections += 1
    elif record.kind == biff.DRAWING_GROUP:
        book.pictures += data
    elif record.kind == biff.NAME:
        _read_name(book, data)
    elif record.kind == biff.SUPBOOK:
        # Of four bytes are those that stand for the workbook itself and for functions.
        path = biff.text_at(data, 2) if len(data) > 4 else ""
        book.linked.append((re.split(r"[\\/\x00-\x08]", path)[-1].strip(), 0))
    elif record.kind == biff.CRN and book.linked:
        leaf, cells = book.linked[-1]
        book.linked[-1] = leaf, cells + data[0] - data[1] + 1
    else:
        book.formats.read(record)


def _read_name(book: _Book, data: bytes) -> None:
    flags, _key, letters = struct.unpack_from("<HBB", data)
    name = biff.letters_at(data, 14, letters)
    if flags & 1 and not flags & 0x20 and not name.startswith(OWN_NAMES):
        book.hidden_names.append(name)


def _strings(book: _Book) -> dict[int, str]:
    """The shared texts that examples need."""
    wanted = {each for sheet in book.sheets.values() for each in sheet.examples()}
    if not wanted or book.texts is None:
        return {}
    last = max(wanted)
    found = {}
    for number, text in enumerate(biff.SharedTexts(book.texts)):
        if number in wanted:
            found[number] = text[:200]
        if number >= last:
            break
    return found


def _tell(book: _Book, gathering: Gathering) -> None:
    if book.hidden_names:
        what = f"Names that the list of names does not show: {names_of(book.hidden_names)}."
        gathering.found("hidden-name", what, "the workbook", len(book.hidden_names))
    for leaf, cells in book.linked:
        if cells:
            gathering.found(
                "external-values",
                f"Kept with the link to “{leaf or 'another file'}”: {counted(cells, 'value')}.",
                "the workbook",
                cells,
            )
        elif leaf:
            gathering.found("external-link", "The file names the place of other files.", "the workbook", 1, leaf)
    if book.connections:
        gathering.found("connection", "The workbook keeps how it reaches other data.", "the workbook", book.connections)
    if book.macro_sheets:
        gathering.found("macros", "The file holds sheets of macros.", "the workbook", book.macro_sheets)


def _pivots(compound: Compound, gathering: Gathering) -> None:
    """The rows that pivot tables keep, each cache in a stream of its own."""
    for place in [*compound.under("_SX_DB_CUR"), *compound.under("_SX_DB")]:
        with gathering.part("The rows behind a pivot table"):
            rows, values, fields = _cache(biff.records(compound.read(*place)), gathering)
            if kept := rows or values:
                what = f"Kept behind the pivot table: {counted(kept, 'row' if rows else 'value')} with {counted(len(fields), 'column')}, whatever it shows of them: {names_of(fields, 6)}."
                gathering.found("pivot-cache", what, f"pivot table {place[-1].lstrip('0')}", kept)


def _cache(records: Iterable[biff.Record], gathering: Gathering) -> tuple[int, int, list[str]]:
    rows, values, fields = 0, 0, []
    for record in records:
        gathering.budget.see()
        rows += record.kind == biff.CACHE_ROW
        values += record.kind in biff.CACHE_VALUES
        if record.kind == biff.CACHE_FIELD:
            fields.append(biff.text_at(record.data, 14))
    return rows, values, fields
