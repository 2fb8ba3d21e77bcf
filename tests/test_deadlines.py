"""The clocks of all cases in the calendar: each on its day, for whoever may read the case, and for nobody else.

Seen red when a day was taken in UTC, when what is over still pressed, and when the feed told of a closed record.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from muniment import clock
from muniment.casework.cases import entry, happened
from muniment.clock import LONDON
from muniment.incidents.models import Incident
from muniment.registers.checks import faults
from muniment.registers.deadlines import FEW, pressing
from muniment.registers.listing import Listing
from muniment.registers.register import registry
from muniment.registers.restricted import restrictable
from muniment.registers.restricting import name as name_readers
from muniment.registers.services import Change, write
from muniment.requests.requests import InformationRequest
from muniment.requests.rights import RightsRequest
from muniment.requests.tasks import RequestTask
from muniment.sharing.models import Disclosure
from muniment.web import calendars
from tests.cast import HOUSE, Cast, make
from tests.contracts import fresh, holder_of
from tests.test_disclosures import log

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(TODAY):
        yield


def asked(cast: Cast, day: str = "2026-11-02", subject: str = "Empty homes", **values: Any) -> InformationRequest:
    return make(
        InformationRequest, unit=cast.housing, subject=subject, text="How many?", received_on=date.fromisoformat(day),
        requester="A. Person", **values,
    )  # fmt: skip


def in_december(person: Any) -> list[Any]:
    return pressing(fresh(person), date(2026, 11, 15), date(2027, 1, 15))


def test_each_clock_stands_on_its_day_and_leads_to_its_case(cast: Cast, signed_in: Any) -> None:
    request = asked(cast)
    make(
        RequestTask,
        request=request,
        post=cast.posts["tom"],
        title="Count them",
        question="How many?",
        due=date(2026, 11, 25),
    )
    told = [(each.day, each.label, each.address) for each in in_december(cast.priya)]
    assert (date(2026, 12, 1), "Answer due", f"/requests/{request.pk}/") in told
    assert (date(2026, 11, 25), "Wanted of a service", f"/request-tasks/{RequestTask.objects.get().pk}/") in told
    page = signed_in(cast.priya).get("/calendar/?show=clocks&month=2026-12").content.decode()
    assert "Answer due: R-" in page
    assert "Answer due: " not in signed_in(cast.priya).get("/calendar/?month=2026-12").content.decode()


def test_the_day_to_work_to_is_another_kind_and_stands_only_where_it_differs(cast: Cast) -> None:
    asked(cast)
    rights = make(
        RightsRequest, unit=cast.housing, subject="File", text="Mine", received_on=date(2026, 11, 3), data_subject="A. Person"
    )  # fmt: skip
    told = [
        entry("clarification-asked", date(2026, 11, 5), "Which file?"),
        entry("clarification-answered", date(2026, 11, 16)),
    ]
    happened(HOUSE, rights, told, "run_case")
    safe = [(each.day, each.record.pk) for each in in_december(cast.priya) if each.safe]
    assert safe == [(date(2026, 12, 14), rights.pk)]


def test_what_is_over_has_no_clock_any_more(cast: Cast) -> None:
    request = asked(cast)
    happened(
        HOUSE, request, [entry("answered", TODAY)], "answer_request", {"state": "has_answer", "outcome": "granted"}
    )
    assert in_december(cast.priya) == []


def test_who_may_not_see_the_case_sees_no_clock(cast: Cast) -> None:
    asked(cast, owner=cast.posts["tom"])
    assert len(in_december(cast.tom)) == 1
    for person in (cast.ruth, cast.nobody, cast.company_ig):
        assert in_december(person) == []


def test_many_of_one_day_are_a_number_that_opens_their_list(cast: Cast, signed_in: Any) -> None:
    for at in range(FEW + 2):
        asked(cast, subject=f"Question {at}")
    (told,) = in_december(cast.priya)
    assert (told.record, told.number, told.about) == (None, FEW + 2, f"{FEW + 2} requests")
    register = registry.named("requests")
    listing = Listing(register, fresh(cast.priya), {"due_day": "2026-12-01"})
    assert told.address == listing.address()
    assert listing.count().number == told.number
    assert signed_in(cast.priya).get(told.address).status_code == 200
    assert Listing(register, fresh(cast.priya), {"due_day": "2026-12"}).count().number == told.number
    for other in ("2026-12-02", "2026-11", "2026-12-99", "x", "9999-12-31"):
        assert Listing(register, fresh(cast.priya), {"due_day": other}).count().number == 0


def test_an_hour_of_the_night_is_of_its_day_in_london(cast: Cast) -> None:
    aware = datetime(2026, 6, 10, 0, 30, tzinfo=LONDON)
    with clock.at(aware + timedelta(hours=1)):
        made = Incident(
            unit=cast.housing,
            title="Letters",
            narrative="Sent",
            noticed_at=aware,
            aware_at=aware,
            aware_reason="Known",
            personal="yes",
        )
        write(HOUSE, [Change(made, verb="create")])
        (told,) = pressing(holder_of("dpo", cast.council), date(2026, 6, 13), date(2026, 6, 14))
        assert (told.day, told.lead, told.late) == (date(2026, 6, 13), "72 hours end 00:30", False)


def test_the_feed_shows_the_one_or_the_other(cast: Cast, signed_in: Any, client: Any) -> None:
    request = asked(cast)
    browser = signed_in(cast.priya)

    def feed_of(show: str) -> list[Any]:
        page = browser.post("/calendar/links/", {"name": "Outlook", "show": show}).content.decode()
        start = page.index("/calendar/feed/")
        return Calendar.from_ical(client.get(page[start : page.index(".ics", start) + 4]).content).walk("VEVENT")

    assert {str(each["uid"]) for each in feed_of("clocks")} == {f"requests-{request.pk}-due_day@localhost"}
    assert "due_day" not in str(feed_of("duties"))
    assert "All clocks." in browser.get("/calendar/").content.decode()


def test_the_feed_tells_nothing_of_what_is_closed(cast: Cast) -> None:
    assert {each.slug for each in restrictable() if each.deadlines} == {"disclosures"}
    siro = fresh(cast.daniel)
    rows = log(cast.tom, cast, received_on=TODAY, needed_by=date(2026, 11, 27), restricted=True)
    name_readers(HOUSE, rows, {"named_people": [siro], "why": "The SIRO only"})
    rows = Disclosure.objects.get(pk=rows.pk)
    days = (date(2026, 11, 20), date(2026, 12, 1))
    assert [each.record for each in pressing(siro, *days)] == [rows]
    assert pressing(siro, *days, closed=False) == []
    assert pressing(fresh(cast.priya), *days) == []
    assert b"disclosures" not in calendars.feed(siro, "http://localhost", clocks=True)


def test_each_register_is_asked_once(cast: Cast) -> None:
    for at in range(4):
        asked(cast, f"2026-11-0{at + 2}", f"Question {at}")
    person = fresh(cast.priya)
    with CaptureQueriesContext(connection) as asked_for:
        assert len(pressing(person, date(2026, 11, 1), date(2027, 1, 1))) == 4
    assert len(asked_for) <= 1 + sum(bool(each.deadlines) for each in registry)


def test_a_deadline_that_leads_nowhere_is_a_fault() -> None:
    register = registry.named("requests")
    assert faults(register) == []
    wrong = replace(register.deadlines[0], field="nowhere")
    assert ["leads nowhere" in each.msg for each in faults(replace(register, deadlines=(wrong,)))] == [True]
