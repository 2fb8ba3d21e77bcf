"""Incidents in a real browser at both widths: reported by somebody of the staff, triaged, advised, decided, told, and counted."""

from datetime import date, timedelta
from typing import Any

import pytest

from muniment import clock
from muniment.incidents import handling
from muniment.incidents.causes import enter_usual
from muniment.incidents.models import Incident, IncidentAction, IncidentNotice
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.services import Change, write
from tests.cast import HOUSE, PASSWORD, Cast, make_cast
from tests.contracts import fresh, holder_of

pytestmark = pytest.mark.browser


@pytest.fixture
def council(page: Any) -> tuple[Cast, Person]:
    """One breach whose clock runs, advised on and with an action; one report that nobody has looked at."""
    cast = make_cast()
    dpo = holder_of("dpo", cast.council)
    dpo.set_password(PASSWORD)
    dpo.save()
    enter_usual(HOUSE)
    hour = clock.now() - timedelta(hours=1)
    for title in (
        "List of addresses sent to a supplier whose name is long and was completed by the address book",
        "Notebook lost",
    ):
        write(
            Actor.at_page(fresh(cast.tom)),
            [Change(Incident(title=title, noticed_at=hour, unit=cast.housing), verb="create")],
        )
    first = Incident.objects.order_by("pk").first()
    priya = Actor.at_page(fresh(cast.priya))
    handling.triage(
        priya,
        first,
        {
            "kinds": ["confidentiality", "availability"],
            "personal": "yes",
            "owner": cast.posts["tom"],
            "near_miss": False,
        },
    )
    handling.become_aware(priya, _again(first), {"aware_at": hour, "why": "It was read out to us."})
    handling.assess(priya, _again(first), {"likelihood": 5, "severity": 4, "impact": "Distress", "level": ""})
    told = {"advised_regulator": "tell", "advised_individuals": "tell", "advice": "The risk is high."}
    handling.advise(Actor.at_page(fresh(dpo)), _again(first), told)
    write(
        priya,
        [
            Change(
                IncidentAction(
                    incident=first, agreed_action="Ask twice", owner=cast.posts["tom"], due=date(2030, 1, 1)
                ),
                verb="create",
            )
        ],
    )
    return cast, dpo


def _again(incident: Any) -> Any:
    return Incident.objects.get(pk=incident.pk)


def test_the_pages_of_incidents(page: Any, sign_in: Any, axe: Any, council: tuple[Cast, Person]) -> None:
    cast, dpo = council
    breach, report = Incident.objects.order_by("pk")
    action = IncidentAction.objects.get()
    sign_in(page, cast.priya)
    for place in (
        "/incidents/", "/incidents/?clock_running=yes&open=noticed", "/incidents/patterns/", "/incidents/patterns/?by=quarter", "/incidents/patterns/?as_at=2001-01-01",
        "/incidents/new/", f"/incidents/{breach.pk}/", f"/incidents/{breach.pk}/edit/", f"/incidents/{breach.pk}/?as_at={clock.today()}",
        *(f"/incidents/{breach.pk}/do/{step}/" for step in ("assess", "decide-regulator", "decide-individuals", "tell", "correct-aware", "no-breach", "close")),
        f"/incidents/{report.pk}/do/triage/", "/incident-actions/", f"/incident-actions/{action.pk}/", "/incident-actions/new/", "/incident-notices/",
        "/incident-causes/", "/staff-matters/new/",
    ):  # fmt: skip
        page.goto(place)
        axe(page)
    sign_in(page, dpo)
    page.goto(f"/incidents/{breach.pk}/do/advise/")
    axe(page)


def test_from_the_report_to_the_ico(page: Any, sign_in: Any, axe: Any, council: tuple[Cast, Person]) -> None:
    cast, _dpo = council
    sign_in(page, cast.nobody)
    page.get_by_role("link", name="Report an incident").last.click()
    page.get_by_role("button", name="Report it").click()
    page.locator(".summary").wait_for()
    axe(page)
    page.get_by_label("What happened, in one line?").fill("Lost a folder on the train")
    page.get_by_label("Whose service does it concern?").select_option(str(cast.housing.pk))
    page.get_by_label("What kind of information?").fill("Tenants")
    page.get_by_label("Not known", exact=True).check()
    page.get_by_role("button", name="Report it").click()
    page.get_by_text("Reported as INC-").wait_for()
    axe(page)
    breach = Incident.objects.order_by("pk").first()
    sign_in(page, cast.daniel)
    page.goto(f"/incidents/{breach.pk}/")
    page.get_by_role("link", name="Decide on the ICO").first.click()
    page.get_by_text("The risk is high.").first.wait_for()
    page.get_by_label("Tell them", exact=True).check()
    page.get_by_label("Why?", exact=True).fill("As advised.")
    page.get_by_role("button", name="Decide on the ICO").click()
    page.get_by_text("As advised.").first.wait_for()
    page.get_by_role("link", name="Somebody was told").first.click()
    page.get_by_label("The ICO", exact=True).check()
    page.get_by_label("What were they told?").fill("What we know so far.")
    page.get_by_role("button", name="Somebody was told").click()
    page.get_by_text("The ICO was told after").wait_for()
    axe(page)
    page.goto(f"/incident-notices/{IncidentNotice.objects.get().pk}/")
    axe(page)
