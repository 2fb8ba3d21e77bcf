"""A paper goes into a plan: all of it or nothing, once, and what people did since stays."""

from datetime import date
from typing import Any

import pytest

from muniment.assurance import importing, services
from muniment.assurance.importing import Choices
from muniment.assurance.models import (
    Dependency,
    Part,
    Plan,
    PlanFinding,
    PlanImport,
    Recommendation,
    RecommendationVersion,
)
from muniment.people.models import Post
from muniment.registers import history
from muniment.registers import services as registers
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from tests.cast import HOUSE, Cast, make, make_plan
from tests.import_papers import action, again, first, lines, part, row, shown

pytestmark = pytest.mark.django_db
JULY = date(2016, 7, 25)


def test_an_empty_installation_takes_a_plan(db: None) -> None:
    paper = first(position=JULY)
    assert paper.counts == {"new": 3, "changed": 0, "asked": 0, "same": 0, "missing": 0}
    assert str(paper.plan.unit) == "The council"
    assert [r.reference for r in Recommendation.objects.order_by("position")] == ["A02", "A03", "C01"]
    assert (row("A02").state, row("A02").due, row("A02").first_due) == (
        "in_progress",
        date(2016, 9, 30),
        date(2016, 9, 30),
    )
    assert row("A02").owners_text == "Records Manager"
    assert row("A02").owner is None


def test_completed_per_the_paper_is_verified_by_nobody(cast: Cast) -> None:
    first(position=JULY)
    done = row("A03")
    assert (done.state, done.said_done_by, done.verified_by, done.said_done_on) == ("said_done", None, None, JULY)
    assert done.said_done_note == "Per the paper plan.docx, which speaks for 25 July 2016."
    assert str(done.state_label()) == "Done, to be verified"
    services.verify(Actor.at_page(cast.amina), done, {"note": "Seen."})


def test_superseded_and_not_accepted_are_ends_with_a_reason(db: None) -> None:
    first(action("A1", status="superseded", status_reason="Replaced by the new programme"),
          action("A2", acceptance="rejected", acceptance_reason="No money"))  # fmt: skip
    assert (row("A1").state, row("A1").ended_reason) == ("superseded", "Replaced by the new programme")
    assert (row("A2").state, row("A2").ended_reason) == ("not_accepted", "No money")


def test_references_are_kept_and_doubles_told_apart(db: None) -> None:
    first(action("A02"), action("A02", text="Another"), action("", text="Nameless"), action("A 02/b"))
    found = list(Recommendation.objects.order_by("position").values_list("reference", flat=True))
    assert found == ["A02", "A02 (2)", "Row 3", "A 02/b"]


def test_owners_are_found_and_unknown_ones_become_findings(cast: Cast) -> None:
    first(
        action("A02", owners=("Head of housing", "Head of Finance")),
        action("A03", owners=("Head of Hosing team",)),
    )
    assert row("A02").owner == cast.posts["tom"]
    assert row("A02").joint_owners == [cast.posts["ruth"].pk]
    finding = PlanFinding.objects.get(rule="OWNER_UNKNOWN")
    assert (row("A03").owner, row("A03").owners_text, finding.refs) == (None, "Head of Hosing team", ["A03"])
    assert "Head of Housing (Housing)" in finding.proposal


def test_a_chosen_owner_is_remembered(cast: Cast) -> None:
    choices = Choices(owners={"SIGO": cast.posts["priya"].pk})
    rows = (action("A02", owners=("SIGO",)),)
    paper = first(*rows, choices=choices)
    assert row("A02").owner == cast.posts["priya"]
    before = lines()
    again(paper, *rows)
    assert lines() == before
    assert not PlanFinding.objects.filter(rule="OWNER_UNKNOWN").exists()


def test_parts_links_and_owners_of_parts(cast: Cast) -> None:
    first(action("A31", parts=(part("a", owners=("Head of Finance",)), part("b", status="completed", due=date(2016, 12, 31)))),
          action("C47", depends_on=("the register",), depends_on_refs=("A31",)))  # fmt: skip
    assert [(p.label, p.state) for p in Part.objects.order_by("label")] == [("a", "in_progress"), ("b", "said_done")]
    assert row("A31").part_owners == [cast.posts["ruth"].pk]
    assert cast.posts["ruth"].pk in row("A31").answerable_posts()
    link = Dependency.objects.get()
    assert (link.recommendation.reference, link.needs.reference, link.words) == ("C47", "A31", "the register")


def test_a_circle_is_left_out_and_told(db: None) -> None:
    rows = [action(f"A{n}", depends_on=("it",), depends_on_refs=(f"A{(n + 1) % 3}",)) for n in range(3)]
    paper = first(*rows)
    assert Dependency.objects.count() == 2
    assert PlanFinding.objects.get(rule="DEPENDENCY_CIRCLE").severity == "warning"
    before = lines()
    again(paper, *rows)
    assert lines() == before


def test_the_same_again_changes_nothing(db: None) -> None:
    rows = [
        action("A31", parts=(part("a"), part("b"))),
        action("C47", depends_on_refs=("A31",)),
        action("B1", owners=("X",)),
    ]
    paper = first(*rows)
    before = lines()
    second = again(paper, *rows)
    assert lines() == before
    assert second.counts == {"new": 0, "changed": 0, "asked": 0, "same": 3, "missing": 0}


def test_all_or_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = registers.write, []

    def killed(actor: Any, changes: Any, **options: Any) -> Any:
        calls.append(changes)
        if changes and isinstance(changes[0].record, PlanFinding):
            raise KeyboardInterrupt
        return real(actor, changes, **options)

    preview = shown(action("A02", owners=("Nobody Known",)))
    monkeypatch.setattr("muniment.assurance.import_apply.write", killed)
    with pytest.raises(KeyboardInterrupt):
        importing.apply(HOUSE, preview)
    assert len(calls) > 3
    for model in (Plan, PlanImport, Recommendation, RecommendationVersion, PlanFinding):
        assert not model.objects.exists()


def test_only_who_may_import_imports(cast: Cast) -> None:
    for person in (cast.tom, cast.amina, cast.company_ig, cast.nobody):
        with pytest.raises(Refused):
            importing.apply(Actor.at_page(person), shown(action("A02"), unit=cast.council))
    assert not Plan.objects.exists()
    plan = make_plan(cast)
    importing.apply(Actor.at_page(cast.priya), shown(action("A02"), plan=plan))
    assert row("A02").unit == plan.unit


def test_hostile_texts_stay_texts(db: None) -> None:
    words = "=1+1", "<script>alert(1)</script>", "'; DROP TABLE plans; --", "\x00null", "\u202ereversed"
    first(*(action(word[:20], text=word, progress=word, owners=(word,), theme=word) for word in words))
    assert {r.agreed_action for r in Recommendation.objects.all()} == {word.replace("\x00", "") for word in words}


def test_long_texts_are_cut_and_said_so(db: None) -> None:
    first(action("A" * 100, theme="t" * 300, owners=("o" * 700,)))
    found = Recommendation.objects.get()
    assert (len(found.reference), len(found.theme), len(found.owners_text)) == (52, 200, 500)
    assert PlanFinding.objects.filter(rule="TEXT_SHORTENED").count() == 2


def test_an_imported_paper_speaks_for_its_day(cast: Cast) -> None:
    paper = first(action("A02", due=date(2016, 4, 30)), action("A03", due=date(2016, 12, 31)),
                  action("A04", due=date(2016, 1, 31), status="completed"), position=JULY)  # fmt: skip
    services.say_done(Actor.at_page(cast.priya), row("A02"), {"progress": "Done"})
    position = importing.position_moment(paper.plan, JULY)
    assert [(r.reference, r.days_late(position.late_on)) for r in position.rows().order_by("position")] == [
        ("A02", 86), ("A03", 0), ("A04", 0),
    ]  # fmt: skip
    assert position.rows(person=cast.nobody).count() == 0
    with pytest.raises(Invalid, match="the earliest paper of this plan speaks for 25 July 2016"):
        importing.position_moment(paper.plan, date(2016, 7, 24))


def test_a_position_needs_a_paper_that_has_one(db: None) -> None:
    with pytest.raises(Invalid, match="what day it speaks for"):
        importing.position_moment(first().plan, JULY)


def test_a_paper_without_a_plan_is_not_imported(db: None) -> None:
    with pytest.raises(Invalid, match="No action plan"):
        importing.apply(HOUSE, shown())


def test_the_history_still_agrees(cast: Cast) -> None:
    paper = first(action("A31", parts=(part("a"), part("b"))), action("C47", depends_on_refs=("A31",), owners=("X",)))
    importing.undo(HOUSE, again(paper, action("A31", due=date(2017, 1, 31), parts=(part("a", due=date(2017, 1, 31)),))))
    from muniment.registers.register import registry

    assert list(history.verify((register.slug, register.model) for register in registry)) == []


def test_a_comma_in_the_title_of_a_post_does_not_make_two_owners(cast: Cast) -> None:
    make(Post, unit=cast.company, title="Governance Manager, Ambleworth Homes")
    text = b"Ref,Agreed action,Owner,Due,Progress\n" + b"".join(
        b'A%d,Put record %d right,"Governance Manager, Ambleworth Homes",Sep-26,Not started\n' % (n, n)
        for n in range(3)
    )
    seen = importing.preview(text, "plan.csv", title="Records")
    assert not seen.unknown
    assert {each.said.values["owners_text"] for each in seen.lines} == {"Governance Manager, Ambleworth Homes"}
