"""Lists in a real browser: filters, orders and pages change the list in place, the address and the Back button follow."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import Cast, make_cast, make_plan, make_recommendation

pytestmark = pytest.mark.browser


@pytest.fixture
def house(page: Any) -> Cast:
    cast = make_cast()
    plan = make_plan(cast)
    for number in range(60):
        make_recommendation(
            plan, f"A{number:02}", owner=cast.posts["tom" if number % 2 else "ruth"], agreed_action=f"Put arrangement {number} right",
            theme="Training" if number < 4 else "Records",
        )  # fmt: skip
    return cast


def look(page: Any, name: str) -> None:
    """A picture for whoever asks for one: MUNIMENT_PICTURES names the folder."""
    if folder := os.environ.get("MUNIMENT_PICTURES"):
        for width in (320, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True, caret="initial")


def test_a_list_is_narrowed_in_place_and_back_again(
    page: Any, house: Cast, sign_in: Callable[[Any, Any], None], axe: Callable[[Any], None]
) -> None:
    sign_in(page, house.priya)
    page.goto("/recommendations/")
    page.evaluate("window.here = true")
    look(page, "list")
    page.locator("#open-theme").click()
    choice = page.get_by_role("checkbox", name="Training (4)")
    choice.check()
    assert page.locator(":focus").count()
    look(page, "opened")
    axe(page)
    page.get_by_role("form", name="Theme").get_by_role("button", name="Show").click()
    expect(page.locator("#said")).to_have_text("4 recommendations.")
    assert page.url.endswith("/recommendations/?theme=Training")
    page.get_by_role("link", name="Due", exact=True).click()
    expect(page.locator("th[aria-sort]")).to_have_text("Due")
    assert page.evaluate("document.activeElement.id") == "by-due"
    assert page.evaluate("window.here"), "the page was not loaded anew"
    page.go_back()
    page.wait_for_url("**/recommendations/?theme=Training")
    expect(page.locator("tbody tr")).to_have_count(4)
    page.goto("/recommendations/")
    page.get_by_text("Columns", exact=True).click()
    look(page, "columns")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("tbody tr")).to_have_count(10)
    page.get_by_role("link", name="Page before").click()
    expect(page.locator("tbody tr")).to_have_count(50)


def test_many_are_changed_by_hand(
    page: Any, house: Cast, sign_in: Callable[[Any, Any], None], axe: Callable[[Any], None]
) -> None:
    sign_in(page, house.priya)
    page.goto("/recommendations/?theme=Training")
    page.get_by_role("button", name="Change all 4 that are shown").click()
    axe(page)
    page.locator("#id_set_theme").check()
    page.locator("#id_theme").fill("Learning")
    page.get_by_label("Why do you change them?").fill("The team was renamed.")
    look(page, "bulk")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator("ins").first).to_have_text("Learning")
    look(page, "preview")
    axe(page)
    page.get_by_role("button", name="Change these 4 records").click()
    expect(page.get_by_text("4 records changed.")).to_be_visible()
    page.goto("/recommendations/?theme=Learning")
    page.get_by_text("Save this view").first.click()
    page.get_by_label("Save what is shown under the name").fill("What is to be learned")
    page.get_by_role("button", name="Save this view").click()
    page.get_by_text("1 saved view").click()
    axe(page)
    look(page, "views")
