"""The import of a schedule: previewed, chosen, written as drafts in one batch, read again without a trace, undone.

Seen red when a line in force was written, when a line edited on both sides was overwritten, when the base of a conflict was moved on
by an import that left it, when a doubtful row was taken without a choice, and when a row without a code got another one each time.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment import cli, clock
from muniment.people.models import Person
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid
from muniment.registers.models import History, TableImport
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from muniment.retention import changing, rules, schedule_import
from muniment.retention.lines import RetentionLine
from muniment.retention.prose import understand
from muniment.retention.schedule_compare import CHANGED, CONFLICT, FORCE, HERE, NEW, SAME, Comparison
from muniment.retention.schedule_file import read_schedule
from muniment.tables import undoing
from tests import schedule_files as files
from tests.cast import HOUSE, Cast
from tests.contracts import holder_of, text_of
from tests.schedule_files import as_csv

TODAY = date(2026, 11, 25)
HEADINGS = ["Code", "Function", "Series", "Retention", "Authority"]
ROWS = [
    ["A-1", "Finance", "Budgets", "6 years from closure, then destroy", "Limitation Act 1980"],
    ["A-2", "Finance", "Bonds", "12 years from end of contract", "Limitation Act 1980, section 8"],
]


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def manager(cast: Cast) -> Person:
    return holder_of("records_manager", cast.council)


def changed(number: int, column: int, text: str) -> list[list[str]]:
    rows = [list(row) for row in ROWS]
    rows[number][column] = text
    return rows


def take(
    rows: list[list[str]], choices: dict[str, str] | None = None, actor: Actor = HOUSE
) -> tuple[TableImport, Comparison]:
    """Imports a file; its row of the import and what was done."""
    kept = schedule_import.take_in(actor, "schedule.csv", as_csv([HEADINGS, *rows]))
    if choices:
        TableImport.objects.filter(pk=kept.pk).update(mapping=choices)
    found = schedule_import.apply(kept, history.head().number)
    kept.refresh_from_db()
    return kept, found


def kinds(found: Comparison) -> list[str]:
    return [line.kind for line in found.lines]


def line(code: str) -> RetentionLine:
    return RetentionLine.objects.get(code=code)


def test_new_lines_come_as_drafts_in_one_batch_with_what_the_file_had(cast: Cast) -> None:
    kept, found = take(ROWS)
    assert kinds(found) == [NEW, NEW]
    made = line("A-2")
    assert (made.state, made.trigger, made.years, made.band, made.ground) == (
        "draft",
        "contract_end",
        12,
        "major",
        "statute",
    )
    assert (made.source_text, made.confidence, made.unit) == ("12 years from end of contract", 94, cast.council)
    told = History.objects.filter(batch=kept.batch)
    assert {(each.verb, each.why) for each in told} == {("create", "Import of schedule.csv")}
    assert len(told) == 2
    assert verify_all().faults == []


def test_the_same_file_again_leaves_no_history(cast: Cast) -> None:
    for name, content in (
        ("a.csv", files.against_itself()), ("b.tsv", files.no_headings_no_codes()), ("c.xlsx", files.two_rows_of_headings()),
    ):  # fmt: skip
        first = schedule_import.take_in(HOUSE, name, content)
        found = schedule_import.apply(first, history.head().number)
        assert found.written
        before = (
            history.head().number,
            TableImport.objects.filter(state="applied").count(),
            RetentionLine.objects.count(),
        )
        again = schedule_import.take_in(HOUSE, name, content)
        found = schedule_import.apply(again, history.head().number)
        assert found.written == []
        assert {each.kind for each in found.lines if not each.asks} <= {SAME, "repeated"}
        again.delete()
        assert (
            history.head().number,
            TableImport.objects.filter(state="applied").count(),
            RetentionLine.objects.count(),
        ) == before


def test_what_only_the_file_changed_is_changed_and_the_band_follows(cast: Cast) -> None:
    take(ROWS)
    kept, found = take(changed(0, 3, "10 years from closure, then review"))
    assert kinds(found) == [CHANGED, SAME]
    now = line("A-1")
    assert (now.years, now.action, now.band, now.source_text) == (
        10,
        "review",
        "major",
        "10 years from closure, then review",
    )
    assert [each.verb for each in History.objects.filter(batch=kept.batch)] == ["change_line"]
    _kept, found = take([["A-1", "Money", *ROWS[0][2:3], "10 years from closure, then review", ROWS[0][4]], ROWS[1]])
    assert History.objects.latest("number").verb == "edit"
    assert line("A-1").function == "Money"


def test_what_only_somebody_here_changed_stays(cast: Cast) -> None:
    take(ROWS)
    changing.change(HOUSE, line("A-1"), {"years": 8}, "The group", TODAY)
    before = history.head().number
    _kept, found = take(ROWS)
    assert kinds(found) == [HERE, SAME]
    assert (line("A-1").years, history.head().number) == (8, before)
    # The file has a new name for the series: that is taken, and the years stay.
    _kept, found = take(changed(0, 2, "Budgets and estimates"))
    assert kinds(found) == [CHANGED, SAME]
    assert (line("A-1").years, line("A-1").series) == (8, "Budgets and estimates")


def test_what_both_sides_changed_is_shown_and_not_overwritten(cast: Cast) -> None:
    take(ROWS)
    changing.change(HOUSE, line("A-1"), {"years": 8}, "The group", TODAY)
    rows = changed(0, 3, "10 years from closure, then destroy")
    rows[1][2] = "Bonds and stock"
    for _again in range(2):
        before = line("A-1").version
        _kept, found = take(rows)
        assert found.lines[0].kind == CONFLICT, "an import that left it does not settle it"
        assert (
            "What it rules",
            "8 years after it was closed, then destroy",
            "10 years after it was closed, then destroy",
        ) in found.lines[0].told()
        assert (line("A-1").years, line("A-1").version) == (8, before)
    assert line("A-2").series == "Bonds and stock", "the rest is imported"
    changing.change(HOUSE, line("A-1"), {"years": 10}, "The file is right", TODAY)
    assert kinds(take(changed(0, 3, "10 years from closure, then destroy"))[1])[0] != CONFLICT


def test_half_a_rule_is_never_taken(cast: Cast) -> None:
    """The file changes the action and somebody here the years: neither half alone is what anybody ruled."""
    take(ROWS)
    changing.change(HOUSE, line("A-1"), {"years": 8}, "The group", TODAY)
    assert kinds(take(changed(0, 3, "6 years from closure, then review"))[1])[0] == CONFLICT
    assert line("A-1").action == "destroy"


def test_a_line_that_no_import_made_is_not_overwritten(cast: Cast) -> None:
    write(
        HOUSE,
        [Change(RetentionLine(code="a-1", series="Mine", trigger="closed", years=1, unit=cast.council), verb="create")],
    )
    _kept, found = take(ROWS)
    assert kinds(found) == [CONFLICT, NEW]
    assert line("a-1").series == "Mine"


def test_a_line_in_force_is_listed_and_left(cast: Cast) -> None:
    take(ROWS)
    changing.approve(HOUSE, line("A-1"), TODAY, "The group")
    before = line("A-1").version
    for _again in range(2):
        _kept, found = take(changed(0, 3, "10 years from closure, then destroy"))
        assert kinds(found) == [FORCE, SAME]
        assert not found.written
        assert line("A-1").version == before
    changing.change(HOUSE, line("A-1"), {"years": 9}, "The group", TODAY)
    assert kinds(take(ROWS)[1]) == [HERE, SAME], "changed here as it should be, and the file says nothing new"


def test_what_is_doubtful_waits_for_a_person(cast: Cast) -> None:
    rows = [
        ["A-1", "Finance", "Rates", "7 years", ""],
        ["A-2", "Finance", "Levies", "in line with guidance", ""],
        *ROWS[2:],
    ]
    kept, found = take(rows)
    assert kept.state == "previewed"
    assert not RetentionLine.objects.exists()
    assert [each.choices for each in found.waiting] == [("leave", "take", "review"), ("leave", "review")]
    _kept, found = take(rows, {"1": "take", "2": "take"})
    assert [each.code for each in found.written] == ["A-1"], "nobody can take what was not understood"
    _kept, found = take(rows, {"2": "review"})
    assert (line("A-2").keep, line("A-2").confidence, line("A-2").source_text) == ("review", 0, "in line with guidance")
    before = history.head().number
    _kept, found = take(rows)
    assert kinds(found) == [SAME, SAME], "what was decided is not asked again"
    assert not found.waiting
    assert history.head().number == before
    rows[1][3] = "in line with other guidance"
    _kept, found = take(rows)
    assert [each.code for each in found.waiting] == ["A-2"], "what the file says anew is"


def test_a_row_without_a_code_keeps_the_one_it_was_given(cast: Cast) -> None:
    write(
        HOUSE,
        [
            Change(
                RetentionLine(code="FIN-01", series="Mine", trigger="closed", years=1, unit=cast.council), verb="create"
            )
        ],
    )
    rows = [
        ["", "Finance", "Budgets", "6 years from closure", ""],
        ["X-1", "Finance", "Loans", "6 years from closure", ""],
    ]
    _kept, found = take(rows)
    assert [each.code for each in found.lines] == ["FIN-02", "X-1"], "a code that is taken is not proposed"
    write(HOUSE, [Change(line("FIN-02"), {"series": "Budgets and more"}, "edit")])
    rows.insert(0, ["", "Finance", "Accounts", "Permanent", ""])
    _kept, found = take(rows)
    assert [(each.code, each.kind) for each in found.lines] == [("FIN-03", NEW), ("FIN-02", HERE), ("X-1", SAME)]


def test_an_import_is_undone_and_done_again(cast: Cast) -> None:
    take(ROWS)
    kept, _found = take(changed(0, 3, "10 years from closure, then destroy"))
    undoing.undo(HOUSE, kept, "The wrong file")
    assert line("A-1").years == 6
    assert kinds(take(ROWS)[1]) == [SAME, SAME], "an import that was undone said nothing"
    first = TableImport.objects.filter(state="applied").latest("pk")
    undoing.undo(HOUSE, first)
    assert not RetentionLine.objects.everything().filter(withdrawn=False).exists()
    _kept, found = take(ROWS)
    assert kinds(found) == [NEW, NEW]
    assert line("A-1").state == "draft"
    assert verify_all().faults == []


def test_what_was_changed_while_one_looked_is_not_overwritten(cast: Cast) -> None:
    take(ROWS)
    kept = schedule_import.take_in(HOUSE, "schedule.csv", as_csv([HEADINGS, *changed(0, 2, "Other")]))
    seen = history.head().number
    write(HOUSE, [Change(line("A-1"), {"about": "Examples"}, "edit")])
    with pytest.raises(Conflict, match="A-1"):
        schedule_import.apply(kept, seen)
    assert line("A-1").series == "Budgets"
    schedule_import.apply(kept, history.head().number)
    schedule_import.apply(kept, history.head().number)
    assert line("A-1").series == "Other"
    assert TableImport.objects.filter(state="applied").count() == 2


def test_a_person_imports_no_more_than_they_may_by_hand(cast: Cast, manager: Person) -> None:
    take(ROWS)
    officer = Actor.at_page(holder_of("ig_officer", cast.council))
    _kept, found = take(
        [*changed(0, 2, "Other"), ["A-3", "Finance", "Loans", "6 years from closure", ""]], actor=officer
    )
    assert [bool(each.errors) for each in found.lines] == [False, False, True], "an officer edits, and makes none"
    keeper = Actor.at_page(holder_of("ig_manager", cast.council))
    _kept, found = take(changed(1, 3, "15 years from end of contract"), actor=keeper)
    assert [bool(each.errors) for each in found.lines] == [False, True], "what a line rules is the records manager's"
    assert line("A-2").years == 12
    _kept, found = take(changed(1, 3, "15 years from end of contract"), actor=Actor.at_page(manager))
    assert line("A-2").years == 15


def send(browser: Any, content: bytes, name: str = "schedule.csv") -> Any:
    return browser.post("/retention-lines/import/", {"file": SimpleUploadedFile(name, content), "do": "read"})


def test_the_whole_way_through_the_pages(cast: Cast, manager: Person, signed_in: Any) -> None:
    browser = signed_in(manager)
    assert "/retention-lines/import/" in browser.get("/retention-lines/").content.decode()
    address = send(browser, files.against_itself())["Location"]
    page = browser.get(address)
    text = text_of(page)
    for words in ("9 to be decided", "3 new", "1 repeated in the file", "7 years; Destroy", "64 %", "The code A-1 has another period",
                  "9 rows wait for your decision", "Import 3 lines"):  # fmt: skip
        assert words in text, words
    row = next(each.row.number for each in page.context["found"].lines if each.row.series == "Rates")
    browser.post(address, {f"row-{row}": "take", "row-99999": "take", "row-x": "take", "do": "choose"})
    page = browser.get(address)
    assert "Import 4 lines" in text_of(page)
    assert not RetentionLine.objects.exists(), "nothing is written by looking and choosing"
    done = browser.post(address, {"do": "import", "seen": str(page.context["seen"])}, follow=True)
    assert "Applied" in text_of(done)
    assert "Undo this import" in text_of(done)
    assert {each.code for each in RetentionLine.objects.all()} == {"FIN-01", "A-7", "A-8", "A-9"}
    assert browser.post(address, {"do": "import", "seen": "0"}).status_code == 302
    assert RetentionLine.objects.count() == 4
    again = text_of(browser.get(send(browser, files.against_itself())["Location"] + "?show=same"))
    assert "There is nothing to import as it stands." in again
    listed = text_of(browser.get("/retention-lines/import/"))
    assert "Your imports of schedules" in listed


def test_a_preview_asks_as_much_for_many_rows_as_for_few(cast: Cast, manager: Person, signed_in: Any) -> None:
    asked = []
    for many in (3, 60):
        rows = [
            [f"Q-{n}", "Finance", f"Series {n}", "6 years from closure", "Limitation Act 1980"] for n in range(many)
        ]
        take(rows[: many // 2])
        address = send(signed_in(manager), as_csv([HEADINGS, *rows]))["Location"]
        browser = signed_in(manager)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 16


def test_a_difference_to_a_line_in_force_leads_to_its_own_page(cast: Cast, manager: Person, signed_in: Any) -> None:
    take(ROWS)
    changing.approve(HOUSE, line("A-1"), TODAY, "The group")
    browser = signed_in(manager)
    page = browser.get(
        send(browser, as_csv([HEADINGS, *changed(0, 3, "10 years from closure, then destroy")]))["Location"]
    )
    assert f"/retention-lines/{line('A-1').pk}/change/" in page.content.decode()
    assert "an import changes nothing of them" in text_of(page)
    assert "10 years after it was closed" in text_of(page)


def test_an_import_is_its_makers_alone_and_asks_for_a_right(cast: Cast, manager: Person, signed_in: Any) -> None:
    address = send(signed_in(manager), as_csv([HEADINGS, *ROWS]))["Location"]
    other = signed_in(holder_of("ig_manager", cast.council))
    assert other.get(address).status_code == 404
    assert other.post(address, {"do": "import", "seen": "0"}).status_code == 404
    for person in (cast.tom, cast.nobody):
        assert signed_in(person).get("/retention-lines/import/").status_code == 403
        assert send(signed_in(person), as_csv([HEADINGS, *ROWS])).status_code == 403
        assert "/retention-lines/import/" not in signed_in(person).get("/retention-lines/").content.decode()
    assert TableImport.objects.count() == 1
    browser = signed_in(manager)
    assert browser.get("/retention-lines/import/987654/").status_code == 404
    assert browser.post(address, {"do": "away"}).status_code == 302
    assert not TableImport.objects.exists()


def test_what_is_no_schedule_is_told(cast: Cast, manager: Person, signed_in: Any, settings: Any) -> None:
    browser = signed_in(manager)
    for content, told in (
        (as_csv([["Name", "Telephone"], ["Tom", "01632 960001"]]), "No schedule was found"),
        (b"PK\x03\x04 broken", "damaged"),
    ):
        answer = send(browser, content)
        assert answer.status_code == 422
        assert told in text_of(answer)
    with pytest.raises(Invalid, match="No schedule"):
        schedule_import.take_in(HOUSE, "x.csv", as_csv([["Name", "Telephone"], ["Tom", "01632 960001"]]))


def test_words_of_a_file_do_no_harm_on_the_page(cast: Cast, manager: Person, signed_in: Any) -> None:
    rows = [
        [
            "<i>A</i>",
            "F",
            "<script>alert(1)</script>Series &lt;b&gt;bold",
            "6 years from closure if &lt;img src=x&gt;",
            "",
        ],
        *ROWS,
    ]
    browser = signed_in(manager)
    address = send(browser, as_csv([HEADINGS, *rows]))["Location"]
    for show in ("asks", "new"):
        page = browser.get(f"{address}?show={show}").content.decode()
        assert "<b>bold" not in page
        assert "<img" not in page
        assert "alert(1)</script>" not in page


def run(capsys: Any, *arguments: str) -> tuple[int, str]:
    code = cli.main(["--as", "Priya", "schedule", *arguments])
    return code, capsys.readouterr().out


def test_the_command(cast: Cast, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "schedule.csv"
    path.write_bytes(files.against_itself())
    code, out = run(capsys, "import", str(path), "--dry-run", "--json")
    told = json.loads(out)
    assert code == 1
    assert (told["applied"], told["written"], len(told["waiting"])) == (False, 3, 9)
    assert not RetentionLine.objects.exists()
    assert not TableImport.objects.exists()
    code, out = run(capsys, "import", str(path))
    assert code == 1
    assert "3 lines were written as drafts" in out
    assert "TWO_PERIODS" in out
    before = history.head().number
    code, out = run(capsys, "import", str(path))
    assert "Nothing had to be written." in out
    assert history.head().number == before
    assert TableImport.objects.count() == 1
    assert cli.main(["schedule", "import", str(tmp_path / "none.csv")]) == 2


def test_without_a_unit_the_command_says_what_to_do(db: None, capsys: Any) -> None:
    assert cli.main(["schedule", "start"]) == 2
    assert "muniment person add" in capsys.readouterr().err
    assert not TableImport.objects.exists()


def test_the_starting_schedule_is_sound_and_understood(cast: Cast, capsys: Any) -> None:
    found = read_schedule(schedule_import.starting_schedule(), schedule_import.STARTING, TODAY.year)
    assert 75 <= len(found.rows) <= 100
    for row in found.rows:
        assert row.understood.line is not None, row.code
        assert row.understood.confidence >= 90, row.code
        assert rules.faults(row.understood.line) == []
        assert row.findings == [], row.code
        assert understand(row.source).line == row.understood.line
    assert len({row.code for row in found.rows}) == len({row.series for row in found.rows}) == len(found.rows)
    code, out = run(capsys, "start")
    assert code == 0
    assert f"{len(found.rows)} lines were written as drafts" in out
    made = list(RetentionLine.objects.all())
    assert all(
        each.state == "draft" and each.band and each.authority and each.ground and each.rationale for each in made
    )
    assert {each.band for each in made} == {"minor", "normal", "major", "permanent"}
    before = history.head().number
    assert run(capsys, "start") == (
        0,
        f"{schedule_import.STARTING}: {len(found.rows)} rows.\n{len(found.rows):>7}  unchanged\nNothing had to be written.\n",
    )
    assert history.head().number == before
    assert verify_all().faults == []
