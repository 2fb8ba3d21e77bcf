"""One sheet of a workbook: what stands in rows, columns and cells that are not shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from muniment.documents.hidden.elements import complete
from muniment.documents.hidden.gathering import Budget
from muniment.documents.hidden.shades import Shades
from muniment.documents.paper import column_letters
from muniment.documents.reading.markup import Element, local_name

_LAST_ROW = 1_048_576
TOO_LOW = 1.0  # points, or widths of a figure: nothing can be read in it
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_PRINTED = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_SMALL = ("col", "sheetPr", "sheetFormatPr", "dataValidation", "scenario", *_PRINTED)
Area = tuple[int, int, int, int]  # first column and row, last column and row


@dataclass(slots=True)
class Unseen:
    """What is not shown for one reason: its places (numbers of rows or columns), how many cells, and the first of them.

    The example is the text of a cell, or its number among the shared strings.
    """

    places: set[int] = field(default_factory=set)
    cells: int = 0
    first: str = ""
    example: str | int = ""

    def add(self, place: int, cell: Element, reference: str) -> None:
        self.note(place, reference, "" if self.first else _text(cell))

    def note(self, place: int, reference: str, example: str | int) -> None:
        self.places.add(place)
        self.cells += 1
        if not self.first:
            self.first, self.example = reference, example


@dataclass(slots=True)
class SheetSeen:
    rows: Unseen = field(default_factory=Unseen)
    columns: Unseen = field(default_factory=Unseen)
    cells: Unseen = field(default_factory=Unseen)
    content: Unseen = field(default_factory=Unseen)  # all of it, when it was asked for
    filtered: bool = False
    choices: list[str] = field(default_factory=list)
    scenarios: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)


def see_sheet(stream: IO[bytes], shades: Shades, tables: list[Area], budget: Budget, *, count: bool) -> SheetSeen:
    """Reads one sheet. Cells in `tables` take their colours from the style of the table, so theirs are not judged."""
    seen = SheetSeen()
    hidden: list[range] = []
    doubtful = {str(style) for style in shades.empty | shades.empty_numbers | shades.same}
    number = 0
    all_hidden = False
    for element in complete(stream, ("row", *_SMALL), budget):
        name = local_name(element)
        if name != "row":
            all_hidden |= name == "sheetFormatPr" and _true(element.get("zeroHeight"))
            _see_small(name, element, seen, hidden)
            continue
        number = _whole(element.get("r")) or number + 1
        low = element.get("ht")
        unseen = _true(element.get("hidden")) or (low is not None and _decimal(low) < TOO_LOW)
        # Where rows are hidden by default, one that is shown says its height.
        unseen |= all_hidden and low is None and element.get("hidden") is None
        if count or unseen or hidden:
            budget.see(len(element))
        if count:
            _count(element, number, seen.content)
        if unseen or hidden:
            _see_cells(element, number, seen, hidden, unseen=unseen)
        if not unseen and doubtful:
            _see_formats(element, number, seen, shades, doubtful, [*tables, *_areas(hidden)])
    return seen


def _areas(hidden: list[range]) -> list[Area]:
    """Hidden columns as areas: what stands in them is told already."""
    return [(each.start, 0, each.stop - 1, _LAST_ROW) for each in hidden]


def _count(row: Element, number: int, content: Unseen) -> None:
    for cell in row:
        if len(cell):
            content.cells += 1
            if not content.first and _content(cell):
                content.first, content.example = cell.get("r") or str(number), _text(cell)


def _see_cells(row: Element, number: int, seen: SheetSeen, hidden: list[range], *, unseen: bool) -> None:
    """Cells of a hidden row, or in hidden columns."""
    for column, cell in _numbered(row):
        within = any(column in each for each in hidden)
        if (unseen or within) and _content(cell):
            place = f"{column_letters(column)}{number}"
            if unseen:
                seen.rows.add(number, cell, place)
            if within:
                seen.columns.add(column, cell, place)


def _see_formats(
    row: Element, number: int, seen: SheetSeen, shades: Shades, doubtful: set[str], told: list[Area]
) -> None:
    """Cells whose format shows nothing, but for those in areas that are told of or have colours of their own."""
    styles = doubtful | {None} if "0" in doubtful else doubtful
    if not any(cell.get("s") in styles for cell in row):
        return
    for column, cell in _numbered(row):
        doubted = cell.get("s") in styles and _content(cell) and _invisible(cell, shades)
        if doubted and not any(_in(area, column, number) for area in told):
            seen.cells.add(number, cell, f"{column_letters(column)}{number}")


def _numbered(row: Element) -> Iterator[tuple[int, Element]]:
    """The cells of a row with their columns; one that names none stands beside the one before it."""
    column = 0
    for cell in row:
        column = column_of(cell.get("r") or "") or column + 1
        yield column, cell


def _see_small(name: str, element: Element, seen: SheetSeen, hidden: list[range]) -> None:
    if name == "col":
        width = element.get("width")
        if _true(element.get("hidden")) or (width is not None and _decimal(width) < TOO_LOW / 4):
            hidden.append(range(_whole(element.get("min")), _whole(element.get("max")) + 1))
    elif name == "sheetPr":
        seen.filtered = _true(element.get("filterMode"))
    elif name == "dataValidation":
        first = next((each for each in element if local_name(each) == "formula1"), None)
        if element.get("type") == "list" and first is not None:
            seen.choices.append("".join(map(str, first.itertext()))[:300])
    elif name == "scenario":
        seen.scenarios.append(f"{element.get('name', '')} {element.get('user', '')}".strip())
    elif name in _PRINTED and typed(element.text or ""):
        seen.printed.append(element.text or "")


def typed(text: str) -> bool:
    """Whether a head or foot has letters of its own: &P, &D and the like are put in by the program."""
    return re.search(r"\w", re.sub(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&\d+|&[A-Za-z]', "", text)) is not None


def _invisible(cell: Element, shades: Shades) -> bool:
    style = _whole(cell.get("s"))
    if style in shades.empty or style in shades.same:
        return True
    return style in shades.empty_numbers and cell.get("t", "n") == "n"


def _content(cell: Element) -> bool:
    return any((child.text or len(child)) and local_name(child) in {"v", "is", "f"} for child in cell)


def _text(cell: Element) -> str | int:
    """The text of a cell, or its number among the shared strings."""
    value = "".join("".join(map(str, child.itertext())) for child in cell if local_name(child) in {"v", "is"})[:200]
    return int(value) if cell.get("t") == "s" and value.isdecimal() else value


def _in(area: Area, column: int, row: int) -> bool:
    return area[0] <= column <= area[2] and area[1] <= row <= area[3]


def area_of(reference: str) -> Area | None:
    """The corners of `A1:D20`."""
    found = _REFERENCE.findall(reference)
    if not found:
        return None
    (left, top), (right, bottom) = found[0], found[-1]
    return column_of(left), int(top), column_of(right), int(bottom)


def column_of(reference: str) -> int:
    """The column of `AB7`, 28; 0 for what is no reference."""
    column = 0
    for sign in reference[:3].upper():
        if not "A" <= sign <= "Z":
            break
        column = column * 26 + ord(sign) - 64
    return column


def _true(text: str | None) -> bool:
    return text in {"1", "true", "on"}


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _decimal(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 100.0
