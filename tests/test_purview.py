"""The schedule as a file plan of Purview: out, in, and out again; what a label cannot say is told and left out.

Seen red when days were counted as 365 a year, when a name was made without asking for earlier codes or for ended lines, when a
line with two periods went out by its first, when a cell could be a formula, when what a file rules otherwise was not told, when a
text that was shortened came back as a change, when a file with faults was read, and when another's import or a reader's file was
let through.
"""

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from muniment import cli, clock
from muniment.people.models import Person
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.models import History, TableImport
from muniment.registers.services import Change, write
from muniment.retention import changing, purview, purview_plan, rules
from muniment.retention.models import RetentionLine
from muniment.retention.purview import COLUMNS, ScheduleLine, file_plan, label_names, longest_days
from muniment.retention.purview_faults import faults
from muniment.retention.purview_reading import Label, NotOurs, Ruling, labels, months_of, ruling_of
from muniment.retention.rules import Action, Keep, Line, Period, Trigger, YearEnd
from muniment.tables import applying
from tests.cast import HOUSE, Cast
from tests.contracts import holder_of, text_of
from tests.test_retention_lines import TODAY, make_line


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def manager(cast: Cast) -> Person:
    return holder_of("records_manager", cast.council)


def told(rule: Line, code: str = "HOU-01", **values: Any) -> ScheduleLine:
    return ScheduleLine(code, "Tenancy files", rule, **values)


def period(trigger: Trigger = Trigger.CREATED, years: int = 6, months: int = 0, **values: Any) -> Period:
    return Period(trigger, years, months, **values)


def destroyed(*periods: Period, action: Action = Action.DESTROY, medium: str = "") -> Line:
    return Line(Keep.PERIOD, action, periods, medium)


def out(*lines: ScheduleLine) -> purview.FilePlan:
    return file_plan(lines, label_names(line.code for line in lines))


def label(row: dict[str, str], number: int = 2) -> Label:
    return Label(number, row)


# The rules


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (destroyed(period()), ("KeepAndDelete", "2192", "CreationAgeInDays", "")),
        (destroyed(period(Trigger.MODIFIED, 2)), ("KeepAndDelete", "731", "ModificationAgeInDays", "")),
        (destroyed(period(Trigger.EVENT, 25, event="Left school")), ("KeepAndDelete", "9132", "EventAgeInDays", "Left school")),
        (destroyed(period(Trigger.CLOSED, 7)), ("KeepAndDelete", "2557", "EventAgeInDays", "Record closed")),
        (destroyed(period(Trigger.BORN, 100)), ("KeepAndDelete", "36525", "EventAgeInDays", "Person born")),
        (destroyed(period(Trigger.CONTRACT_END, 0, 6)), ("KeepAndDelete", "184", "EventAgeInDays", "Contract ended")),
        (destroyed(period(), action=Action.TRANSFER), ("Keep", "2192", "CreationAgeInDays", "")),
        (destroyed(period(), action=Action.OFFER), ("Keep", "2192", "CreationAgeInDays", "")),
        (Line(Keep.PERMANENT, Action.TRANSFER), ("Keep", "Unlimited", "CreationAgeInDays", "")),
        (Line(Keep.PERMANENT, Action.KEEP), ("Keep", "Unlimited", "CreationAgeInDays", "")),
    ],
)  # fmt: skip
def test_what_a_line_becomes(line: Line, said: tuple[str, ...]) -> None:
    plan = out(told(line))
    (row,) = plan.rows
    assert tuple(row[each] for each in ("RetentionAction", "RetentionDuration", "RetentionType", "EventType")) == said
    assert row["ReviewerEmail"] == ""
    assert plan.left_out == []
    assert faults(plan.rows) == []
    assert plan.event_types == ([said[3]] if said[3] else [])


def test_a_review_names_its_reviewers_and_the_words_stand_in_their_columns() -> None:
    line = told(destroyed(period(), action=Action.REVIEW), "A/1", function="Housing", activity="Tenancies", about="Rent books",
                authority="Limitation Act 1980, section 5", ground="Statute", sub_class="closed", reviewers=("a@x.example", "b@x.example"))  # fmt: skip
    (row,) = out(line).rows
    assert row == dict.fromkeys(COLUMNS, "") | {
        "LabelName": "A-1", "ReferenceId": "A/1", "DepartmentName": "Housing", "Category": "Tenancies", "SubCategory": "Tenancy files",
        "Comment": "Rent books", "Notes": "6 years after it was created, then review. Only closed.", "IsRecordLabel": "FALSE",
        "Regulatory": "FALSE", "RetentionAction": "KeepAndDelete", "RetentionDuration": "2192", "RetentionType": "CreationAgeInDays",
        "ReviewerEmail": "a@x.example;b@x.example", "AuthorityType": "Statute", "CitationName": "Limitation Act 1980, section 5",
        "CitationJurisdiction": "United Kingdom",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (destroyed(period(), period(Trigger.MODIFIED, 2)), "two periods"),
        (destroyed(period(year_end=YearEnd.FINANCIAL)), "financial year"),
        (destroyed(period(), medium="paper"), "kept as paper"),
        (Line(Keep.REVIEW, Action.REVIEW), "until somebody has reviewed"),
        (destroyed(period(), action=Action.REVIEW), "address of a reviewer"),
        (destroyed(period(years=100, months=1)), "36,525"),
        (destroyed(period(Trigger.EVENT, 0, event="Superseded")), "no time"),
    ],
)
def test_what_a_label_cannot_say_is_left_out_with_its_reason(line: Line, why: str) -> None:
    plan = out(told(line), told(destroyed(period()), "B"))
    assert [row["ReferenceId"] for row in plan.rows] == ["B"]
    ((code, reason),) = plan.left_out
    assert code == "HOU-01"
    assert why in reason


def test_a_name_comes_from_the_code_and_stays_the_one_of_the_first() -> None:
    found = label_names(["HOU/01.2", "HOU-01-2", "hou 1", "HOU 1", "///", "é", "x" * 90])
    assert found == {
        "HOU/01.2": "HOU-01-2",
        "HOU-01-2": "",
        "hou 1": "hou 1",
        "HOU 1": "",
        "///": "",
        "é": "e",
        "x" * 90: "x" * 64,
    }
    plan = file_plan([told(destroyed(period()), code) for code in ("HOU-01-2", "///")], found)
    assert [why[:20] for _code, why in plan.left_out] == ["The name that its co", "Its code has no lett"]
    assert out(told(destroyed(period()))).rows[0]["LabelName"] == "HOU-01", "never from the title"


@settings(max_examples=300, deadline=None)
@given(some.dates(date(1900, 1, 1), date(2150, 1, 1)), some.integers(1, 1200))
def test_nothing_ends_early(day: date, months: int) -> None:
    """Whatever the day, a label keeps as long as its line, and at most three days longer in a short period, a leap day in a long."""
    days, end = longest_days(months), rules.after(day, Period(Trigger.CREATED, months=months))
    assert day + timedelta(days=days) >= end
    if date(1901, 3, 1) <= day and end <= date(2100, 2, 28):
        assert (day + timedelta(days=days) - end).days <= 4


@settings(max_examples=200, deadline=None)
@given(some.integers(1, 36_525), some.dates(date(1950, 1, 1), date(2000, 1, 1)))
def test_days_read_back_never_end_early(days: int, day: date) -> None:
    """What is whole years or months of ours comes back as those; all else is rounded up, and says so."""
    months, note = months_of(days)
    end = rules.after(day, Period(Trigger.CREATED, months=months))
    if longest_days(months) == days:
        assert note == ""
    else:
        assert f"{days:,} day" in note
        whole_years = days >= 365 and days <= longest_days(12 * (days // 365))
        assert end >= day + timedelta(days=days) or whole_years


TRIGGERS = [each for each in Trigger if each is not Trigger.EVENT]
LINES = some.builds(
    lambda trigger, event, months, action: Line(
        Keep.PERIOD, action, (Period(Trigger.EVENT if event else trigger, *divmod(months, 12), event=event),)
    ),
    some.sampled_from(TRIGGERS), some.sampled_from(["", "Left school", "case settled"]), some.integers(1, 1200),
    some.sampled_from([Action.DESTROY, Action.REVIEW]),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    LINES,
    some.text(some.characters(blacklist_categories=("Cs", "Cc")), max_size=1100),
    some.text("HOU-/. 123é", min_size=1, max_size=40),
)
def test_what_goes_out_is_sound_and_comes_back_as_the_same_line(line: Line, about: str, code: str) -> None:
    plan = out(ScheduleLine(code, "Series", line, about=about, reviewers=("a@b.example",)))
    if not plan.rows:
        assert not purview.label_name(code)
        return
    assert faults(plan.rows) == []
    assert ruling_of(label(plan.rows[0])) == Ruling(line)


# What Purview would refuse

SOUND = {"LabelName": "A", "RetentionAction": "Keep", "RetentionDuration": "365", "RetentionType": "CreationAgeInDays"}


@pytest.mark.parametrize(
    ("values", "column", "message"),
    [
        ({"LabelName": ""}, "LabelName", "needs a name"),
        ({"LabelName": "a/b"}, "LabelName", "letters, digits, hyphens"),
        ({"LabelName": "a" * 65}, "LabelName", "at most 64"),
        ({"LabelName": "café"}, "LabelName", "letters"),
        ({"Comment": "x" * 1025}, "Comment", "1,024"),
        ({"Notes": "x" * 1025}, "Notes", "1,024"),
        ({"RetentionAction": "Destroy"}, "RetentionAction", "One of"),
        ({"RetentionType": "Age"}, "RetentionType", "One of"),
        ({"RetentionType": ""}, "", "together"),
        ({"RetentionDuration": ""}, "", "together"),
        ({"RetentionDuration": "36526"}, "RetentionDuration", "36,525"),
        ({"RetentionDuration": "0"}, "RetentionDuration", "from 1"),
        ({"RetentionDuration": "²"}, "RetentionDuration", "from 1"),
        ({"RetentionDuration": "six years"}, "RetentionDuration", "Unlimited"),
        ({"ReviewerEmail": "a@b.example"}, "ReviewerEmail", "KeepAndDelete"),
        ({"RetentionAction": "KeepAndDelete", "ReviewerEmail": "a@b.example, c"}, "ReviewerEmail", "semicolons"),
        ({"RetentionType": "EventAgeInDays"}, "EventType", "type of the event"),
        ({"IsRecordLabel": "maybe"}, "IsRecordLabel", "TRUE or FALSE"),
    ],
)
def test_each_fault_names_its_row_and_column(values: dict[str, str], column: str, message: str) -> None:
    assert faults([SOUND]) == []
    (fault,) = faults([SOUND | {"LabelName": "first"}, SOUND | values])
    assert (fault.row, fault.column) == (3, column)
    assert message in fault.message


def test_names_are_once_and_a_label_that_takes_a_place_comes_first() -> None:
    rows = [SOUND, SOUND | {"LabelName": "a"}, SOUND | {"LabelName": "B", "ComplianceTagForNextStage": "C"},
            SOUND | {"LabelName": "C", "ComplianceTagForNextStage": "B"}, SOUND | {"LabelName": "D", "ComplianceTagForNextStage": "D"}]  # fmt: skip
    assert [(each.row, each.column) for each in faults(rows)] == [
        (3, "LabelName"), (4, "ComplianceTagForNextStage"), (6, "ComplianceTagForNextStage"),
    ]  # fmt: skip


# What comes in


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"RetentionType": "TaggedAgeInDays"}, "label was put on"),
        ({"RetentionAction": "", "RetentionDuration": "", "RetentionType": ""}, "no period"),
        ({"RetentionAction": "KeepAndDelete", "RetentionDuration": "Unlimited"}, "one of the two"),
    ],
)
def test_what_no_line_can_say(values: dict[str, str], why: str) -> None:
    with pytest.raises(NotOurs, match=why):
        ruling_of(label(SOUND | values))


def test_headings_in_any_letters_short_files_and_old_columns() -> None:
    found, unread = labels(
        [(1, ("labelname", "RETENTIONACTION", "Colour", "retentionduration")), (2, ("A", "Keep")), (4, ("B",))]
    )
    assert unread == ["Colour"]
    assert [(each.row, each.cells) for each in found] == [
        (2, {"LabelName": "A", "RetentionAction": "Keep", "RetentionDuration": ""}),
        (4, {"LabelName": "B", "RetentionAction": "", "RetentionDuration": ""}),
    ]
    with pytest.raises(ValueError, match="LabelName"):
        labels([(1, ("Name", "Status"))])


def as_file(*rows: dict[str, str], columns: Any = COLUMNS) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return buffer.getvalue().encode()


def read_in(content: bytes, actor: Actor = HOUSE) -> tuple[TableImport, purview_plan.Proposal]:
    kept, proposal = purview_plan.take_in(actor, "plan.csv", content)
    seen = history.head().number
    found = applying.compared(kept)
    assert not found.problem
    assert not [error for line in found.lines for error in line.errors]
    applying.start_and_wait(kept, seen)
    kept.refresh_from_db()
    assert kept.state == TableImport.State.APPLIED, kept.result
    return kept, proposal


def schedule(cast: Cast) -> list[RetentionLine]:
    """Lines of every kind: some that are labels, some that are not, one that is not in force."""
    tom = cast.posts["tom"]
    return [
        make_line(cast, "HOU/01", function="=Housing", activity="Lettings", about="Rent; books\nand “more”", ground="statute"),
        make_line(cast, "HOU-02", trigger="created", years=2, action="review", owner=tom),
        make_line(cast, "HOU-03", trigger="modified", months=6, years=0, action="transfer"),
        make_line(cast, "HOU-04", keep="permanent", trigger="", years=0, action="offer"),
        make_line(cast, "HOU-05", trigger="event", event="Left school", years=25, about="x" * 2000),
        make_line(cast, "HOU-06", year_end="financial"),
        make_line(cast, "HOU-07", or_trigger="created", or_years=3),
        make_line(cast, "HOU-08", in_force=False),
        make_line(cast, "HOU-09", trigger="created", years=2, action="review"),
    ]  # fmt: skip


def test_a_file_that_went_out_says_nothing_new_when_it_comes_in(cast: Cast) -> None:
    schedule(cast)
    plan = purview_plan.plan_of(RetentionLine.objects.order_by("code"))
    assert [row["ReferenceId"] for row in plan.rows] == ["HOU-02", "HOU-03", "HOU-04", "HOU-05", "HOU/01"]
    assert [code for code, _why in plan.left_out] == ["HOU-06", "HOU-07", "HOU-09"]
    assert plan.rows[0]["ReviewerEmail"] == cast.tom.email
    text = purview_plan.as_csv(plan)
    assert text.startswith("\ufeffLabelName,Comment,Notes,")
    assert "'=Housing" in text, "no cell is a formula"
    before = (history.head().number, list(RetentionLine.objects.order_by("pk").values()))
    _kept, proposal = read_in(text.encode())
    assert (proposal.left_out, proposal.ruled, proposal.notes, proposal.unread) == ([], [], [], [])
    assert (history.head().number, list(RetentionLine.objects.order_by("pk").values())) == before


def test_a_new_label_becomes_a_draft_line(cast: Cast, manager: Person) -> None:
    rows = (
        SOUND | {"LabelName": "Minutes", "RetentionDuration": "Unlimited", "CitationName": "Local Government Act 1972", "AuthorityType": "statute"},
        SOUND | {"LabelName": "L2", "ReferenceId": "FIN.9", "RetentionAction": "KeepAndDelete", "RetentionDuration": "2555", "SubCategory": "Invoices",
                 "DepartmentName": "Finance", "Category": "Payments", "Comment": "=Paid", "Notes": "7 years", "IsRecordLabel": "TRUE"},
        SOUND | {"LabelName": "L3", "RetentionAction": "KeepAndDelete", "RetentionType": "EventAgeInDays", "EventType": "record CLOSED"},
        SOUND | {"LabelName": "L4", "RetentionType": "TaggedAgeInDays"},
        SOUND | {"LabelName": "L5"},
    )  # fmt: skip
    _kept, proposal = read_in(as_file(*rows), Actor.at_page(manager))
    assert [(each.row, each.code) for each in proposal.left_out] == [(5, "L4")]
    assert [(each.code, each.message) for each in proposal.notes] == [
        ("FIN.9", "2,555 days are read as 7 years."),
        ("L3", "365 days are read as 1 year."),
        ("L5", "365 days are read as 1 year. Nothing is done at its end in Purview: read as a review."),
    ]
    made = {line.code: line for line in RetentionLine.objects.order_by("pk")}
    assert set(made) == {"Minutes", "FIN.9", "L3", "L5"}
    assert {line.state for line in made.values()} == {"draft"}
    invoices = made["FIN.9"]
    assert (invoices.series, invoices.function, invoices.activity, invoices.about, invoices.source_text) == (
        "Invoices", "Finance", "Payments", "=Paid", "7 years",
    )  # fmt: skip
    assert [line.in_words() for line in made.values()] == [
        "For ever", "7 years after it was created, then destroy", "1 year after it was closed, then destroy",
        "1 year after it was created, then review",
    ]  # fmt: skip
    assert (made["Minutes"].ground, made["Minutes"].authority) == ("statute", "Local Government Act 1972")
    assert set(History.objects.filter(register="retention-lines").values_list("actor", "verb")) == {
        (manager.name, "create")
    }


def test_what_a_line_rules_is_told_and_never_written_by_a_file(cast: Cast) -> None:
    line = make_line(cast, "HOU-01", function="Housing")
    (row,) = purview_plan.plan_of([line]).rows
    changed = row | {
        "RetentionDuration": "3650",
        "CitationName": "Our own practice",
        "DepartmentName": "Homes",
        "SubCategory": "Tenancies",
    }
    _kept, proposal = read_in(as_file(changed))
    (said,) = proposal.ruled
    assert (said.row, said.code, said.line) == (2, "HOU-01", line.pk)
    assert (
        said.message
        == "10 years after it was closed, then destroy. 3,650 days are read as 10 years. Authority: Our own practice."
    )
    line.refresh_from_db()
    assert (line.years, line.authority, line.function, line.series) == (
        6,
        "Limitation Act 1980, section 5",
        "Homes",
        "Tenancies",
    )
    # An older file without these columns says nothing about them.
    _kept, proposal = read_in(as_file(row, columns=("LabelName", "ReferenceId", "SubCategory")))
    assert proposal.ruled == []
    line.refresh_from_db()
    assert (line.function, line.series) == ("Homes", "Series HOU-01")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ((SOUND | {"RetentionDuration": "x"},), "Row 2, RetentionDuration"),
        ((SOUND, SOUND | {"LabelName": "B", "ReferenceId": "a"}), "Row 3, ReferenceId"),
        ((SOUND | {"RetentionType": "TaggedAgeInDays"},), "Row 2, A: It counts"),
        ((), "No label"),
    ],
)
def test_a_file_with_faults_is_not_read(cast: Cast, rows: Any, message: str) -> None:
    with pytest.raises(Invalid) as error:
        purview_plan.take_in(HOUSE, "plan.csv", as_file(*rows) if rows else b"LabelName,Comment\n")
    assert message in " ".join([str(error.value), *error.value.errors[""]])
    assert not TableImport.objects.exists()


def test_a_label_keeps_its_name_when_its_line_is_gone(cast: Cast) -> None:
    first = make_line(cast, "HOU/01")
    changing.end(HOUSE, first, "Replaced")
    second = make_line(cast, "HOU-01")
    plan = purview_plan.plan_of([second])
    assert plan.rows == []
    assert "earlier line" in plan.left_out[0][1]


# At the page and at the command line


def test_the_page_the_file_and_a_file_sent_in(cast: Cast, manager: Person, signed_in: Any) -> None:
    schedule(cast)
    browser = signed_in(manager)
    assert "/retention-lines/purview/" in text_of(browser.get("/retention-lines/"))
    page = text_of(browser.get("/retention-lines/purview/"))
    for words in (
        "Download 5 labels",
        "Left out: 3 lines",
        "Left school",
        "Record closed",
        "6 years become 2,192 days, rounded up",
        "financial year",
    ):
        assert words in page, words
    answer = browser.get("/retention-lines/purview/file-plan.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="file-plan.csv"'
    content = answer.content.replace(b",2192,", b",2922,")
    sent = io.BytesIO(content)
    sent.name = "Plan.CSV"
    after = browser.post("/retention-lines/purview/", {"file": sent})
    kept = TableImport.objects.get()
    assert after.url == f"/retention-lines/purview/{kept.pk}/"
    said = text_of(browser.get(after.url))
    assert "8 years after it was closed" in said
    assert f"/retention-lines/import/table/{kept.pk}/" in said
    assert text_of(browser.get(f"/retention-lines/import/table/{kept.pk}/")).count("unchanged")
    other = signed_in(holder_of("records_manager", cast.council))
    assert other.get(after.url).status_code == 404, "an import is its maker's alone"
    wrong = io.BytesIO(as_file(SOUND | {"RetentionAction": "Eat"}))
    wrong.name = "plan.csv"
    refused = browser.post("/retention-lines/purview/", {"file": wrong})
    assert refused.status_code == 422
    assert "Row 2, RetentionAction" in text_of(refused)
    reader = signed_in(cast.nobody)
    assert "Read a file plan in" not in text_of(reader.get("/retention-lines/purview/"))
    wrong.seek(0)
    assert reader.post("/retention-lines/purview/", {"file": wrong}).status_code == 403


def run(capsys: Any, *words: Any) -> tuple[int, Any]:
    capsys.readouterr()
    code = cli.main([str(word) for word in words])
    found = capsys.readouterr().out
    return code, json.loads(found) if "--json" in words else found


def test_the_commands(cast: Cast, tmp_path: Path, capsys: Any) -> None:
    lines = schedule(cast)
    place = tmp_path / "plan.csv"
    code, said = run(capsys, "schedule", "purview", "--out", place, "--json")
    assert (code, said["labels"], [each["line"] for each in said["left_out"]]) == (1, 5, ["HOU-06", "HOU-07", "HOU-09"])
    before = history.head().number
    code, words = run(capsys, "schedule", "purview-import", place)
    assert (code, history.head().number) == (0, before)
    assert "0 new, 0 changed, 5 unchanged" in words
    place.write_bytes(as_file(SOUND, SOUND | {"LabelName": "T", "RetentionType": "TaggedAgeInDays"}))
    code, said = run(capsys, "schedule", "purview-import", place, "--dry-run", "--json")
    assert (code, said["counts"]["new"], said["left_out"][0]["code"]) == (1, 1, "T")
    assert history.head().number == before
    code, said = run(capsys, "schedule", "purview-import", place, "--json")
    assert (code, said["applied"], RetentionLine.objects.get(code="A").state) == (1, True, "draft")
    write(HOUSE, [Change(line, {"withdrawn": True}, "edit") for line in lines if line.code == "HOU-06"])
    assert run(capsys, "schedule", "purview", "--out", tmp_path / "no" / "where.csv")[0] == 2
    place.write_bytes(as_file(SOUND | {"LabelName": "?"}))
    assert run(capsys, "schedule", "purview-import", place)[0] == 2
