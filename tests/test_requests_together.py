"""Two officers at one case at once: one of them is told, whatever they saw, and what is kept holds together. On both databases.

Seen red when a case that was over could be answered, or ended, a second time by who said no version, and when a refusal was
judged by the law under which the request was handled when it was opened.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pytest

from muniment import clock
from muniment.casework.cases import by_now, clock_of, standing
from muniment.people.models import Person, Post
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid
from muniment.registers.record import register_of
from muniment.registers.verifying import verify_all
from muniment.requests.exemptions import RequestExemption
from muniment.requests.requests import InformationRequest
from muniment.requests.rights import RightsRequest
from muniment.requests.tasks import RequestTask
from tests.apart import apart, in_thread, together
from tests.cast import HOUSE, Cast, make, make_cast
from tests.contracts import fresh
from tests.test_requests import do

__all__ = ["apart"]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def story() -> None:
    """A request that is being answered."""
    cast = make_cast()
    request = make(
        InformationRequest, unit=cast.housing, subject="Empty homes", text="How many?", received_on=date(2026, 11, 2),
        owner=cast.posts["tom"],
    )  # fmt: skip
    do(Actor.at_page(Person.objects.get(pk=cast.priya.pk)), request, "acknowledge", "2026-11-03")


def step(name: str, **data: Any) -> Callable[[], str]:
    """Does a step of the request as somebody who said no version; what they were told, "" where it was done."""

    def act() -> str:
        with clock.at(NOW):
            told = {"decided_by": Post.objects.get(title="Head of Finance"), "note": "x", **data}
            try:
                do(
                    Actor.at_page(Person.objects.get(name="Priya Raman")),
                    InformationRequest.objects.get(),
                    name,
                    **told,
                )
            except (Conflict, Invalid) as error:
                return str(error)
            return ""

    return act


def settled() -> list[str]:
    """The names of what happened, once it holds together: the dates follow from the events, and the chain is whole."""
    with clock.at(NOW):
        request = InformationRequest.objects.get()
        worked = clock_of(request, request.events, by_now())
        assert (request.due_on, request.ended_on) == (worked.due, request.ended_on)
        assert verify_all().faults == []
        return [each["name"] for _at, each in standing(request.events)]


GRANTED = {"outcome": "granted"}


@pytest.mark.parametrize(
    ("one", "other", "left"),
    [
        (step("answer", **GRANTED), step("answer", outcome="not_held"), {"answered"}),
        (step("end", outcome="withdrawn"), step("end", outcome="withdrawn"), {"withdrawn"}),
        (step("answer", **GRANTED), step("end", outcome="withdrawn"), {"answered", "withdrawn"}),
    ],
    ids=["two-answer", "two-end", "one-answers-one-ends"],
)  # fmt: skip
def test_a_case_is_over_once(apart: dict[str, str], one: Any, other: Any, left: set[str]) -> None:
    with clock.at(NOW):
        in_thread(lambda: _at(story))
    told = together([one, other])
    assert sorted(bool(each) for each in told) == [False, True], told
    assert any("moved on meanwhile" in each for each in told)
    names = in_thread(settled)
    assert len(left & set(names)) == 1
    assert len(names) == 3


def _at(act: Callable[[], None]) -> None:
    with clock.at(NOW):
        act()


def test_one_answers_while_another_handles_it_under_another_law(apart: dict[str, str]) -> None:
    in_thread(lambda: _at(story))
    answered, moved = together([step("answer", **GRANTED), step("another-law", law="eir", why="It is about land")])
    assert answered == "", "an answer that gives all is one under either law"
    assert moved in {"", "It has moved on meanwhile: it is “Answered” by now."}
    names = in_thread(settled)
    assert names[-1] == "answered"
    assert ("redesignated" in names) is (moved == "")


# One after the other, as it comes about when the first was quicker.


@pytest.fixture
def request_(cast: Cast) -> InformationRequest:
    made = make(
        InformationRequest, unit=cast.housing, subject="Empty homes", text="How many?", received_on=date(2026, 11, 2)
    )
    return do(HOUSE, made, "acknowledge", "2026-11-03")


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


def test_a_refusal_is_judged_by_the_law_of_now(cast: Cast, request_: InformationRequest) -> None:
    """Who answers opened it under one law; meanwhile it was moved to another, of which no exemption is relied on."""
    seen = InformationRequest.objects.get(pk=request_.pk)
    make(RequestExemption, request=request_, code="foi-43-2", applies_to="Prices")
    RequestExemption.objects.update(state="relied_on")
    do(HOUSE, request_, "another-law", law="eir", why="It is about land")
    answer = {"outcome": "part", "decided_by": cast.posts["ruth"], "note": "x", "on": date(2026, 11, 19)}
    with pytest.raises(Invalid, match="of another law"):
        _service(seen, "answer")(Actor.at_page(fresh(cast.priya)), seen, answer)


def _service(request: Any, name: str) -> Any:
    return register_of(type(request)).step(name).do


@pytest.mark.parametrize("late", ["clarification-asked", "acknowledge", "another-law", "correct-receipt", "more-time", "end", "answer", "open-again"])  # fmt: skip
def test_nothing_happens_to_what_has_moved_on(cast: Cast, request_: InformationRequest, late: str) -> None:
    priya = Actor.at_page(fresh(cast.priya))
    if late == "open-again":
        seen = do(priya, request_, "answer", outcome="granted", decided_by=cast.posts["ruth"], note="x")
        do(priya, request_, "open-again", why="More came")
    else:
        seen = InformationRequest.objects.get(pk=request_.pk)
        do(priya, request_, "answer", outcome="granted", decided_by=cast.posts["ruth"], note="x")
    before = InformationRequest.objects.get(pk=request_.pk).events
    data = {
        "needed": "x", "law": "eir", "why": "x", "note": "x", "on": date(2026, 11, 4), "outcome": "withdrawn" if late == "end" else "granted",
        "decided_by": cast.posts["ruth"],
    }  # fmt: skip
    with pytest.raises(Conflict, match="moved on meanwhile"):
        _service(seen, late)(priya, seen, data)
    assert InformationRequest.objects.get(pk=request_.pk).events == before


def test_an_end_that_comes_too_late_drops_no_task(cast: Cast, request_: InformationRequest) -> None:
    priya = Actor.at_page(fresh(cast.priya))
    seen = InformationRequest.objects.get(pk=request_.pk)
    do(priya, request_, "answer", outcome="granted", decided_by=cast.posts["ruth"], note="x")
    do(priya, request_, "open-again", why="More came")
    do(priya, request_, "answer", outcome="granted", decided_by=cast.posts["ruth"], note="x")
    make(
        RequestTask,
        request=request_,
        post=cast.posts["tom"],
        title="Count",
        question="How many?",
        due=date(2026, 11, 25),
    )
    with pytest.raises(Conflict):
        _service(seen, "end")(priya, seen, {"outcome": "withdrawn", "note": "x"})
    assert RequestTask.objects.get().state == RequestTask.State.ASKED


EVENTS = (
    ("id-asked", "2026-11-04"), ("id-received", "2026-11-09"), ("clarification-asked", "2026-11-10"), ("clarification-answered", "2026-11-13"),
)  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_events_in_whatever_order_they_are_entered_end_at_the_same_day(cast: Cast, order: tuple[int, ...]) -> None:
    """One that cannot have happened yet is refused, and can be entered later; the end is the same."""
    request = make(
        RightsRequest, unit=cast.housing, subject="File", text="Mine", received_on=date(2026, 11, 3), data_subject="A. Person"
    )  # fmt: skip
    left = [EVENTS[at] for at in order]
    while left:
        name, day = left.pop(0)
        try:
            do(HOUSE, request, name, day)
        except Invalid:
            left.append((name, day))
    request.refresh_from_db()
    # From the 9th a month, and the four days from the 10th to the 13th: Sunday the 13th of December, so Monday.
    assert request.due_on == date(2026, 12, 14)


def test_a_minute_before_midnight_before_summer_time(cast: Cast) -> None:
    """On Saturday 27 March 2027 at 23:59 it is 23:59 in UTC as well; a minute later is Sunday, and an hour after that is BST.

    The first day that counts is Tuesday the 30th, after Easter Monday; the twentieth is Monday 26 April.
    """
    days = {}
    for moment in (
        "2027-03-27T23:59",
        "2027-03-28T00:00",
        "2027-03-28T00:59",
        "2027-03-28T01:00",
        "2027-03-28T22:59",
        "2027-03-28T23:00",
    ):
        with clock.at(datetime.fromisoformat(f"{moment}:00+00:00")):
            made = make(InformationRequest, unit=cast.housing, subject="Late", text="?")
            days[moment] = (made.received_on.isoformat(), made.due_on.isoformat())
    assert days == {
        "2027-03-27T23:59": ("2027-03-27", "2027-04-26"), "2027-03-28T00:00": ("2027-03-28", "2027-04-26"),
        "2027-03-28T00:59": ("2027-03-28", "2027-04-26"), "2027-03-28T01:00": ("2027-03-28", "2027-04-26"),
        "2027-03-28T22:59": ("2027-03-28", "2027-04-26"), "2027-03-28T23:00": ("2027-03-29", "2027-04-26"),
    }  # fmt: skip
