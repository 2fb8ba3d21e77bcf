"""What an asset register in a file should be read as, and the files that such a register comes in: written once, read by each layout."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

import docx

from muniment.people.models import Post, Unit
from tests.cast import Cast, make

WRONG = object()  # the truth of a cell that nobody could understand: it is to be told, and not guessed
Cells = Sequence[Any]


@dataclass
class Layout:
    """A register as a council keeps it. `columns` pairs each heading with the field that it is rightly read as, "" for none; a cell is a
    text, or a text with what it truly means; `apart` is how many rows are no records; `unit` is the truth where no column says it.
    """

    name: str
    columns: Sequence[tuple[str, str]]
    records: Sequence[Cells]
    content: bytes
    apart: int = 0
    said: dict[str, list[Any]] = field(default_factory=dict)  # by field, for what stands over rows or on the sheets


def text(cell: Any) -> str:
    return str(cell[0] if isinstance(cell, tuple) else cell)


def texts(records: Sequence[Cells]) -> list[list[str]]:
    return [[text(cell) for cell in record] for record in records]


def truth(layout: Layout, at: int) -> dict[str, Any]:
    """By field, what the record at this place says."""
    found = {}
    for (_heading, name), cell in zip(layout.columns, layout.records[at], strict=True):
        if name:
            found[name] = cell[1] if isinstance(cell, tuple) else cell
    return found | {name: values[at] for name, values in layout.said.items()}


def organisation(cast: Cast) -> None:
    """The units and posts that the registers name, beside those of the cast; some that they name are not there."""
    body = cast.council.body
    units = {
        name: make(Unit, body=body, parent=cast.council, name=name)
        for name in ("Planning", "Human Resources", "Democratic Services", "Environmental Health")
    }
    for unit, title in (
        ("Planning", "Head of Planning"), ("Human Resources", "Human Resources Manager"), ("Democratic Services", "Monitoring Officer"),
        ("Democratic Services", "Electoral Services Manager"), ("Environmental Health", "Environmental Health Manager"),
        ("Planning", "Land Charges Officer"),
    ):  # fmt: skip
        make(Post, unit=units[unit], title=title)


def ods(sheets: Sequence[tuple[str, Sequence[Sequence[Any]]]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook of OpenDocument. A cell is a text, a number, a day written as ("day", "2026-01-31"), or ("span", text, columns, rows)."""

    def cell(value: Any) -> str:
        words = f"<text:p>{escape(str(value))}</text:p>"
        if isinstance(value, tuple) and value[0] == "day":
            year, month, day = value[1].split("-")
            return f'<table:table-cell office:value-type="date" office:date-value="{value[1]}"><text:p>{day}/{month}/{year[2:]}</text:p></table:table-cell>'
        if isinstance(value, tuple):
            over = f'table:number-columns-spanned="{value[2]}" table:number-rows-spanned="{value[3]}"'
            covered = (
                f'<table:covered-table-cell table:number-columns-repeated="{value[2] - 1}"/>' if value[2] > 1 else ""
            )
            return f'<table:table-cell office:value-type="string" {over}><text:p>{escape(value[1])}</text:p></table:table-cell>{covered}'
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}">{words}</table:table-cell>'
        if value is None:
            return "<table:covered-table-cell/>"
        return (
            f'<table:table-cell office:value-type="string">{words}</table:table-cell>'
            if value
            else "<table:table-cell/>"
        )

    def sheet(name: str, rows: Sequence[Sequence[Any]]) -> str:
        lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        style = "unseen" if name in hidden else "seen"
        end = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
        return f'<table:table table:name="{escape(name)}" table:style-name="{style}">{lines}{end}</table:table>'

    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text", "style")
    )
    styles = (
        '<office:automatic-styles><style:style style:name="seen" style:family="table"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="unseen" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    body = "".join(sheet(*each) for each in sheets)
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>{styles}<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return file.getvalue()


def word(rows: Sequence[Sequence[str]], title: str) -> bytes:
    """A Word table; a row of one text is merged over its whole width."""
    paper = docx.Document()
    paper.add_heading(title, 1)
    table = paper.add_table(rows=0, cols=max(map(len, rows)))
    for line in rows:
        cells = table.add_row().cells
        if len(line) == 1:
            cells[0].merge(cells[-1]).text = line[0]
        else:
            for cell, each in zip(cells, line, strict=True):
                cell.text = each
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()
