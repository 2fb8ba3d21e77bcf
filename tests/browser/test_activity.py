"""The pages of the reports of use, looked at in a real browser at both widths."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from muniment import clock
from muniment.assets.models import Place
from muniment.organisation.people_apply import apply
from muniment.people.models import Holding
from muniment.registers.services import Change, write
from tests.cast import HOUSE, make, make_cast
from tests.report_files import HASH, site, sites
from tests.test_people_import import difference, entra

pytestmark = pytest.mark.browser


def test_a_report_from_the_list_to_its_undo(page: Any, sign_in: Any, axe: Any, tmp_path: Path) -> None:
    cast = make_cast()
    make(Place, name="Housing repairs", kind=Place.Kind.SITE, unit=cast.housing)
    at = {"Report Refresh Date": clock.today().isoformat(), "Last Activity Date": "2026-01-02"}
    file = tmp_path / "sites.csv"
    file.write_bytes(
        sites(
            site(1, "HousingRepairs", **at),
            site(2, "Rents", **at),
            site(3, "x", **{**at, "Site URL": "", "Site Id": HASH}),
            site(4, "Odd", **{**at, "File Count": "many"}),
        )
    )
    sign_in(page, cast.priya)
    page.goto("/places/")
    page.get_by_role("link", name="Read a Microsoft 365 report").click()
    axe(page)
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="Matched doubtfully").wait_for()
    axe(page)
    for shown in ("with errors", "new", "concealed", "with an owner proposed"):
        page.get_by_role("link", name=f" {shown}").first.click()
        page.get_by_role("heading", name=shown.capitalize()).wait_for()
        axe(page)
    page.get_by_label("Owner of Rents").select_option("Head of Housing (Housing)")
    page.get_by_role("button", name="Keep what I chose").click()
    page.get_by_role("link", name="1 new").click()
    page.get_by_text("Head of Housing").first.wait_for()
    page.get_by_role("button", name="Import 1 row").click()
    page.get_by_role("heading", name="Undo").wait_for()
    axe(page)
    made = Place.objects.get(name="Rents")
    assert made.owner == cast.posts["tom"]
    page.goto(f"/places/{made.pk}/")
    axe(page)


def test_leavers(page: Any, sign_in: Any, axe: Any) -> None:
    cast = make_cast()
    make(Place, name="Housing repairs", kind=Place.Kind.SITE, unit=cast.housing, owner=cast.posts["tom"])
    make(Place, name="Ledgers", kind=Place.Kind.SITE, unit=cast.finance, owner=cast.posts["ruth"])
    sign_in(page, cast.priya)
    page.goto("/leavers/")
    page.get_by_role("heading", name="Nobody is leaving").wait_for()
    axe(page)
    apply(HOUSE, difference(entra(("Tom Birch", "tom@ambleworth.example", "Head of Housing", "Housing", "False"))), [])
    held = Holding.objects.get(person=cast.ruth)
    write(HOUSE, [Change(held, {"end": clock.today() - timedelta(days=3)}, "edit")])
    page.goto("/handovers/")
    page.get_by_role("link", name="Leavers").click()
    page.get_by_role("link", name="Housing repairs").wait_for()
    axe(page)
    page.get_by_role("link", name="Open one").click()
    page.get_by_label("What happens?").wait_for()
