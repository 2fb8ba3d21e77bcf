"""Rows of a plan: references, parts, page breaks, columns chosen by a person, dependencies, and any table at all."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.documents.plan import understand
from muniment.documents.plan.reading import ColumnReading
from muniment.documents.reading import read_file
from tests.documents.plan_papers import heading, paper, table

PLANS = Path(__file__).parents[1] / "fixtures" / "plans"


def test_rows_under_one_merged_reference_are_its_parts():
    reading = understand(
        paper(
            table(1, ("Ref", "Recommendation", "Agreed action", "Owner", "Due", "Status"),
                  ("1", "Improve records", "Write a schedule for paper", "Records Manager", "May 2026", "Complete"),
                  ("", "", "Apply it to shared drives", "Head of ICT", "June 2026", "Ongoing"),
                  ("2", "Improve training", "Run a course", "HR Manager", "July 2026", "Not started"))
        )
    )  # fmt: skip
    first, second = reading.actions
    assert [(part.owners, part.status) for part in first.parts] == [
        (("Records Manager",), "completed"), (("Head of ICT",), "in progress"),
    ]  # fmt: skip
    assert ["further part of 1" in piece.reason for piece in reading.unplaced] == [True]
    assert (first.status, first.due.day, second.parts) == ("in progress", date(2026, 6, 30), ())


def test_without_references_they_are_numbered_and_it_is_said():
    reading = understand(
        paper(
            table(1, ("Theme", "Action", "Lead", "Timescale", "Progress / Status"), ("People", "Train the people of the service", "HR", "by year end", "Ongoing"),
                  ("", "Appoint a DPO for the council", "Chief Executive", "Q4 2025/26", "Completed May 2025"),
                  ("Systems", "Buy a records system", "Head of ICT & Digital, SIRO", "2026/27", "To be considered"))
        )
    )  # fmt: skip
    assert [(action.ref, action.theme) for action in reading.actions] == [
        ("R1", "People"),
        ("R2", "People"),
        ("R3", "Systems"),
    ]
    assert any("no column of references" in piece.reason for piece in reading.unplaced)
    assert reading.actions[2].owners == ("Head of ICT & Digital", "SIRO")


def test_a_missing_and_a_double_reference_are_told_and_nothing_is_invented():
    rows = [("Ref", "Action", "Owner", "Due", "Progress"), ("A1", "Review the policy", "DPO", "May 2026", "Started")]
    reading = understand(
        paper(table(1, *rows, ("A1", "Train the staff", "HR", "June 2026", "Started")), table(2, rows[0], ("", "Buy a new system", "ICT Manager", "June 2026", "")))
    )  # fmt: skip
    assert [action.ref for action in reading.actions] == ["A1", "A1", ""]
    assert len(reading.unplaced) == 2


def test_a_row_cut_by_a_page_break_is_one_action():
    rows = ("Ref", "Agreed action", "Owner", "Due by", "Progress")
    first = table(1, rows, ("A1", "Review the policy and", "DPO", "Implemented", "Review"), page=1)
    second = table(2, ("", "tell all\nstaff", "", "November 2025", "done"), ("A2", "Train the staff", "HR Manager", "May 2026", "Not started"), page=2)  # fmt: skip
    reading = understand(paper(first, second, kind="pdf"))
    assert [(action.ref, action.action, action.due.day) for action in reading.actions] == [
        ("A1", "Review the policy and tell all staff", date(2025, 11, 30)), ("A2", "Train the staff", date(2026, 5, 31)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [("A2", "", "Train all staff of the council", "HR Manager", "May 2026", "Not started"), ("A2", "Train all staff of the council", "HR Manager", "May 2026")],
)  # fmt: skip
def test_rows_longer_or_shorter_than_their_heading_are_read_by_their_cells(row):
    reading = understand(
        paper(
            table(1, ("Action and completion status", "Agreed action", "Owner:", "Due by", "progress"), row, (row[0].replace("2", "3"), *row[1:]))
        )
    )  # fmt: skip
    assert [action.ref for action in reading.actions] == ["A2", "A3"]
    assert {(action.action, action.owners, action.due.raw) for action in reading.actions} == {
        ("Train all staff of the council", ("HR Manager",), "May 2026")
    }


def test_a_person_decides_a_column_and_it_holds_for_the_like_tables():
    header = ("Ref", "Deed", "Person", "By", "Word")
    rows = [(number, "Review the policy", "DPO", "May 2026", "Head of ICT") for number in "1234"]
    sheets = paper(table(1, header, *rows[:2]), table(2, header, *rows[2:]))
    chosen = [
        ColumnReading(1, 2, "Deed", "action", 1, ""),
        ColumnReading(1, 5, "Word", "owners", 1, ""),
        ColumnReading(1, 3, "Person", None, 1, ""),
    ]
    reading = understand(sheets, chosen)
    assert [(action.action, action.owners) for action in reading.actions] == [
        ("Review the policy", ("Head of ICT",))
    ] * 4


def test_the_own_mapping_given_back_changes_nothing():
    plan = read_file(PLANS / "follow-up.csv")
    reading = understand(plan)
    assert understand(plan, reading.mapping).actions == reading.actions


def test_a_paper_without_a_plan_has_no_actions():
    reading = understand(
        paper(
            table(
                1, ("Version", "Author", "Date", "Changes"), ("1", "Jo Smith", "1 May 2025", "First draft of the paper")
            ),
            table(2, ("Term", "Definition"), ("DPO", "data protection officer")),
            table(3, ("Name", "Title", "Date approved"), ("Jo Smith", "Head of Legal", "3/4/25")),
            table(4, ("Measure", "Target", "Q1", "Q2"), ("Requests on time", "90%", "85%", "92%")),
            table(
                5, ("Actions", "Number", "Not begun", "In progress", "Completed"), ("Policies", "24", "8", "11", "5")
            ),
        )
    )
    assert reading.actions == ()


def test_dependencies_by_words_acronyms_and_references():
    header = ("Ref", "Agreed action", "Owner", "Due by", "Progress")
    reading = understand(
        paper(
            table(1, header, ("1A", "Keep the information asset register up to date", "DPO", "May 2026", "Started"),
                  ("1B", "Draft a risk assessment policy (see also 1C)", "DPO", "June 2026", "After IAR has been completed"),
                  ("1C", "Train all asset owners", "HR", "July 2026", "Not begun, following 1B"),
                  ("1D", "Publish it", "DPO", "July 2026", "Waiting for approval of the risk assessment policy"))
        )
    )  # fmt: skip
    assert [action.depends_on_refs for action in reading.actions] == [(), ("1A",), ("1B",), ("1B",)]
    assert reading.actions[1].depends_on == ("IAR has been completed",)


def test_a_summary_names_the_series_it_counts():
    header = ("Ref", "Agreed action", "Owner", "Due by")
    rows = [
        (f"{series}{number}", f"Review the policy number {number}", "DPO", "May 2026")
        for series, count in (("A", 3), ("B", 2))
        for number in range(count)
    ]
    summary = table(2, ("Theme", "Actions"), ("Policies", "3"), ("Training", "2"), ("Total", "5"))
    reading = understand(paper(table(1, header, *rows), summary))
    assert [action.theme for action in reading.actions] == ["Policies"] * 3 + ["Training"] * 2
    assert any(column.field == "theme" and "A 3, B 2" in column.why for column in reading.mapping)


def test_recommendations_that_begin_with_their_reference():
    header = ("Control", "Recommendation", "Management response", "Action owner & date")
    reading = understand(
        paper(
            heading("Findings"), heading("Governance", 2),
            table(1, header, ("A. Policies are in place", "A.1. Review the policies each year.", "Accept\n\nTo be reviewed annually by the team.", "IG Manager\n\n31 March 2024"),
                  ("B. Roles are defined", "A.2. Define who is responsible.", "Partially accept: only for directorates", "SIRO\n\nComplete")),
            heading("Records", 2),
            table(2, header, ("C. Records", "B.1. Create a records policy for the council.", "Reject - covered by another policy", "N/A")),
        )
    )  # fmt: skip
    assert [(action.ref, action.theme, action.acceptance) for action in reading.actions] == [
        ("A.1", "Governance", "accepted"), ("A.2", "Governance", "partly"), ("B.1", "Records", "rejected"),
    ]  # fmt: skip
    assert [action.owners for action in reading.actions] == [("IG Manager",), ("SIRO",), ()]
    assert reading.actions[1].due.done


def test_labelled_lines_without_any_table():
    lines = [
        ("Recommendation", "Review access"),
        ("Owner", "Head of ICT"),
        ("Target date", "May 2026"),
        ("Progress", "Not started"),
    ]
    blocks = [heading("Access", 2), *(heading(f"{name}: {value}", 0) for name, value in lines)]
    reading = understand(
        paper(*blocks, heading("Logs", 2), *(heading(f"**{name}:** {value}", 0) for name, value in lines))
    )
    assert [(action.action, action.owners, action.status) for action in reading.actions] == [
        ("Review access", ("Head of ICT",), "not begun")
    ] * 2


def test_parts_with_progress_of_their_own_make_the_status():
    header = ("Ref", "Action", "Owner", "Due", "Progress")
    row = (
        "1",
        "(a) Review all notices\n(b) Publish the notices",
        "(a) DPO\n(b) Web Manager",
        "(a) May 2025\n(b) June 2025",
        "(a) Complete\n(b) Not started",
    )
    (action,) = understand(paper(table(1, header, row))).actions
    assert [(part.label, part.owners, part.status) for part in action.parts] == [
        ("a", ("DPO",), "completed"), ("b", ("Web Manager",), "not begun"),
    ]  # fmt: skip
    assert (action.status, action.due.day, action.owners) == ("in progress", date(2025, 6, 30), ("DPO", "Web Manager"))


WORDS = st.sampled_from(
    ["Ref", "Action", "Owner", "Due", "Progress", "Status", "A1", "2", "", "DPO", "May 2026", "Complete", "Review the policy of the council", "Total", "High"]
)  # fmt: skip


@given(
    st.lists(st.lists(WORDS | st.text(max_size=30), max_size=7).map(tuple), max_size=8),
    st.sampled_from(["docx", "pdf", "xlsx"]),
)
def test_any_table_is_understood_without_error_and_without_losing_a_reference(rows, kind):
    reading = understand(paper(heading("Plan"), table(1, *rows), kind=kind))
    assert all(action.action or action.recommendation for action in reading.actions)
    assert len({(piece.table, piece.column, piece.field) for piece in reading.mapping}) == len(reading.mapping)
    json.dumps(reading.as_json())
