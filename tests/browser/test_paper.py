"""The pages of paper in store, looked at in a real browser at both widths, and a request from the asking to the store."""

from datetime import date, timedelta
from typing import Any

import pytest

from muniment import clock
from muniment.assets.models import Place
from muniment.paper.models import CostAssumption, PaperAudit, PaperDeposit
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.services import Change, write
from muniment.retention import changing
from tests.cast import HOUSE, PASSWORD, Cast, make, make_cast
from tests.contracts import fresh, holder_of
from tests.test_retention_lines import make_line

pytestmark = pytest.mark.browser


@pytest.fixture
def council(page: Any) -> tuple[Cast, Person]:
    """A store with boxes that are due and not due, one count that differs, and prices for all."""
    cast = make_cast()
    manager = holder_of("records_manager", cast.council)
    manager.set_password(PASSWORD)
    manager.save()
    bay = make(Place, name="Bay 4 of the records centre beyond the ring road", kind="boxes", unit=cast.council)
    line = make_line(cast, in_force=False)
    changing.approve(HOUSE, line, clock.today(), "The group")
    rows: list[Any] = [
        PaperDeposit(
            name=f"Homelessness enquiries of the years before {year}", unit=cast.housing if year % 2 else cast.finance, why_paper="never", store=bay,
            in_store_since=date(year, 5, 1), asked_on=date(year, 4, 1), boxes=None if year == 2021 else year % 100, closed_on=date(year - 5, 1, 1),
            retention_line=line, owner=cast.posts["tom"],
        )
        for year in range(2018, 2025)
    ]  # fmt: skip
    rows += [
        CostAssumption(what=what, amount=amount, holds_from=date(2020, 1, 1), source="Price list", unit=cast.council)
        for what, amount in (("off_site", 31), ("fetch", 850), ("scan_box", 9900), ("disk", 22000), ("box_size", 900), ("shred", 320))
    ]  # fmt: skip
    rows.append(
        PaperAudit(
            store=bay,
            counted_on=clock.today() - timedelta(days=1),
            counter=cast.posts["priya"],
            boxes_found=100,
            unit=cast.council,
        )
    )
    for each in rows:
        write(Actor.at_page(fresh(manager)), [Change(each, verb="create")])
    return cast, manager


def test_the_pages_of_paper(page: Any, sign_in: Any, axe: Any, council: tuple[Cast, Person]) -> None:
    _cast, manager = council
    sign_in(page, manager)
    deposit, audit = PaperDeposit.objects.order_by("pk").first(), PaperAudit.objects.get()
    for place in (
        "/deposits/", "/deposits/?year=2022/23", f"/deposits/?as_at={clock.today()}", "/deposits/?as_at=2001-01-01", "/costs/", "/costs/?as_at=2001-01-01",
        "/disposal/", "/disposal/?which=due&age=1_to_3", "/paper-deposits/", "/paper-deposits/?open=counted", "/paper-deposits/new/",
        f"/paper-deposits/{deposit.pk}/", f"/paper-deposits/{deposit.pk}/do/fetch/", "/paper-audits/", f"/paper-audits/{audit.pk}/", "/paper-audits/new/",
        "/cost-assumptions/", "/cost-assumptions/new/",
    ):  # fmt: skip
        page.goto(place)
        axe(page)
    page.goto("/costs/")
    page.get_by_text("Working").first.click()
    axe(page)
    page.goto("/deposits/")
    page.get_by_role("row", name="2022/23").get_by_role("link").last.click()
    page.get_by_role("heading", name="Paper deposits").wait_for()


def test_from_the_request_to_the_store(page: Any, sign_in: Any, axe: Any, council: tuple[Cast, Person]) -> None:
    cast, manager = council
    sign_in(page, cast.tom)
    page.goto("/deposits/")
    page.get_by_role("link", name="Ask for space").click()
    page.get_by_label("What it is").fill("Rent cards")
    page.get_by_label("Why it is on paper").select_option("never")
    page.get_by_label("Retention line").select_option(index=1)
    page.get_by_label("Closed on").fill(clock.today().isoformat())
    page.get_by_role("spinbutton", name="Boxes").fill("2")
    page.get_by_label("Unit").select_option(str(cast.housing.pk))
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Rent cards").wait_for()
    deposit = PaperDeposit.objects.get(name="Rent cards")
    sign_in(page, manager)
    page.goto(f"/paper-deposits/{deposit.pk}/")
    page.get_by_role("link", name="Scrutinise it").first.click()
    axe(page)
    page.get_by_role("button", name="Scrutinise it").click()
    page.locator(".summary").wait_for()
    axe(page)
    for number, answer in enumerate(("No", "No", "No", "Yes")):
        page.locator("main").get_by_role("group").nth(number).get_by_label(answer, exact=True).check()
    page.get_by_label("How could it be digital, or why not?").fill("Pencil")
    page.get_by_label("Accept it: the boxes may be brought").check()
    page.get_by_label("Why?", exact=True).fill("It cannot be read when it is scanned")
    page.get_by_role("button", name="Scrutinise it").click()
    page.get_by_role("link", name="Put it into store").first.click()
    axe(page)
    page.get_by_label("Which store?").select_option(index=1)
    page.get_by_label("Their numbers").fill("A1\nA2")
    page.get_by_label("Who brought them?").fill("The porters")
    page.get_by_role("button", name="Put it into store").click()
    page.get_by_text("It cannot be read when it is scanned").first.wait_for()
    assert PaperDeposit.objects.get(pk=deposit.pk).state == PaperDeposit.State.DEPOSITED
