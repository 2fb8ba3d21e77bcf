"""Whoever leaves has a handover opened for each post that answers for something, and the list of leavers shows what still names it.

Seen red when a second file opened a second handover, when an ending that nobody ticked left the records with nobody, and when a
leaver of another body was listed.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from muniment import clock
from muniment.assets.models import PermissionGroup, Place
from muniment.organisation import handing_over, leaving, schedules
from muniment.organisation.models import Handover, HandoverItem
from muniment.organisation.people_apply import apply
from muniment.people.models import Delegation, Holding, Person
from muniment.registers.models import History
from muniment.registers.services import Change, write
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast, make
from tests.contracts import text_of
from tests.test_people_import import TOM, difference, entra, plain
from tests.test_retention_lines import make_asset

TODAY = date(2026, 11, 25)
GONE = ("Tom Birch", "tom@ambleworth.example", "Head of Housing", "Housing", "False")


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def owned(cast: Cast) -> Cast:
    """Tom's post owns an asset, a place and two groups, one of which it approves for."""
    make_asset(cast, "Rent files")
    make(Place, name="Rents", kind="site", unit=cast.housing, owner=cast.posts["tom"])
    make(PermissionGroup, name="Rent readers", kind="list", unit=cast.housing, owner=cast.posts["tom"])
    make(PermissionGroup, name="Rent writers", kind="list", unit=cast.housing, owner=cast.posts["ruth"], approver=cast.posts["tom"])  # fmt: skip
    return cast


def test_a_disabled_account_opens_a_handover_and_ends_nothing(owned: Cast) -> None:
    found = difference(entra(GONE))
    assert [(each.person, each.records, each.in_any_case) for each in found.handovers] == [("Tom Birch", 4, True)]
    done = apply(HOUSE, found, [], batch="b", why="Read from users.csv")
    assert (done["handovers"], done["ended"]) == (1, 0)
    assert owned.tom.holdings.get().end is None
    made = Handover.objects.get()
    assert (made.person, made.post, made.kind, made.last_day) == (
        owned.tom,
        owned.posts["tom"],
        "leaves",
        date(2026, 11, 24),
    )
    assert HandoverItem.objects.filter(handover=made).count() == 4
    told = History.objects.get(register="handovers", record=made.pk)
    assert (told.why, told.batch) == ("Read from users.csv", "b")
    again = difference(entra(GONE))
    assert (again.handovers, apply(HOUSE, again, [])["handovers"]) == ([], 0)
    assert Handover.objects.count() == 1
    assert not verify_all().faults


def test_it_is_not_opened_again_when_it_is_finished_but_after_a_long_leave(owned: Cast) -> None:
    holding = Holding.objects.get(person=owned.tom)
    away = handing_over.open_handover(HOUSE, holding, {"kind": "away", "last_day": date(2026, 3, 1)})
    assert leaving.wanting([holding]) == {}, "one is open"
    handing_over.place_rest(HOUSE, away, {"outcome": "stays"})
    handing_over.finish(HOUSE, Handover.objects.get(), {})
    assert leaving.wanting([holding]) == {holding.pk: 4}, "they came back, and leave"
    assert apply(HOUSE, difference(entra(GONE)), [])["handovers"] == 1
    left = Handover.objects.get(kind="leaves")
    handing_over.place_rest(HOUSE, left, {"outcome": "stays"})
    handing_over.finish(HOUSE, Handover.objects.get(pk=left.pk), {})
    assert leaving.wanting([holding]) == {}


def test_a_post_that_answers_for_nothing_is_handed_over_to_nobody(cast: Cast) -> None:
    assert cast
    found = difference(entra(GONE))
    assert (len(found.endings), found.handovers) == (1, [])


def test_who_is_not_in_the_file_of_everybody_and_who_moved(owned: Cast) -> None:
    make(Place, name="Ledgers", kind="site", unit=owned.finance, owner=owned.posts["ruth"])
    everybody = difference(entra(TOM), full=True)
    assert [each.person for each in everybody.handovers] == ["Ruth Levy"]
    moved = difference(plain("Tom Birch,tom@ambleworth.example,Clerk of Works,Housing,,,"))
    assert [(each.person, each.in_any_case) for each in moved.handovers] == [("Tom Birch", False)]
    assert apply(HOUSE, moved, [])["handovers"] == 0
    moved = difference(plain("Tom Birch,tom@ambleworth.example,Clerk of Works,Housing,,,"))
    assert apply(HOUSE, moved, [each.holding for each in moved.endings])["handovers"] == 1
    assert Handover.objects.get().kind == "moves"


def test_the_preview_lists_them_and_applying_says_how_many(owned: Cast, signed_in: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    browser = signed_in(owned.priya)
    place = browser.post("/administration/people/", {"file": SimpleUploadedFile("users.csv", entra(GONE))})["Location"]
    page = browser.get(place).content.decode()
    assert "Handovers that are opened" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert browser.post(place, {"seen": seen}).status_code == 302
    assert Handover.objects.get().post == owned.posts["tom"]
    assert "<dt>Handovers opened</dt><dd>1" in text_of(browser.get(place))
    assert owned.tom.name in text_of(browser.get("/leavers/"))


def test_the_list_of_leavers_shows_what_still_names_their_post(owned: Cast, signed_in: Any) -> None:
    browser = signed_in(owned.priya)
    assert "Nobody is leaving" in text_of(browser.get("/leavers/"))
    assert "Leavers" in text_of(browser.get("/handovers/"))
    apply(HOUSE, difference(entra(GONE)), [])
    page = text_of(browser.get("/leavers/"))
    for words in (
        "Tom Birch",
        "Head of Housing",
        "Still holds the post here",
        "Rent readers",
        "Rent writers",
        "Rents",
        "4 have nobody yet",
    ):
        assert words in page
    holding = Holding.objects.get(person=owned.tom)
    write(HOUSE, [Change(holding, {"end": date(2026, 11, 20)}, "edit")])
    assert "Vacant" in text_of(browser.get("/leavers/"))
    make(Holding, person=owned.ruth, post=owned.posts["tom"], start=date(2026, 11, 21))
    assert "Ruth Levy" in text_of(browser.get("/leavers/"))


def test_who_left_without_a_handover_is_listed_too(owned: Cast, signed_in: Any) -> None:
    holding = Holding.objects.get(person=owned.tom)
    write(HOUSE, [Change(holding, {"end": date(2026, 11, 20)}, "edit")])
    page = signed_in(owned.priya).get("/leavers/")
    assert "No handover" in text_of(page)
    assert f"/holdings/{holding.pk}/do/hand-over/" in page.content.decode()
    inactive = Person.objects.get(pk=owned.ruth.pk)
    write(HOUSE, [Change(inactive, {"is_active": False}, "edit")])
    assert "Ruth Levy" in text_of(signed_in(owned.priya).get("/leavers/"))


def test_a_leaver_is_shown_to_who_may_read_the_handovers_there(owned: Cast, signed_in: Any) -> None:
    apply(HOUSE, difference(entra(GONE)), [])
    assert "Tom Birch" not in text_of(signed_in(owned.company_ig).get("/leavers/"))
    assert "Nobody is leaving" in text_of(signed_in(owned.nobody).get("/leavers/"))
    assert "Rent readers" in text_of(signed_in(Person.objects.get(pk=owned.tom.pk)).get("/leavers/")), "his own"


def test_many_leavers_cost_as_many_looks_as_one(
    owned: Cast, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    apply(
        HOUSE,
        difference(entra(GONE, ("Ruth Levy", "ruth@ambleworth.example", "Head of Finance", "Finance", "False"))),
        [],
    )
    browser = signed_in(owned.priya)
    with django_assert_max_num_queries(14):
        browser.get("/leavers/")


def test_long_leave_and_a_last_day_that_comes_near_open_a_handover_once(owned: Cast) -> None:
    tom, post = owned.tom, owned.posts["tom"]
    today = clock.today()
    short = make(Delegation, post=post, to=owned.ruth, start=today, end=today + timedelta(days=20))
    assert leaving.open_due(HOUSE) == 0
    write(HOUSE, [Change(short, {"end": today + timedelta(days=90)}, "edit")])
    assert leaving.open_due(HOUSE) == 1
    found = Handover.objects.get(person=tom, post=post)
    assert (found.kind, found.last_day) == (Handover.Kind.AWAY, today - timedelta(days=1))
    assert leaving.open_due(HOUSE) == 0
    handing_over.place_rest(HOUSE, found, {"outcome": "stays", "to_post": None})
    handing_over.finish(HOUSE, Handover.objects.get(pk=found.pk), {})
    assert leaving.open_due(HOUSE) == 0, "finished, and the same absence goes on"
    holding = Holding.objects.get(person=tom, post=post)
    write(HOUSE, [Change(holding, {"end": today + timedelta(days=45)}, "edit")])
    assert leaving.open_due(HOUSE) == 0
    with clock.at(today + timedelta(days=20)):
        schedules.open_handovers.enqueue()
        schedules.open_handovers.enqueue()
    assert Handover.objects.filter(person=tom, post=post, kind=Handover.Kind.LEAVES).count() == 1
