"""Dates, states, approvals, duplicates, intervals and blanks of a plan."""

import datetime as dt
from dataclasses import replace

from muniment.documents.findings import check
from muniment.documents.paper import Place
from tests.fixtures.findings.papers import action, due, found, paper, plan

REPORT = ("Data protection audit report", "Executive summary", "March 2026")


def test_due_before_the_report_it_answers():
    rows = [["Ref", "Action", "Due"], ["A1", "x", "Dec-25"], ["A2", "y", "Dec-26"], ["A3", "z", "Jan-26"]]
    reading = plan(
        action("A1", when=due("Dec-25", 2025, 12, 31), status="not begun", row=2),
        action("A2", when=due("Dec-26", 2026, 12, 31), status="not begun", row=3),
        action("A3", when=due("Jan-26", 2026, 1, 31), status="completed", row=4),
    )
    (finding,) = found("DATE_BEFORE_SOURCE", paper(*REPORT, rows), reading)
    assert (finding.refs, finding.severity) == (("A1",), "warning")
    assert "Dec 2026" in finding.proposal
    assert not found("DATE_BEFORE_SOURCE", paper("A plan without a report", rows), reading)


def test_due_before_what_it_waits_for():
    first = action("A1", when=due("Dec-26", 2026, 12))
    reading = plan(first, action("A2", when=due("Sep-26", 2026, 9), depends_on_refs=("A1",)))
    (finding,) = found("DUE_BEFORE_PREREQUISITE", paper(), reading)
    assert (finding.refs, finding.stated) == (("A2", "A1"), "Sep-26")
    later = plan(first, action("A2", when=due("Dec-26", 2026, 12), depends_on_refs=("A1",)))
    assert not found("DUE_BEFORE_PREREQUISITE", paper(), later)


def test_due_before_the_procedure_it_works_with():
    reading = plan(
        action("A1", "Draft a procedure for urgent requests from the police.", when=due("Dec-26", 2026, 12)),
        action("A2", "Report the number of urgent requests from the police.", when=due("Dec-25", 2025, 12)),
        action("A3", "Report the number of requests from the public.", when=due("Dec-25", 2025, 12)),
    )
    (finding,) = found("DUE_BEFORE_PREREQUISITE", paper(), reading)
    assert finding.refs == ("A2", "A1")


def test_the_status_column_against_the_progress():
    reading = plan(
        action("A1", status_raw="Completed", progress="Policy drafted, still to be published"),
        action("A2", status_raw="Not started", progress="Completed"),
        action("A3", status_raw="Completed", progress="Published in May"),
        action("A4", status_raw="In progress", progress="Drafting under way"),
    )
    assert [f.refs for f in found("STATUS_V_TEXT", paper(), reading)] == [("A1",), ("A2",)]


def test_done_after_the_position():
    reading = plan(
        action("A1", when=due("Implemented November 2026", 2026, 11, 30, done=True)),
        action("A2", when=due("Implemented May 2026", 2026, 5, 31, done=True)),
        action("A3", progress="Completed on 1 August 2026."),
    )
    wrong = found("STATUS_V_TEXT", paper(), reading, dt.date(2026, 5, 10))
    assert [f.refs for f in wrong] == [("A1",), ("A3",)]


def test_complete_that_still_wants_approval():
    reading = plan(
        action("A1", progress="Completed, awaiting approval"),
        action("A2", progress="Awaiting approval by the board"),
        action("A3", progress="Completed and approved"),
        action("A4", progress="Not complete - waiting for policies to be approved"),
    )
    assert [(f.refs, f.severity) for f in found("APPROVAL_PENDING", paper(), reading)] == [
        (("A1",), "warning"),
        (("A2",), "note"),
        (("A4",), "note"),
    ]


def test_one_reference_twice():
    (finding,) = found("DUPLICATE_CONFLICT", paper(), plan(action("A1"), action("A1", owners=("Head of Housing",))))
    assert finding.severity == "error"
    assert "different owner" in finding.message


def test_one_action_under_two_references():
    text = "Review the retention schedule of every service and publish it on the intranet."
    slip = text.replace("schedule", "shedule")
    reading = plan(
        action("A1", text),
        action("A2", slip, owners=("Archivist",)),
        action("A3", text.replace("retention", "records")),
    )
    (finding,) = found("DUPLICATE_CONFLICT", paper(), reading)
    assert finding.refs == ("A1", "A2")


def test_one_duty_at_two_intervals():
    cells = [
        ["Ref", "Action"],
        ["A1", "All agreements to be reviewed annually."],
        ["A2", "Review agreements every two years."],
    ]
    cells += [["A3", "Report agreements to the board quarterly."], ["A4", "The risk register to be reviewed monthly."]]
    reading = plan(*(action(f"A{at}", row=at + 1) for at in (1, 2, 3, 4)))
    (finding,) = found("FREQUENCY_CONFLICT", paper(cells), reading)
    assert finding.refs == ("A1", "A2")


def test_words_of_two_meanings_or_none():
    reading = plan(action("A1", when=due("TBC")), action("A2", when=due("Ongoing")), action("A3", when=due("tbc")))
    subject = paper("The register is reviewed bi-annually.", "It was 03/04/26.")
    assert [(f.stated, f.refs) for f in found("AMBIGUOUS_TOKEN", subject, reading)] == [
        ("tbc", ("A1", "A3")),
        ("ongoing", ("A2",)),
        ("bi-annually", ()),
    ]


def test_blanks():
    reading = plan(action("A1", owners=()), action("A2", when=due("")), action("A3"), action("A4", progress=""))
    assert [(f.refs, f.severity) for f in found("BLANK_MANDATORY", paper(), reading)] == [
        (("A1",), "warning"),
        (("A2",), "warning"),
        (("A4",), "warning"),
    ]
    (column,) = found("BLANK_MANDATORY", paper(), plan(*(action(f"A{at}", progress="") for at in range(9))))
    assert (column.severity, column.refs) == ("note", ())


def test_spellings_of_an_owner():
    owners = ["Legal Services Manager", "Legal services Manager", "Communications Officer", "Communication s Officer"]
    owners += ["Head of Housing", "Head of Planning", "Records Manager 1", "Records Manager 2", "Housing Manager"]
    reading = plan(*(action(f"A{at}", owners=(owner,)) for at, owner in enumerate(owners)))
    assert {f.stated for f in found("ALIAS", paper(), reading)} == {"Legal services Manager", "Communications Officer"}


def test_order_is_by_gravity_then_place():
    table = [["Area", "x", "y"], ["a", 1, 2], ["b", 3, 4], ["Total", 5, 6]]
    findings = check(
        paper("The register is reviewed bi-annually.", table), plan(action("A1", progress="Awaiting approval"))
    )
    assert [f.severity for f in findings] == ["error", "warning", "note"]


def test_due_before_an_action_named_in_its_words():
    first = action("2.1", when=due("30 November", 2026, 11))
    reading = plan(first, action("2.4", "Apply it after the schedule (2.1).", when=due("31/08/2026", 2026, 8)))
    (finding,) = found("DUE_BEFORE_PREREQUISITE", paper(), reading)
    assert finding.refs == ("2.4", "2.1")


def test_tables_without_references_are_not_the_plan():
    other = [action("", "Something else", owners=(), when=due(""), row=at) for at in (2, 3)]
    elsewhere = [replace(each, place=Place(table=2, row=2)) for each in other]
    assert not found("BLANK_MANDATORY", paper(), plan(*(action(f"A{at}") for at in range(4)), *elsewhere))
