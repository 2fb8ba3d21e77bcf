"""Findings of scans and files that go, in a real browser at both widths: the work list, a finding answered by its owner, the file plan beside it."""

from pathlib import Path
from typing import Any

import pytest

from muniment.discovery import file_disposing, finding_acts
from muniment.discovery.file_disposals import FileDisposal
from muniment.discovery.finding_making import make_of
from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import Scan
from muniment.discovery.share_findings import Kind, ShareFinding
from muniment.retention.lines import RetentionLine
from tests.cast import HOUSE, Cast, make, make_cast
from tests.scanned_tree import laid, scanned_tree

__all__ = ["scanned_tree"]
pytestmark = pytest.mark.browser


@pytest.fixture
def council(page: Any, scanned_tree: tuple[Path, Path], settings: Any) -> tuple[Cast, ScannedPlace]:
    cast = make_cast()
    place = laid(cast, scanned_tree, settings)
    make(RetentionLine, code="FIN-03", series="Invoices", trigger="modified", years=6, action="destroy", state="in_force", unit=cast.council)  # fmt: skip
    make_of(make(Scan, place=place, unit=place.unit, state=Scan.State.DONE))
    return cast, place


def test_findings_and_the_file_plan(page: Any, sign_in: Any, axe: Any, council: tuple[Cast, ScannedPlace]) -> None:
    cast, place = council
    sign_in(page, cast.priya)
    overdue = ShareFinding.objects.get(place=place, kind=Kind.OVERDUE, folder="finance/invoices")
    unplanned = ShareFinding.objects.get(place=place, kind=Kind.UNPLANNED, folder="names")
    for address in (
        f"/scanned-places/{place.pk}/", f"/scanned-places/{place.pk}/matched/", "/share-findings/", f"/share-findings/{overdue.pk}/", f"/share-findings/{overdue.pk}/files/",
        f"/share-findings/{overdue.pk}/do/assign/", f"/share-findings/{unplanned.pk}/do/make-place/", f"/share-findings/{unplanned.pk}/do/match/", f"/share-findings/{unplanned.pk}/files/",
    ):  # fmt: skip
        page.goto(address)
        axe(page)


def test_its_owner_agrees_and_the_files_are_listed(page: Any, sign_in: Any, axe: Any, council: tuple[Cast, ScannedPlace]) -> None:  # fmt: skip
    cast, place = council
    finding = ShareFinding.objects.select_related("place", "owner").get(
        place=place, kind=Kind.OVERDUE, folder="finance/invoices"
    )
    finding_acts.assign(HOUSE, finding, {"owner": cast.posts["tom"]})
    sign_in(page, cast.tom)
    page.get_by_role("link", name="Overdue under a line: finance/invoices").first.click()
    page.get_by_role("link", name="Agree to it").click()
    axe(page)
    page.locator("main form button").last.click()
    page.get_by_text("Agreed").first.wait_for()
    finding = ShareFinding.objects.select_related("place", "owner", "line").get(pk=finding.pk)
    made = file_disposing.list_files(HOUSE, finding, {})
    assert FileDisposal.objects.get(pk=made.pk).files_listed == 9
    for address in ("/file-disposals/", f"/file-disposals/{made.pk}/", f"/file-disposals/{made.pk}/files/"):
        page.goto(address)
        axe(page)
