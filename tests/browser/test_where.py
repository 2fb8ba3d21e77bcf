"""Where do I keep this? In a real browser: by keyboard, without JavaScript, narrow and wide; axe finds nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from muniment.assets.models import InformationAsset, Place, System
from tests.cast import Cast, make_cast
from tests.test_held import held, link
from tests.test_retention_lines import make_line

pytestmark = pytest.mark.browser


@pytest.fixture
def house(page: Any) -> Cast:
    assert page
    cast = make_cast()
    line = make_line(cast, "HOU-01", about="Tenancy files")
    asset = held(cast, InformationAsset, "Tenancies", retention_line=line, restrictions="Not for landlords.")
    link("holds", held(cast, System, "The system with which tenancies are looked after"), asset)
    held(cast, Place, "Housing options and homelessness prevention", kind="site")
    return cast


def test_somebody_asks_by_keyboard_and_is_told(
    page: Any, house: Cast, sign_in: Callable[..., None], axe: Callable[..., None]
) -> None:
    sign_in(page, house.tom)
    page.locator(".frame > .side summary", has_text="What we hold").press("Enter")
    page.get_by_role("link", name="Where do I keep this?").first.press("Enter")
    page.get_by_label("What is it?").press_sequentially("tenancy file")
    page.get_by_label("What is it?").press("Enter")
    assert page.get_by_role("heading", level=2).first.inner_text() == "Series HOU-01"
    told = [each.inner_text().splitlines()[0] for each in page.locator("section ol > li").all()]
    assert [each.split(".")[0] for each in told] == [
        "A business system",
        "Teams or SharePoint",
        "A file share",
        "Paper",
    ]
    page.get_by_text("E-mail is no repository.").wait_for()
    axe(page)
    # The same pages that hold what it names.
    for address in (
        "/systems/1/",
        "/places/1/",
        "/assets/1/",
        "/systems/",
        "/places/",
        "/permission-groups/",
        "/processing-activities/",
    ):
        page.goto(address)
        axe(page)
