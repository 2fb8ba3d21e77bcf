"""Duties and reviews in a real browser: a chair finds the review at home, does it, and it is gone; axe looks at each page."""

from datetime import date
from typing import Any

import pytest

from muniment.organisation.models import GovernanceGroup
from tests.cast import Cast, make, make_cast, make_plan, make_recommendation

LONG = "Information Governance and Cyber Security Assurance Board of the Council and of its Company"


@pytest.fixture
def house(page: Any) -> Cast:
    cast = make_cast()
    plan = make_plan(cast, owner=cast.posts["priya"])
    make_recommendation(plan, "A1", owner=cast.posts["tom"], due=date(2020, 1, 1))
    make_recommendation(plan, "A2")
    make(
        GovernanceGroup, unit=cast.council, name=LONG, purpose="Watches over information.", chair=cast.posts["tom"],
        meets="Every six weeks", next_review=date(2020, 2, 1),
    )  # fmt: skip
    return cast


def test_a_chair_reviews_a_group_from_the_home_page(page: Any, house: Cast, sign_in: Any, axe: Any) -> None:
    sign_in(page, house.tom)
    axe(page)
    page.get_by_role("link", name=f"Review {LONG}").click()
    page.get_by_role("button", name="Reviewed: still true").click()
    page.get_by_text("Say how you know.").first.wait_for()
    axe(page)
    page.get_by_label("How do you know that it is still true?").fill("Asked the clerk; the terms are those of May.")
    page.get_by_label("What should the next review look at?").fill("The quorum <script>alert(1)</script>")
    page.get_by_role("button", name="Reviewed: still true").click()
    page.get_by_role("heading", name=LONG).wait_for()
    page.get_by_text("The quorum <script>alert(1)</script>").wait_for()
    axe(page)
    page.goto("/")
    assert page.get_by_role("link", name=f"Review {LONG}").count() == 0
    page.get_by_role("cell", name=LONG).wait_for()


def test_pages_of_duties_are_well_made(page: Any, house: Cast, sign_in: Any, axe: Any) -> None:
    sign_in(page, house.priya)
    page.get_by_role("link", name="Find an owner A2").wait_for()
    axe(page)
    for address in ("/groups/", f"/posts/{house.posts['tom'].pk}/", "/recommendations/1/"):
        page.goto(address)
        axe(page)
