"""Exports: what the list shows and nothing else, harmless to whoever opens it in a spreadsheet.

Seen red when a formula was exported as it stood, and when a column did not say all that it reads.
"""

import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment.assurance.models import PlanImport, Recommendation
from muniment.registers import cells, columns, exporting
from muniment.registers.listing import Listing
from muniment.registers.record import register_of
from muniment.registers.register import Register
from tests.cast import Cast, make_plan, make_recommendation
from tests.contracts import REGISTERS, build, example, fresh, holder_of

HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1", "\uff1d1+1", "\uff20SUM(A1)",
    '=HYPERLINK("http://evil.example","open")', "=cmd|' /C calc'!A0", "http://evil.example", "{=1+1}", "'=1",
]  # fmt: skip


def rows_of_csv(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def book_of(response: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_begins_as_a_formula(text: str) -> None:
    harmless = cells.harmless(text)
    assert not harmless.lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    assert harmless in {text, f"'{text}"}


def test_hostile_cells_are_words_in_both_files(cast: Cast, signed_in: Any) -> None:
    plan = make_plan(cast)
    for number, text in enumerate(HOSTILE):
        make_recommendation(plan, f"A{number}", agreed_action=text, theme=text.strip(), priority="=2+2")
    browser = signed_in(cast.priya)
    _heading, *lines = rows_of_csv(browser.get("/recommendations/export.csv"))
    assert len(lines) == len(HOSTILE)
    assert not [cell for line in lines for cell in line if cell.lstrip()[:1] in set("=+-@")]
    sheet = book_of(browser.get("/recommendations/export.xlsx")).active
    kinds = {cell.data_type for line in sheet.iter_rows(min_row=2) for cell in line if cell.value is not None}
    assert kinds <= {"s", "d"}
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.hyperlink]


def test_a_file_holds_what_its_list_shows(cast: Cast, signed_in: Any) -> None:
    plan = make_plan(cast)
    for number in range(3):
        make_recommendation(plan, f"A{number}", theme="Training" if number else "Records", owner=cast.posts["tom"])
    make_recommendation(plan, "A9", theme="Training", owner=cast.posts["ruth"])
    for person, expected in ((cast.priya, ["A1", "A2", "A9"]), (cast.tom, ["A1", "A2"]), (cast.nobody, [])):
        browser = signed_in(person)
        _heading, *lines = rows_of_csv(browser.get("/recommendations/export.csv?theme=Training"))
        assert [line[0] for line in lines] == expected
        sheet = book_of(browser.get("/recommendations/export.xlsx?theme=Training")).active
        assert [line[0].value for line in sheet.iter_rows(min_row=2)] == expected


@pytest.mark.parametrize("register", REGISTERS)
def test_both_files_of_every_register_agree(register: Register, cast: Cast) -> None:
    """Also those with instants, which a workbook can keep only without their zone."""
    example(register, cast)
    reader = holder_of(next(iter(sorted(register.access.roles_for("read"))), "staff"), cast.council)
    shown = Listing(register, fresh(reader), {})
    text = "".join(exporting.as_csv(shown)).removeprefix("\ufeff")
    heading, *lines = list(csv.reader(io.StringIO(text, newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(exporting.as_xlsx(shown)))).active
    assert heading == [cell.value for cell in sheet[1]] == [str(column.label) for column in shown.columns]
    assert lines
    assert len(lines) == sheet.max_row - 1
    for number, column in enumerate(shown.columns):
        written = lines[0][number]
        read = sheet.cell(row=2, column=number + 1).value
        assert str(read or "").split(" 00:00:00")[0].removeprefix("'") == written.removeprefix("'") or written in {
            "0",
            "",
        }, column


def test_instants_are_told_in_london(cast: Cast) -> None:
    from datetime import UTC, datetime

    build(PlanImport, cast, state="applied", made_at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    shown = Listing(register_of(PlanImport), fresh(cast.priya), {})
    assert "2026-07-02 00:30:00" in "".join(exporting.as_csv(shown))


def test_files_are_streamed(cast: Cast, signed_in: Any) -> None:
    make_recommendation(make_plan(cast), "A1")
    for kind in ("csv", "xlsx"):
        answer = signed_in(cast.priya).get(f"/recommendations/export.{kind}")
        assert answer.streaming
        assert answer["Content-Disposition"] == f'attachment; filename="recommendations.{kind}"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        b"".join(answer.streaming_content)


@pytest.mark.parametrize("shown", ["", "fields"])
def test_a_file_takes_the_same_queries_whatever_its_length(cast: Cast, shown: str) -> None:
    plan = make_plan(cast)

    def queries(number: int) -> int:
        listing = Listing(register_of(Recommendation), fresh(cast.priya), {"columns": shown})
        with CaptureQueriesContext(connection) as captured:
            assert len(list(csv.reader(io.StringIO("".join(exporting.as_csv(listing)))))) == number + 1
        return len(captured)

    make_recommendation(plan, "A0", owner=cast.posts["tom"], due=date(2026, 9, 30))
    few = queries(1)
    for number in range(1, 30):
        make_recommendation(plan, f"A{number}", owner=cast.posts["tom"], due=date(2026, 9, 30))
    assert queries(30) == few <= 8


@pytest.mark.parametrize("register", REGISTERS)
def test_a_column_reads_no_more_than_it_says(register: Register, cast: Cast, django_assert_num_queries: Any) -> None:
    """Else a file would give one row what was made for another that only looks alike."""
    example(register, cast)
    reader = holder_of(next(iter(sorted(register.access.roles_for("read"))), "staff"), cast.council)
    for column in (each for each in columns.offered(register) if each.reads):
        row = next(exporting.records(Listing(register, fresh(reader), {"columns": column.name})))
        with django_assert_num_queries(0):
            exporting.cell(row, column)
            # Once more without what may be missing, since then it may look elsewhere.
            for field in (row._meta.get_field(name) for name in column.reads):
                if field.null:
                    setattr(row, field.name, None)
            exporting.cell(row, column)
