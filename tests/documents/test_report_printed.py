"""The files that are printed: PDF/UA with its tags, Word with its styles, tables that break over pages as they should."""

import io
from collections import Counter
from itertools import pairwise

import docx
import pdfplumber
import pikepdf
import pytest
from docx.oxml.ns import qn

from muniment.documents.report.build import build
from muniment.documents.report.formats import to_docx, to_page, to_pdf
from muniment.documents.report.tables import column_widths
from muniment.documents.report.values import ColumnData, ReportValues, TableData, cells
from tests.documents.report_sample import sample


@pytest.fixture(scope="module")
def report():
    return sample()


@pytest.fixture(scope="module")
def pdf(report):
    return to_pdf(report)


@pytest.fixture(scope="module")
def pages(pdf):
    """Its pages, read once: pdfplumber keeps what it has read of each."""
    with pdfplumber.open(io.BytesIO(pdf)) as file:
        yield file.pages


@pytest.fixture(scope="module")
def word(report):
    return docx.Document(io.BytesIO(to_docx(report)))


def elements(node):
    """Every structure element of a tagged PDF, from the top."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def test_the_pdf_says_what_it_is_and_in_which_language(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert str(file.Root.Lang) == "en-GB"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert file.Root.MarkInfo.Marked
        meta = file.open_metadata()
        assert meta["dc:title"].startswith("Information governance: progress")
        assert (meta["pdfuaid:part"], meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("1", "2", "A")


def test_the_pdf_is_tagged(pdf, report):
    with pikepdf.open(io.BytesIO(pdf)) as file:
        found = list(elements(file.Root.StructTreeRoot.K))
        kinds = Counter(str(element.S) for element in found)
        heads = [element for element in found if element.S == "/TH"]
        scopes = [str(part.get("/Scope")) for head in heads for part in head.A if "/Scope" in part]
        pictures = [str(element.Alt) for element in found if element.S == "/Figure"]
    assert kinds["/Title"] == kinds["/Document"] == 1
    assert kinds["/Table"] == kinds["/THead"] == kinds["/TBody"] == 14  # one each, over however many pages
    assert scopes == ["/Column"] * len(heads)
    assert pictures == [chart.alt for chart in report.values.charts]
    assert kinds["/H1"] == 15


def test_only_our_own_font_is_in_the_pdf(pages):
    fonts = {letter["fontname"].partition("+")[2] for page in pages for letter in page.chars}
    assert fonts == {"LiberationSans", "LiberationSans-Bold"}


def test_pages_are_numbered_and_tables_repeat_their_header(pages):
    texts = [page.extract_text() for page in pages]
    for number, text in enumerate(texts, start=1):
        assert text.endswith(f"Page {number} of {len(pages)}")
    assert sum("Ref. Action Owner First date Date now Status" in text for text in texts) >= 4


def overprinted(pages):
    """Words of a page that lie over one another, or beyond its margins."""
    for page in pages:
        words = sorted(page.extract_words(), key=lambda word: (round(word["top"]), word["x0"]))
        for one, other in pairwise(words):
            if round(one["top"]) == round(other["top"]) and one["x1"] > other["x0"] + 1:
                yield page.page_number, one["text"], other["text"]
        for word in words:
            if word["x1"] > page.width - 50 or word["bottom"] > page.height - 25:
                yield page.page_number, word["text"]


def test_nothing_is_printed_over_anything_else(pages):
    assert list(overprinted(pages)) == []


def stress():
    """Ten columns, words that fit nowhere, and a row higher than a page."""
    columns = tuple(ColumnData(f"Column {number}") for number in range(9))
    rows = [cells(*(f"{letter}" * 60 for letter in "abcdefghi")), cells("x", "word " * 900 + "last", *"cdefghi")]
    return TableData("t", "Much", columns, tuple(rows * 2))


def test_a_row_higher_than_a_page_and_endless_words_are_all_printed():
    made = to_pdf(build("{{table:t}}", ReportValues("Much", tables=(stress(),))))
    with pdfplumber.open(io.BytesIO(made)) as file:
        assert list(overprinted(file.pages)) == []
        text = "".join(page.extract_text() for page in file.pages)
    assert text.count("last") == 2
    assert text.count("word") == 1800


def test_the_same_report_is_the_same_file(report):
    assert to_pdf(report) == to_pdf(report)
    assert to_docx(report) == to_docx(report)
    assert to_page(report) == to_page(report)


def test_word_has_real_headings_and_british_english(word):
    styles = [(paragraph.style.name, paragraph.text) for paragraph in word.paragraphs]
    assert styles[0] == ("Title", "Information governance: progress on the data protection audit action plan")
    assert ("Heading 1", "1. Executive summary") in styles
    assert ("Heading 2", "9.1 Financial (section 151 officer)") in styles
    assert {element.get(qn("w:val")) for element in word.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert word.core_properties.title == word.paragraphs[0].text


def test_word_names_one_font_only(word):
    fonts = {value for element in word.styles.element.iter(qn("w:rFonts")) for value in element.attrib.values()}
    assert fonts == {"Arial"}


def test_word_tables_fit_the_page_and_repeat_their_header(word):
    assert len(word.tables) == 14
    for table in word.tables:
        rows = table._tbl.findall(qn("w:tr"))
        assert rows[0].find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in rows)
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
        assert abs(sum(widths) - 9638) < 10


def test_word_pictures_have_words(word, report):
    pictures = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert pictures == [chart.alt for chart in report.values.charts]


def test_word_head_and_foot(word):
    section = word.sections[0]
    assert (
        section.header.paragraphs[0].text
        == "Information governance: progress on the data protection audit action plan\tDraft"
    )
    assert "Page" in section.footer.paragraphs[0].text
    fields = [field.get(qn("w:instr")) for field in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def table_of(*rows):
    return TableData("t", "T", tuple(ColumnData(title) for title in rows[0]), tuple(cells(*row) for row in rows[1:]))


def test_sentences_get_the_width_and_dates_stay_on_one_line():
    widths = column_widths(
        table_of(
            ("Ref.", "Action", "Due"), *[("A02", "A long sentence about a policy. " * 5, "18 September 2026")] * 30
        )
    )
    assert sum(widths) == pytest.approx(1, abs=0.001)
    assert widths[1] > 0.6
    assert widths[2] * 108 >= len("18 September 2026") + 2
    assert widths[0] < 0.08


def test_a_table_without_rows_is_one_sentence():
    empty = TableData("t", "Extensions", (ColumnData("Ref."),), (), "No extension is waiting.")
    page = to_page(build("# Extensions\n\n{{table:t}}", ReportValues("Title", tables=(empty,))))
    assert "<p>No extension is waiting.</p>" in page
    assert "<table" not in page
