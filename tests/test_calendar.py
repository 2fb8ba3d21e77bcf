"""The calendar: a month of one's own duties, and a private link that ends when it is told to."""

from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from muniment import clock
from muniment.registers.models import Token
from muniment.web import calendars
from tests.cast import Cast, make_plan, make_recommendation

TODAY = date(2026, 9, 30)


def action(cast: Cast, reference: str, **values: Any) -> Any:
    plan = make_plan(cast, title=f"Plan of {reference}", unit=cast.housing)
    return make_recommendation(plan, reference, **{"owner": cast.posts["tom"], **values})


def link_of(browser: Any, name: str = "Outlook") -> str:
    page = browser.post("/calendar/links/", {"name": name}).content.decode()
    start = page.index("/calendar/feed/")
    return page[start : page.index(".ics", start) + 4]


def test_a_month_shows_the_days_on_which_something_is_due(cast: Cast, signed_in: Any) -> None:
    action(cast, "A1", due=date(2026, 9, 12), agreed_action="Name an owner")
    action(cast, "A2", due=date(2026, 10, 1), agreed_action="Teach the teams")
    with clock.at(TODAY):
        browser = signed_in(cast.tom)
        september = browser.get("/calendar/").content.decode()
        october = browser.get("/calendar/?month=2026-10").content.decode()
        other = signed_in(cast.ruth).get("/calendar/").content.decode()
    assert "September 2026" in september
    assert "Name an owner" in september
    assert "Teach the teams" in october
    assert "Name an owner" not in october
    assert "Name an owner" not in other


@pytest.mark.parametrize("asked", ["2026-13", "x", "2026-11-05", "0001-01", "9999-12", "2026-1", "\x00"])
def test_what_is_no_month_is_said(cast: Cast, signed_in: Any, asked: str) -> None:
    assert signed_in(cast.tom).get("/calendar/", {"month": asked}).status_code == 422


def test_the_feed_is_read_without_signing_in_and_tells_ones_own_duties(cast: Cast, signed_in: Any, client: Any) -> None:
    mine = action(cast, "A1", agreed_action="Name; an, owner\nof each")
    action(cast, "A2", owner=cast.posts["ruth"], agreed_action="Zanzibar")
    with clock.at(TODAY):
        address = link_of(signed_in(cast.tom))
        answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [each["uid"] for each in events] == [f"recommendations-{mine.pk}-due@localhost"]
    assert events[0]["dtstart"].dt == mine.due
    assert "Name; an, owner" in str(events[0]["summary"])
    assert b"Zanzibar" not in answer.content


def test_the_feed_stays_the_same_while_nothing_changes(cast: Cast) -> None:
    action(cast, "A1")
    with clock.at(TODAY):
        first, again = (
            calendars.feed(type(cast.tom).objects.get(pk=cast.tom.pk), "http://localhost") for _ in range(2)
        )
    assert first == again


def test_a_link_that_is_ended_reads_nothing(cast: Cast, signed_in: Any, client: Any) -> None:
    browser = signed_in(cast.tom)
    address = link_of(browser)
    token = Token.objects.get()
    assert token.digest not in address
    assert signed_in(cast.ruth).post(f"/calendar/links/{token.pk}/end/").status_code == 404
    assert client.get(address).status_code == 200
    assert browser.post(f"/calendar/links/{token.pk}/end/").status_code == 302
    assert client.get(address).status_code == 404
    assert browser.post(f"/calendar/links/{token.pk}/end/").status_code == 404


def test_the_link_of_who_has_left_reads_nothing(cast: Cast, signed_in: Any, client: Any) -> None:
    address = link_of(signed_in(cast.tom))
    type(cast.tom).objects.filter(pk=cast.tom.pk).update(is_active=False)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("guess", ["x", "A" * 43, "é", "%00", "a" * 5000])
def test_a_stranger_guesses_in_vain(cast: Cast, client: Any, guess: str) -> None:
    assert client.get(f"/calendar/feed/{guess}.ics").status_code == 404


def test_a_key_for_programmes_reads_no_calendar(cast: Cast, client: Any) -> None:
    secret = calendars.make_feed(cast.tom, "Outlook")
    Token.objects.update(purpose=Token.Purpose.API)
    assert client.get(f"/calendar/feed/{secret}.ics").status_code == 404
