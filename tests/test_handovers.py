"""Handovers: opened from a holding, each record placed, finished when none is left; and who answers for how much."""

from datetime import date
from typing import Any

import pytest

from muniment import clock
from muniment.assets.models import InformationAsset
from muniment.organisation import handing_over, ownership
from muniment.organisation.models import Handover, HandoverItem
from muniment.people.models import Holding, Person, Post
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.models import Answerable, Duty, History
from muniment.registers.services import Change, write
from tests.cast import HOUSE, Cast, make_plan, make_recommendation
from tests.contracts import fresh, holder_of, text_of
from tests.test_retention_lines import make_asset

TODAY = date(2026, 11, 25)
LEAVES = {"kind": "leaves", "last_day": date(2026, 12, 18), "knows": "The keys of the strongroom"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.at(TODAY):
        yield


@pytest.fixture
def holding(cast: Cast) -> Holding:
    return Holding.objects.get(person=cast.tom, post=cast.posts["tom"])


@pytest.fixture
def opened(cast: Cast, holding: Holding) -> Handover:
    """Tom leaves: he owns two assets, one of them as data owner too, and a recommendation."""
    make_asset(cast, "Rent files", data_owner=cast.posts["tom"])
    make_asset(cast, "Repairs")
    make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])
    return handing_over.open_handover(Actor.at_page(cast.priya), holding, LEAVES)


def items(handover: Handover) -> list[HandoverItem]:
    return list(HandoverItem.objects.filter(handover=handover).order_by("in_register", "number"))


def test_a_handover_lists_all_that_the_post_answers_for(cast: Cast, opened: Handover, holding: Holding) -> None:
    wanted = Answerable.objects.filter(post=holding.post).exclude(register__in=handing_over.OWN)
    assert {(each.in_register, each.number) for each in items(opened)} == set(wanted.values_list("register", "record"))
    assert {each.in_register for each in items(opened)} >= {"assets", "recommendations"}
    with pytest.raises(Invalid, match="open already"):
        handing_over.open_handover(HOUSE, holding, LEAVES)
    duty = Duty.objects.get(register="handovers", record=opened.pk, post=holding.post)
    assert duty.due == date(2026, 12, 18)


def test_it_is_not_finished_while_something_has_nobody(cast: Cast, opened: Handover) -> None:
    actor = Actor.at_page(cast.priya)
    first, *rest = items(opened)
    handing_over.place(actor, first, {"outcome": "stays"})
    with pytest.raises(Invalid, match=f"{len(rest)} of its records"):
        handing_over.finish(actor, opened, {})
    handing_over.place_rest(actor, opened, {"outcome": "vacant", "to_post": None})
    handing_over.finish(actor, opened, {"why": "All said"})
    opened.refresh_from_db()
    assert (opened.state, opened.finished_on) == (Handover.State.FINISHED, TODAY)
    assert not Duty.objects.filter(register="handovers", record=opened.pk).exists()
    assert [each.outcome for each in items(opened)] == ["stays", *["vacant"] * len(rest)]


def test_what_goes_to_another_post_is_given_to_it(cast: Cast, opened: Handover) -> None:
    asset = InformationAsset.objects.get(name="Rent files")
    item = next(each for each in items(opened) if (each.in_register, each.number) == ("assets", asset.pk))
    handing_over.place(Actor.at_page(cast.priya), item, {"outcome": "moved", "to_post": cast.posts["ruth"]})
    asset.refresh_from_db()
    assert (asset.owner, asset.data_owner) == (cast.posts["ruth"], cast.posts["ruth"])
    assert asset.accepted_on is None, "the new owner accepts anew"
    told = History.objects.filter(register="assets", record=asset.pk).latest("number")
    assert told.why == f"Handover of {cast.posts['tom']}"
    assert set(Answerable.objects.filter(register="assets", record=asset.pk).values_list("post", flat=True)) == {
        cast.posts["ruth"].pk
    }


def test_at_the_pages(cast: Cast, holding: Holding, signed_in: Any) -> None:
    make_asset(cast, "Rent files")
    browser = signed_in(cast.priya)
    form = {"kind": "leaves", "last_day": "2026-12-18", "knows": "Keys", "seen_version": 1}
    assert browser.post(f"/holdings/{holding.pk}/do/hand-over/", form).status_code == 302
    made = Handover.objects.get()
    page = text_of(browser.get(f"/handovers/{made.pk}/"))
    assert "Rent files" in page
    assert "have nobody yet" in page or "has nobody yet" in page
    item = items(made)[0]
    wrong = browser.post(f"/handover-items/{item.pk}/do/place/", {"outcome": "moved", "seen_version": 1})
    assert wrong.status_code == 422
    assert "Choose the post that goes on with it." in text_of(wrong)
    right = {"outcome": "moved", "to_post": cast.posts["ruth"].pk, "seen_version": 1}
    assert browser.post(f"/handover-items/{item.pk}/do/place/", right).status_code == 302
    assert signed_in(cast.nobody).get(f"/handovers/{made.pk}/").status_code == 404
    assert signed_in(cast.ruth).get(f"/handover-items/{item.pk}/").status_code == 404


def test_who_answers_for_how_much(cast: Cast, signed_in: Any) -> None:
    for number in range(12):
        make_asset(cast, f"Asset {number}")
    empty = Post.objects.create(unit=cast.housing, title="Records Assistant")
    orphan = InformationAsset(name="Orphan", unit=cast.housing, owner=empty)
    write(HOUSE, [Change(orphan, verb="create")])
    found = {load.post: load for load in ownership.loads(cast.priya)}
    tom = found[cast.posts["tom"]]
    assert {register.slug: number for register, number in tom.counts}["assets"] == 12
    assert tom.too_much
    assert tom.holders == [cast.tom.name]
    assert found[empty].holders == []
    page = text_of(signed_in(cast.priya).get("/owners/"))
    for words in ("Records Assistant", "Vacant", "1 of them is held by nobody: 1 records wait."):
        assert words in page
    assert "Records Assistant" not in text_of(signed_in(cast.nobody).get("/owners/")), (
        "of what one may not see nothing is counted"
    )


def test_whoever_may_not_open_one_does_not(cast: Cast, holding: Holding, signed_in: Any) -> None:
    for person in (cast.nobody, fresh(cast.ruth), holder_of("auditor", cast.council)):
        answer = signed_in(Person.objects.get(pk=person.pk)).post(
            f"/holdings/{holding.pk}/do/hand-over/", {"kind": "leaves", "last_day": "2026-12-18", "seen_version": 1}
        )
        assert answer.status_code == 403
    assert not Handover.objects.exists()
