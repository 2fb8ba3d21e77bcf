"""Retention schedules in the hostile layouts that councils keep them in, made here: no two alike, all of the invented Ambleworth."""

import csv
import io
from collections.abc import Sequence

import docx
import xlsxwriter

Rows = Sequence[Sequence[str]]


def as_csv(rows: Rows, *, encoding: str = "utf-8", separator: str = ",") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator).writerows(rows)
    return file.getvalue().encode(encoding)


def titled_and_totalled() -> bytes:
    """CSV of a Windows machine: a title above, HTML in cells, a function that holds for the rows below, a total at the end."""
    return as_csv(
        [
            ["Ambleworth City Council – records to keep", "", "", "", ""],
            ["", "", "", "", ""],
            ["Class no.", "Business function", "Description of records", "Retention", "Legislation"],
            ["FIN-01", "Finance", "Creditors’ invoices", "<p>6 years from the end of the financial year in which the file was closed,<br>then destroy</p>", "Value Added Tax Act 1994"],
            ["FIN-02", "", "Council tax ledgers – £ sheets", "<b>Permanent</b> &ndash; transfer to archives", ""],
            ["HR-01", "People", "Staff files", "Termination of employment plus 6 years", "Limitation Act 1980"],
            ["Total", "3 classes", "", "", ""],
        ],
        encoding="cp1252",
    )  # fmt: skip


def two_rows_of_headings() -> bytes:
    """A workbook: headings over two rows, merged functions, bare numbers whose unit and trigger stand elsewhere, a hidden sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Schedule")
        sheet.merge_range("A1:G1", "Corporate retention schedule, version 4")
        sheet.write_row("A3", ["", "Record", "", "Disposal", "", "", "Why"])
        sheet.write_row("A4", ["Function", "Code", "Title", "Trigger", "Retention (years)", "Action", "Authority"])
        sheet.merge_range("A5:A6", "Housing")
        sheet.write_row("B5", ["H1", "Tenancy files", "End of tenancy", 6, "Destroy", "Limitation Act 1980 s.5"])
        sheet.write_row("B6", ["H2", "Repairs", "Closure", 2, "Destroy", "common practice"])
        sheet.merge_range("A7:A8", "Planning")
        sheet.write_row("B7", ["P1", "Applications", "Decision", 4, "Review", "Town and Country Planning Act 1990"])
        sheet.write_row(
            "B8", ["P2", "Planning register", "", "Permanent", "", "Town and Country Planning Act 1990 s.69"]
        )
        hidden = book.add_worksheet("Old")
        hidden.write_row("A1", ["Code", "Title", "Retention"])
        hidden.write_row("A2", ["X1", "Nothing", "1 year from closure"])
        hidden.hide()
    return file.getvalue()


def word_with_sections() -> bytes:
    """Word: a heading, a table whose functions stand merged over its whole width, and its rest without headings."""
    paper = docx.Document()
    paper.add_heading("Retention schedule", 1)
    paper.add_paragraph("This schedule was agreed by the information board.")
    table = paper.add_table(rows=0, cols=4)
    for texts in (
        ("Ref", "Series", "Retention period and action", "Notes"),
        ("1 Children’s services",),
        ("1.1 Adoption",),
        (
            "CS1",
            "Adoption case records",
            "100 years from the date of the adoption order, then destroy",
            "Adoption rules",
        ),
        ("1.2 Looked-after children",),
        ("CS2", "Case records", "75 years from date of birth", "or 15 years from death"),
    ):
        cells = table.add_row().cells
        if len(texts) == 1:
            cells[0].merge(cells[-1]).text = texts[0]
        else:
            for cell, text in zip(cells, texts, strict=True):
                cell.text = text
    paper.add_paragraph("")
    rest = paper.add_table(rows=0, cols=4)
    for texts in (
        ("CS3", "Play schemes", "Destroy 3 years after closure", ""),
        ("CS4", "Visits", "2 yrs after last entry", ""),
    ):
        for cell, text in zip(rest.add_row().cells, texts, strict=True):
            cell.text = text
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def web_page() -> bytes:
    """A page of a web site: cells that reach over rows and columns, headings in the body, tags and entities."""
    return b"""<html><body><h1>How long we keep records</h1>
<table><tr><th rowspan="2">Service</th><th rowspan="2">Record type</th><th colspan="2">Retention</th></tr>
<tr><th>How long</th><th>What then</th></tr>
<tr><td rowspan="2">Licensing</td><td>Taxi licences</td><td>Expiry of licence + 3&nbsp;years</td><td>Destroy</td></tr>
<tr><td>Premises registers</td><td>Permanent</td><td>Keep</td></tr>
<tr><td>Parking</td><td>Penalty notices</td><td>6&frac12; years from last action</td><td>Delete</td></tr></table></body></html>"""


def misleading_headings() -> bytes:
    """Headings that say other than their cells: the law under Reference, the action under Period, the period under Notes."""
    return as_csv(
        [
            ["Item", "Reference", "Period", "Notes", "Code"],
            ["Grant files", "Local Government Act 1972", "Destroy", "6 years from closure", "GR-1"],
            ["Byelaws", "Local Government Act 1972 s.236", "Transfer to archives", "30 years from creation", "GR-2"],
            ["Honours", "common practice", "Review", "10 years from closure", "GR-3"],
        ],
        separator=";",
    )


def no_headings_no_codes() -> bytes:
    """Only rows: the function, the series, and one cell of period and action."""
    return as_csv(
        [
            ["Democratic services", "Agendas and reports", "Destroy 6 years after creation"],
            ["", "Signed minutes", "Permanent. Offer to the county archivist"],
            ["", "Members' expenses", "6 years from end of the financial year in which the claim was closed; shred"],
            ["Elections", "Nomination papers", "Date of election + 1 year, destroy"],
        ],
        separator="\t",
    )


def one_sheet_for_each_function() -> bytes:
    """A workbook: a sheet for each function, its headings again and again, a sheet of another kind."""
    file = io.BytesIO()
    headings = ["Ref", "Record series", "Examples", "Retain for", "Then"]
    with xlsxwriter.Workbook(file) as book:
        about = book.add_worksheet("About")
        about.write_row("A1", ["Version", "Date", "By"])
        about.write_row("A2", ["2", "4 May 2025", "Records manager"])
        for name, first in (("Libraries", "L"), ("Museums", "M")):
            sheet = book.add_worksheet(name)
            sheet.write_row("B2", headings)
            sheet.write_row("B3", [f"{first}-1", f"{name}: visitors", "Counts", "2 years from creation", "Destroy"])
            sheet.write_row("B4", headings)
            sheet.write_row("B5", [f"{first}-2", f"{name}: loans", "", "Last entry + 5 years", "Review"])
    return file.getvalue()


def against_itself() -> bytes:
    """A schedule with every kind of finding."""
    return as_csv(
        [
            ["Code", "Function", "Series", "Retention period", "Action", "Authority"],
            ["A-1", "Finance", "Budgets", "6 years from closure", "Destroy", "Limitation Act 2980"],
            ["A-1", "Finance", "Forecasts", "3 years from closure", "Destroy", ""],
            ["A-2", "Finance", "Bonds", "Permanent", "Destroy", ""],
            ["A-3", "Finance", "Leases", "12 years from end of contract, then review", "Destroy", ""],
            ["A-4", "Finance", "Loans", "900 years from closure", "Destroy", ""],
            ["A-5", "Finance", "Gifts", "", "Destroy", ""],
            ["", "Finance", "Petty cash", "2 years from closure", "Destroy", ""],
            ["A-6", "Finance", "Levies", "in line with guidance", "", ""],
            ["A-7", "Finance", "Rates", "7 years", "Destroy", ""],
            ["A-7", "Finance", "Rates", "7 years", "Destroy", ""],
            ["A-8", "Finance", "Seals", "150 years from creation", "Destroy", ""],
            ["A-9", "Finance", "Bids", "1 year from closure", "Destroy", ""],
            ["A-9", "Finance", "Tenders", "1 year from closure", "Destroy", ""],
        ]
    )
