"""Sheets of OpenDocument (.ods): the rows of each with what they cover, their values as they are shown or as they are."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from muniment.documents.paper import Paper, Unreadable
from muniment.documents.reading.archive import damaged, open_archive
from muniment.documents.reading.building import PaperBuilder
from muniment.documents.reading.limits import MAX_CELLS
from muniment.documents.reading.markup import Element, local_name, parse_xml
from muniment.documents.reading.sheet import Bounds, Grid, SheetRow, add_sheet

_WHOLE_DAY = re.compile(r"T00:00:00(?:\.0+)?$")
_NAMESPACE = re.compile(r"^\{[^}]*\}")
_MORE = "The file has more than {most:,} cells, more than can be read at once. Save the part that matters as a file of its own and try again."


@dataclass(slots=True)
class OpenSheet:
    """One sheet: its rows with text, the areas that were merged, and whether something of it is hidden."""

    title: str
    rows: list[SheetRow] = field(default_factory=list)
    merged: list[Bounds] = field(default_factory=list)
    hidden: bool = False
    parts_hidden: bool = False


def read_opendocument(content: bytes, name: str) -> Paper:
    """A workbook of OpenDocument, its values as they are shown."""
    builder = PaperBuilder(name, "ods")
    for sheet in sheets(content, exact=False):
        if sheet.hidden:
            builder.lose(f"The sheet “{sheet.title}” is hidden and was not read.")
            continue
        if sheet.parts_hidden:
            builder.lose(f"Rows or columns of the sheet “{sheet.title}” are hidden; they were read like the others.")
        add_sheet(builder, Grid(sheet.title, sheet.rows, sheet.merged))
    return builder.paper()


def sheets(content: bytes, *, exact: bool) -> list[OpenSheet]:
    """The sheets in their order. `exact` gives numbers and days as they are, else as they are shown. Raises Unreadable."""
    archive = open_archive(content)
    try:
        root = parse_xml(archive.read("content.xml"))
    except (KeyError, zipfile.BadZipFile, ValueError) as broken:
        damaged(broken)
    unseen = {
        _said(style, "name")
        for style in root.iter("{*}style")
        if any(_said(each, "display") == "false" for each in style.iterfind("{*}table-properties"))
    }
    cells = 0
    found = []
    for table in root.iter("{*}table"):
        sheet = OpenSheet(_said(table, "name"), hidden=_said(table, "style-name") in unseen)
        columns = table.iter("{*}table-column")
        sheet.parts_hidden = any(_said(each, "visibility") in {"collapse", "filter"} for each in columns)
        number = 0
        for row in table.iter("{*}table-row"):
            sheet.parts_hidden |= _said(row, "visibility") in {"collapse", "filter"}
            texts, spans = _row(row, exact=exact)
            repeated = _times(row, "number-rows-repeated")
            for offset in range(repeated if texts else 0):
                cells += max(texts)
                if cells > MAX_CELLS:
                    raise Unreadable(_MORE.format(most=MAX_CELLS))
                sheet.rows.append((number + offset + 1, dict(texts)))
            sheet.merged += [(column, number + 1, column + wide - 1, number + high) for column, wide, high in spans]
            number += repeated
        found.append(sheet)
    return found


def _said(element: Element, name: str) -> str:
    """An attribute by its own name, whatever the prefix."""
    return next((str(value) for key, value in element.attrib.items() if _NAMESPACE.sub("", str(key)) == name), "")


def _times(element: Element, name: str) -> int:
    said = _said(element, name)
    return max(int(said), 1) if said.isdecimal() and len(said) < 9 else 1


def _row(row: Element, *, exact: bool) -> tuple[dict[int, str], list[tuple[int, int, int]]]:
    texts: dict[int, str] = {}
    spans = []
    column = 1
    for cell in row:
        kind = local_name(cell)
        if kind not in {"table-cell", "covered-table-cell"}:
            continue
        repeated = _times(cell, "number-columns-repeated")
        text = _value(cell, exact=exact) if kind == "table-cell" else ""
        if text:
            if column + repeated > MAX_CELLS:
                raise Unreadable(_MORE.format(most=MAX_CELLS))
            texts.update(dict.fromkeys(range(column, column + repeated), text))
            wide, high = _times(cell, "number-columns-spanned"), _times(cell, "number-rows-spanned")
            if wide > 1 or high > 1:
                spans.append((column, wide, high))
        column += repeated
    return texts, spans


def _value(cell: Element, *, exact: bool) -> str:
    kind = _said(cell, "value-type")
    if exact and kind == "date":
        return _WHOLE_DAY.sub("", _said(cell, "date-value")).replace("T", " ")
    if exact and kind in {"float", "percentage", "currency"}:
        said = _said(cell, "value")
        return said.removesuffix(".0")
    if exact and kind == "boolean":
        return _said(cell, "boolean-value").upper()
    return "\n".join("".join(_words(each)) for each in cell.iterfind("{*}p"))


def _words(element: Element) -> Iterator[str]:
    """The text of a paragraph; runs of spaces are counted there and not written."""
    yield element.text or ""
    for child in element:
        name = local_name(child)
        if name == "s":
            yield " " * min(_times(child, "c"), 100)
        elif name in {"tab", "line-break"}:
            yield "\n" if name == "line-break" else "\t"
        elif name not in {"annotation", "note"}:
            yield from _words(child)
        yield child.tail or ""
