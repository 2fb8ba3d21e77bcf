"""The search in a real browser: from the box of any page to the record, and axe finds nothing on what it shows."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from muniment.registers import evidence, searching_index
from muniment.registers.access import Actor
from tests.browser.conftest import NARROW, WIDE
from tests.cast import make_cast, make_plan, make_recommendation

pytestmark = pytest.mark.browser


def test_from_the_box_of_any_page_to_the_record(
    page: Any, sign_in: Callable[[Any, Any], None], axe: Callable[[Any], None]
) -> None:
    cast = make_cast()
    plan = make_plan(cast, title="Encryption of laptops", about="What the council agreed to do about encryption.")
    long = (
        "The council should encrypt each laptop before it leaves the building, and keep a list of those that are not. "
        * 4
    )
    for number in range(8):
        make_recommendation(
            plan,
            f"A-{number}",
            title=f"Encrypt the laptops of service {number}",
            recommendation=long,
            owner=cast.posts["tom"],
        )
    action = make_recommendation(plan, "B-7", title="Tell the owners", owner=cast.posts["tom"])
    row = evidence.attach(
        Actor.at_page(cast.tom), action, "Minutes of the steering group.txt", f"Agreed. {long}".encode()
    )
    searching_index.read_file.call(row.pk)
    sign_in(page, cast.priya)
    page.get_by_label("Search everything").fill("encrypt laptop")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    pictures = os.environ.get("MUNIMENT_PICTURES")
    for name, address in {
        "found": "/search/?q=encrypt+laptop", "one": "/search/?q=encrypt+laptop&in=recommendations",
        "none": "/search/?q=zeppelin", "empty": "/search/", "list": "/recommendations/?q=encr",
    }.items():  # fmt: skip
        page.goto(address)
        axe(page)
        for size in (WIDE, NARROW) if pictures else ():
            page.set_viewport_size(size)
            page.screenshot(path=f"{pictures}/{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size(WIDE)
    page.get_by_label("Search everything").fill("b7")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="B-7 Tell the owners").click()
    assert page.url.endswith(f"/recommendations/{action.pk}/")
