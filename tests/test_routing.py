"""A request about own data finds who holds data of such people, and asks each of them once.

Seen red when a second press asked again, when what the person may not see was offered, and when "former staff" found no "Staff".
"""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.assets.information_assets import InformationAsset
from muniment.assets.systems import System
from muniment.privacy.activities import ProcessingActivity
from muniment.registers import links
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.models import Duty
from muniment.registers.record import register_of
from muniment.requests.rights import RightsRequest
from muniment.requests.routing import ask, holders_of
from muniment.requests.tasks import RightsTask
from muniment.requests.whose import fitting, groups_in
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh
from tests.test_requests import do
from tests.test_retention_lines import make_asset

DUE = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(date(2026, 11, 20)):
        yield


@pytest.fixture
def request_(cast: Cast) -> RightsRequest:
    made = make(
        RightsRequest, unit=cast.housing, subject="All of mine", text="All", received_on=date(2026, 11, 2), data_subject="A. Person",
        subject_groups="tenants, former staff",
    )  # fmt: skip
    return do(Actor.at_page(fresh(cast.priya)), made, "acknowledge", "2026-11-03")


def held(cast: Cast, name: str, subjects: str, **values: Any) -> Any:
    return make_asset(cast, name=name, subjects=subjects, personal_data=True, **{"owner": cast.posts["tom"], **values})


def link(start: Any, name: str, end: Any) -> None:
    register = register_of(type(start))
    links.add(HOUSE, start, links.way_named(register, name), end)


@pytest.mark.parametrize(
    ("asked", "held_by", "fits"),
    [
        (["tenants"], "Tenants, their households", ["Tenants"]),
        (["tenant"], "Council tenants and leaseholders", ["Council tenants"]),
        (["former staff"], "Staff", ["Staff"]),
        (["staff"], "Former staff; suppliers", ["Former staff"]),
        (["children"], "A child in care", ["A child in care"]),
        (["families"], "Adopted people, both families", ["both families"]),
        (["people"], "Adopted persons", ["Adopted persons"]),
        (["tenants"], "Suppliers, staff", []),
        (["ants"], "Tenants", []),
        (["tenants"], "", []),
    ],
)  # fmt: skip
def test_groups_fit_by_their_words(asked: list[str], held_by: str, fits: list[str]) -> None:
    assert fitting(asked, held_by) == fits


def test_groups_are_told_apart() -> None:
    assert groups_in("Pupils, parents and staff / PUPILS;\n the ") == ["Pupils", "parents", "staff"]


def test_what_holds_such_data_is_offered_with_its_owner_and_its_reason(cast: Cast, request_: RightsRequest) -> None:
    tenancies = held(cast, "Tenancies", "Council tenants")
    held(cast, "Invoices", "Suppliers")
    held(cast, "Leavers", "Staff", owner=None)
    blank = held(cast, "Photographs", "")
    system = make(System, unit=cast.housing, name="Housing system", owner=cast.posts["ruth"])
    link(system, "systems.holds.to", tenancies)
    activity = make(
        ProcessingActivity, unit=cast.housing, name="Lettings", subjects="Tenants", owner=cast.posts["ruth"]
    )
    link(activity, "processing-activities.uses.to", blank)
    with CaptureQueriesContext(connection) as asked:
        offered = holders_of(fresh(cast.priya), request_)
    told = {each.record.name: (each.reason, each.post and each.post.title) for each in offered}
    assert told == {
        "Tenancies": ("Council tenants", "Head of Housing"), "Leavers": ("Staff", None), "Lettings": ("Tenants", "Head of Finance"),
        "Photographs": ("used for Lettings", "Head of Housing"), "Housing system": ("holds Tenancies", "Head of Finance"),
    }  # fmt: skip
    assert len(asked) <= 12


def test_one_press_asks_each_owner_once(cast: Cast, request_: RightsRequest) -> None:
    priya = Actor.at_page(fresh(cast.priya))
    first, second = held(cast, "Tenancies", "tenants"), held(cast, "Repairs", "tenants")
    other = held(cast, "Payroll", "staff", owner=cast.posts["ruth"])
    keys = [f"assets-{each.pk}" for each in (first, second, other)]
    made = ask(priya, request_, {"holders": keys, "question": "Find all.", "due": DUE})
    assert {(each.post_id, each.due, each.question) for each in made} == {
        (cast.posts["tom"].pk, DUE, "Find all."), (cast.posts["ruth"].pk, DUE, "Find all."),
    }  # fmt: skip
    searched = {
        each.record.name for task in made for each in links.of_record(fresh(cast.priya), "rights-tasks", task.pk)
    }
    assert searched == {"Tenancies", "Repairs", "Payroll"}
    assert Duty.objects.filter(register="rights-tasks", rule="find", due=DUE).count() == 2
    with pytest.raises(Invalid, match="asked already"):
        ask(priya, request_, {"holders": keys, "question": "Find all.", "due": DUE})
    third = held(cast, "Letters", "tenants")
    (more,) = ask(priya, request_, {"holders": [*keys, f"assets-{third.pk}"], "question": "And these.", "due": DUE})
    assert [each.record.name for each in links.of_record(fresh(cast.priya), "rights-tasks", more.pk)] == ["Letters"]
    do(priya, more, "drop-task", why="It is not needed")
    assert len(ask(priya, request_, {"holders": [f"assets-{third.pk}"], "question": "After all.", "due": DUE})) == 1


def test_what_is_not_there_or_not_seen_is_not_asked(cast: Cast, request_: RightsRequest) -> None:
    priya = Actor.at_page(fresh(cast.priya))
    elsewhere = held(cast, "Homes of the company", "tenants", unit=cast.company, owner=cast.posts["company_ig"])
    ownerless = held(cast, "Leavers", "staff", owner=None)
    assert elsewhere.pk not in {each.record.pk for each in holders_of(fresh(cast.priya), request_)}
    for key in (f"assets-{elsewhere.pk}", f"assets-{ownerless.pk}", "assets-999999", "x"):
        with pytest.raises(Invalid, match="not offered"):
            ask(priya, request_, {"holders": [key], "question": "Find all.", "due": DUE})
    for empty in (
        {},
        {"holders": None},
        {"holders": ["x"], "question": " ", "due": DUE},
        {"holders": ["x"], "question": "?"},
    ):
        with pytest.raises(Invalid, match="Say what is searched"):
            ask(priya, request_, empty)
    assert not RightsTask.objects.exists()


def test_the_page(cast: Cast, request_: RightsRequest, signed_in: Any) -> None:
    asset = held(cast, "Tenancies", "tenants")
    held(cast, "Leavers", "staff", owner=None)
    browser, address = signed_in(cast.priya), f"/rights-requests/{request_.pk}/do/ask-holders/"
    page = browser.get(address).content.decode()
    assert f'value="assets-{asset.pk}"' in page
    assert "Find all that you hold about A. Person." in page
    assert "nobody owns it" in page
    wrong = browser.post(address, {"question": "Find all.", "due": "2026-11-25"})
    assert (wrong.status_code, "Choose at least one." in wrong.content.decode()) == (422, True)
    sent = {"holders": [f"assets-{asset.pk}"], "question": "Find all.", "due": "2026-11-25"}
    assert browser.post(address, sent).status_code == 302
    assert f'value="assets-{asset.pk}"' not in browser.get(address).content.decode()
    assert "asked already: Head of Housing" in browser.get(address).content.decode()
    again = browser.post(address, sent)
    assert (again.status_code, "asked already" in again.content.decode()) == (422, True)
    assert RightsTask.objects.count() == 1
    assert InformationAsset.objects.get(pk=asset.pk).version == asset.version
