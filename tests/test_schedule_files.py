"""Schedules read from hostile layouts: each row with its place, its function, its text and the line that was understood.

Seen red when headings were believed whatever stood below them, when a function did not hold for the rows below it, when a table
that runs on was not read, and when a row of totals was taken for a line.
"""

import pytest

from muniment.retention.rules import in_words
from muniment.retention.schedule_columns import Role
from muniment.retention.schedule_file import read_schedule
from muniment.retention.schedule_rows import Schedule
from tests import schedule_files as files
from tests.schedule_files import as_csv

YEAR = 2026


def rows_of(schedule: Schedule) -> list[tuple[str, str, str, str, str]]:
    return [
        (row.code, row.cells.get(Role.FUNCTION, ""), row.series, in_words(row.understood.line) if row.understood.line else "", str(row.place))
        for row in schedule.rows
    ]  # fmt: skip


def test_a_title_html_a_function_that_holds_and_a_total() -> None:
    found = read_schedule(files.titled_and_totalled(), "schedule.csv", YEAR)
    assert rows_of(found) == [
        ("FIN-01", "Finance", "Creditors’ invoices", "6 years after the end of the financial year in which it was closed, then destroy", "table 1, row 4, line 4"),
        ("FIN-02", "Finance", "Council tax ledgers – £ sheets", "For ever, in the archives", "table 1, row 5, line 5"),
        ("HR-01", "People", "Staff files", "6 years after “employment ended” happened, then destroy", "table 1, row 6, line 6"),
    ]  # fmt: skip
    assert found.rows[1].source == "Permanent – transfer to archives"
    assert [(each.rule, each.quote) for each in found.findings] == [("LEFT_OUT", "Total 3 classes")]
    assert not any(row.asks for row in found.rows)


def test_headings_over_two_rows_merged_functions_and_bare_numbers() -> None:
    found = read_schedule(files.two_rows_of_headings(), "schedule.xlsx", YEAR)
    assert rows_of(found) == [
        (
            "H1",
            "Housing",
            "Tenancy files",
            "6 years after “tenancy ended” happened, then destroy",
            "sheet Schedule, row 5",
        ),
        ("H2", "Housing", "Repairs", "2 years after it was closed, then destroy", "sheet Schedule, row 6"),
        (
            "P1",
            "Planning",
            "Applications",
            "4 years after “decision made” happened, then review",
            "sheet Schedule, row 7",
        ),
        ("P2", "Planning", "Planning register", "For ever", "sheet Schedule, row 8"),
    ]
    assert found.rows[0].source == "End of tenancy; 6; Destroy"
    assert found.rows[0].cells[Role.AUTHORITY] == "Limitation Act 1980 s.5"
    assert any("Old" in each for each in found.lost)


def test_sections_across_a_word_table_and_its_rest_on_the_next_page() -> None:
    found = read_schedule(files.word_with_sections(), "schedule.docx", YEAR)
    assert [(code, function, words) for code, function, _series, words, _place in rows_of(found)] == [
        ("CS1", "Children’s services", "100 years after “adoption order made” happened, then destroy"),
        ("CS2", "Children’s services", "75 years after the person was born, then destroy"),
        ("CS3", "Children’s services", "3 years after it was closed, then destroy"),
        ("CS4", "Children’s services", "2 years after it was last modified, then destroy"),
    ]
    assert [row.cells[Role.ACTIVITY] for row in found.rows[:2]] == ["Adoption", "Looked-after children"]
    assert [row.asks for row in found.rows] == [False, True, False, False], (
        "a note that names a period too asks a person"
    )
    assert str(found.rows[2].place).startswith("table 2, row 1")


def test_a_page_of_a_web_site() -> None:
    found = read_schedule(files.web_page(), "schedule.html", YEAR)
    assert [row[:4] for row in rows_of(found)] == [
        ("LIC-01", "Licensing", "Taxi licences", "3 years after “licence ended” happened, then destroy"),
        ("LIC-02", "Licensing", "Premises registers", "For ever"),
        ("PAR-01", "Parking", "Penalty notices", "6 years and 6 months after it was last modified, then destroy"),
    ]
    assert all(row.proposed_code and {each.rule for each in row.findings} == {"NO_CODE"} for row in found.rows)


def test_headings_that_say_other_than_their_cells() -> None:
    found = read_schedule(files.misleading_headings(), "schedule.csv", YEAR)
    assert [row[:4] for row in rows_of(found)] == [
        ("GR-1", "", "Grant files", "6 years after it was closed, then destroy"),
        ("GR-2", "", "Byelaws", "30 years after it was created, then transfer to the archives"),
        ("GR-3", "", "Honours", "10 years after it was closed, then review"),
    ]
    assert found.rows[1].cells[Role.AUTHORITY] == "Local Government Act 1972 s.236"
    assert ("Period", "action") in found.headings


def test_no_headings_at_all() -> None:
    found = read_schedule(files.no_headings_no_codes(), "schedule.tsv", YEAR)
    assert [row[:4] for row in rows_of(found)] == [
        ("DEM-01", "Democratic services", "Agendas and reports", "6 years after it was created, then destroy"),
        ("DEM-02", "Democratic services", "Signed minutes", "For ever, offered to the archives"),
        ("DEM-03", "Democratic services", "Members' expenses", "6 years after the end of the financial year in which it was closed, then destroy"),
        ("ELE-01", "Elections", "Nomination papers", "1 year after “election held” happened, then destroy"),
    ]  # fmt: skip


def test_a_sheet_for_each_function_and_headings_again() -> None:
    found = read_schedule(files.one_sheet_for_each_function(), "schedule.xlsx", YEAR)
    assert rows_of(found) == [
        ("L-1", "Libraries", "Libraries: visitors", "2 years after it was created, then destroy", "sheet Libraries, row 3"),
        ("L-2", "Libraries", "Libraries: loans", "5 years after it was last modified, then review", "sheet Libraries, row 5"),
        ("M-1", "Museums", "Museums: visitors", "2 years after it was created, then destroy", "sheet Museums, row 3"),
        ("M-2", "Museums", "Museums: loans", "5 years after it was last modified, then review", "sheet Museums, row 5"),
    ]  # fmt: skip


def test_an_untidy_first_half_is_not_taken_for_what_stands_above_the_headings() -> None:
    headings = ["Code", "Series", "Retention", "Action"]
    untidy = [
        ["", "Petitions", "6 years from closure", "?"],
        ["", "Polls", "in line with guidance", ""],
        ["", "Fetes", "?", "?"],
    ]
    tidy = [[f"T-{n}", f"Series {n}", f"{n} years from closure", "Destroy"] for n in range(2, 6)]
    found = read_schedule(as_csv([headings, *untidy, headings, *tidy]), "schedule.csv", YEAR)
    assert [row.series for row in found.rows] == [
        "Petitions",
        "Polls",
        "Fetes",
        "Series 2",
        "Series 3",
        "Series 4",
        "Series 5",
    ]


def test_what_a_schedule_says_against_itself() -> None:
    found = read_schedule(files.against_itself(), "schedule.csv", YEAR)
    rules = {(row.series, each.rule) for row in found.rows for each in row.findings}
    assert rules == {
        ("Budgets", "IMPOSSIBLE_YEAR"), ("Budgets", "TWO_PERIODS"), ("Forecasts", "TWO_PERIODS"), ("Bonds", "PERMANENT_DESTROYED"),
        ("Leases", "ACTION_CONTRADICTS"), ("Loans", "IMPOSSIBLE_PERIOD"), ("Gifts", "NO_PERIOD"), ("Petty cash", "NO_CODE"),
        ("Levies", "NOT_UNDERSTOOD"), ("Rates", "DOUBTFUL"), ("Rates", "REPEATED"), ("Seals", "LONG_PERIOD"), ("Tenders", "DUPLICATE_CODE"),
    }  # fmt: skip
    assert {row.series for row in found.rows if not row.asks} == {"Petty cash", "Seals", "Bids"}
    assert [(row.series, row.code) for row in found.rows if row.proposed_code] == [
        ("Forecasts", "A-1-2"), ("Petty cash", "FIN-01"), ("Tenders", "A-9-2"),
    ]  # fmt: skip
    assert [row.series for row in found.rows if row.left_out] == ["Rates"]
    assert read_schedule(files.against_itself(), "schedule.csv", YEAR) == found, "what is proposed is proposed again"


def test_what_does_not_fit_a_line_is_kept_beside_it() -> None:
    long = "Correspondence about " + "very " * 60 + "many things"
    law = "Act " * 90
    found = read_schedule(
        as_csv([["Code", "Series", "Retention", "Authority"], ["A1", long, "6 years from closure", law], ["A2", "Other", "1 year from closure", ""]]),
        "schedule.csv", YEAR,
    )  # fmt: skip
    row = found.rows[0]
    assert len(row.series) == 200
    assert len(row.cells[Role.AUTHORITY]) == 300
    assert row.cells[Role.ABOUT] == long
    assert row.cells[Role.RATIONALE] == law.strip()


@pytest.mark.parametrize(
    "rows",
    [
        [["Name", "Telephone"], ["Tom", "01632 960001"], ["Ruth", "01632 960002"]],
        [["Version", "Date", "Author"], ["1", "March 2020", "Tom"], ["2", "April 2021", "Ruth"]],
        [["Code", "Series"], ["A1", "Budgets"], ["A2", "Loans"]],
    ],
)
def test_another_table_is_no_schedule(rows: list[list[str]]) -> None:
    assert read_schedule(as_csv(rows), "table.csv", YEAR).rows == ()
