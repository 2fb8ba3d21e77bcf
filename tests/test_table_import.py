"""A table read into a register: what it would do, what is wrong in it, all or nothing, and the way back.

Seen red when `_unchanged_since` was left out, when `seen_rows` took every row, when an undo did not look at what came after or at
what hangs on a record, when an import could be begun twice, when a job did not ask whether its import was applied (`run`, and
`_write` for two at once), when the comparison asked for no right or for no constraint, when rights were not asked anew for rows
that follow, and when an export wrote its texts without quotes.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment.assurance.models import Plan, Recommendation
from muniment.committees.models import Term
from muniment.documents.paper import Unreadable
from muniment.people.models import Holding, Person, Post, Unit
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.checks import faults
from muniment.registers.errors import Conflict, Invalid
from muniment.registers.models import Comment, History, TableImport
from muniment.registers.register import Register, registry
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from muniment.tables import applying, undoing
from muniment.tables.lines import CHANGED, NEW, SAME, WRONG, Compared
from muniment.tables.placing import importable
from tests.apart import apart, in_thread, together
from tests.cast import HOUSE, Cast, make, make_cast, make_plan, make_recommendation
from tests.contracts import MARK, REGISTERS, example, fresh, holder_of, unwritten
from tests.table_files import as_csv, as_xlsx, table_of

__all__ = ["apart"]
IMPORTABLE = [each for each in REGISTERS if each.values[0].fields and each.values[0].key]
HEADINGS = ["Term", "Stands for", "Definition", "Unit"]


def named(slug: str) -> Register:
    found = registry.named(slug)
    assert found is not None
    return found


def sent(person: Person | None, slug: str, content: bytes, name: str = "table.csv") -> TableImport:
    actor = HOUSE if person is None else Actor.at_page(person)
    return applying.take_in(actor, named(slug), name, content)


def looked_at(person: Person | None, slug: str, *rows: list[str]) -> Compared:
    return applying.compared(sent(person, slug, as_csv(rows)))


def applied(kept: TableImport) -> TableImport:
    applying.start(kept, history.head().number)
    kept.refresh_from_db()
    return kept


def errors_of(found: Compared) -> list[tuple[int, str, str]]:
    return [(line.number, error.heading, error.message) for line in found.lines for error in line.errors]


@pytest.mark.parametrize("register", IMPORTABLE)
def test_an_export_read_again_changes_nothing(register: Register, cast: Cast, signed_in: Any) -> None:
    for mark in (MARK, f"={MARK}; 'a' | (b)"):
        write(HOUSE, [Change(unwritten(register.model, cast, mark), verb="create")])
    reader = fresh(holder_of(next(iter(sorted(register.access.roles_for("read"))), "staff"), cast.council))
    before = History.objects.count()
    for kind in ("csv", "xlsx"):
        exported = signed_in(reader).get(f"/{register.slug}/export.{kind}?columns=fields")
        kept = sent(reader, register.slug, b"".join(exported.streaming_content), f"table.{kind}")
        found = applying.compared(kept)
        told = [(line.number, line.errors, line.values) for line in found.lines if line.kind != SAME]
        assert not told, told
        assert found.columns.fields.keys() == importable(register).keys()
        assert len(found.lines) == register.model._default_manager.visible_to(reader).count() >= 2
        assert applied(kept).state == TableImport.State.APPLIED
    assert History.objects.count() == before


@pytest.mark.parametrize("register", IMPORTABLE)
def test_only_who_may_write_by_hand_imports(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    table = table_of(register, [register.model._default_manager.get(pk=record.pk)])
    assert not applying.may_import(register, cast.nobody)
    # Whoever comes past the page is judged record by record: nothing that nobody may do is done.
    text = next(
        (
            i
            for i, name in enumerate([*register.key])
            if register.model._meta.get_field(name).get_internal_type() == "CharField"
        ),
        None,
    )
    if text is not None and not register.model._meta.get_field(register.key[text]).choices:
        table[1][text] = f"other{record.pk}@example.org" if register.slug == "people" else f"Other {record.pk}"
    before = History.objects.count()
    for person in (cast.nobody, cast.company_ig):
        kept = applied(sent(person, register.slug, as_csv(table)))
        if kept.state == TableImport.State.APPLIED:
            reports = "create" in register.access.everyone
            assert person is cast.company_ig or reports or kept.result["counts"]["same"] == 1
    if register.slug in {"plans", "recommendations", "audits", "scope-areas", "reports"}:
        assert History.objects.count() == before


def test_rows_are_told_apart_as_new_changed_unchanged_and_wrong(cast: Cast) -> None:
    make(Term, term="DPO", expansion="Data protection officer", definition="Advises.", unit=cast.council)
    make(Term, term="ROPA", expansion="Record", definition="A list.", unit=cast.council)
    kept = sent(cast.priya, "glossary", as_csv([
        ["Our glossary", "", "", ""], HEADINGS,
        ["DPO", "Data protection officer", "Advises.", "Ambleworth City Council"],
        ["ropa", "Record of processing activities", "A list.", "Ambleworth City Council | Ambleworth City Council"],
        ["SAR", "Subject access request", "Asked by a person.", "Housing"],
        ["X" * 61, "", "Too long", "Housing"],
        ["PIA", "", "", "Roads"],
    ]))  # fmt: skip
    found = applying.compared(kept)
    assert found.counts == {NEW: 1, CHANGED: 1, SAME: 1, WRONG: 2}
    assert [line.number for line in found.of(WRONG)] == [6, 7]
    told = errors_of(found)
    assert any(row == 6 and heading == "Term" and "60" in message for row, heading, message in told)
    assert any(row == 7 and heading == "Unit" and "no unit “Roads”" in message for row, heading, message in told)
    changed = found.of(CHANGED)[0]
    assert ("stands for", "Record", "Record of processing activities") in changed.differences()
    # All or nothing: two rows are wrong, so nothing is written.
    assert applied(kept).state == TableImport.State.FAILED
    assert not Term.objects.filter(term="SAR").exists()


def test_applied_once_however_often_it_is_asked_and_undone(cast: Cast) -> None:
    old = make(Term, term="DPO", definition="Advises.", unit=cast.council)
    kept = sent(
        cast.priya,
        "glossary",
        as_csv([HEADINGS, ["DPO", "", "Advises and monitors.", "Housing"], ["SAR", "", "Asked.", "Housing"]]),
    )
    seen = history.head().number
    for _again in range(3):
        applying.start(kept, seen)
        applying.run(kept.pk)
        applying.apply_table.call(kept.pk)
    lines = History.objects.filter(batch=kept.batch)
    assert sorted(lines.values_list("verb", flat=True)) == ["create", "edit"]
    kept.refresh_from_db()
    assert (kept.state, kept.done, kept.total) == ("applied", 3, 3)
    assert kept.result["counts"] == {NEW: 1, CHANGED: 1, SAME: 0, WRONG: 0}
    old.refresh_from_db()
    assert (old.definition, old.unit, old.version) == ("Advises and monitors.", cast.housing, 2)
    undoing.undo(Actor.at_page(cast.priya), kept, "The wrong file")
    old.refresh_from_db()
    assert (old.definition, old.unit) == ("Advises.", cast.council)
    # A job that comes late does not apply again what was undone.
    applying.run(kept.pk)
    assert not Term.objects.everything().filter(term="SAR").exists()
    assert verify_all().faults == []
    with pytest.raises(Invalid):
        undoing.undo(Actor.at_page(cast.priya), kept)
    # What was withdrawn is brought back by the same file, not doubled.
    again = sent(cast.priya, "glossary", as_csv([HEADINGS, ["SAR", "", "Asked.", "Housing"]]))
    assert applying.compared(again).counts[NEW] == 1
    assert applied(again).state == "applied"
    assert Term.objects.everything().get(term="SAR").version == 3
    undoing.undo(Actor.at_page(cast.priya), again)
    assert not Term.objects.everything().filter(term="SAR").exists()
    assert verify_all().faults == []


def test_what_changed_after_the_preview_is_a_conflict_by_name(cast: Cast) -> None:
    old = make(Term, term="DPO", definition="Advises.", unit=cast.council)
    kept = sent(
        cast.priya,
        "glossary",
        as_csv([HEADINGS, ["DPO", "", "Monitors.", "Housing"], ["SAR", "", "Asked.", "Housing"]]),
    )
    seen = history.head().number
    write(HOUSE, [Change(old, {"definition": "Somebody else's words."}, "edit")])
    applying.start(kept, seen)
    kept.refresh_from_db()
    assert kept.state == "failed"
    assert "DPO (test)" in kept.result["error"]
    assert not Term.objects.filter(term="SAR").exists()
    # Looked at again, it may be applied.
    assert applied(kept).state == "applied"


def test_an_undo_is_refused_where_somebody_worked_on_it_since(cast: Cast) -> None:
    kept = applied(
        sent(
            cast.priya,
            "glossary",
            as_csv([HEADINGS, ["SAR", "", "Asked.", "Housing"], ["DPIA", "", "Assessed.", "Housing"]]),
        )
    )
    made = Term.objects.get(term="SAR")
    write(HOUSE, [Change(made, {"definition": "Better."}, "edit")])
    other = Term.objects.get(term="DPIA")
    Comment.objects.create(register="glossary", record=other.pk, text="Look", said_by="x", said_at=kept.applied_at)
    with pytest.raises(Conflict) as refused:
        undoing.undo(Actor.at_page(cast.priya), kept)
    assert "SAR was changed by test" in str(refused.value)
    assert "hang on DPIA" in str(refused.value)
    assert Term.objects.everything().filter(term__in=["SAR", "DPIA"]).count() == 2


def test_what_hangs_on_a_new_record_stands_in_the_way_of_its_undo(cast: Cast) -> None:
    kept = applied(sent(cast.priya, "plans", as_csv([["Title", "Unit"], ["Records audit", "Housing"]])))
    plan = Plan.objects.get(title="Records audit")
    make_recommendation(plan, "A1")
    with pytest.raises(Conflict, match="hang on Records audit"):
        undoing.undo(Actor.at_page(cast.priya), kept)


def test_the_directory_stays_and_says_so(cast: Cast) -> None:
    kept = applied(sent(cast.priya, "posts", as_csv([
        ["Unit", "Title", "Also known as"],
        ["Housing", "Head of Housing", "Housing lead; Lead of housing"],
        ["Housing", "Lettings Manager", ""],
    ])))  # fmt: skip
    assert kept.state == "applied", kept.result
    assert Post.objects.get(title="Head of Housing").known_as == ["Housing lead", "Lead of housing"]
    assert undoing.undo(Actor.at_page(cast.priya), kept) == 1
    assert Post.objects.get(title="Head of Housing").known_as == []
    assert Post.objects.filter(title="Lettings Manager").exists()
    only_new = applied(sent(cast.priya, "bodies", as_csv([["Name"], ["Ambleworth Trading Limited"]])))
    with pytest.raises(Invalid, match="what it made stays"):
        undoing.undo(Actor.at_page(cast.priya), only_new)


def test_rows_may_point_to_rows_of_the_same_file(cast: Cast) -> None:
    rows = [
        ["Name", "Part of", "Body"],
        ["Lettings", "Homes", "Ambleworth City Council"],
        ["Homes", "Housing", "Ambleworth City Council"],
        ["Voids", "Lettings | Ambleworth City Council", "Ambleworth City Council"],
    ]
    kept = applied(sent(cast.priya, "units", as_csv(rows)))
    assert kept.state == "applied", kept.result
    assert Unit.objects.get(name="Voids").parent == Unit.objects.get(name="Lettings")
    assert Unit.objects.get(name="Lettings").parent.parent == cast.housing
    circle = [rows[0], ["A", "B", "Ambleworth City Council"], ["B", "A", "Ambleworth City Council"]]
    kept = applied(sent(cast.priya, "units", as_csv(circle)))
    assert (kept.state, "circle" in kept.result["error"]) == ("failed", True)
    assert not Unit.objects.filter(name__in="AB").exists()


def test_what_one_may_not_see_is_not_named_and_not_changed(cast: Cast) -> None:
    plan = make_plan(cast, "Secret plan")
    make_recommendation(plan, "A1", agreed_action="Hidden words")
    carys = cast.company_ig
    headings = ["Plan", "Reference", "Agreed action", "Unit"]
    found = looked_at(carys, "recommendations", headings, ["Secret plan", "A1", "Ours", "Ambleworth Homes Limited"])
    assert [message for _row, _heading, message in errors_of(found)] == [
        "There is no plan “Secret plan” here, or none that you may see."
    ]
    mine = make_plan(cast, "Data protection audit", unit=cast.company)
    make_plan(cast, "Data protection audit")
    found = looked_at(
        carys, "recommendations", headings, ["Data protection audit", "A1", "Ours", "Ambleworth Homes Limited"]
    )
    # The other plan of this title is not theirs to see: there is nothing ambiguous for them.
    assert errors_of(found) == []
    assert found.lines[0].values["plan"] == mine
    # What somebody else has there already is said as the constraint would say it.
    make_recommendation(mine, "A1", unit=cast.housing, agreed_action="Hidden words")
    found = looked_at(
        carys, "recommendations", headings, ["Data protection audit", "A1", "Ours", "Ambleworth Homes Limited"]
    )
    assert [message for _row, _heading, message in errors_of(found)] == [
        "There is a record with this plan, reference already."
    ]
    ambiguous = looked_at(cast.priya, "posts", ["Title", "Unit", "Reports to"], ["New", "Housing", "Head of Housing"])
    assert errors_of(ambiguous) == []
    make(Post, title="Head of Housing", unit=cast.company)
    ambiguous = looked_at(cast.priya, "posts", ["Title", "Unit", "Reports to"], ["New", "Housing", "Head of Housing"])
    assert "Head of Housing | Ambleworth Homes Limited | Ambleworth Homes Limited" in errors_of(ambiguous)[0][2]


def test_what_a_constraint_says_is_said_of_the_row(cast: Cast) -> None:
    make(Term, term="DPO", definition="Advises.", unit=cast.council)
    found = looked_at(cast.priya, "glossary", HEADINGS, ["SAR", "", "One", "Housing"], ["SAR", "", "Two", "Housing"])
    assert "Row 2 is about the same record" in errors_of(found)[0][2]
    kept = applied(sent(cast.priya, "holdings", as_csv([
        ["Person", "Post", "From", "To"],
        ["noah@ambleworth.example", "Head of Housing", "1 March 2026", "28/02/2026"],
    ])))  # fmt: skip
    assert kept.state == "failed"
    assert "Row 2" in kept.result["error"]
    assert "The last day cannot be before the first." in kept.result["error"]
    kept = applied(
        sent(
            cast.priya,
            "people",
            as_csv([["E-mail", "Name"], ["Noah@Ambleworth.example", "Noah Body"], ["new@example.org", "Nia"]]),
        )
    )
    assert (kept.state, kept.result["counts"]) == ("applied", {NEW: 1, CHANGED: 0, SAME: 1, WRONG: 0})
    assert History.objects.filter(batch=kept.batch).count() == 1


def test_a_date_that_has_its_own_step_is_not_changed_by_an_import(cast: Cast) -> None:
    plan = make_plan(cast)
    make_recommendation(plan, "A1", due=date(2026, 9, 30))
    headings = ["Plan", "Ref", "Due date", "State", "Days late"]
    found = looked_at(cast.priya, "recommendations", headings, [plan.title, "A1", "2027-01-31", "Verified", "4"])
    assert [(row, heading) for row, heading, _message in errors_of(found)] == [(2, "Due date")]
    assert [(each.heading, each.field) for each in found.columns.columns] == [
        ("Plan", "plan"), ("Ref", "reference"), ("Due date", "due"), ("State", ""), ("Days late", ""),
    ]  # fmt: skip
    found = looked_at(cast.priya, "recommendations", headings, [plan.title, "A1", "30/09/2026", "", ""])
    assert found.counts[SAME] == 1


def test_without_the_key_nothing_is_compared_until_a_person_says_which_column_it_is(cast: Cast) -> None:
    kept = sent(cast.priya, "glossary", as_csv([["Wort", "Definition", "Unit"], ["SAR", "Asked.", "Housing"]]))
    assert "no column of the table is read for it" in applying.compared(kept).problem
    assert applied(kept).state == "failed"
    TableImport.objects.filter(pk=kept.pk).update(mapping={"1": "term", "99": "term", "2": "nonsense"})
    kept.refresh_from_db()
    assert applying.compared(kept).counts[NEW] == 1


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "=1+1",
        "'=1+1",
        "Robert'); DROP TABLE",
        "\u202egnirts",
        "a\x00b",
        "ä" * 10_000,
        "{{ x }}",
        "%s",
    ],
)
def test_hostile_cells_are_text(cast: Cast, text: str) -> None:
    kept = applied(sent(cast.priya, "glossary", as_csv([HEADINGS, ["SAR", "", text, "Housing"]])))
    assert kept.state == "applied", kept.result
    assert Term.objects.get(term="SAR").definition in {text, text.replace("\x00", "")}


def test_files_that_hold_no_table(cast: Cast) -> None:
    for content, name in (
        (b"", "a.csv"),
        (b"\x89PNG\r\n", "a.csv"),
        (b"PK\x03\x04broken", "a.xlsx"),
        (b"\n \n", "a.csv"),
    ):
        with pytest.raises(Unreadable):
            sent(cast.priya, "glossary", content, name)
    assert not TableImport.objects.exists()


@pytest.mark.parametrize("slug", ["glossary", "posts"])
def test_queries_do_not_grow_with_the_rows(cast: Cast, slug: str) -> None:
    def counted(rows: int) -> tuple[int, int]:
        if slug == "glossary":
            table = [HEADINGS, *([f"T{rows}-{n}", "", "Words", "Housing"] for n in range(rows))]
        else:
            table = [
                ["Title", "Unit", "Reports to"],
                *([f"P{rows}-{n}", "Housing", "Head of Housing"] for n in range(rows)),
            ]
        kept = sent(cast.priya, slug, as_csv(table))
        with CaptureQueriesContext(connection) as looking:
            applying.compared(kept)
        with CaptureQueriesContext(connection) as writing:
            assert applied(kept).state == "applied"
        return len(looking), len(writing)

    counted(2)  # who the person is, is asked once
    few, many = counted(3), counted(60)  # SQLite takes rows of the history by 76
    assert many == few


def test_a_long_table_is_a_job(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[int] = []
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    monkeypatch.setattr(applying.work, "ask", lambda _task, pk, **_named: queued.append(pk))
    kept = sent(cast.priya, "glossary", as_csv([HEADINGS, *([f"T{n}", "", "Words", "Housing"] for n in range(5))]))
    applying.start(kept, history.head().number)
    applying.start(kept, history.head().number)
    kept.refresh_from_db()
    assert (queued, kept.state, kept.total) == ([kept.pk], "waiting", 6)
    # A worker that was killed left it half way: the next try does it, and one more does nothing.
    TableImport.objects.filter(pk=kept.pk).update(state="applying", done=3)
    for _again in range(2):
        applying.apply_table.call(kept.pk)
    kept.refresh_from_db()
    assert (kept.state, History.objects.filter(batch=kept.batch).count()) == ("applied", 5)


def test_rights_are_those_of_the_moment_it_is_applied(cast: Cast) -> None:
    refused = errors_of(looked_at(cast.company_ig, "glossary", HEADINGS, ["SAR", "", "Asked.", "Housing"]))
    assert [(row, message[:28]) for row, _heading, message in refused] == [(2, "None of the posts you hold m")]
    kept = sent(cast.priya, "glossary", as_csv([HEADINGS, ["SAR", "", "Asked.", "Housing"]]))
    Holding.objects.filter(person=cast.priya).update(end=date(2020, 2, 1))
    assert applied(kept).state == "failed"
    Person.objects.filter(pk=cast.priya.pk).update(is_active=False)
    assert "may not sign in any more" in applied(kept).result["error"]
    assert not Term.objects.exists()
    assert not Recommendation.objects.exists()


def test_a_key_that_leads_nowhere_is_said_at_start_up(cast: Cast) -> None:
    register = replace(named("glossary"), key=("term", "nonsense"), aliases={"wort": ("word",)})
    assert {each.msg for each in faults(register)} == {"'nonsense' leads nowhere.", "'wort' leads nowhere."}


def test_records_of_one_name_are_told_apart_where_the_file_says_enough(cast: Cast) -> None:
    make(Plan, title="Audit", unit=cast.council, about="One")
    make(Plan, title="Audit", unit=cast.housing, about="Two")
    headings = ["Title", "Unit", "About this plan"]
    same = [["Audit", "Ambleworth City Council", "One"], ["Audit", "Housing", "Two"]]
    assert looked_at(cast.priya, "plans", headings, *same).counts[SAME] == 2
    found = looked_at(cast.priya, "plans", headings, same[0], ["Audit", "Housing", "Other"])
    # The first row is one of them, so the second is the other.
    assert found.counts == {NEW: 0, CHANGED: 1, SAME: 1, WRONG: 0}
    found = looked_at(cast.priya, "plans", headings, ["Audit", "Housing", "Other"])
    assert "not clear which record" in errors_of(found)[0][2]


def test_a_text_cut_by_a_workbook_is_not_taken_for_a_change(cast: Cast) -> None:
    make(Term, term="SAR", definition="word " * 8000 + "end", unit=cast.council)
    table = table_of(named("glossary"), Term.objects.all())
    assert applying.compared(sent(cast.priya, "glossary", as_xlsx(table), "a.xlsx")).counts[SAME] == 1


def test_two_workers_at_one_import_write_it_once(apart: dict[str, str]) -> None:
    def story() -> int:
        cast = make_cast()
        # Titles of plans may be there twice: nothing but the import's own state keeps them from it.
        kept = sent(cast.priya, "plans", as_csv([["Title", "Unit"], *([f"P{n}", "Housing"] for n in range(40))]))
        TableImport.objects.filter(pk=kept.pk).update(
            state="waiting", result={"by": "x", "seen": history.head().number}
        )
        return int(kept.pk)

    pk = in_thread(story)
    together([lambda: applying.run(pk) for _worker in range(4)])

    def outcome() -> tuple[str, int, int]:
        kept = TableImport.objects.get(pk=pk)
        return kept.state, Plan.objects.count(), History.objects.filter(batch=kept.batch).count()

    assert in_thread(outcome) == ("applied", 40, 40)
