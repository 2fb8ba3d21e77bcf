"""The pages of the reports of use, looked at in a real browser at both widths."""

from pathlib import Path
from typing import Any

import pytest

from muniment import clock
from muniment.assets.models import Place
from tests.cast import make, make_cast
from tests.report_files import HASH, site, sites

pytestmark = pytest.mark.browser


def test_a_report_from_the_list_to_its_undo(page: Any, sign_in: Any, axe: Any, tmp_path: Path) -> None:
    cast = make_cast()
    make(Place, name="Housing repairs", kind=Place.Kind.SITE, unit=cast.housing)
    yesterday = clock.today().isoformat()
    file = tmp_path / "sites.csv"
    file.write_bytes(
        sites(
            site(1, "HousingRepairs"), site(2, "Rents"), site(3, "x", **{"Site URL": "", "Site Id": HASH}), site(4, "Odd", **{"File Count": "many"}),
            **{"Report Refresh Date": yesterday},
        )  # fmt: skip
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
