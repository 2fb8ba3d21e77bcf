"""Plans of an invented council in the layouts that councils and auditors use."""

from datetime import date
from pathlib import Path

from docx import Document

from muniment.documents.plan import understand
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
    assert next(one["first_due"] for one in reading.as_json()["actions"]) == "2024-12-31"
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
