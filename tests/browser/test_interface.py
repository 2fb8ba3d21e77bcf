"""The pages for whoever writes a programme, in a real browser: a token is made, copied once, used and revoked."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import make_cast, make_plan

pytestmark = pytest.mark.browser


def test_a_token_from_its_making_to_its_end(page: Any, axe: Any, sign_in: Any) -> None:
    cast = make_cast()
    make_plan(cast)
    page.goto("/api/")
    axe(page)  # before signing in: there is nothing to hide
    sign_in(page, cast.priya)
    page.get_by_role("link", name="For programmes").click()
    page.get_by_role("link", name="Your tokens").click()
    axe(page)
    page.get_by_role("button", name="Make the token").click()
    page.get_by_role("link", name="Say what it is for.").wait_for()
    axe(page)
    page.get_by_label("What is it for?").fill("Monthly dashboard")
    page.get_by_label("Only in these registers").check()
    page.get_by_label("Plans", exact=True).check()
    page.get_by_role("button", name="Make the token").click()
    secret = page.get_by_label("Your token", exact=True).input_value()
    axe(page)
    api = Client(headers={"authorization": f"Bearer {secret}"})
    assert [api.get(f"/api/{slug}/").status_code for slug in ("plans", "audits")] == [200, 403]
    page.get_by_role("button", name="Revoke Monthly dashboard").click()
    page.get_by_text("is revoked: it opens nothing any more").wait_for()
    assert api.get("/api/plans/").status_code == 401
