"""What is published, in a real browser at both widths: the scheme and open data for staff and for the public; a period is published."""

from typing import Any

import pytest

from muniment import clock
from muniment.publication import scheme_steps, transparency_making
from muniment.publication.models import PublicationItem, TransparencyItem, TransparencyPublication
from muniment.registers.services import Change, write
from tests.cast import HOUSE, make, make_cast

pytestmark = pytest.mark.browser


def test_what_is_published_is_kept_and_read(page: Any, sign_in: Any, axe: Any) -> None:
    cast = make_cast()
    web = "https://ambleworth.example/budget"
    given = {"unit": cast.housing, "owner": cast.posts["tom"], "address": web, "state": "is_public"}
    item = make(PublicationItem, title="Budget", scheme_class="2_spending", charge="£12 for a printed copy", **given)
    make(PublicationItem, title="Opening hours", scheme_class="1_who_we_are", about="Where to find us.", **given)
    scheme_steps.check(HOUSE, item, {"check_found": "link_broken", "check_note": "Page not found"})
    begins = clock.add_months(clock.today(), -6)
    data = make(
        TransparencyItem, name="Spending above £500", code_number=1, how_often="quarter", begins=begins, basis="required_by_law", unit=cast.housing,
        owner=cast.posts["tom"], address=web, redaction_policy="Names of private persons.",
    )  # fmt: skip
    transparency_making.make()
    first, second, *_more = TransparencyPublication.objects.select_related("item").order_by("period_last")
    told = {
        "address": f"{web}.csv",
        "published_on": first.due,
        "stars": 3,
        "redactions": "Two names",
        "redaction_reason": "Personal data",
    }
    write(HOUSE, [Change(first, told, "publish_data")])
    sign_in(page, cast.priya)
    for place in (
        "/publication-items/", "/publication-items/?open=scheme_class", "/publication-items/new/", f"/publication-items/{item.pk}/",
        f"/publication-items/{item.pk}/do/check/", f"/publication-items/{item.pk}/do/withdraw/", "/transparency-items/", f"/transparency-items/{data.pk}/",
        "/transparency-items/enter-code/", "/transparency-publications/", f"/transparency-publications/{second.pk}/", "/transparency/",
        f"/transparency/?as_at={clock.today().isoformat()}",
    ):  # fmt: skip
        page.goto(place)
        axe(page)
    page.goto(f"/transparency-publications/{second.pk}/do/publish/")
    page.get_by_label("Where is the data set?").fill("javascript:alert(1)")
    page.get_by_role("button", name="Say that it is published").click()
    page.get_by_text("Enter an address that begins with https://").first.wait_for()
    axe(page)
    page.get_by_label("Where is the data set?").fill(f"{web}-2.csv")
    page.get_by_label("Why was it late?").fill("The ledger was closed late")
    page.get_by_role("button", name="Say that it is published").click()
    page.get_by_text("Saved.").first.wait_for()
    axe(page)
    page.context.clear_cookies()
    for place in ("/published/", "/published/scheme/", "/published/data/"):
        page.goto(place)
        axe(page)
    assert page.get_by_role("link", name="Spending above £500").count() >= 2
    assert not page.context.cookies()
