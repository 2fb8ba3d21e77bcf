"""Access asked for, reviewed and taken away; tasks of data quality; how places are used after they went live; visits to owners."""

from datetime import date, timedelta
from typing import Any

import pytest

from muniment import clock
from muniment.assets import access_reviews
from muniment.assets.models import AccessRequest, AccessReview, DataTask, OwnerVisit, PermissionGroup, Place, UsageAudit
from muniment.people.models import Holding, Person
from muniment.registers.access import Actor, may
from muniment.registers.errors import Invalid, Refused
from muniment.registers.listing import Listing
from muniment.registers.models import Duty
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh, holder_of
from tests.test_retention_lines import make_asset

TODAY = date(2026, 11, 30)
State = AccessRequest.State


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def group(cast: Cast) -> PermissionGroup:
    return make(
        PermissionGroup, name="Tenancy team", kind="directory", unit=cast.housing, owner=cast.posts["tom"], members=12
    )


@pytest.fixture
def desk(cast: Cast) -> Person:
    return holder_of("service_desk", cast.council)


def step(name: str, person: Person, record: Any, **data: Any) -> None:
    """Takes a step of a record as the person, as its page would."""
    register = register_of(type(record))
    taken = register.step(name)
    assert taken is not None
    fresh_record = register.model.objects.select_related(*register.related).get(pk=record.pk)
    taken.do(Actor.at_page(fresh(person)), fresh_record, data)
    record.refresh_from_db()


def asked(cast: Cast, group: PermissionGroup, **values: Any) -> AccessRequest:
    request = AccessRequest(group=group, asks=cast.posts["ruth"], reason="She pays their invoices", **values)
    write(Actor.at_page(fresh(cast.ruth)), [Change(request, verb="create")])
    return request


def duties(record: Any) -> list[tuple[str, int | None]]:
    rows = Duty.objects.filter(register=register_of(type(record)).slug, record=record.pk)
    return list(rows.values_list("rule", "post"))


def faults() -> list[Any]:
    """What a verification finds, but for the people whom these tests make beside the write path."""
    return [
        each for each in verify_all().faults if each.where.split()[0] not in {"people", "posts", "holdings", "roles"}
    ]


@pytest.fixture
def _sees_groups(cast: Cast) -> None:
    """Finance knows of the groups of Housing, else nobody there could ask for one."""
    from muniment.people.models import RoleGiven

    make(RoleGiven, post=cast.posts["ruth"], role="asset_owner", unit=cast.housing)


@pytest.mark.usefixtures("_sees_groups")
def test_a_request_goes_to_the_owner_of_the_group_and_then_to_the_service_desk(
    cast: Cast, group: PermissionGroup, desk: Person
) -> None:
    request = asked(cast, group, person=cast.ruth, until=TODAY + timedelta(days=90))
    assert (request.decides, request.unit) == (cast.posts["tom"], cast.housing)
    assert duties(request) == [("decide", cast.posts["tom"].pk)]
    with pytest.raises(Refused, match="Head of Housing decides"):
        step("grant", cast.priya, request, why="Fine")
    step("grant", cast.tom, request, why="Her work takes it")
    assert (request.state, duties(request)) == (State.GRANTED, [("give", None)])
    step("give", desk, request, why="Ticket 4711")
    assert (request.state, request.given_on, duties(request)) == (State.GIVEN, TODAY, [("end", None)])
    step("take-away", desk, request, why="Its day has come")
    assert (request.state, request.taken_on, duties(request)) == (State.TAKEN, TODAY, [])
    assert faults() == []


@pytest.mark.usefixtures("_sees_groups")
def test_nobody_decides_on_their_own_access(cast: Cast, group: PermissionGroup) -> None:
    request = asked(cast, group, person=cast.tom)
    verdict = may(Actor.at_page(fresh(cast.tom)), "decide_access", register_of(AccessRequest), request)
    assert not verdict
    assert "for you" in verdict.reason


@pytest.mark.usefixtures("_sees_groups")
def test_a_group_without_an_owner_is_decided_by_who_governs_information(cast: Cast, group: PermissionGroup) -> None:
    write(HOUSE, [Change(group, {"owner": None}, "edit")])
    request = asked(cast, group, outsider="A contractor of Brindle")
    assert duties(request) == [("decide", None)]
    step("turn-away", cast.priya, request, why="Find an owner first")
    assert request.state == State.REFUSED


@pytest.mark.usefixtures("_sees_groups")
def test_who_left_and_still_has_access_is_found(cast: Cast, group: PermissionGroup, desk: Person) -> None:
    leaver = holder_of("line_manager", cast.finance)
    request = asked(cast, group, person=leaver)
    step("grant", cast.tom, request, why="Her work takes it")
    step("give", desk, request)

    def flagged(name: str) -> list[Any]:
        return list(Listing(register_of(AccessRequest), fresh(cast.priya), {name: "yes"}).found)

    assert flagged("left") == []
    Holding.objects.filter(person=leaver).update(end=TODAY - timedelta(days=1))
    assert flagged("left") == [request]


@pytest.mark.usefixtures("_sees_groups")
@pytest.mark.parametrize("who", [{}, {"outsider": "Somebody", "person": True}])
def test_a_request_is_for_exactly_one(cast: Cast, group: PermissionGroup, who: dict[str, Any]) -> None:
    values = {**who, **({"person": cast.ruth} if "person" in who else {})}
    with pytest.raises(Invalid, match="Choose somebody"):
        asked(cast, group, **values)


def test_a_review_of_members_counts_them_and_has_who_must_go_removed(
    cast: Cast, group: PermissionGroup, desk: Person, signed_in: Any
) -> None:
    told = {
        "members": 12,
        "going": "A. Former\nB. Moved\nA. Former",
        "why": "Against the starters' list",
        "seen_version": group.version,
    }
    assert signed_in(cast.tom).post(f"/permission-groups/{group.pk}/do/review/", told).status_code == 302
    group.refresh_from_db()
    assert (group.members, group.last_reviewed, group.next_review) == (10, TODAY, date(2027, 11, 30))
    review = AccessReview.objects.get()
    assert (review.going, review.number_going, duties(review)) == (["A. Former", "B. Moved"], 2, [("remove", None)])
    step("removed", desk, review, why="Ticket 4712")
    assert (review.state, review.removed_on, duties(review)) == (AccessReview.State.DONE, TODAY, [])
    with pytest.raises(Invalid, match="More have to go"):
        access_reviews.look_through(HOUSE, group, {"members": 1, "going": ["a", "b"], "why": "x"})
    with pytest.raises(Refused):
        access_reviews.look_through(Actor.at_page(fresh(cast.nobody)), group, {"members": 1, "going": [], "why": "x"})
    assert AccessReview.objects.count() == 1
    assert faults() == []


def test_a_task_of_data_quality_finds_the_steward(cast: Cast) -> None:
    asset = make_asset(cast, "Customer index", steward=cast.posts["tom"])
    task = make(DataTask, asset=asset, what="Two customers for one address", due=TODAY)
    assert (task.steward, task.unit, duties(task)) == (
        cast.posts["tom"],
        cast.housing,
        [("task", cast.posts["tom"].pk)],
    )
    step("finish", cast.tom, task, why="The report is empty")
    assert (task.state, task.done_on, duties(task)) == (DataTask.State.DONE, TODAY, [])
    with pytest.raises(Refused):
        write(Actor.at_page(fresh(cast.ruth)), [Change(DataTask(asset=asset, what="Not hers"), verb="create")])


def test_three_months_after_a_place_went_live_its_impact_is_looked_at(cast: Cast) -> None:
    place = make(
        Place, name="Repairs team", kind="team", unit=cast.housing, owner=cast.posts["tom"], went_live=date(2026, 8, 31)
    )
    due = Duty.objects.get(register="places", record=place.pk, rule="impact")
    assert (due.due, due.post) == (date(2026, 11, 30), None)
    marks = {
        "naming_mark": 2,
        "filing_mark": 3,
        "versions_mark": 4,
        "mail_mark": 1,
        "observed": "Scans are named “scan”",
    }
    weekly = make(UsageAudit, place=place, audited_on=date(2026, 9, 7), **marks)
    assert (weekly.unit, weekly.lowest()) == (cast.housing, 1)
    assert Duty.objects.filter(register="places", rule="impact").exists()
    make(UsageAudit, place=place, kind="impact", **marks)
    assert not Duty.objects.filter(register="places", rule="impact").exists()
    assert faults() == []
    with pytest.raises(Invalid):
        make(UsageAudit, place=place, **{**marks, "naming_mark": 5})
    with pytest.raises(Invalid, match="still to come"):
        make(UsageAudit, place=place, audited_on=TODAY + timedelta(days=1), **marks)


def test_a_visit_belongs_where_the_owner_does(cast: Cast) -> None:
    visit = OwnerVisit(owner=cast.posts["tom"], held_on=TODAY, talked_of="All his assets", agreed="He accepts them")
    write(Actor.at_page(fresh(cast.priya)), [Change(visit, verb="create")])
    assert visit.unit == cast.housing
    with pytest.raises(Refused):
        write(
            Actor.at_page(fresh(cast.ruth)),
            [Change(OwnerVisit(owner=cast.posts["tom"], held_on=TODAY, talked_of="x"), verb="create")],
        )
