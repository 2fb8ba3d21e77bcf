"""One-off disclosures and cases of regulators in a real browser at both widths; one is closed by those who may know of it."""

from typing import Any

import pytest

from muniment.assets.models import InformationAsset
from muniment.registers import links
from muniment.registers.register import registry
from muniment.regulators.models import RegulatorCase
from muniment.sharing.models import Disclosure
from tests.cast import HOUSE, make_cast
from tests.contracts import build

pytestmark = pytest.mark.browser


def test_a_disclosure_is_closed_and_found_by_those_named_only(page: Any, sign_in: Any, axe: Any) -> None:
    cast = make_cast()
    record, case = build(Disclosure, cast), build(RegulatorCase, cast)
    asset = build(InformationAsset, cast, restrictions="Not to be given to insurers.")
    way = next(each for each in links.ways_of(registry.of(Disclosure)) if each.relation.name == "discloses")
    links.add(HOUSE, record, way, asset)
    sign_in(page, cast.priya)
    for place in (
        "/disclosures/", "/disclosures/?open=received", "/disclosures/new/", f"/disclosures/{record.pk}/", f"/disclosures/{record.pk}/do/verify-identity/",
        f"/disclosures/{record.pk}/do/close-to-others/", "/log-keepers/", "/regulator-cases/", f"/regulator-cases/{case.pk}/",
        f"/regulator-cases/{case.pk}/do/outcome/", "/regulator-bodies/",
    ):  # fmt: skip
        page.goto(place)
        axe(page)
    page.goto(f"/disclosures/{record.pk}/do/close-to-others/")
    page.get_by_label("Who may know of it?").fill(cast.daniel.email)
    page.get_by_label("Why these people?").fill("The officer asked us to")
    page.get_by_role("button", name="Close it to all but those named").click()
    page.get_by_text("Known only to those named").first.wait_for()
    axe(page)
    page.goto(f"/disclosures/{record.pk}/history/")
    page.get_by_text("Daniel Osei, Priya Raman").wait_for()
    axe(page)
    sign_in(page, cast.amina)
    page.goto("/disclosures/")
    page.get_by_role("heading", name="One-off disclosures").wait_for()
    assert page.get_by_text(record.reference).count() == 0
    assert page.goto(f"/disclosures/{record.pk}/").status == 404
