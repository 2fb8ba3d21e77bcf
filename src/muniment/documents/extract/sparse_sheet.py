"""Sheets of .xlsx whose cells lie far apart, as a stray entry in the last row makes them, or on which the library fails."""

from collections.abc import Iterator

from muniment.documents.extract.gathering import Gathered
from muniment.documents.extract.package import Element, Package, local
from muniment.documents.extract.word import text_of


def read_sparse(package: Package, gathered: Gathered) -> None:
    """Fills in every sheet, each row without its empty cells; numbers and days as they are stored."""
    shared = package.xml("xl/sharedStrings.xml")
    strings = [text_of(each) for each in shared] if shared is not None else []
    names = _names(package)
    for part in package.like(r"xl/worksheets/[^/]*\.xml"):
        root = package.xml(part)
        if root is not None:
            gathered.grid(names.get(part, "sheet"), _rows(root, strings), named=True)
    gathered.note("It was read cell by cell: empty ones are left out, and days are shown as numbers.")


def _names(package: Package) -> dict[str, str]:
    """The names of the sheets by their parts."""
    book = package.xml("xl/workbook.xml")
    relations = package.relations("xl/workbook.xml")
    found: dict[str, str] = {}
    for each in book.iter() if book is not None else ():
        if local(each) == "sheet":
            key = next((value for name, value in each.attrib.items() if name.endswith("}id")), "")
            found[relations.get(key, ("", ""))[1]] = str(each.get("name", ""))
    return found


def _rows(root: Element, strings: list[str]) -> Iterator[list[str]]:
    for row in root.iter():
        if local(row) != "row":
            continue
        cells: list[str] = []
        for cell in row:
            said = _cell(cell, strings)
            if said:
                cells.append(said)
        if cells:
            yield cells


def _cell(cell: Element, strings: list[str]) -> str:
    kind = cell.get("t", "")
    if kind == "inlineStr":
        return text_of(cell).strip()
    value = next((str(each.text or "") for each in cell if local(each) == "v"), "")
    if kind == "s":
        return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
    return value
