"""The look of our Word files: pandoc's own reference document, made British, plain and accessible."""

import io
import re
from functools import lru_cache
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from muniment.documents.report import pandoc

FONT = "Arial"  # on every council's machine; Liberation Sans has the same measures where it is not
TEXT_WIDTH = Mm(170)
GREY = RGBColor(0x50, 0x5A, 0x5F)
INK = RGBColor(0x0B, 0x0C, 0x0C)
_SIZES = {
    "Title": 22,
    "Heading 1": 15,
    "Heading 2": 12,
    "Heading 3": 11,
    "Heading 4": 11,
    "Heading 5": 11,
    "Heading 6": 11,
}


@lru_cache(maxsize=1)
def reference() -> bytes:
    """The reference document that pandoc takes styles, page and footers from."""
    document = docx.Document(io.BytesIO(pandoc.run(["--print-default-data-file", "reference.docx"], b"")))
    _fonts(document)
    _paragraphs(document)
    _headings(document)
    _characters(document)
    _tables(document)
    _page(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _fonts(document: Any) -> None:
    """One font everywhere: a theme font would override the one that is named beside it."""
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
    for part in document.part.package.iter_parts():
        if str(part.partname).startswith("/word/theme/"):
            part._blob = re.sub(rb'(<a:latin typeface=")[^"]*', rb"\1" + FONT.encode(), part.blob)  # noqa: SLF001


def _paragraphs(document: Any) -> None:
    styles = document.styles
    _set(styles["Normal"], size=11, after=0)
    _set(styles["Body Text"], before=0, after=8, line=1.15)
    _set(styles["Compact"], before=0, after=4, line=1.15)
    _set(styles["Block Text"], before=4, after=8)
    _set(styles["Table Caption"], size=10, before=10, after=4, keep=True)
    styles["Table Caption"].font.italic = False
    _set(styles["Figure"], size=10, before=10, after=8)
    styles["Figure"].paragraph_format.keep_together = True
    text = styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = styles["Normal"]
    _set(text, size=9, before=1.5, after=1.5)
    mark = styles.add_style("Mark", WD_STYLE_TYPE.PARAGRAPH)
    mark.base_style = styles["Body Text"]
    mark.font.bold = True


def _headings(document: Any) -> None:
    for name, size in _SIZES.items():
        style = document.styles[name]
        _set(style, size=size, before=0 if name == "Title" else 14, after=10 if name == "Title" else 6, keep=True)
        style.font.bold = True
        style.font.italic = False
        style.font.color.rgb = INK
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _characters(document: Any) -> None:
    styles = document.styles
    styles["Hyperlink"].font.color.rgb = RGBColor(0x1A, 0x5A, 0x96)
    styles["Hyperlink"].font.underline = True
    reference_mark = styles.add_style("Figure Reference", WD_STYLE_TYPE.CHARACTER)
    reference_mark.font.size = Pt(8)
    reference_mark.font.color.rgb = GREY


def _tables(document: Any) -> None:
    """Lines under rows, a stronger one under the header row, whose text is bold."""
    style = document.styles["Table"].element
    properties = style.find(qn("w:tblPr"))
    properties.append(
        parse_xml(
            f"<w:tblBorders {nsdecls('w')}>"
            '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="8A8F94"/>'
            '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="8A8F94"/></w:tblBorders>'
        )
    )
    margins = properties.find(qn("w:tblCellMar"))
    properties.remove(margins)
    properties.append(margins)  # the schema wants the margins after the borders
    for side in ("left", "right"):
        margins.find(qn(f"w:{side}")).set(qn("w:w"), "70")
    first = style.find(qn("w:tblStylePr"))
    style.remove(first)
    style.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
            '<w:bottom w:val="single" w:sz="12" w:space="0" w:color="0B0C0C"/></w:tcBorders></w:tcPr></w:tblStylePr>'
        )
    )


def _page(document: Any) -> None:
    """A4, the title over every page but the first, numbers under all."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    section.header_distance = section.footer_distance = Mm(11)
    section.different_first_page_header_footer = True
    for head, text in ((section.header, "TITLE\tMARKS"), (section.first_page_header, "")):
        _line(head, text)
    for foot in (section.footer, section.first_page_footer):
        paragraph = _line(foot, "\tPAGEWORD ")
        _field(paragraph, "PAGE")
        paragraph.add_run(" OFWORD ")
        _field(paragraph, "NUMPAGES")
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(8.5), GREY


def _line(part: Any, text: str) -> Any:
    part.is_linked_to_previous = False
    paragraph = part.paragraphs[0]
    paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8.5), GREY
    return paragraph


def _field(paragraph: Any, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    field.append(
        parse_xml(f'<w:r {nsdecls("w")}><w:rPr><w:color w:val="505A5F"/><w:sz w:val="17"/></w:rPr><w:t>1</w:t></w:r>')
    )
    paragraph._p.append(field)  # noqa: SLF001


def _set(
    style: Any,
    *,
    size: float | None = None,
    before: float | None = None,
    after: float | None = None,
    line: float | None = None,
    keep: bool = False,
) -> None:
    if size is not None:
        style.font.size = Pt(size)
    shape = style.paragraph_format
    if before is not None:
        shape.space_before = Pt(before)
    if after is not None:
        shape.space_after = Pt(after)
    if line is not None:
        shape.line_spacing = line
    if keep:
        shape.keep_with_next = True
