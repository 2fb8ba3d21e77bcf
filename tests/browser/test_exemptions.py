"""An exemption in a real browser: put forward from its request, its questions answered in part, the pre-flight telling what is missing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from muniment import clock
from muniment.requests.exemptions import RequestExemption
from muniment.requests.redactions import Redaction
from tests.cast import Cast, make, make_cast
from tests.test_requests import received

pytestmark = pytest.mark.browser


@pytest.fixture
def house(page: Any) -> Cast:
    assert page
    return make_cast()


def test_from_the_request_to_the_pre_flight(
    page: Any, house: Cast, sign_in: Callable[..., None], axe: Callable[..., None]
) -> None:
    request = received(house, (clock.today() - timedelta(days=3)).isoformat())
    sign_in(page, house.priya)
    page.goto(f"/requests/{request.pk}/")
    page.get_by_role("link", name="Put forward an exemption").click()
    axe(page)
    page.get_by_label("Exemption").select_option(label="s.42: Legal professional privilege")
    page.get_by_label("To which part of the information").fill("The solicitor’s letter of June")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="things are still to be shown").wait_for()
    axe(page)
    page.get_by_role("link", name="Go through the questions").click()
    axe(page)
    page.get_by_label("1. Has somebody read").select_option(label="Yes")
    page.get_by_label("1. What shows it").first.fill("It is advice on the lease")
    page.get_by_role("button", name="Go through the questions").click()
    page.get_by_role("cell", name="It is advice on the lease").wait_for()
    used = RequestExemption.objects.get()
    assert used.answers["caught"]["said"] == "It is advice on the lease"
    make(Redaction, request=request, exemption=used, document="Letter.pdf", what="legal_advice", how_removed="page_left_out")  # fmt: skip
    page.goto(f"/requests/{request.pk}/")
    axe(page)
    page.get_by_role("link", name="1", exact=True).click()
    page.get_by_role("link", name="Letter.pdf").click()
    axe(page)
