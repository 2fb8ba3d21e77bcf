"""A newer paper of a plan: what it changed is taken, what people did since stays; and an import can be undone."""

from datetime import date

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
    RecommendationExtension,
)
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import History
from tests.cast import HOUSE, Cast
from tests.import_papers import TRANSITIONS, action, again, first, lines, part, row, shown

pytestmark = pytest.mark.django_db
JULY = date(2016, 7, 25)


def test_a_newer_paper_changes_what_it_changed(db: None) -> None:
    paper = first(action("A02"), action("A03"))
    newer = again(paper, action("A02", status="completed", progress="All done"), action("A03"), action("A04"))
    assert (row("A02").state, row("A02").progress) == ("said_done", "All done")
    assert newer.counts == {"new": 1, "changed": 1, "asked": 0, "same": 1, "missing": 0}
    assert [r.reference for r in Recommendation.objects.order_by("position")] == ["A02", "A03", "A04"]


def test_what_the_paper_did_not_change_stays_as_people_made_it(cast: Cast) -> None:
    paper = first(action("A02", progress="Begun"))
    services.update(Actor.at_page(cast.priya), row("A02"), {"progress": "Nearly there"})
    again(paper, action("A02", progress="Begun", theme="Records"))
    assert (row("A02").progress, row("A02").theme) == ("Nearly there", "Records")


def test_changed_on_both_sides_is_left_to_a_person(cast: Cast) -> None:
    paper = first(action("A02", progress="Begun"))
    services.update(Actor.at_page(cast.priya), row("A02"), {"progress": "Nearly there"})
    newer = shown(action("A02", progress="Going well"), plan=paper.plan)
    (field,) = newer.rows[0].fields
    assert (field.why, field.taken, newer.rows[0].kind) == ("both", False, "asked")
    importing.apply(HOUSE, newer)
    assert row("A02").progress == "Nearly there"
    # What the paper said is known now: the same words again are no change of the paper's.
    third = shown(
        action("A02", progress="Going well"), plan=paper.plan, choices=Choices(take=frozenset({"A02|progress"}))
    )
    assert third.rows[0].kind == "same"


def test_a_tick_takes_the_paper(cast: Cast) -> None:
    paper = first(action("A02", progress="Begun"))
    services.update(Actor.at_page(cast.priya), row("A02"), {"progress": "Nearly there"})
    again(paper, action("A02", progress="Going well"), take=("A02|progress",))
    assert row("A02").progress == "Going well"


@pytest.mark.parametrize(("before", "here", "paper", "becomes"), TRANSITIONS)
def test_states_are_never_set_back_in_silence(cast: Cast, before: str, here: str, paper: str, becomes: str) -> None:
    first_paper = first(action("A02", status=before))
    if here in {"said_done", "verified"} and row("A02").state != "said_done":
        services.say_done(Actor.at_page(cast.priya), row("A02"), {"progress": "Done"})
    if here == "verified":
        services.verify(Actor.at_page(cast.amina), row("A02"), {"note": "Seen"})
    again(first_paper, action("A02", status=paper))
    assert row("A02").state == becomes


def test_a_tick_takes_both_keys_back(cast: Cast) -> None:
    paper = first(action("A02", status="completed"))
    services.verify(Actor.at_page(cast.amina), row("A02"), {"note": "Seen"})
    again(paper, action("A02", status="in progress"), take=("A02|state",))
    assert (row("A02").state, row("A02").verified_by, row("A02").said_done_note) == ("in_progress", None, "")


def test_a_later_date_goes_into_the_slip_ledger(db: None) -> None:
    paper = first(action("A02"), action("A31", parts=(part("a"), part("b"))))
    later = date(2016, 12, 31)
    again(paper, action("A02", due=later), action("A31", parts=(part("a", due=later), part("b"))), position=JULY)
    assert (row("A02").due, row("A02").first_due, row("A02").slips) == (later, date(2016, 9, 30), 1)
    whole, in_part = RecommendationExtension.objects.order_by("pk")
    assert (whole.from_date, whole.to_date, whole.state, whole.decided_by) == (
        date(2016, 9, 30),
        later,
        "per_paper",
        None,
    )
    assert (in_part.part.label, in_part.part.slips, whole.asked_on) == ("a", 1, JULY)


def test_a_paper_without_the_date_takes_none_away(db: None) -> None:
    paper = first(action("A02"))
    again(paper, action("A02", due=None))
    assert row("A02").due == date(2016, 9, 30)


def test_rows_that_are_not_in_the_paper_any_more_are_only_shown(db: None) -> None:
    paper = first(action("A02"), action("A03"))
    newer = again(paper, action("A02"))
    assert newer.counts["missing"] == 1
    assert row("A03").state == "in_progress"


def test_a_choice_is_asked_taken_and_remembered(db: None) -> None:
    unsure = action("A02", needs_choice=True, progress="Complete, but not rolled out")
    with pytest.raises(Invalid, match="A02"):
        importing.apply(HOUSE, shown(unsure))
    paper = importing.apply(HOUSE, shown(unsure, choices=Choices(statuses={"A02": "not begun"})))
    assert row("A02").state == "not_begun"
    before = lines()
    again(paper, unsure)
    assert lines() == before
    with pytest.raises(Invalid):
        again(paper, action("A02", needs_choice=True, progress="Something else now"))


def test_proposals_taken_without_a_choice_stay_marked(db: None) -> None:
    unsure = action("A02", needs_choice=True)
    first(unsure)
    finding = PlanFinding.objects.get(rule="NEEDS_CHOICE")
    assert (row("A02").state, finding.state, finding.refs) == ("in_progress", "open", ["A02"])
    other = importing.apply(HOUSE, shown(unsure, title="Other").with_proposals())
    assert other.choices["statuses"] == {"A02": "in progress"}
    assert PlanFinding.objects.filter(paper=other, rule="NEEDS_CHOICE").count() == 0


def test_the_plan_changed_between_preview_and_apply(cast: Cast) -> None:
    paper = first(action("A02"))
    newer = shown(action("A02", progress="New words"), plan=paper.plan)
    services.update(Actor.at_page(cast.priya), row("A02"), {"progress": "Mine"})
    with pytest.raises(Conflict, match="A02 \\(update by Priya Raman\\)"):
        importing.apply(HOUSE, newer)
    assert row("A02").progress == "Mine"


def test_undo_withdraws_and_importing_again_revives(db: None) -> None:
    rows = (action("A31", parts=(part("a"), part("b"))), action("C47", depends_on_refs=("A31",), owners=("X",)))
    paper = first(*rows)
    keys = set(Recommendation.objects.values_list("pk", flat=True))
    importing.undo(HOUSE, paper)
    for model in (Plan, Recommendation, Part, Dependency, PlanFinding):
        assert not model.objects.everything().exists()
    assert PlanImport.objects.get().state == "undone"
    revived = first(*rows)
    assert revived.plan == paper.plan
    assert set(Recommendation.objects.everything().values_list("pk", flat=True)) == keys
    assert Part.objects.everything().count() == 2
    assert Dependency.objects.everything().count() == 1


def test_undo_gives_old_values_back(db: None) -> None:
    paper = first(action("A02"), action("A03"))
    old = {name: getattr(row("A02"), name) for name in ("due", "progress", "state", "slips", "owners_text")}
    newer = again(
        paper,
        action("A02", status="completed", due=date(2017, 1, 31), progress="X", owners=("Y",)),
        action("A03"),
        action("A04"),
    )
    assert row("A02").slips == 1
    importing.undo(HOUSE, newer)
    assert {name: getattr(row("A02"), name) for name in old} == old
    assert not RecommendationExtension.objects.everything().exists()
    assert not Recommendation.objects.everything().filter(reference="A04").exists()
    # Forgotten as well: the first paper is again the last word.
    assert shown(action("A02", progress="X"), plan=paper.plan).rows[0].fields[0].why == "paper"


def test_undo_is_refused_when_somebody_worked_on_it(cast: Cast) -> None:
    paper = first(action("A02"), action("A03"))
    services.update(Actor.at_page(cast.priya), row("A02"), {"progress": "Mine"})
    before = History.objects.count()
    with pytest.raises(Conflict, match="A02 \\(update by Priya Raman\\)"):
        importing.undo(HOUSE, paper)
    assert History.objects.count() == before
    assert row("A02").progress == "Mine"


def test_undo_goes_backwards(db: None) -> None:
    paper = first(action("A02"))
    newer = again(paper, action("A02", progress="More"))
    with pytest.raises(Conflict, match=r"newer\.docx"):
        importing.undo(HOUSE, paper)
    importing.undo(HOUSE, newer)
    importing.undo(HOUSE, paper)
    with pytest.raises(Invalid):
        importing.undo(HOUSE, paper)


def test_undo_does_not_take_the_ground_from_what_hangs_on_it(cast: Cast) -> None:
    from tests.cast import make_recommendation

    paper = first(action("A02"))
    make_recommendation(paper.plan, "A99")
    with pytest.raises(Conflict, match="A99 was added to the plan"):
        importing.undo(HOUSE, paper)


def test_only_who_may_undo_undoes(cast: Cast) -> None:
    paper = first(action("A02"), unit=cast.council)
    for person in (cast.tom, cast.amina, cast.company_ig, cast.nobody):
        with pytest.raises(Refused):
            importing.undo(Actor.at_page(person), paper)
    importing.undo(Actor.at_page(cast.priya), paper)
