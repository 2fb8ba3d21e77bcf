"""What the write path keeps, whatever the register.

Seen red when a reference to an unseen record was written, when a move was not judged again, and when the history was told
before validation completed.
"""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment.assurance.models import Dependency, Part, Recommendation, ScopeArea
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid, Refused
from muniment.registers.models import HistoryPayload
from muniment.registers.register import Register
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast, make_plan, make_recommendation
from tests.contracts import REGISTERS, build, example, holder_of, unwritten


@pytest.mark.parametrize("register", REGISTERS)
def test_an_example_is_written_whole(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    assert verify_all().faults == []
    if register.past is not None:
        assert register.past.objects.get(record_id=record.pk).valid_to is None


@pytest.mark.parametrize("register", [each for each in REGISTERS if each.values[0].files])
def test_every_file_that_a_record_names_is_read_again(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    for name in register.files:
        place = evidence.path_of(getattr(record, name))
        content = place.read_bytes()
        try:
            for act, message in (
                (place.unlink, "is missing from"),
                (lambda to=place: to.write_bytes(b"x"), "was changed in"),
            ):
                act()
                faults = [f"{each.where}: {each.message}" for each in verify_all().faults]
                assert any(each.startswith(f"{register.slug} {record.pk}: ") and message in each for each in faults), (
                    faults
                )
        finally:
            place.write_bytes(content)
    assert verify_all().faults == []


def test_what_validation_completes_is_in_the_history(cast: Cast) -> None:
    plan = make_plan(cast)
    made = Recommendation(plan=plan, unit=plan.unit, reference="A1", agreed_action="Do it", due=date(2026, 9, 30))
    write(Actor.at_page(cast.priya), [Change(made, verb="create")])
    assert HistoryPayload.objects.latest("pk").after["first_due"] == "2026-09-30"
    assert verify_all().faults == []


def test_a_change_looks_up_what_it_changes_and_no_more(cast: Cast) -> None:
    action = make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])
    make_recommendation(action.plan, "A2")

    def looked_up(values: dict[str, Any]) -> set[str]:
        with CaptureQueriesContext(connection) as queries:
            write(HOUSE, [Change(Recommendation.objects.get(pk=action.pk), values, "edit")])
        told = (re.match(r'SELECT 1 AS "a" FROM "(\w+)"', each["sql"]) for each in queries)
        return {found[1] for found in told if found}

    assert looked_up({"title": "Keep records"}) <= {"assurance_recommendation"}
    assert "people_post" in looked_up({"owner": cast.posts["ruth"]})
    wrong: list[dict[str, Any]] = [
        {"owner_id": 10**6},
        {"reference": "A2"},
        {"state": "superseded"},
        {"state": "unknown"},
    ]
    for values in wrong:
        with pytest.raises(Invalid):
            looked_up(values)


@pytest.mark.parametrize("name", ["unit", "unit_id"])
def test_a_record_is_not_moved_to_where_one_may_not_write(cast: Cast, name: str) -> None:
    here = holder_of("ig_manager", cast.housing)
    action = make_recommendation(make_plan(cast, unit=cast.housing), "A1")
    with pytest.raises(Refused):
        write(
            Actor.at_page(here),
            [Change(action, {name: cast.finance.pk if name == "unit_id" else cast.finance}, "edit")],
        )


def test_nothing_is_put_into_what_one_may_not_see(cast: Cast) -> None:
    theirs = make_recommendation(make_plan(cast), "A1")
    other = make_recommendation(theirs.plan, "A2")
    carys = Actor.at_page(cast.company_ig)
    made: list[Any] = [
        Part(recommendation=theirs, label="a", agreed_action="Wait for us", unit=cast.company),
        Recommendation(plan=theirs.plan, reference="X1", agreed_action="Ours", unit=cast.company),
        Dependency(recommendation=theirs, needs=other, unit=cast.company),
        unwritten(ScopeArea, cast, unit=cast.company),
    ]
    for record in made:
        with pytest.raises(Refused):
            write(carys, [Change(record, verb="depend" if isinstance(record, Dependency) else "create")])
    # A batch is asked as one record is.
    with pytest.raises(Refused):
        write(carys, [Change(record, verb="create") for record in made[:2]])


def test_a_form_offers_what_one_may_see_and_keeps_what_stands(cast: Cast, signed_in: Any) -> None:
    from muniment.assurance.models import Audit, Plan

    audit = build(Audit, cast, unit=cast.council)
    plan = make_plan(cast, unit=cast.housing, audit=audit)
    officer = holder_of("ig_officer", cast.housing)
    assert str(audit) not in signed_in(officer).get("/plans/new/").content.decode()
    browser = signed_in(officer)
    data = {"title": "Renamed", "audit": audit.pk, "unit": cast.housing.pk, "seen_version": plan.version}
    assert browser.post(f"/plans/{plan.pk}/edit/", data).status_code == 302
    after = Plan.objects.get(pk=plan.pk)
    assert (after.title, after.audit) == ("Renamed", audit)
