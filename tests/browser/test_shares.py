"""The pages of what a scan found, in a real browser at both widths: names that mean harm, the map by keyboard, a scan asked for."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import Scan
from tests.cast import Cast, make_cast
from tests.scanned_tree import HOSTILE, laid, scanned_tree
from tests.test_shares import addresses

__all__ = ["scanned_tree"]
pytestmark = pytest.mark.browser


@pytest.fixture
def council(page: Any, scanned_tree: tuple[Path, Path], settings: Any) -> tuple[Cast, ScannedPlace]:
    cast = make_cast()
    return cast, laid(cast, scanned_tree, settings)


def test_the_pages_of_what_was_found(page: Any, sign_in: Any, axe: Any, council: tuple[Cast, ScannedPlace]) -> None:
    cast, place = council
    sign_in(page, cast.priya)
    page.goto(f"/scanned-places/{place.pk}/")
    axe(page)
    for address in addresses(place):
        page.goto(address)
        axe(page)


def test_a_folder_is_gone_into_by_keyboard(page: Any, sign_in: Any, council: tuple[Cast, ScannedPlace]) -> None:
    cast, place = council
    sign_in(page, cast.priya)
    page.goto(f"/scanned-places/{place.pk}/found/map/")
    page.locator("figure.treemap a").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Map of finance").wait_for()
    page.get_by_role("link", name="As a folder").click()
    page.get_by_role("heading", name="finance", exact=True).wait_for()
    page.get_by_role("link", name="invoices", exact=True).click()
    page.get_by_role("link", name="INV-003.txt").click()
    page.get_by_role("heading", name="INV-003.txt").wait_for()
    page.goto(f"/scanned-places/{place.pk}/found/file/?{urlencode({'path': f'names/{HOSTILE}'})}")
    page.get_by_role("heading", name=HOSTILE).wait_for()


def test_a_scan_is_asked_for_at_its_page(page: Any, sign_in: Any, axe: Any, council: tuple[Cast, ScannedPlace]) -> None:
    cast, place = council
    sign_in(page, cast.priya)
    page.goto(f"/scanned-places/{place.pk}/")
    page.get_by_role("link", name="Scan it now").or_(page.get_by_role("button", name="Scan it now")).first.click()
    axe(page)
    page.locator("main form button").last.click()
    page.get_by_text("The last scan").wait_for()
    scan = Scan.objects.get()
    assert scan.state == "scanned"
    page.goto(f"/scans/{scan.pk}/")
    axe(page)
    page.get_by_role("link", name="See what was found").first.click()
    page.get_by_role("heading", name="What was found in Old drive").wait_for()
