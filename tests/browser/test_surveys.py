"""A survey in a real browser: a service lists what it holds by its link, by keyboard alone; axe finds nothing on its pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from muniment import clock
from muniment.assets import surveying
from muniment.assets.models import InformationAsset, SurveyCampaign, SurveyReturn
from muniment.registers import owner_links
from tests.cast import HOUSE, Cast, make, make_cast
from tests.test_retention_lines import make_asset

pytestmark = pytest.mark.browser


@pytest.fixture
def running(page: Any) -> tuple[Cast, SurveyReturn]:
    assert page
    cast = make_cast()
    make_asset(cast, "Tenancy files")
    make_asset(cast, "Repairs", restrictions="Only for repairs, by the contract with the surveyors.")
    campaign = make(
        SurveyCampaign, name="What do we hold?", asks="List all that you hold.", owner=cast.posts["priya"], unit=cast.council,
        closes_on=clock.today() + timedelta(days=30),
    )  # fmt: skip
    surveying.open_campaign(HOUSE, campaign, {"services": [cast.housing, cast.finance]})
    return cast, SurveyReturn.objects.select_related("campaign", "unit", "post").get(unit=cast.housing)


def test_a_service_lists_by_keyboard(page: Any, running: tuple[Cast, SurveyReturn], axe: Callable[..., None]) -> None:
    cast, found = running
    page.goto(f"/link/{owner_links.token(owner_links.make(HOUSE, found, cast.posts['tom']))}/")
    axe(page)
    page.get_by_label("What do you call it?").focus()
    page.keyboard.type("Allotment tenancies")
    page.keyboard.press("Enter")
    page.get_by_text("Listed. Add the next one").wait_for()
    assert InformationAsset.objects.get(name="Allotment tenancies").state == "draft"
    page.locator("summary", has_text="Say how those we know of stand").press("Enter")
    axe(page)
    page.get_by_label("I have looked at the others on this page too").check()
    page.get_by_role("button", name="Say how those we know of stand").click()
    page.locator("summary", has_text="Hand it in").press("Enter")
    page.get_by_role("button", name="Hand it in").click()
    page.get_by_text("Nothing is asked of you here").wait_for()
    axe(page)


def test_axe_finds_nothing_on_the_pages_of_a_survey(
    page: Any, running: tuple[Cast, SurveyReturn], sign_in: Callable[..., None], axe: Callable[..., None]
) -> None:
    cast, found = running
    surveying.list_asset(HOUSE, found, {"name": "Allotments"})
    sign_in(page, cast.priya)
    for address in (
        "/survey-campaigns/", f"/survey-campaigns/{found.campaign_id}/", f"/survey-campaigns/{found.campaign_id}/do/ask-more/",
        "/survey-returns/", f"/survey-returns/{found.pk}/", f"/survey-returns/{found.pk}/do/known/", "/survey-lines/",
        f"/assets/{InformationAsset.objects.get(name='Repairs').pk}/links/",
    ):  # fmt: skip
        page.goto(address)
        axe(page)
    assert page.get_by_text("Restricted use: Only for repairs").first.is_visible()
