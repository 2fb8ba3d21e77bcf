"""The pages of what goes out and comes in, looked at in a real browser at both widths."""

from pathlib import Path
from typing import Any

import pytest

from muniment import clock
from muniment.assets import publishing
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.retention import purview_plan
from muniment.retention.models import RetentionLine
from tests.cast import PASSWORD, Cast, make_cast
from tests.contracts import fresh, holder_of
from tests.test_purview import schedule
from tests.test_retention_lines import make_asset, make_line
from tests.test_transfers import handed_over

pytestmark = pytest.mark.browser


@pytest.fixture
def council(page: Any) -> tuple[Cast, Person]:
    """A council with a schedule, assets, a published edition and one that waits, and a disposal that was approved."""
    cast = make_cast()
    manager = holder_of("records_manager", cast.council)
    manager.set_password(PASSWORD)
    manager.save()
    lines = schedule(cast)
    for number in range(6):
        make_asset(
            cast, f"Tenancy files {number}", lines[0], about="What tenants, landlords and neighbours wrote to us, and what we answered",
            personal_data=True, licence="Open Government Licence" if number % 2 else "", published="Open data" if number % 2 else "",
        )  # fmt: skip
    first = publishing.propose(Actor.at_page(fresh(cast.priya)), "Information Team", "information@ambleworth.example")
    publishing.approve(Actor.at_page(fresh(cast.daniel)), first, "Read")
    make_asset(cast, "Bus stops", make_line(cast, "TRA-01"), about="Where they are")
    publishing.propose(Actor.at_page(fresh(cast.priya)), "Information Team", "information@ambleworth.example")
    return cast, manager


def test_the_pages_of_the_file_plan(
    page: Any, sign_in: Any, axe: Any, council: tuple[Cast, Person], tmp_path: Path
) -> None:
    _cast, manager = council
    text = purview_plan.as_csv(purview_plan.plan_of(RetentionLine.objects.order_by("code")))
    file = tmp_path / "plan.csv"
    file.write_text(
        text.replace(",2192,", ",2922,")
        + "Tagged,,,,Keep,365,TaggedAgeInDays\r\nNew,,,,KeepAndDelete,2555,CreationAgeInDays,,NEW-1\r\n"
    )
    sign_in(page, manager)
    page.goto("/retention-lines/")
    page.get_by_role("link", name="File plan for Purview").click()
    page.get_by_role("heading", name="Left out: 3 lines").wait_for()
    axe(page)
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="What the file plan says").wait_for()
    axe(page)
    page.get_by_role("link", name="Look at the differences").click()
    page.get_by_text("NEW-1").first.wait_for()
    axe(page)
    file.write_text("LabelName,RetentionAction\na/b,Eat\n")
    page.goto("/retention-lines/purview/")
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_text("Row 2, LabelName").wait_for()
    axe(page)


def test_an_edition_from_the_making_to_the_public(
    page: Any, sign_in: Any, axe: Any, council: tuple[Cast, Person]
) -> None:
    cast, _manager = council
    page.goto("/published/assets/")
    page.get_by_role("heading", name="Information assets").wait_for()
    assert page.get_by_text("Bus stops").count() == 0
    assert page.context.cookies() == []
    axe(page)
    sign_in(page, cast.priya)
    for place in ("/asset-publications/", "/asset-publications/propose/", "/withheld-assets/", "/withheld-assets/new/"):
        page.goto(place)
        axe(page)
    sign_in(page, cast.daniel)
    page.goto(f"/asset-publications/{publishing.AssetPublication.objects.get(state='proposed').pk}/")
    page.get_by_role("heading", name="New", exact=True).wait_for()
    axe(page)
    page.get_by_role("link", name="Approve and publish it").click()
    axe(page)
    page.get_by_label("What have you looked at?").fill("All that is new")
    page.get_by_role("button", name="Approve and publish it").click()
    page.get_by_role("link", name="The page").click()
    page.get_by_text("Bus stops").first.wait_for()


def test_a_transfer_is_downloaded_at_its_disposal(
    page: Any, sign_in: Any, axe: Any, council: tuple[Cast, Person]
) -> None:
    cast, manager = council
    disposal, _old = handed_over(cast, manager)
    sign_in(page, manager)
    page.goto(f"/disposals/{disposal.pk}/do/carry-out/")
    page.get_by_label("How was it done?").select_option("transferred")
    page.get_by_label("On which day?").fill(clock.today().isoformat())
    page.get_by_label("Who did it, and how do you know?").fill("The archivist signed for it")
    page.get_by_role("button", name="Say that it was carried out").click()
    page.get_by_role("link", name="Download for the archives").wait_for()
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download for the archives").click()
    assert download.value.suggested_filename == f"disposal-{disposal.pk}.zip"
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
