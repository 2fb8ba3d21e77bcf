"""Files that mean harm, or that nobody meant: what they would break is refused with a reason, and the rest is read as text."""

import io
import zipfile
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook

from muniment.documents.paper import Unreadable
from muniment.documents.reading.exact import read_tables
from muniment.registers.register import registry
from muniment.tables import applying
from muniment.tables.lines import Compared
from muniment.tables.loose_days import loosely
from tests.asset_layouts import ods
from tests.cast import HOUSE, Cast
from tests.table_files import as_csv, as_xlsx


def compared(content: bytes, name: str = "a.csv") -> Compared:
    register = registry.named("assets")
    assert register is not None
    return applying.compared(applying.take_in(HOUSE, register, name, content))


HEADINGS = ["Asset", "Service", "Description", "Where held"]


def test_a_formula_is_read_as_what_was_saved_with_it_and_else_as_text(cast: Cast) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(HEADINGS)
    sheet.append(['=HYPERLINK("https://example.org","x")', "Housing", "=1+1", "x"])
    file = io.BytesIO()
    book.save(file)
    line = compared(file.getvalue(), "a.xlsx").lines[0]
    assert line.values["about"] == "=1+1"
    assert line.values["name"].startswith("=HYPERLINK")


def test_more_rows_than_are_read_at_once_are_refused_with_the_reason(cast: Cast) -> None:
    content = ("Asset,Service,Description,Where held\n" + "a,Housing,b,c\n" * 100_001).encode()
    with pytest.raises(Unreadable, match=r"100,002 rows; 100,000 are read at once"):
        compared(content)
    with pytest.raises(Unreadable, match="more than 5,000,000 cells"):
        compared(("a,b,c,d,e,f\n" * 1_000_000).encode())


def test_a_bomb_is_not_unpacked(cast: Cast) -> None:
    for part, name in (("xl/worksheets/sheet1.xml", "a.xlsx"), ("content.xml", "a.ods")):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet" if name == "a.ods" else "")
            with archive.open(part, "w", force_zip64=True) as inside:
                for _megabyte in range(401):
                    inside.write(b" " * 1024 * 1024)
        assert len(file.getvalue()) < 1024 * 1024
        with pytest.raises(Unreadable, match="unpacks to more than 400 MB"):
            read_tables(file.getvalue(), name)


def test_cells_said_to_be_repeated_without_end_are_counted(cast: Cast) -> None:
    content = ods([("A", [["x", "y"]])]).replace(b"content.xml", b"content.xml")
    archive = zipfile.ZipFile(io.BytesIO(content))
    text = archive.read("content.xml").decode()
    for attribute in ('table:number-columns-repeated="99999999"', 'table:number-rows-repeated="99999999"'):
        where = "<table:table-cell " if "columns" in attribute else "<table:table-row"
        worse = text.replace(where, f"{where} {attribute} ", 1)
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as made:
            made.writestr("mimetype", archive.read("mimetype"))
            made.writestr("content.xml", worse)
        with pytest.raises(Unreadable, match="more than 5,000,000 cells"):
            read_tables(file.getvalue(), "a.ods")


def test_marks_that_nobody_sees_and_long_cells_are_told_or_kept(cast: Cast) -> None:
    long = "word " * 6553
    found = compared(as_csv([HEADINGS, ["Ten\x00ancies", "Housing", long, "x"], [long, "Housing", "", "y"]]))
    assert found.lines[0].values["name"] == "Tenancies"
    assert found.lines[0].values["about"] == long.strip()
    assert "at most 200 characters" in found.lines[1].errors[0].message


def test_sixteen_thousand_columns_are_refused_and_empty_ones_are_none(cast: Cast) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for row in range(2):
            sheet.write_row(row, 0, [f"{row}-{n}" for n in range(16_384)])
    with pytest.raises(Unreadable, match=r"16,384 columns with something in them; 250"):
        compared(file.getvalue(), "a.xlsx")
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ["Rents", "Housing", "x", "y"])
        sheet.write_string(0, 16_383, "Far away")
        sheet.write_string(1, 16_383, "z")
    found = compared(file.getvalue(), "a.xlsx")
    assert [each.heading for each in found.columns.columns] == [*HEADINGS, "Far away"]
    assert found.lines[0].values["name"] == "Rents"


def test_headings_that_are_numbers_or_the_same_twice_are_told(cast: Cast) -> None:
    found = compared(
        as_xlsx(
            [["Asset", "2024", "Service", "Asset", "2025", "Description"], ["Rents", "1", "Housing", "Other", "2", "x"]]
        ),
        "a.xlsx",
    )
    assert [(each.heading, each.field, each.why) for each in found.columns.columns if not each.field] == [
        ("2024", "", "no field is called so"), ("Asset", "", "another column is read for it"), ("2025", "", "no field is called so"),
    ]  # fmt: skip
    with_numbers = compared(as_csv([["1", "2", "3", "4"], ["Rents", "Housing", "x", "y"]]))
    assert with_numbers.problem


def test_nothing_but_one_cell_is_a_table_of_no_rows(cast: Cast) -> None:
    assert compared(b"x").problem
    assert compared(b"\xff\xfea\x00").problem


@pytest.mark.parametrize(
    ("text", "day"),
    [("Mar-21", "2021-03-31"), ("February 2024", "2024-02-29"), ("03/2021", "2021-03-31"), ("2021", "2021-12-31"), ("2021/22", "2022-03-31"),
     ("Q3 2021/22", "2021-12-31"), ("Reviewed 31/3/2021 by the board", "2021-03-31"), ("31st of March 2021", "2021-03-31")],
)  # fmt: skip
def test_days_that_say_less_than_a_day(text: str, day: str) -> None:
    found, how = loosely(text)
    assert found.isoformat() == day
    assert how


@pytest.mark.parametrize("text", ["Q3 2022", "2010-11", "soon", "1/2/2021 to 3/4/2022", "13/2021", "Marsh 2021"])
def test_days_that_may_be_two_are_asked_for(text: str) -> None:
    from muniment.registers.cells import Wrong

    with pytest.raises(Wrong, match="write"):
        loosely(text)
