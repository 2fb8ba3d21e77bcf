"""Word documents (.docx): what a reader reads, wherever in the file it stands. What was deleted under track changes is none of it."""

from muniment.documents.extract.gathering import Gathered
from muniment.documents.extract.package import Element, Package, local

_PIECES = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Another way to say the same, for old programs; and what is no text: codes of fields, properties.
_PASSED_OVER = frozenset({"Fallback", "instrText", "delText", "pPr", "rPr", "tblPr", "tcPr", "trPr", "sectPr", "sdtPr", "del", "moveFrom"})  # fmt: skip
_DEEP = 200
_BESIDE = (
    (r"word/header\d*\.xml", "header"), (r"word/footer\d*\.xml", "footer"), (r"word/footnotes\d*\.xml", "footnotes"),
    (r"word/endnotes\d*\.xml", "endnotes"), (r"word/comments\d*\.xml", "comments"), (r"word/glossary/document\d*\.xml", "building blocks"),
    (r"word/diagrams/data\d*\.xml", "diagram"), (r"word/charts/chart\d*\.xml", "chart"), (r"word/drawings/drawing\d*\.xml", "drawing"),
)  # fmt: skip


def read_word(package: Package, gathered: Gathered) -> None:
    """Fills in the body, then headers, footers, notes, comments, diagrams."""
    body = next((place for kind, place in package.relations("").values() if kind == "officeDocument"), "")
    bodies = [body] if package.has(body) else package.like(r"word/document\d*\.xml")
    for name in bodies:
        blocks(package.xml(name), "", gathered)
    for pattern, place in _BESIDE:
        for name in package.like(pattern):
            blocks(package.xml(name), place, gathered)


def blocks(root: Element | None, place: str, gathered: Gathered) -> None:
    """The paragraphs and tables of a part in their order: tables that stand in the running text as grids."""
    pieces: list[str] = []

    def flush() -> None:
        gathered.prose(place, "".join(pieces))
        pieces.clear()

    def walk(element: Element, depth: int) -> None:
        for child in element:
            if gathered.full:
                return
            name = local(child)
            if name == "tbl" and depth < _DEEP:
                flush()
                gathered.grid(place or "table", table_rows(child))
            elif name in {"p", "pt", "v", "t"} or depth >= _DEEP:
                pieces.append(text_of(child) + "\n")
            elif name not in _PASSED_OVER:
                walk(child, depth + 1)

    if root is not None:
        walk(root, 0)
        flush()


def table_rows(table: Element) -> list[list[str]]:
    """The cells of a table; a table in a cell is a part of its text."""
    rows: list[list[str]] = []
    for row in _children(table, "tr"):
        rows.append([text_of(cell).strip() for cell in _children(row, "tc")])
    return rows


def _children(element: Element, name: str) -> list[Element]:
    """The rows of a table or the cells of a row, also those within content controls."""
    found: list[Element] = []
    for child in element:
        said = local(child)
        if said == name:
            found.append(child)
        elif said in {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}:
            found += _children(child, name)
    return found


def text_of(element: Element) -> str:
    """All text within an element, paragraphs as lines."""
    pieces: list[str] = []
    gather(element, pieces, 0)
    return "".join(pieces)


def gather(element: Element, pieces: list[str], depth: int) -> None:
    """Adds the text within an element to the pieces."""
    for child in element:
        name = local(child)
        if name in {"t", "v"} and not len(child):
            pieces.append(child.text or "")
        elif name in _PIECES:
            pieces.append(_PIECES[name])
        elif name in _PASSED_OVER:
            continue
        elif len(child) and depth < _DEEP:
            gather(child, pieces, depth + 1)
            if name == "p":
                pieces.append("\n")
            elif name == "tc":
                pieces.append("\t")
    if local(element) in {"t", "v"} and element.text and not len(element):
        pieces.append(element.text)
