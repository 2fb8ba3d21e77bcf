"""The disclosure log and the public's form in a real browser at every width: proposed, approved, read by anybody; offered, answered, sent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from muniment import clock
from muniment.organisation import preferences
from muniment.publication import disclosure_log, disclosure_log_index, disclosure_log_public
from muniment.publication.offerings import Offering
from muniment.publication.published_answers import PublishedAnswer
from muniment.registers.access import Actor
from muniment.requests.models import InformationRequest
from tests.cast import HOUSE, Cast, make_cast
from tests.contracts import fresh, holder_of
from tests.test_disclosure_log import TOLD
from tests.test_requests import do, received

pytestmark = pytest.mark.browser


@pytest.fixture
def house(page: Any, monkeypatch: Any) -> Cast:
    assert page
    monkeypatch.setattr(disclosure_log_index, "_kept", disclosure_log_index.NOTHING)
    disclosure_log_public._table.cache_clear()
    cast = make_cast()
    preferences.change(HOUSE, {"public_form": "on"})
    return cast


def an_answer(house: Cast) -> InformationRequest:
    day = clock.today() - timedelta(days=20)
    request: InformationRequest = received(house, day.isoformat())
    priya = Actor.at_page(fresh(house.priya))
    do(priya, request, "acknowledge", day.isoformat())
    return do(priya, request, "answer", clock.today().isoformat(), outcome="granted", decided_by=house.posts["ruth"], note="Forty.")  # type: ignore[no-any-return]  # fmt: skip


def published(house: Cast) -> PublishedAnswer:
    made = disclosure_log.propose(Actor.at_page(fresh(house.priya)), an_answer(house), TOLD)
    disclosure_log.approve(Actor.at_page(holder_of("ig_officer", house.council)), made, {"why": "Read it"})
    return made


def test_proposed_with_a_warning_and_waiting(
    page: Any, house: Cast, sign_in: Callable[..., None], axe: Callable[..., None]
) -> None:
    request = an_answer(house)
    sign_in(page, house.priya)
    page.goto("/disclosure-log/")
    axe(page)
    page.goto(f"/requests/{request.pk}/")
    page.get_by_role("link", name="Propose for the disclosure log").click()
    axe(page)
    page.get_by_label("Title").fill("")
    page.get_by_label("Question").fill("A. Person asks how many homes are empty")
    page.get_by_role("button", name="Propose it").click()
    page.get_by_role("heading", name="What still tells who asked").wait_for()
    axe(page)
    page.get_by_label("Title").fill("Empty homes")
    page.get_by_role("button", name="Propose it").click()
    page.get_by_text("Take this out first:").wait_for()
    axe(page)
    page.goto("/published-answers/")
    axe(page)
    page.goto(f"/disclosure-log/{an_answer(house).pk}/keep-out/")
    axe(page)


def test_read_by_anybody(page: Any, house: Cast, axe: Callable[..., None]) -> None:
    page.goto("/published/answers/")
    axe(page)
    made = published(house)
    page.goto("/published/")
    axe(page)
    page.get_by_role("link", name="Answers to requests for information").click()
    axe(page)
    page.get_by_label("Words").fill("vacant")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Empty homes by ward").click()
    page.get_by_role("heading", name="What was answered").wait_for()
    axe(page)
    disclosure_log.take_down(Actor.at_page(fresh(house.priya)), made, {"why": "x"})
    page.reload()
    page.get_by_role("heading", name="This is not published any more").wait_for()
    axe(page)
    assert page.context.cookies() == []


def test_asked_by_keyboard_gone_back_answered_and_sent(page: Any, house: Cast, axe: Callable[..., None]) -> None:
    published(house)
    page.goto("/published/ask/")
    axe(page)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("alert").wait_for()
    axe(page)
    page.get_by_label("What do you want to know?").fill("How many homes are empty?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Offered because of your words").wait_for()
    axe(page)
    page.get_by_role("button", name="This answers me").click()
    page.get_by_role("heading", name="Good: no request was sent").wait_for()
    axe(page)
    page.go_back()
    page.get_by_label("Your name").fill("Imelda Quarrington")
    page.get_by_role("button", name="Send the request").click()
    page.get_by_text("Enter where we shall answer.").first.wait_for()
    axe(page)
    page.get_by_label("Where shall we answer?").fill("i.quarrington@post.example")
    page.get_by_role("button", name="Send the request").click()
    page.get_by_role("heading", name="Your request was sent").wait_for()
    axe(page)
    made = InformationRequest.objects.latest("pk")
    assert page.get_by_text(f"R-{made.pk}").is_visible()
    assert [each.outcome for each in Offering.objects.all()] == ["sent_anyway"]
    assert page.context.cookies() == []
    preferences.change(HOUSE, {"public_form_hourly": 1})
    page.goto("/published/ask/")
    page.get_by_label("What do you want to know?").fill("What are dog wardens paid?")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Your name").fill("Imelda Quarrington")
    page.get_by_label("Where shall we answer?").fill("i.quarrington@post.example")
    page.get_by_role("button", name="Send the request").click()
    page.get_by_role("heading", name="Too much is asked at once").wait_for()
    axe(page)


def test_what_staff_see_of_it(page: Any, house: Cast, sign_in: Callable[..., None], axe: Callable[..., None]) -> None:
    published(house)
    request = received(house, clock.today().isoformat())
    sign_in(page, house.priya)
    page.goto("/deflection/")
    axe(page)
    Offering.objects.create(visit="x", day=clock.today(), offered={"answers": 2})
    page.reload()
    axe(page)
    page.goto(f"/requests/{request.pk}/")
    page.get_by_role("link", name="What is published on this already").click()
    axe(page)
