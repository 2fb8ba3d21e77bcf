"""Workbooks: values as displayed, merged cells, hidden sheets, formulas, tables within a sheet."""

from datetime import date, datetime, time

import pytest

from muniment.documents.paper import Paper
from muniment.documents.reading import read_paper
from muniment.documents.reading.displayed import displayed
from tests.fixtures.reading.papers import HEADER, ROWS, member, rewritten, saved, workbook


def read(book) -> Paper:
    return read_paper(saved(book), "plan.xlsx")


def texts(paper: Paper, number: int = 0) -> list[tuple[str, ...]]:
    return [row.texts for row in list(paper.tables)[number].rows]


def test_title_rows_become_paragraphs_and_cells_keep_their_address():
    book = workbook([("Information governance plan",), ("Position at May",), (), (None, *HEADER), (None, *ROWS[0])])
    paper = read(book)
    assert [paragraph.text for paragraph in paper.paragraphs] == ["Information governance plan", "Position at May"]
    assert texts(paper) == [HEADER, ROWS[0]]
    assert str(next(paper.tables).rows[1].cells[0].place) == "sheet Plan, cell B5"
    assert paper.kind == "xlsx"
    assert len(paper.sha256) == 64


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (datetime(2016, 9, 30), "dd/mm/yyyy", "30 Sep 2016"),
        (datetime(2016, 9, 30), "mm-dd-yy", "30 Sep 2016"),
        (datetime(2016, 9, 1), "mmm-yy", "Sep-16"),
        (datetime(2016, 9, 1), "[$-809]mmmm yyyy;@", "September 2016"),
        (datetime(2016, 9, 1), "mm/yyyy", "09/2016"),
        (datetime(2016, 9, 1), "yyyy", "2016"),
        (datetime(2016, 9, 30, 14, 30), "dd/mm/yyyy hh:mm", "30 Sep 2016 14:30"),
        (date(2016, 9, 30), "General", "30 Sep 2016"),
        (time(9, 5), "h:mm", "09:05"),
        (0.254, "0%", "25%"),
        (0.254, "0.0%", "25.4%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1200, '"£"#,##0', "£1,200"),
        (7, "000", "007"),
        (3, '"R"0', "R3"),
        (-5.5, "0.0", "-5.5"),
        (2.0, "General", "2"),
        (0.1 + 0.2, "General", "0.3"),
        (True, "General", "TRUE"),
        (12, "0.00E+00", "12"),
    ],
)
def test_values_are_written_as_a_person_sees_them(value, number_format, text):
    assert displayed(value, number_format) == text


def test_dates_and_percentages_of_a_real_file():
    book = workbook([("Ref", "Due", "Done")])
    book.active.append(("R1", date(2016, 9, 1), 0.5))
    book.active["B2"].number_format = "mmm-yy"
    book.active["C2"].number_format = "0%"
    assert texts(read(book))[1] == ("R1", "Sep-16", "50%")


def test_cells_merged_downwards_are_said_in_each_row_and_across_once():
    book = workbook([("Theme", "Ref", "Action"), ("Policy", "1", "a"), (None, "2", "b"), ("Training", None, None)])
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("A4:C4")
    assert texts(read(book)) == [("Theme", "Ref", "Action"), ("Policy", "1", "a"), ("Policy", "2", "b"), ("Training",)]


def test_hidden_sheets_are_not_read_and_said_so():
    book = workbook()
    book.create_sheet("Workings").append(("secret", "more"))
    book["Workings"].sheet_state = "hidden"
    book.active.row_dimensions[3].hidden = True
    paper = read(book)
    assert len(list(paper.tables)) == 1
    assert any("“Workings” is hidden" in sentence for sentence in paper.lost)
    assert any("Rows or columns" in sentence for sentence in paper.lost)
    assert texts(paper)[2] == ROWS[1]


def test_a_formula_without_its_result_stays_text_and_is_noted():
    book = workbook([("Theme", "Number"), ("Policy", 3), ("Total", "=SUM(B2:B2)")])
    paper = read(book)
    assert texts(paper)[2] == ("Total", "=SUM(B2:B2)")
    assert any("without their results" in sentence for sentence in paper.lost)


def test_a_formula_with_its_result_is_read_as_the_result():
    from io import BytesIO

    import xlsxwriter

    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Plan")
        sheet.write_row(0, 0, ("Theme", "Number", "Note"))
        sheet.write_row(1, 0, ("Policy", 3))
        sheet.write_formula(1, 2, '=IF(A1="","x","")', None, "empty")
        sheet.write(2, 0, "Total")
        sheet.write_formula(2, 1, "=SUM(B2:B2)", None, 3)
    path = "xl/worksheets/sheet1.xml"
    # An empty result as Excel saves it.
    xml = member(buffer.getvalue(), path).replace(b"<v>empty</v>", b"<v></v>")
    paper = read_paper(rewritten(buffer.getvalue(), {path: xml}), "plan.xlsx")
    assert texts(paper)[1:] == [("Policy", "3"), ("Total", "3")]
    assert not paper.lost


def test_tables_under_one_another_and_beside_one_another_come_apart():
    rows = [
        (*HEADER, None, "Theme", "Number"),
        (*ROWS[0], None, "Records", 2),
        (*ROWS[1], None, "Training", 1),
        ROWS[2],
    ]
    rows += [ROWS[0], ROWS[1], (), (), ("Summary",), ("Status", "Number"), ("Complete", 1)]
    paper = read(workbook(rows))
    assert [texts(paper, number)[0] for number in range(3)] == [
        HEADER,
        ("Theme", "Number"),
        ("Status", "Number"),
    ]
    assert [paragraph.text for paragraph in paper.paragraphs] == ["Summary"]
    assert str(list(paper.tables)[1].rows[1].cells[1].place) == "sheet Plan, cell H2"


def test_an_empty_column_inside_a_table_does_not_part_it():
    paper = read(
        workbook([("Ref", "Action", None, "Owner", "Due"), ("1", "a", None, "b", "c"), ("2", "d", None, "e", "f")])
    )
    assert texts(paper)[1] == ("1", "a", "b", "c")
    assert str(next(paper.tables).rows[1].cells[2].place) == "sheet Plan, cell D2"
