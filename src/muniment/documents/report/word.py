"""A report as a Word file: pandoc with our reference document, then what pandoc cannot say."""

import base64
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from muniment.documents.report import charts, nodes, pandoc, word_style
from muniment.documents.report.build import Document
from muniment.documents.report.pandoc import Node
from muniment.documents.report.tables import is_small
from muniment.documents.report.values import ChartData, Figure, ReportValues

TWIPS = 9638  # 170 mm
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}cNvPr"
_NEW_PAGE = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


class _Print:
    links = False

    def figure(self, figure: Figure, reference: str) -> list[Node]:
        inlines = nodes.words(figure.text)
        if reference:
            mark = [{"t": "Str", "c": f"\u00a0[{reference}]"}]
            inlines.append(nodes.span(mark, custom_style="Figure Reference"))
        return inlines

    def chart(self, chart: ChartData, caption: list[Node]) -> list[Node]:
        address = "data:image/png;base64," + base64.b64encode(charts.png(chart.spec)).decode()
        picture = {"t": "Image", "c": [["", [], [["width", "17cm"]]], nodes.words(chart.alt), [address, ""]]}
        # One paragraph whose lines stay together: a title that stands on the page before its picture is no title.
        return [nodes.div([nodes.para([*caption, {"t": "LineBreak"}, picture])], custom_style="Figure")]


def to_docx(document: Document, reference: bytes | None = None) -> bytes:
    """A Word file. A council may give its own reference document with the style names of ours."""
    values = document.values
    marks = [nodes.div([nodes.para(nodes.words(mark))], custom_style="Mark") for mark in values.marks if mark.strip()]
    with tempfile.NamedTemporaryFile(suffix=".docx") as file:
        Path(file.name).write_bytes(reference or word_style.reference())
        written = pandoc.write(
            ["--to", "docx", "--reference-doc", file.name, "--output", "-"],
            [*marks, *nodes.replaced(document.tree(_Print()), _for_word)],
            {"title": nodes.clean(values.title), "lang": values.language},
        )
    return _finished(written, values)


def _for_word(node: Node) -> list[Node] | None:
    """A rule in the template is a new page on paper."""
    return [nodes.raw_block("openxml", _NEW_PAGE)] if node["t"] == "HorizontalRule" else None


def _finished(file: bytes, values: ReportValues) -> bytes:
    """Each part of the package with its last touches, packed with the report's own date: same report, same bytes."""
    made = io.BytesIO()
    when = (max(values.dated.year, 1980), values.dated.month, values.dated.day, 0, 0, 0)
    with zipfile.ZipFile(io.BytesIO(file)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, _part(name, before.read(name), values))
    return made.getvalue()


def _part(name: str, content: bytes, values: ReportValues) -> bytes:
    folder, _, file = name.rpartition("/")
    if folder not in ("word", "docProps") or not file.startswith(("document", "header", "footer", "styles", "core")):
        return content
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    if file.startswith("document"):
        for table in root.iter(qn("w:tbl")):
            _table(table)
        for picture in root.iter(_PICTURE):
            picture.set("descr", "")  # pandoc puts the whole picture there; its alternative text stands in docPr
    elif file.startswith(("header", "footer")):
        _edge(root, values)
    elif file.startswith("styles"):
        for language in root.iter(qn("w:lang")):
            language.set(qn("w:val"), values.language)
    else:
        for moment in root.iter("{http://purl.org/dc/terms/}created", "{http://purl.org/dc/terms/}modified"):
            moment.text = f"{values.dated.isoformat()}T00:00:00Z"
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _edge(root: Any, values: ReportValues) -> None:
    """The words of the report in head and foot of the page, where the reference document keeps their places."""
    words = {
        "TITLE": nodes.clean(values.title),
        "MARKS": "  ".join(nodes.clean(mark) for mark in values.marks),
        "PAGEWORD": values.wording.page,
        "OFWORD": values.wording.of,
    }
    for text in root.iter(qn("w:t")):
        for place, word in words.items():
            if (text.text or "").strip() == place:
                text.text = text.text.replace(place, word)
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                break


def _table(table: Any) -> None:
    """Widths that hold, rows that stay whole, a header row that stays with the first row and comes on each page."""
    width = table.find(qn("w:tblPr")).find(qn("w:tblW"))
    if width.get(qn("w:type")) == "pct":
        _widths(table, width)
    rows = list(table.iter(qn("w:tr")))
    small = is_small(len(rows), sum(len(text.text or "") for text in table.iter(qn("w:t"))))
    for position, row in enumerate(rows):
        _child(row, "w:trPr").insert(0, etree.Element(qn("w:cantSplit")))
        for paragraph in row.iter(qn("w:p")):
            shape = _child(paragraph, "w:pPr")
            _child(shape, "w:pStyle").set(qn("w:val"), "TableText")
            if position == 0 or (small and position < len(rows) - 1):
                shape.insert(1, etree.Element(qn("w:keepNext")))


def _widths(table: Any, width: Any) -> None:
    """Shares of the line as lengths: with shares alone Word works the widths out again by its own lights."""
    columns = table.find(qn("w:tblGrid")).findall(qn("w:gridCol"))
    shares = [int(column.get(qn("w:w"))) for column in columns]
    sizes = [round(share * TWIPS / sum(shares)) for share in shares]
    _measure(width, sum(sizes))
    if (layout := table.find(qn("w:tblPr")).find(qn("w:tblLayout"))) is None:
        layout = etree.Element(qn("w:tblLayout"))
        width.addnext(layout)
    layout.set(qn("w:type"), "fixed")
    for column, size in zip(columns, sizes, strict=True):
        column.set(qn("w:w"), str(size))
    for row in table.iter(qn("w:tr")):
        for cell, size in zip(row.iter(qn("w:tc")), sizes, strict=False):
            _measure(_child(_child(cell, "w:tcPr"), "w:tcW"), size)


def _measure(element: Any, twips: int) -> None:
    element.set(qn("w:type"), "dxa")
    element.set(qn("w:w"), str(twips))


def _child(parent: Any, name: str) -> Any:
    """The child of that name, put first when it is missing, as the schema wants it for properties."""
    found = parent.find(qn(name))
    if found is None:
        found = etree.Element(qn(name))
        parent.insert(0, found)
    return found
