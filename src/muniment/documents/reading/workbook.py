"""Workbooks (.xlsx, .xlsm): each visible sheet, its values as displayed, with the cell each came from."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from itertools import repeat, zip_longest
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from muniment.documents.paper import Paper
from muniment.documents.reading.archive import damaged, open_archive
from muniment.documents.reading.building import PaperBuilder
from muniment.documents.reading.colours import Spot, colour_name
from muniment.documents.reading.displayed import displayed
from muniment.documents.reading.sheet import Grid, SheetRow, add_sheet

# What openpyxl raises on files that break the rules of the format.
_MALFORMED = (
    InvalidFileException,
    zipfile.BadZipFile,
    ParseError,
    SyntaxError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    OSError,  # its word for a workbook without a workbook; no file is opened here
)
# openpyxl's quick mode does not tell merged cells; they are plain in the XML of the sheet.
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]+\d+:[A-Z]+\d+)[\"']")
_HIDDEN = re.compile(rb"<(?:\w+:)?(?:row|col)\s[^>]*?\bhidden=[\"'](?:1|true)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


def read_workbook(content: bytes, name: str) -> Paper:
    """A workbook. Formulas are never computed: the value saved with them is read, or else their own text."""
    archive = open_archive(content)
    builder = PaperBuilder(name, "xlsx")
    try:
        with warnings.catch_warnings():
            # openpyxl warns of features it drops; what matters to a reader is noted in `lost`.
            warnings.simplefilter("ignore")
            _read_sheets(content, archive, builder)
    except _MALFORMED as broken:
        damaged(broken)
    _note_members(archive, builder)
    return builder.paper()


def _read_sheets(content: bytes, archive: zipfile.ZipFile, builder: PaperBuilder) -> None:
    values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    formulas = None
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            builder.lose(f"The sheet “{sheet.title}” is hidden and was not read.")
            continue
        xml = archive.read(sheet._worksheet_path)  # noqa: SLF001 - openpyxl has no public name for it
        if _HIDDEN.search(xml):
            builder.lose(f"Rows or columns of the sheet “{sheet.title}” are hidden; they were read like the others.")
        formula_sheet = None
        if _FORMULA.search(xml):
            formulas = formulas or openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            formula_sheet = formulas[sheet.title]
        merged = [range_boundaries(found.decode()) for found in _MERGED.findall(xml)]
        del xml
        colours: dict[Spot, str] = {}
        add_sheet(builder, Grid(sheet.title, _rows(sheet, formula_sheet, builder, colours), merged, colours))
    for sheet in values.chartsheets:
        builder.lose(f"The chart on the sheet “{sheet.title}” was not read.")


def _rows(sheet: Any, formula_sheet: Any | None, builder: PaperBuilder, colours: dict[Spot, str]) -> Iterator[SheetRow]:
    """The rows that hold text, as (number, {column: text}); the colours of cells without text are noted on the way."""
    # The size a sheet declares may be the largest there is, or wrong: its cells say it better.
    sheet.reset_dimensions()
    beside: Any = repeat(())
    if formula_sheet is not None:
        formula_sheet.reset_dimensions()
        beside = formula_sheet.iter_rows()
    for number, (row, formula_row) in enumerate(zip(sheet.iter_rows(), beside, strict=False), 1):
        builder.count_cells(len(row))
        texts: dict[int, str] = {}
        pairs = zip_longest(row, formula_row) if formula_row else zip(row, repeat(None), strict=False)
        for column, (cell, formula) in enumerate(pairs, 1):
            value = cell.value
            if value is not None:
                texts[column] = value if value.__class__ is str else displayed(value, cell.number_format)
            elif formula is not None and formula.value is not None and cell.data_type == "n":
                texts[column] = _formula_text(formula.value)
                builder.lose(
                    f"Formulas of the sheet “{sheet.title}” were saved without their results; their text was read "
                    "instead. Open the file in Excel, save it and try again."
                )
            elif isinstance(cell, ReadOnlyCell) and (colour := _colour(cell)):
                colours[number, column] = colour
        if texts:
            yield number, texts


# The colours a workbook names by their place in the usual theme: the signs among them.
_THEME = {5: "ED7D31", 6: "A5A5A5", 7: "FFC000", 9: "70AD47"}


def _colour(cell: ReadOnlyCell) -> str:
    fill = cell.fill
    if fill is None or fill.fill_type != "solid":
        return ""
    colour = fill.fgColor
    if colour.type == "theme":
        return colour_name(_THEME.get(colour.theme, ""))
    if colour.type == "indexed":
        return colour_name(COLOR_INDEX[colour.indexed]) if colour.indexed < len(COLOR_INDEX) else ""
    return colour_name(colour.rgb) if isinstance(colour.rgb, str) else ""


def _formula_text(formula: object) -> str:
    text = getattr(formula, "text", formula)
    return str(text) if text else "="


def _note_members(archive: zipfile.ZipFile, builder: PaperBuilder) -> None:
    names = archive.namelist()
    if any(name.startswith("xl/media/") for name in names):
        builder.lose("Pictures were not read.")
    if any(name.startswith("xl/charts/") for name in names):
        builder.lose("Charts were not read.")
    if any(re.match(r"xl/(?:threadedC|c)omments", name) for name in names):
        builder.lose("Comments on cells were not read.")
