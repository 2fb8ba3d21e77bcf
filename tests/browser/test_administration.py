"""The pages of administration in a real browser: axe finds nothing, nothing scrolls sideways, a first run goes through by hand."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from muniment import clock
from muniment.assurance import services
from muniment.assurance.models import Recommendation
from muniment.people.models import Delegation, Holding
from muniment.registers import owner_links
from muniment.registers.access import Actor
from tests.cast import HOUSE, Cast, make, make_cast, make_plan, make_recommendation
from tests.test_administration import png

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("MUNIMENT_PICTURES", "")  # a folder, where somebody wants to look at the pages


def keep(page: Any, name: str) -> None:
    if PICTURES:
        for width in (1440, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
        page.set_viewport_size({"width": 1440, "height": 900})


@pytest.fixture
def house(page: Any) -> Cast:
    """An action that somebody updated, and a deputy."""
    assert page
    cast = make_cast()
    action = make_recommendation(make_plan(cast), "A13", owner=cast.posts["tom"])
    services.update(Actor.at_page(cast.tom), action, {"progress": "Owners are named in 31 of 40 services."})
    week = clock.today() + timedelta(days=7)
    make(Delegation, post=cast.posts["tom"], to=cast.ruth, start=clock.today(), end=week, reason="Annual leave")
    return cast


def test_every_page_is_accessible(
    page: Any, house: Cast, sign_in: Callable[..., None], axe: Callable[..., None]
) -> None:
    sign_in(page, house.priya)
    action, due = house.posts["tom"].pk, Recommendation.objects.get().due
    owner_links.make(HOUSE, Recommendation.objects.get(), house.posts["tom"])
    pages = {
        "home": "/administration/", "settings": "/administration/settings/", "log": "/administration/log/",
        "access": f"/administration/access/?person={house.ruth.pk}", "people": "/administration/people/", "me": "/me/",
        "who": f"/recommendations/1/who/?person={house.ruth.pk}&verb=verify", "post": f"/posts/{action}/",
        "link": "/recommendations/1/link/", "calendar": f"/calendar/?month={due:%Y-%m}", "clocks": "/calendar/?show=clocks", "duties": "/",
        "delegation": f"/delegations/new/?post={action}",
    }  # fmt: skip
    for name, address in pages.items():
        page.goto(address)
        axe(page)
        keep(page, name)


def test_people_are_read_in_and_the_council_gets_its_look(
    page: Any, house: Cast, sign_in: Callable[..., None], axe: Callable[..., None], tmp_path: Path
) -> None:
    sign_in(page, house.priya)
    page.goto("/administration/")
    page.get_by_role("link", name="Read people in").click()
    file = tmp_path / "people.csv"
    file.write_text(
        "name,e-mail,post,unit,role,reports to,from\n"
        "Noor Ali,noor@ambleworth.example,Records Manager,Information Services,records_manager,Director of Resources,\n"
        "Ann New,ann@ambleworth.example,Heads of Housings,Housing,,,\n"
        "Tom Birch,tom@ambleworth.example,Head of Housing,Housing,,,\n"
    )
    page.get_by_label("File").set_input_files(str(file))
    page.get_by_label("This is everybody").check()
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="What the file would change").wait_for()
    axe(page)
    keep(page, "preview")
    page.get_by_label("Ruth Levy").check()
    page.get_by_role("button", name="Apply all of it").click()
    page.get_by_role("heading", name="What was done").wait_for()
    axe(page)
    keep(page, "applied")
    assert Holding.objects.get(person=house.ruth).end is not None

    page.goto("/administration/settings/")
    page.get_by_label("Name in the page head").fill("Ambleworth")
    page.get_by_label("Colour").fill("#7a1f3d")
    logo = tmp_path / "logo.png"
    logo.write_bytes(png(96, 64))
    page.get_by_label("Logo").set_input_files(str(logo))
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.", exact=True).wait_for()
    expect(page.get_by_role("button", name="Save")).to_have_css("background-color", "rgb(122, 31, 61)")
    axe(page)
    keep(page, "look")


def test_a_deputy_sees_for_whom_they_act(
    page: Any, house: Cast, sign_in: Callable[..., None], axe: Callable[..., None]
) -> None:
    sign_in(page, house.ruth)
    page.get_by_text("acts for").wait_for()
    axe(page)
    keep(page, "deputy")
