"""Plans of an invented council in the layouts that councils and auditors use."""

from datetime import date
from pathlib import Path

import pytest
from docx import Document

from muniment.documents.plan import understand
from muniment.documents.plan.reading import ColumnReading
from muniment.documents.reading import read_file
from tests.documents.plan_papers import heading, paper, table

PLANS = Path(__file__).parents[1] / "fixtures" / "plans"


def test_a_tracker_with_original_and_revised_dates():
    reading = understand(read_file(PLANS / "follow-up.csv"))
    actions = {action.ref: action for action in reading.actions}
    assert list(actions) == ["IA/24/01", "IA/24/02", "IA/24/03", "IA/24/05", "IA/24/06", "IA/24/08"]
    drives = actions["IA/24/01"]
    assert (drives.due.day, drives.theme) == (date(2026, 3, 31), "Information governance")
    assert drives.first_due is not None
    assert drives.first_due.day == date(2024, 12, 31)
    assert [action.status for action in actions.values()] == [
        "in progress", "completed", "completed", "not begun", "in progress", "not begun",
    ]  # fmt: skip
    assert [ref for ref, action in actions.items() if action.needs_choice] == ["IA/24/08"]
    assert actions["IA/24/03"].owners == ("DPO", "SIRO")
    assert actions["IA/24/02"].owners == ("Head of Legal, Democratic and Registration Services",)
    assert actions["IA/24/05"].due.precision == "quarter"
    assert actions["IA/24/02"].recommendation != actions["IA/24/02"].action


def test_markdown_with_themes_as_headings_and_a_glossary():
    reading = understand(read_file(PLANS / "improvement.md"))
    assert [(action.ref, action.theme) for action in reading.actions] == [
        ("1", "Policies"), ("2", "Policies"), ("3", "Training"), ("4", "Training"),
    ]  # fmt: skip
    assert [action.status for action in reading.actions] == ["completed", "in progress", "not begun", "superseded"]
    assert reading.title == "Information governance improvement plan"
    assert not any(action.needs_choice for action in reading.actions)
    assert {column.table for column in reading.mapping} == {1, 2}


def test_one_small_table_for_each_recommendation(tmp_path):
    document = Document()
    for number, (text, owner, due) in enumerate(
        [("Review access each year", "Head of ICT", "31 March 2026"), ("Keep a breach log", "DPO", "Ongoing")], 1
    ):
        document.add_heading(f"Recommendation {number}", 2)
        rows = [("Recommendation", text), ("Priority", "High"), ("Management response", "Agreed"),
                ("Responsible officer", owner), ("Implementation date", due), ("Status", "In progress")]  # fmt: skip
        small = document.add_table(0, 2)
        for name, value in rows:
            cells = small.add_row().cells
            cells[0].text, cells[1].text = name, value
    document.save(str(tmp_path / "audit.docx"))
    reading = understand(read_file(tmp_path / "audit.docx"))
    assert [action.ref for action in reading.actions] == ["1", "2"]
    assert [action.owners for action in reading.actions] == [("Head of ICT",), ("DPO",)]
    assert [action.acceptance for action in reading.actions] == ["accepted", "accepted"]
    assert [action.action for action in reading.actions] == ["Review access each year", "Keep a breach log"]
    assert {action.status for action in reading.actions} == {"in progress"}
    assert {action.theme for action in reading.actions} == {""}


def test_records_under_one_another_in_one_table():
    reading = understand(
        paper(
            table(1, ("Recommendation 1", ""), ("Finding", "No list of assets is kept"), ("Action", "Make a list"),
                  ("Owner", "DPO"), ("Target date", "May 2026"), ("Recommendation 2", ""),
                  ("Finding", "No rules for paper"), ("Action", "Make rules"), ("Owner", "SIRO"), ("Target date", "June 2026"))
        )
    )  # fmt: skip
    assert [(action.ref, action.owners, action.due.day) for action in reading.actions] == [
        ("1", ("DPO",), date(2026, 5, 31)), ("2", ("SIRO",), date(2026, 6, 30)),
    ]  # fmt: skip


def test_an_audit_report_with_a_legend_and_colours():
    reading = understand(
        paper(
            heading("Key: Blue = complete; Green = on track; Red = not started", 0),
            table(1, ("Rec", "Priority", "Finding", "Management response", "Officer", "Target date", "Status Nov 2025 (RAG)", "Comments"),
                  ("1", "High", "Passwords are weak in all systems", "Set a policy for passwords", "Head of ICT", "31/12/2025", "G", "Draft with the board"),
                  ("2", "Medium", "No breach log is kept", "Partially agreed. Keep a breach log", "DPO", "30/09/2025", "B", "Complete"),
                  ("3", "Low", "No training records are kept", "Keep training records", "HR Manager", "31/03/2026", "R", ""),
                  ("4", "Low", "Staff do not know the rules", "Run a campaign for all staff", "DPO", "31/03/2026", "B", "Not started")),
            table(2, ("Risk", "Likelihood", "Impact", "Mitigating action", "Owner", "Due date"),
                  ("Loss of a laptop", "3", "4", "Encrypt all laptops at once", "Head of ICT", "May 2025")),
        )
    )  # fmt: skip
    assert [action.status for action in reading.actions] == ["in progress", "completed", "not begun", "completed"]
    assert [action.needs_choice for action in reading.actions] == [False, False, False, True]
    assert [action.status_raw for action in reading.actions] == ["G", "B", "R", "B"]
    assert [action.priority for action in reading.actions] == ["High", "Medium", "Low", "Low"]
    assert reading.actions[1].acceptance == "partly"
    assert reading.actions[1].acceptance_reason == "Partially agreed"


def test_columns_without_headings_are_known_by_their_cells():
    reading = understand(
        paper(
            table(1, ("1", "Review the data protection policy and publish it", "Head of Legal", "31/03/2025", "In progress, draft with DPO"),
                  ("2", "Train all asset owners in their duties", "Training Manager", "30/06/2025", "Not started"),
                  ("3", "Appoint a records manager for the council", "Chief Executive", "30/09/2025", "Completed"))
        )
    )  # fmt: skip
    assert [(action.ref, action.owners[0], action.status) for action in reading.actions] == [
        ("1", "Head of Legal", "in progress"), ("2", "Training Manager", "not begun"), ("3", "Chief Executive", "completed"),
    ]  # fmt: skip
    assert all(column.confidence <= 0.75 for column in reading.mapping)


def test_a_table_turned_so_that_each_column_is_an_action():
    reading = understand(
        paper(
            table(1, ("Ref", "1", "2"), ("Action", "Review the policy", "Train all staff"), ("Owner", "DPO", "Head of HR"),
                  ("Due date", "May 2026", "01/07/2026"), ("Status", "Complete", "Ongoing"))
        )
    )  # fmt: skip
    assert [(action.ref, action.status) for action in reading.actions] == [("1", "completed"), ("2", "in progress")]


def test_a_heading_of_two_rows():
    reading = understand(
        paper(
            table(1, ("Ref", "Recommendation", "Management response", "", "", "Progress"), ("", "", "Agreed action", "Owner", "Date", ""),
                  ("R1", "Access should be reviewed yearly", "Review access each April", "Head of ICT", "April 2025", "Under way"))
        )
    )  # fmt: skip
    (action,) = reading.actions
    assert (action.action, action.owners, action.due.day) == (
        "Review access each April",
        ("Head of ICT",),
        date(2025, 4, 30),
    )


def test_owner_and_date_in_the_response():
    reading = understand(
        paper(
            table(1, ("No", "Recommendation", "Management response, responsible officer and date"),
                  ("1", "The council should do it well", "Agreed. We will do it soon.\nResponsible officer: Head of ICT\nTarget date: 31 March 2026"),
                  ("2", "Do that for all of it", "We will do that as well.\nResponsible officer: DPO\nTarget date: June 2026"))
        )
    )  # fmt: skip
    assert [(action.owners, action.due.day) for action in reading.actions] == [
        (("Head of ICT",), date(2026, 3, 31)), (("DPO",), date(2026, 6, 30)),
    ]  # fmt: skip
    assert reading.actions[0].action == "Agreed. We will do it soon."


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
