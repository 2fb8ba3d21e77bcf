"""PDF files with a text layer: tables by their rules, then by the alignment of words; the rest as paragraphs."""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdftypes import resolve1
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from muniment.documents.paper import Paper, Place, Unreadable
from muniment.documents.reading.archive import damaged
from muniment.documents.reading.building import PaperBuilder
from muniment.documents.reading.limits import MAX_PAGE_OBJECTS, MAX_PAGES
from muniment.documents.reading.pdf_aligned import aligned_tables
from muniment.documents.reading.pdf_joining import Vocabulary
from muniment.documents.reading.pdf_lines import Gaps, Line, common_size, gaps_of, lines_of, words_of
from muniment.documents.reading.pdf_pages import join_over_break
from muniment.documents.reading.pdf_ruled import PageTable, ruled_tables
from muniment.documents.reading.pdf_safety import inspect_pdf
from muniment.documents.reading.pdf_shaded import with_open_rows
from muniment.documents.reading.pdf_text import PageText, RunningHeads, heading_level, heading_sizes, paragraphs_of

# What the libraries raise on files that break the rules of the format.
_MALFORMED = (
    PDFException,
    PSException,
    PdfminerException,
    MalformedPDFException,
    zlib.error,
    struct.error,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    RecursionError,
)
_SHORTEST_RULE = 20.0  # points; shorter strokes underline a word


@dataclass(slots=True)
class _Page:
    number: int
    height: float
    tables: list[PageTable]
    lines: list[Line]
    rules: list[float]
    gaps: Gaps = field(default_factory=Gaps)
    blocks: list[PageTable | PageText] = field(default_factory=list)


def read_pdf(content: bytes, name: str) -> Paper:
    """A PDF. Raises Unreadable for one that is only pictures of pages, saying so."""
    inspect_pdf(content)
    builder = PaperBuilder(name, "pdf")
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            _refuse_length(document)
            pages = [_read_page(page, builder) for page in document.pages]
    except _MALFORMED as broken:
        if isinstance(broken, PDFPasswordIncorrect) or any(
            isinstance(one, PDFPasswordIncorrect) for one in broken.args
        ):
            raise Unreadable(
                "The PDF is protected with a password. Save a copy without a password and try again."
            ) from broken
        damaged(broken)
    if not any(page.tables or page.lines for page in pages):
        raise Unreadable(
            "The PDF has no text: its pages are pictures, as a scanner makes them. Send the document it was printed "
            "from, or a PDF in which text can be selected."
        )
    _arrange(pages, builder)
    _add(pages, builder)
    return builder.paper()


def _refuse_length(document: Any) -> None:
    declared = resolve1(resolve1(document.doc.catalog["Pages"]).get("Count", 0))
    count = declared if isinstance(declared, int) and declared > MAX_PAGES else len(document.pages)
    if count > MAX_PAGES:
        raise Unreadable(
            f"The PDF has {count:,} pages; at most {MAX_PAGES} are read at once. Save the pages with the plan as a PDF "
            "of their own and try again."
        )


def _read_page(page: Any, builder: PaperBuilder) -> _Page:
    number = page.page_number
    if sum(map(len, page.objects.values())) > MAX_PAGE_OBJECTS:
        builder.lose(f"Page {number} holds a drawing too large to be read.")
        return _Page(number, float(page.height), [], [], [])
    chars = [char for char in page.chars if char["text"] != "\x00"]
    if sum(char["text"].startswith("(cid:") for char in chars) > 0.3 * len(chars) > 0:
        builder.lose(f"The letters of page {number} cannot be told: its type names none. It was not read.")
        chars = []
    if not chars and page.images:
        builder.lose(f"Page {number} is a picture without text and was not read.")
    tables, free = ruled_tables(page, chars, number)
    rules = sorted(edge["top"] for edge in page.horizontal_edges if edge["x1"] - edge["x0"] > _SHORTEST_RULE)
    lines = lines_of(words_of(free)) if free else []
    gaps = gaps_of(lines)
    if tables:
        tables, lines = with_open_rows(tables, lines, gaps)
    read = _Page(number, float(page.height), tables, lines, rules, gaps)
    page.close()  # a page keeps every character it has, many times the size of the file
    return read


def _arrange(pages: list[_Page], builder: PaperBuilder) -> None:
    """Finds what else is a table, and puts the blocks of each page in their order."""
    heads = RunningHeads()
    for page in pages:
        heads.see(page.lines, page.height)
    for page in pages:
        kept = [line for line in page.lines if not heads.is_one(line, page.height)]
        if len(kept) < len(page.lines):
            builder.lose("Running heads and page numbers were left out.")
        page.tables.sort(key=_top)
        for index, band in enumerate(_bands(kept, page.tables)):
            page.blocks += page.tables[index - 1 : index] if index else []
            for found in aligned_tables(band, page.number, page.rules, page.gaps):
                page.blocks += [found] if isinstance(found, PageTable) else paragraphs_of(found)
    for above, below in pairwise(page for page in pages if page.blocks):
        last, first = above.blocks[-1], below.blocks[0]
        if isinstance(last, PageTable) and isinstance(first, PageTable):
            join_over_break(last, first)


def _top(table: PageTable) -> float:
    return table.box[1]


def _bands(lines: list[Line], tables: list[PageTable]) -> Iterator[list[Line]]:
    """The lines above the first ruled table, between two, and below the last."""
    rest = lines
    for table in tables:
        yield [line for line in rest if line.top <= _top(table)]
        rest = [line for line in rest if line.top > _top(table)]
    yield rest


def _add(pages: list[_Page], builder: PaperBuilder) -> None:
    words = Vocabulary()
    lines = [line for page in pages for line in page.lines]
    for block in (block for page in pages for block in page.blocks):
        for cell in (cell for row in block.rows for cell in row) if isinstance(block, PageTable) else (block.block,):
            words.learn(cell.lines)
    common = common_size(lines)
    sizes = heading_sizes(lines, common)
    for page in pages:
        for block in page.blocks:
            if isinstance(block, PageTable):
                builder.table(([words.joined(cell) for cell in row] for row in block.rows), Place(page=page.number))
            else:
                level = heading_level(block, sizes, common)
                builder.paragraph(words.joined(block.block), Place(page=page.number), level)
