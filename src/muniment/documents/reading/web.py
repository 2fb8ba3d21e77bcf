"""Web pages (.html): headings, paragraphs, lists and tables in the order of the page."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from muniment.documents.paper import Paper, Place
from muniment.documents.reading.archive import damaged
from muniment.documents.reading.building import PaperBuilder
from muniment.documents.reading.forms import form_lines
from muniment.documents.reading.limits import MAX_DEPTH
from muniment.documents.reading.markup import Element, line_of, local_name
from muniment.documents.reading.spans import SpanCell, laid_out
from muniment.documents.reading.text import decode
from muniment.documents.reading.word_lists import whole

_UNSEEN = {"script", "style", "head", "template", "noscript", "svg", "math", "object", "iframe", "select", "datalist"}
_BLOCKS = (
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form header "
    "hr html legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul h1 h2 h3 h4 h5 h6 caption"
)
_BLOCK = frozenset(_BLOCKS.split(" "))
_HEADING = re.compile(r"h([1-6])$")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def read_web(content: bytes, name: str) -> Paper:
    """A web page, or a table that a system exported as one."""
    builder = PaperBuilder(name, "html")
    text = _characters(content)
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as broken:
        damaged(broken)
    _Page(builder).add(root)
    return builder.paper()


def _characters(content: bytes) -> str:
    """The page decoded, its declarations left out: their entities are never of use, and lxml refuses some."""
    said = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", content[:2000], re.IGNORECASE)
    text = None
    if said and said[1].lower() in {b"iso-8859-1", b"latin1", b"latin-1", b"windows-1252", b"cp1252"}:
        text = content.decode("cp1252", errors="replace")
    text = decode(content) if text is None else text
    return _DOCTYPE.sub("", _DECLARATION.sub("", text.replace("\x00", ""), count=1), count=1)


class _Page:
    """Walks a page; text between blocks is gathered until the next block begins."""

    def __init__(self, builder: PaperBuilder) -> None:
        self._builder = builder
        self._words: list[str] = []
        self._line: int | None = None

    def add(self, root: Element) -> None:
        self._walk(root, 0, MAX_DEPTH)
        self._flush()

    def _walk(self, element: Element, level: int, depth: int) -> None:
        name = local_name(element)
        if _is_unseen(element, name) or depth < 0:
            return self._note(element, name, depth)
        if name == "img":
            self._builder.lose("Pictures were not read.")
        if name == "table":
            self._flush()
            return self._table(element, depth)
        heading = _HEADING.match(name)
        if name in _BLOCK:
            self._flush(level)
        if name == "br":
            self._words.append("\n")
        inner = int(heading[1]) if heading else level
        self._take(element.text, element, keep=name == "pre")
        for child in element:
            self._walk(child, inner, depth - 1)
            self._take(child.tail, child, keep=name == "pre")
        if name in _BLOCK:
            self._flush(inner)
        return None

    def _note(self, element: Element, name: str, depth: int) -> None:
        if depth < 0:
            self._builder.lose("Parts of the page that lie very deep inside one another were not read.")
        elif name not in _UNSEEN and any(str(text).strip() for text in element.itertext()):
            self._builder.lose("Hidden parts of the page were not read.")

    def _take(self, text: str | None, element: Element, *, keep: bool = False) -> None:
        if text and (keep or text.strip() or self._words):
            if not self._words:
                self._line = line_of(element)
            self._words.append(text if keep else _SPACE.sub(" ", text))

    def _flush(self, level: int = 0) -> None:
        words, self._words = "".join(self._words), []
        if words.strip():
            self._builder.paragraph(words, Place(line=self._line), level)

    def _table(self, table: Element, depth: int) -> None:
        for caption in table.iterfind("caption"):
            self._walk(caption, 0, depth - 1)
        rows = list(_rows(table))
        cells = [[cell for cell in row if local_name(cell) in {"td", "th"}] for row in rows]
        if _only_frames(cells):
            # A page laid out by tables: what matters is inside the cells.
            for row in cells:
                for cell in row:
                    self._walk_cell(cell, depth)
            return
        inner: list[Element] = []
        spans = ((self._cell(cell, inner, depth) for cell in row) for row in cells)
        number, lines = self._builder.next_table, [line_of(row) for row in rows]

        def locate(row: int, column: int) -> Place:
            return Place(table=number, row=row, column=column, line=lines[row - 1])

        self._builder.table(laid_out(spans, self._builder), Place(line=line_of(table)), locate)
        for nested in inner:
            self._walk(nested, 0, depth - 1)

    def _walk_cell(self, cell: Element, depth: int) -> None:
        self._take(cell.text, cell)
        for child in cell:
            self._walk(child, 0, depth - 1)
            self._take(child.tail, child)
        self._flush()

    def _cell(self, cell: Element, inner: list[Element], depth: int) -> SpanCell:
        pieces: list[str] = []
        _collect(cell, pieces, inner, depth)
        columns, rows = whole(cell.get("colspan"), 1), whole(cell.get("rowspan"), 1)
        return SpanCell("".join(pieces), columns, rows)


def _collect(element: Element, pieces: list[str], inner: list[Element], depth: int) -> None:
    """The text of a cell, its blocks as lines; tables in it are handed back to stand for themselves."""
    if element.text:
        pieces.append(_SPACE.sub(" ", element.text))
    for child in element:
        name = local_name(child)
        if name == "table" and (form := _form(child)):
            pieces.append("\n" + "\n".join(form) + "\n")
        elif name == "table":
            inner.append(child)
        elif not _is_unseen(child, name) and depth > 0:
            is_block = name in _BLOCK or name == "br"
            pieces.append("\n" if is_block else "")
            _collect(child, pieces, inner, depth - 1)
            pieces.append("\n" if is_block else "")
        if child.tail:
            pieces.append(_SPACE.sub(" ", child.tail))


def _form(table: Element) -> list[str]:
    """The lines of a form inside a cell; empty for a table of its own."""
    rows = [[cell for cell in row if local_name(cell) in {"td", "th"}] for row in _rows(table)]
    if any(len(row) != 2 for row in rows) or any(
        next(cell.iter("table"), None) is not None for row in rows for cell in row
    ):
        return []
    return form_lines([[_SPACE.sub(" ", "".join(map(str, cell.itertext()))) for cell in row] for row in rows])


def _is_unseen(element: Element, name: str) -> bool:
    return (
        not name
        or name in _UNSEEN
        or "hidden" in element.attrib
        or bool(_HIDDEN_STYLE.search(element.get("style", "")))
    )


def _rows(table: Element) -> Iterator[Element]:
    """The rows of this table alone, head and foot where they stand."""
    for child in table:
        name = local_name(child)
        if name == "tr" and not _is_unseen(child, name):
            yield child
        elif name in {"thead", "tbody", "tfoot"}:
            yield from (row for row in child if local_name(row) == "tr" and not _is_unseen(row, "tr"))


def _only_frames(cells: list[list[Element]]) -> bool:
    if any(len(row) > 1 for row in cells):
        return False
    return sum(map(len, cells)) <= 1 or any(next(cell.iter("table"), None) is not None for row in cells for cell in row)
