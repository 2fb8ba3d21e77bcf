"""The main pages in a real browser: axe finds nothing, nothing scrolls sideways, the keyboard gets everywhere and is seen."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from muniment import clock
from muniment.assurance import services
from muniment.assurance.models import Part, Recommendation
from muniment.registers import evidence, owner_links
from muniment.registers.access import Actor
from muniment.reporting import freezing
from muniment.reporting import services as writing
from muniment.reporting.models import Edition, Report
from muniment.requests.models import Complaint, InformationRequest, RightsRequest
from muniment.retention import changing
from tests.browser.test_journeys import complete
from tests.cast import HOUSE, Cast, make, make_cast, make_plan, make_recommendation
from tests.test_retention_lines import make_asset, make_line
from tests.test_shares_report import found, place

pytestmark = pytest.mark.browser
Look = Callable[[Any], None]
SignIn = Callable[[Any, Any], None]


@pytest.fixture
def house(page: Any) -> Cast:
    """A plan with an action in each state, on the page's server."""
    cast = make_cast()
    plan = make_plan(cast, owner=cast.posts["priya"], about="What the council agreed to do.")
    tom, priya, ruth = (Actor.at_page(each) for each in (cast.tom, cast.priya, cast.ruth))
    late = make_recommendation(
        plan, "A13", owner=cast.posts["tom"], due=date(2025, 6, 30), recommendation="No owners are named.", priority="High",
        agreed_action="Name an owner for every information asset, set out the duties and tell the owners",
    )  # fmt: skip
    waiting = make_recommendation(plan, "A18", owner=cast.posts["tom"], due=date(2030, 6, 30))
    done = make_recommendation(plan, "B12", owner=cast.posts["ruth"], theme="Training")
    make_recommendation(
        plan, "C47", owners_text="Corporate Governance Team", theme="Sharing", due=None, due_text="ongoing"
    )
    make(
        Part, unit=cast.council, recommendation=late, label="a", agreed_action="Identify owners", owner=cast.posts["tom"],
        due=date(2025, 6, 30), first_due=date(2025, 6, 30),
    )  # fmt: skip
    services.update(tom, late, {"progress": "Owners named in 31 of 40 services."})
    evidence.attach(
        tom, late, "A role description with a name that is very long indeed, version 1.2.docx", b"x" * 48_000
    )
    services.ask_extension(tom, late, {"to_date": date(2027, 1, 31), "reason": "The new platform opens in December."})
    services.depend(priya, waiting, {"needs": late, "words": "after owners are named"})
    services.say_done(ruth, done, {"progress": "It is in the starter pack."})
    return cast


def pk(reference: str) -> int:
    return int(Recommendation.objects.get(reference=reference).pk)


def test_axe_finds_nothing_on_the_manager_s_pages(
    page: Any, house: Cast, sign_in: SignIn, axe: Look, settings: Any
) -> None:
    settings.DEMONSTRATION = True
    page.goto("/accounts/login/")
    axe(page)
    sign_in(page, house.priya)
    late, plan = pk("A13"), Recommendation.objects.get(reference="A13").plan_id
    for address in (
        "/", "/recommendations/", "/recommendations/?late=yes&q=owner", "/recommendations/?q=nothing+such",
        f"/recommendations/{late}/", f"/recommendations/{late}/history/", f"/recommendations/{late}/who/",
        f"/recommendations/{late}/edit/", f"/recommendations/{late}/link/", f"/recommendations/{late}/do/update/",
        "/recommendations/new/", f"/plans/{plan}/", "/plans/", "/extensions/", "/parts/", "/people/", "/glossary/", "/audits/",
        "/accessibility/", "/nowhere/",
    ):  # fmt: skip
        page.goto(address)
        axe(page)


def test_axe_finds_nothing_on_the_pages_of_others(page: Any, house: Cast, sign_in: SignIn, axe: Look) -> None:
    for person, addresses in (
        (house.tom, ["/", f"/recommendations/{pk('A13')}/do/say-done/"]),
        (house.daniel, ["/", "/extensions/1/", "/extensions/1/do/decide/"]),
        (house.amina, ["/", f"/recommendations/{pk('B12')}/do/verify/"]),
        (house.nobody, ["/", "/accounts/password/change/", "/accounts/logout/"]),
    ):
        sign_in(page, person)
        for address in addresses:
            page.goto(address)
            axe(page)


def test_axe_finds_nothing_on_the_owner_s_link(page: Any, house: Cast, axe: Look) -> None:
    record = Recommendation.objects.get(reference="A13")
    page.goto(f"/link/{owner_links.token(owner_links.make(HOUSE, record, house.posts['tom']))}/")
    axe(page)
    for fold in page.locator("summary").all():
        fold.click()
    axe(page)
    page.get_by_role("button", name="Say it is done").click()  # without a word
    assert page.get_by_label("What was done, and what shows it?").is_visible(), "what is wrong is not folded away"
    axe(page)


def test_the_owner_s_question_is_on_the_first_screens_of_a_phone(page: Any, house: Cast) -> None:
    record = Recommendation.objects.get(reference="A13")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/link/{owner_links.token(owner_links.make(HOUSE, record, house.posts['tom']))}/")
    question = page.get_by_label("What has happened since the last update?").bounding_box()
    assert question["y"] < 2 * 640


def test_axe_finds_nothing_on_the_pages_of_an_import(
    page: Any, house: Cast, sign_in: SignIn, axe: Look, tmp_path: Path
) -> None:
    paper = tmp_path / "again.md"
    paper.write_text(
        "# Data protection audit\n\nThe plan has 9 recommendations. See appendix 7.\n\n"
        "| Ref | Recommendation | Agreed action | Theme | Owner | Due | Progress |\n|---|---|---|---|---|---|---|\n"
        "| A13 | No owners are named. | Name owners | Order | Head of Housing | Dec-26 | Done, awaiting approval |\n"
        "| A18 | It is old. | Renew it | Order | Keeper of the Rolls | Dec-26 | Waiting for A13 |\n"
        "| B12 | Nobody is told. | Tell them | Order | Head of Finance | Dec-26 | Completed |\n"
        "| C99 | It is new. | Begin | Order |  | soon | Not started |\n"
    )
    sign_in(page, house.priya)
    plan = Recommendation.objects.get(reference="A13").plan
    page.goto(f"/plans/import/?plan={plan.pk}")
    axe(page)
    page.get_by_role("button", name="Read the file").click()
    axe(page)
    page.get_by_label(re.compile("^The file")).set_input_files(paper)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Bring the plan up to date").first.wait_for()
    axe(page)
    page.get_by_role("button", name="Bring the plan up to date").first.click()
    page.get_by_role("heading", level=1, name=plan.title).wait_for()
    for address in (page.url, "/imports/", "/imports/1/", "/imports/1/do/undo/", "/findings/", "/findings/1/"):
        page.goto(address)
        axe(page)


def test_axe_finds_nothing_on_the_pages_of_reports(page: Any, house: Cast, sign_in: SignIn, axe: Look) -> None:
    plan = Recommendation.objects.get(reference="A13").plan
    priya = Actor.at_page(house.priya)
    for _edition in range(2):
        report = writing.create(priya, plan)
        complete(report, house, clock.today())
        freezing.freeze(priya, Report.objects.get(pk=report.pk))
    draft = writing.create(priya, plan)
    sent = {"role": "legal", "post": house.posts["daniel"], "sent_on": clock.today()}
    clearance = writing.send(priya, draft, sent)
    first, last = Edition.objects.order_by("pk").values_list("pk", flat=True)
    since = clock.today() - timedelta(days=1)
    sign_in(page, house.priya)
    for address in (
        "/", f"/plans/{plan.pk}/", f"/plans/{plan.pk}/report/", f"/plans/{plan.pk}/counted/open/",
        f"/plans/{plan.pk}/counted/late/?since={since}", "/reports/", f"/reports/{draft.pk}/",
        f"/reports/{draft.pk}/edit/", f"/reports/{draft.pk}/words/background/", f"/reports/{draft.pk}/template/",
        f"/reports/{draft.pk}/send/", f"/reports/{draft.pk}/required/", f"/clearances/{clearance.pk}/", "/editions/",
        f"/editions/{first}/", f"/editions/{last}/compare/", f"/editions/{last}/compare/?other={first}",
    ):  # fmt: skip
        page.goto(address)
        axe(page)
    sign_in(page, house.daniel)
    axe(page)  # what got worse, what waits for a clearance
    page.goto(f"/clearances/{clearance.pk}/do/clear/")
    axe(page)


def test_axe_finds_nothing_on_the_report_on_what_is_held(page: Any, house: Cast, sign_in: SignIn, axe: Look) -> None:
    priya = Actor.at_page(house.priya)
    line = make_line(house, years=1, in_force=False)
    changing.approve(HOUSE, line, clock.today(), "The group.")
    for number in range(2):
        make_asset(house, f"Old files {number}", line, closed_on=date(2012, 5, 4))
    report = writing.create(priya, house.council)
    complete(report, house, clock.today())
    edition = freezing.freeze(priya, Report.objects.get(pk=report.pk))
    draft = writing.create(priya, house.housing)
    sign_in(page, house.priya)
    unit = house.housing.pk
    for address in (
        "/reports/", "/reports/holdings/", "/reports/holdings/?about=", f"/units/{unit}/", f"/units/{unit}/report/", f"/reports/{draft.pk}/",
        f"/reports/{draft.pk}/template/", f"/editions/{edition.pk}/", f"/disposal/?which=due&within={unit}&age=six&held=yes",
        f"/assets/?within={unit}&held=yes&open=wanting",
    ):  # fmt: skip
        page.goto(address)
        axe(page)


def test_axe_finds_nothing_on_the_report_of_a_quarter(page: Any, house: Cast, sign_in: SignIn, axe: Look) -> None:
    priya = Actor.at_page(house.priya)
    for model, days in ((InformationRequest, 40), (RightsRequest, 10), (Complaint, 3)):
        given = {"right": "access", "data_subject": "A person"} if model is RightsRequest else {}
        make(
            model,
            unit=house.housing,
            subject="Empty homes",
            text="How many?",
            received_on=clock.today() - timedelta(days=days),
            **given,
        )
    running = {"as_at": clock.today(), "kind_name": "quarter"}
    report = writing.create(priya, house.council, **running)
    complete(report, house, clock.today())
    edition = freezing.freeze(priya, Report.objects.get(pk=report.pk))
    draft = writing.create(priya, house.housing, **running)
    sign_in(page, house.priya)
    for address in (
        "/reports/", "/reports/quarter/", "/reports/quarter/?about=", f"/units/{house.housing.pk}/report/quarter/", f"/reports/{draft.pk}/",
        f"/editions/{edition.pk}/", "/quarter/", "/request-exemptions/?open=answered_in",
    ):  # fmt: skip
        page.goto(address)
        axe(page)
    page.goto(f"/reports/{draft.pk}/")
    assert page.get_by_text("The quarter is not over").count()


def test_axe_finds_nothing_on_the_report_on_the_shares(page: Any, house: Cast, sign_in: SignIn, axe: Look) -> None:
    priya = Actor.at_page(house.priya)
    place(house.housing, "Drive", found(100, 12, kinds={"nhs_number": {"files": 3}}))
    report = writing.create(priya, house.council, as_at=clock.today(), kind_name="shares")
    complete(report, house, clock.today())
    edition = freezing.freeze(priya, Report.objects.get(pk=report.pk))
    draft = writing.create(priya, house.housing, as_at=clock.today(), kind_name="shares")
    sign_in(page, house.priya)
    for address in (
        "/reports/shares/", "/reports/shares/?about=", f"/units/{house.housing.pk}/report/shares/", f"/reports/{draft.pk}/", f"/editions/{edition.pk}/",
    ):  # fmt: skip
        page.goto(address)
        axe(page)


def test_axe_finds_nothing_on_the_pages_of_the_organisation(page: Any, house: Cast, sign_in: SignIn, axe: Look) -> None:
    sign_in(page, house.priya)
    for address in (
        f"/people/{house.tom.pk}/", f"/people/{house.nobody.pk}/", f"/posts/{house.posts['tom'].pk}/",
        f"/units/{house.council.pk}/", "/holdings/new/?person=1", "/people/new/", f"/parts/{Part.objects.get().pk}/",
    ):  # fmt: skip
        page.goto(address)
        axe(page)


def test_what_is_wrong_is_told_first_and_leads_to_its_field(page: Any, house: Cast, sign_in: SignIn, axe: Look) -> None:
    sign_in(page, house.tom)
    page.goto(f"/recommendations/{pk('A18')}/do/update/")
    page.get_by_label("Is an approval still outstanding?").fill("governance group")
    page.get_by_role("button", name="Add an update").click()
    summary = page.locator(".summary")
    assert summary.evaluate("each => each === document.activeElement"), "the summary has the focus"
    axe(page)
    summary.get_by_role("link", name="Say what has happened.").click()
    field = page.get_by_label("What has happened since the last update?")
    field.press_sequentially("It goes well.")
    assert field.input_value() == "It goes well."
    assert page.get_by_label("Is an approval still outstanding?").input_value() == "governance group"


def test_the_keyboard_gets_everywhere_and_is_seen(page: Any, house: Cast, sign_in: SignIn) -> None:
    sign_in(page, house.priya)
    page.goto(f"/recommendations/{pk('A13')}/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to what this page is about"
    seen = []
    for _step in range(130):
        page.keyboard.press("Tab")
        focus = page.locator(":focus").first
        if not focus.count():  # within the browser's own date field
            continue
        width = focus.evaluate("each => getComputedStyle(each).outlineWidth")
        assert width == "3px", focus.evaluate("each => each.outerHTML")
        seen.append(focus.inner_text().strip())
    for name in (
        "Sign out",
        "My duties",
        "Add an update",
        "Say it is done",
        "Attach evidence",
        "Who can see this, and why",
    ):
        assert any(name in each for each in seen), (name, seen[-12:])


def test_on_a_phone_the_map_is_folded_and_opens_without_a_script(page: Any, house: Cast, sign_in: SignIn) -> None:
    sign_in(page, house.tom)
    page.set_viewport_size({"width": 320, "height": 800})
    link = page.get_by_role("link", name="Recommendations", exact=True)
    assert not link.first.is_visible()
    page.locator("summary", has_text="Menu").click()
    page.locator(".menu summary.section", has_text="Assurance").click()
    page.locator(".menu").get_by_role("link", name="Recommendations", exact=True).click()
    page.get_by_role("heading", name="Recommendations").wait_for()
