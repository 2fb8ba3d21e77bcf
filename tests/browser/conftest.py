"""A real browser for the journeys, where there is one."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from muniment.people.models import Person
from tests.cast import PASSWORD

# Playwright drives the browser from a loop of its own, beside which Django would not let a test use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

WIDE, MIDDLE, NARROW = ({"width": width, "height": 900} for width in (1440, 1024, 320))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def page(chromium: Any, live_server: Any, untriggered: None) -> Iterator[Any]:
    """A page 1440 wide on a server with an empty database; what the console complains about fails the test."""
    context = chromium.new_context(base_url=live_server.url, viewport=WIDE, locale="en-GB", timezone_id="Europe/London")
    opened = context.new_page()
    complaints: list[str] = []
    # A status of 4xx is told to the console too; tests of errors look at such pages on purpose.
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert not [said for said in complaints if "Failed to load resource" not in said]


@pytest.fixture
def sign_in() -> Callable[[Any, Person], None]:
    """`sign_in(page, person)` goes through the real door."""

    def through_the_door(page: Any, person: Person) -> None:
        page.context.clear_cookies()
        page.goto("/accounts/login/")
        page.get_by_label("E-mail address").fill(person.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="My duties").wait_for()

    return through_the_door


@pytest.fixture
def axe() -> Callable[[Any], None]:
    """`axe(page)` fails on any violation of WCAG 2.2 AA or of good practice, at 320 and at 1440, or on a sideways scroll at any width."""
    from axe_playwright_python.sync_playwright import Axe

    def look(page: Any) -> None:
        page.wait_for_load_state()  # the stylesheet too: without it nothing has its width
        for size in (NARROW, MIDDLE, WIDE):
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], (page.url, f"{wide} px wide at {size['width']}")
            if size is MIDDLE:
                continue
            found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
            told = [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in found]
            assert not told, (page.url, size["width"], told)

    return look
