"""Whatever people typed stays text in every format: nothing in a value is ever mark-up."""

import io
import re

import docx
import lxml.html
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.documents.report import pdf
from muniment.documents.report.build import build
from muniment.documents.report.formats import to_docx, to_fragment, to_page, to_pdf
from muniment.documents.report.nodes import clean
from muniment.documents.report.values import ColumnData, Figure, ReportValues, TableData, TextValue, cells

HOSTILE = (
    "a | b || c",
    "`code` ``two``",
    "*strong* _weak_ **both** ~~gone~~ ^up^ ~down~",
    "{{figure:late}} {{text:secret}} {% load %}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "&lt;b&gt; &amp; &#60;",
    r"\input{/etc/passwd} \textbf{x} $x^2$ \(y\)",
    '#import "x": * #read("/etc/passwd") #sys.version @ref <label> $x$',
    "] ) } #panic() [ ( {",
    "// a comment /* and */ https://example.org/a_b//c",
    "... -- --- 'single' \"double\" -? ~",
    "= no heading",
    "- no item",
    "+ no item",
    "/ no: term",
    "1. no list",
    "# no heading",
    "> no quote",
    "![picture](file:///etc/passwd) [link](javascript:alert(1))",
    "[^1] [@cite] :::{.div} ```{=html}\n<b>",
    "---\ntitle: x\n---",
    "\\",
    "\\\\",
    "javascript:alert(1)",
    "=HYPERLINK(1)",
    "a\u00a0b c\u200bd",
    "Ŵŷ é ñ ß ½ £ € — “quoted” ’s",
    "w" * 200,
)
ONE_COLUMN = (ColumnData("What"),)


def report(texts, *, printed="one"):
    """A report in which each text stands once, in a cell of its own, and the first everywhere else too."""
    table = TableData("all", "Everything", ONE_COLUMN, tuple(cells(text) for text in texts))
    values = ReportValues(
        printed or "one",
        figures=(Figure("one", printed, printed, "", printed),),
        tables=(table,),
        texts=(TextValue("one", (printed,)),),
    )
    return build(
        "# Head {{text:one}}\n\nHere {{figure:one}} is.\n\n{{text:one}}\n\n{{table:all}}\n\n{{figures}}\n", values
    )


def squeezed(text):
    """Without white space and invisible places to break a line."""
    return re.sub(r"[\s\u200b\u00ad\u00a0]", "", text)


def html_cells(document):
    page = lxml.html.fromstring(f"<div>{to_fragment(document)}</div>")
    return [squeezed(cell.text_content()) for cell in page.get_element_by_id("report-table-all").iter("td")]


def word_cells(document):
    table = docx.Document(io.BytesIO(to_docx(document))).tables[0]
    return [squeezed(row.cells[0].text) for row in table.rows[1:]]


def pdf_text(document):
    pages = pypdfium2.PdfDocument(to_pdf(document))
    try:
        return squeezed("".join(page.get_textpage().get_text_range() for page in pages))
    finally:
        pages.close()


@pytest.mark.parametrize("read", [html_cells, word_cells])
def test_hostile_text_comes_out_as_it_went_in(read):
    assert read(report(HOSTILE)) == [squeezed(text) for text in HOSTILE]


def test_hostile_text_is_printed_as_it_went_in():
    printed = pdf_text(report(HOSTILE))
    for text in HOSTILE:
        assert squeezed(text) in printed


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_titles_headings_and_sentences(text):
    document = report(["x"], printed=text)
    page = lxml.html.fromstring(to_page(document))
    assert squeezed(page.find(".//h1").text_content()) == squeezed(text)
    assert squeezed(page.find(".//h2").text_content()) == squeezed(f"Head {text}")
    assert not page.xpath(
        "//script | //img | //svg | //*[@onload or @onerror or @style] | //a[starts-with(@href, 'j')]"
    )
    assert pdf_text(document).count(squeezed(text)) >= 3


letters = st.characters(exclude_categories=("Cs",), exclude_characters="\u200b\u00ad")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(letters, min_size=1, max_size=60), min_size=1, max_size=12))
def test_any_text_reads_the_same_on_the_page_and_in_word(texts):
    texts = [text for text in texts if squeezed(clean(text))]
    if not texts:
        return
    expected = [squeezed(clean(text)) for text in texts]
    document = report(texts)
    assert html_cells(document) == expected
    assert word_cells(document) == expected


# Left to right, so that the order of reading is that of the letters; the marks of every mark-up language many times.
printable = st.one_of(
    st.sampled_from("#$@*_`~<>[](){}\\/|=+-.:;'\"^&%!? \n"),
    st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_characters="\u00ad\x7f", exclude_categories=("Cc",)),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(printable, min_size=1, max_size=40), min_size=1, max_size=12))
def test_any_text_is_printed_as_it_went_in(texts):
    printed = pdf_text(report([f"[{number}{text}]" for number, text in enumerate(texts)]))
    for number, text in enumerate(texts):
        assert squeezed(pdf.shown(clean(f"[{number}{text}]"))) in printed


def test_what_no_font_of_ours_can_draw_is_told_by_its_name():
    assert "Agreed[thumbsupsign]" in pdf_text(report(["Agreed 👍"]))


def test_an_address_is_never_read_as_typst_or_html():
    address = '/x"]#panic()<script>\\'
    figure = Figure("one", "One", 1, address, f"https://a.example{address}")
    document = build(
        "{{figure:one}}\n\n{{figures}}", ReportValues("Title", figures=(figure,), site="https://b.example")
    )
    assert "<script>" not in to_fragment(document)
    assert squeezed(f"https://b.example{address}") in pdf_text(document)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "x"])
def test_an_address_that_is_no_page_is_refused(address):
    with pytest.raises(ValueError, match="Not an address"):
        Figure("one", "One", 1, address)


def test_the_page_is_clean_even_if_what_writes_it_were_not(monkeypatch):
    written = (
        b'<p onclick="x()" style="color:red">a<script>b</script><img src="//host/x"><a href="javascript:c">d</a></p>'
    )
    monkeypatch.setattr("muniment.documents.report.html.pandoc.write", lambda *_: written)
    assert to_fragment(report(["x"])) == "<p>a<a>d</a></p>"
