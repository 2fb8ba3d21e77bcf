"""A trivial report comes out in three formats."""

import io

import docx
import pdfplumber

from muniment.documents.report.build import build
from muniment.documents.report.formats import all_formats
from muniment.documents.report.values import ColumnData, Figure, ReportValues, TableData, cells

TEMPLATE = """# Progress

{{figure:late}} actions are late.

{{table:late}}

# Where the figures come from

{{figures}}
"""


def small_report(text="Write the policy"):
    table = TableData("late", "Late actions", (ColumnData("Ref"), ColumnData("Action")), (cells("A02", text),))
    figure = Figure("late", "Actions late", 1, "/plans/1?late=1", "Actions past their date and not done.")
    return build(TEMPLATE, ReportValues("Audit plan", figures=(figure,), tables=(table,)))


def test_one_template_makes_three_formats():
    made = all_formats(small_report())

    assert '<a href="/plans/1?late=1"' in made.html
    word = docx.Document(io.BytesIO(made.docx))
    assert [paragraph.text for paragraph in word.paragraphs][:3] == [
        "Audit plan",
        "Progress",
        "1\u00a0[F1] actions are late.",
    ]
    with pdfplumber.open(io.BytesIO(made.pdf)) as pdf:
        assert "1 [F1] actions are late." in pdf.pages[0].extract_text()
