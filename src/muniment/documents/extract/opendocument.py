"""OpenDocument texts and presentations (.odt, .odp, .odg): body, tables, notes, comments, headers and footers."""

from muniment.documents.extract.gathering import Gathered
from muniment.documents.extract.package import Element, Package, local, parsed

_DEEP = 200
_MOST_COLUMNS, _MOST_SPACES = 1_000, 1_000
_PASSED_OVER = frozenset({"tracked-changes", "annotation-end", "bookmark-start", "forms", "sequence-decls", "automatic-styles", "meta", "settings", "scripts", "font-face-decls"})  # fmt: skip


def read_opendocument(package: Package, gathered: Gathered) -> None:
    """Fills in the content, then what the pages have above and below."""
    content = package.xml("content.xml")
    if content is not None:
        _blocks(content, gathered, "")
    styles = package.xml("styles.xml")
    if styles is not None:
        for each in styles.iter():
            if local(each) in {"header", "footer", "header-left", "footer-left"}:
                _blocks(each, gathered, local(each).partition("-")[0])


def read_flat(content: bytes, gathered: Gathered) -> None:
    """One that is a single file of XML."""
    _blocks(parsed(content), gathered, "")


def _blocks(root: Element, gathered: Gathered, place: str) -> None:
    pieces: list[str] = []
    slide = 0

    def flush() -> None:
        gathered.prose(f"slide {slide}" if slide else place, "".join(pieces))
        pieces.clear()

    def walk(element: Element, depth: int) -> None:
        nonlocal slide
        for child in element:
            if gathered.full:
                return
            name = local(child)
            if name == "page" and "drawing" in child.tag:
                flush()
                slide += 1
            if name == "table" and depth < _DEEP:
                flush()
                gathered.grid(str(child.get(_attribute(child, "name")) or place or "table"), _rows(child))
            elif name in {"p", "h"} or depth >= _DEEP:
                pieces.append(text_of(child) + "\n")
            elif name not in _PASSED_OVER:
                walk(child, depth + 1)

    walk(root, 0)
    flush()


def _attribute(element: Element, name: str) -> str:
    return f"{{{element.tag[1:].partition('}')[0]}}}{name}"


def _rows(table: Element) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in table.iter():
        if local(row) != "table-row":
            continue
        cells: list[str] = []
        for cell in row:
            if local(cell) in {"table-cell", "covered-table-cell"}:
                times = str(cell.get(_attribute(cell, "number-columns-repeated")) or "1")
                said = text_of(cell).strip()
                cells += [said] * (min(int(times), _MOST_COLUMNS - len(cells)) if times.isdigit() else 1)
        rows.append(cells)
    return rows


def text_of(element: Element) -> str:
    """All text within an element, paragraphs within it as lines."""
    pieces: list[str] = []
    _gather(element, pieces, 0)
    return "".join(pieces)


def _gather(element: Element, pieces: list[str], depth: int) -> None:
    pieces.append(element.text or "")
    for child in element:
        name = local(child)
        if name == "s":
            times = str(child.get(_attribute(child, "c")) or "1")
            pieces.append(" " * min(int(times) if times.isdigit() else 1, _MOST_SPACES))
        elif name in {"tab", "line-break"}:
            pieces.append("\t" if name == "tab" else "\n")
        elif name not in _PASSED_OVER and name and depth < _DEEP:
            if name in {"note", "annotation", "text-box", "list", "table"}:
                pieces.append("\n")
            _gather(child, pieces, depth + 1)
            if name in {"p", "h", "table-cell", "note", "annotation", "text-box"}:
                pieces.append("\n")
        pieces.append(child.tail or "")
