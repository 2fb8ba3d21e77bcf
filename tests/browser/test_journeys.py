"""The main job, walked in a real browser: a paper goes in, its owner updates, somebody else verifies, the committee's report is frozen."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from muniment import clock
from muniment.assurance.models import Plan, Recommendation
from muniment.committees.models import Term
from muniment.registers.verifying import verify_all
from muniment.reporting.models import Edition, Report
from muniment.reporting.rules import IMPLICATIONS, REQUIRED_CLEARANCES, TEXTS
from tests.cast import Cast, make, make_cast, make_plan, make_recommendation

pytestmark = pytest.mark.browser
Look = Callable[[Any], None]
SignIn = Callable[[Any, Any], None]
PAPER = """# Records audit

The plan has 3 recommendations.

| Ref | Recommendation | Agreed action | Owner | Due | Progress |
|---|---|---|---|---|---|
| A1 | Nobody owns the archive. | Name an owner for the archive | Head of Housing | Sep-26 | Not started |
| A2 | The schedule is old. | Renew the retention schedule | Head of Finance | 31 March 2027 | Drafted, awaiting approval by the group |
| A4 | Keys are lost. | Issue keys against a signature | Head of Housing | Dec-26 | Completed |

## Summary

| Theme | Actions | Completed | In progress | Not started |
|---|---|---|---|---|
| Archive | 2 | 1 | 0 | 1 |
| Schedule | 1 | 0 | 1 | 0 |
| Total | 4 | 1 | 1 | 1 |
"""


@pytest.fixture
def house(page: Any) -> Cast:
    return make_cast()


def test_import_a_paper(page: Any, house: Cast, sign_in: SignIn, axe: Look, tmp_path: Path) -> None:
    paper = tmp_path / "records-audit.md"
    paper.write_text(PAPER)
    sign_in(page, house.priya)
    page.goto("/plans/")
    page.get_by_role("link", name=re.compile("Import")).first.click()
    page.wait_for_url("**/import/")
    axe(page)
    page.get_by_label(re.compile("^The file")).set_input_files(paper)
    page.get_by_label(re.compile("^Title of the new plan")).fill("Records audit")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Records audit")
    expect(page.locator("main")).to_contain_text("Total")  # the total that contradicts its rows is quoted
    axe(page)
    assert not Plan.objects.exists(), "a preview writes nothing"
    page.get_by_role("button", name=re.compile("^(Import|Make|Bring)")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Records audit")
    axe(page)
    rows = Recommendation.objects.order_by("position")
    assert [(row.reference, row.state) for row in rows] == [
        ("A1", "not_begun"), ("A2", "in_progress"), ("A4", "said_done"),
    ]  # fmt: skip
    assert rows[0].owner == house.posts["tom"]
    assert verify_all().faults == []


def test_owner_updates_by_link_and_another_verifies(page: Any, house: Cast, sign_in: SignIn, axe: Look) -> None:
    action = make_recommendation(make_plan(house), "A02", owner=house.posts["tom"], due=clock.today())
    sign_in(page, house.priya)
    page.goto(f"/recommendations/{action.pk}/link/")
    page.get_by_role("button", name="Make a link").click()
    axe(page)
    link = page.get_by_label("Copy this into an e-mail").input_value()

    page.context.clear_cookies()  # the owner follows the link from an e-mail: nobody is signed in
    page.goto(link)
    axe(page)
    page.get_by_label("What has happened since the last update?").fill("The list of owners is with the group.")
    page.get_by_role("button", name="Add an update").click()
    expect(page.locator("body")).to_contain_text("Saved")
    page.locator("summary", has_text="Say it is done").click()
    page.get_by_label("What was done, and what shows it?").fill(
        "Owners are named for all services; the list is attached."
    )
    page.get_by_role("button", name="Say it is done").click()
    expect(page.locator("body")).to_contain_text("Saved")
    action.refresh_from_db()
    assert action.state == "said_done"

    sign_in(page, house.amina)
    page.get_by_role("link", name="Verify").first.click()
    page.wait_for_url("**/do/verify/")
    axe(page)
    page.get_by_role("button", name="Verify").click()  # without a word of what was seen
    expect(page.get_by_role("alert")).to_contain_text("Say what you looked at.")
    axe(page)
    page.get_by_label("What did you look at?").fill("The list of owners, and five services asked.")
    page.get_by_role("button", name="Verify").click()
    expect(page.locator("main")).to_contain_text("Verified")
    action.refresh_from_db()
    assert (action.state, action.verified_by) == ("verified", house.amina)
    page.goto(f"/recommendations/{action.pk}/history/")
    expect(page.locator("main")).to_contain_text("by link")
    axe(page)


def test_a_later_date_is_asked_and_decided_by_the_keyboard(page: Any, house: Cast, sign_in: SignIn) -> None:
    action = make_recommendation(make_plan(house), "A02", owner=house.posts["tom"], due=date(2026, 9, 30))
    sign_in(page, house.tom)
    page.goto(f"/recommendations/{action.pk}/do/ask-extension/")
    page.get_by_label("Until when?").fill("2027-01-31")  # how a day is typed is the browser's business
    page.get_by_label("Until when?").press("Tab")
    for _ in range(4):  # past the calendar's own fields and button, whatever the browser puts there
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("The supplier opens its platform in December.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Later date asked")
    sign_in(page, house.daniel)
    page.get_by_role("link", name="Decide").first.click()
    page.get_by_label("Approve the later date").check()
    page.get_by_label("Why?").fill("The reason is sound.")
    page.get_by_role("button", name="Decide").click()
    action.refresh_from_db()
    assert (action.due, action.first_due, action.slips) == (date(2027, 1, 31), date(2026, 9, 30), 1)


def test_a_report_is_drafted_and_frozen(page: Any, house: Cast, sign_in: SignIn, axe: Look) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with clock.at(yesterday):
        plan = make_plan(house, owner=house.posts["priya"])
        for number in range(6):
            make_recommendation(plan, f"A{number}", owner=house.posts["tom" if number % 2 else "ruth"])
    sign_in(page, house.priya)
    page.goto(f"/plans/{plan.pk}/")
    page.get_by_role("link", name="Make the committee report").click()
    page.locator("main").get_by_role("button").first.click()
    report = Report.objects.get()
    expect(page.locator("main")).to_contain_text("Before this can be frozen")
    axe(page)
    complete(report, house, yesterday)
    page.goto(f"/reports/{report.pk}/")
    page.get_by_role("button", name=re.compile("^Freeze")).click()
    page.wait_for_url("**/editions/*/")
    axe(page)
    edition = Edition.objects.get()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    late = {figure["name"]: figure["value"] for figure in edition.figures}
    assert (late["all"], late["not_begun"]) == (6, 6)
    assert verify_all().faults == []


def complete(report: Report, house: Cast, day: date) -> None:
    """Everything that a report needs before it is frozen, but for the last step."""
    from muniment.registers.access import Actor
    from muniment.reporting import services

    priya = Actor.at_page(house.priya)
    for name in TEXTS:
        services.write_words(priya, Report.objects.get(pk=report.pk), name, "Nothing out of the ordinary.")
    for name in IMPLICATIONS:
        services.write_words(priya, Report.objects.get(pk=report.pk), name, "No specific impact.")
    for role in REQUIRED_CLEARANCES:
        given = services.send(
            priya,
            Report.objects.get(pk=report.pk),
            {"role": role, "post": house.posts["daniel"], "sent_on": clock.today()},
        )
        services.clear(Actor.at_page(house.daniel), given, {"comments": "Content."})
    from muniment.reporting import drafting

    for one in drafting.draft_of(
        Report.objects.get(pk=report.pk), drafting.moment_of(Report.objects.get(pk=report.pk))
    ).blocking:
        if one.kind == "glossary":
            make(Term, term=one.name, definition="What it says.", unit=house.council)
