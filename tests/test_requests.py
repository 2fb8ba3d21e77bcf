"""Requests for information: their clock follows from what happened, whatever the order in which it was entered."""

from datetime import date

import pytest

from muniment import clock
from muniment.casework.cases import by_now, clock_of, entry, happened
from muniment.organisation.holidays import Holiday, enter_packaged
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import Duty, History
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.requests.requests import InformationRequest
from muniment.requests.tasks import RequestTask
from tests.cast import HOUSE
from tests.contracts import fresh

pytestmark = pytest.mark.django_db
REGISTER = register_of(InformationRequest)


@pytest.fixture
def priya(cast):
    with clock.at(date(2026, 12, 20)):
        yield Actor.at_page(fresh(cast.priya))


def received(cast, day, **values):
    made = InformationRequest(
        unit=cast.housing, subject="Empty homes", text="How many?", received_on=date.fromisoformat(day), requester="A. Person",
        owner=cast.posts["tom"], **values,
    )  # fmt: skip
    write(HOUSE, [Change(made, verb="create")])
    return made


def do(actor, request, step, on=None, **data):
    if on:
        data["on"] = date.fromisoformat(on)
    if step == "clarification-asked":
        data.setdefault("needed", "More than one could be meant")
    found = type(request).objects.get(pk=request.pk)
    register_of(type(request)).step(step).do(actor, found, data)
    return type(request).objects.get(pk=request.pk)


def test_a_request_has_its_date_from_the_start(cast, priya):
    request = received(cast, "2026-11-02")
    assert (request.due_on, request.clock_state, request.events[0]["name"]) == (
        date(2026, 12, 1),
        "running",
        "received",
    )
    assert Duty.objects.filter(register="requests", record=request.pk, rule="answer").get().due == date(2026, 12, 1)


def test_from_receipt_to_answer(cast, priya):
    request = received(cast, "2026-11-02")
    request = do(priya, request, "acknowledge", "2026-11-03")
    assert (request.state, request.told) == ("being_answered", "we_have_it")
    request = do(priya, request, "clarification-asked", "2026-11-05", note="Which year?")
    assert (request.due_on, request.clock_state) == (None, "waiting")
    assert Duty.objects.get(register="requests", record=request.pk).rule == "follow"
    request = do(priya, request, "clarification-answered", "2026-11-10")
    assert request.due_on == date(2026, 12, 9)
    request = do(
        priya, request, "answer", "2026-12-09", outcome="granted", decided_by=cast.posts["ruth"], note="All of it"
    )
    assert (request.state, request.in_time, request.ended_on, request.told) == (
        "has_answer",
        True,
        date(2026, 12, 9),
        "the_answer",
    )
    assert request.worked_out["due"] == "2026-12-09"
    assert not Duty.objects.filter(register="requests", record=request.pk).exists()


def test_events_entered_late_and_out_of_order(cast, priya):
    request = received(cast, "2026-06-01")
    with pytest.raises(Invalid, match="was not before it"):
        do(priya, request, "clarification-answered", "2026-06-10")
    request = do(priya, request, "fees-notice", "2026-06-22")
    request = do(priya, request, "fee-paid", "2026-06-30")
    request = do(priya, request, "clarification-asked", "2026-06-04")
    request = do(priya, request, "clarification-answered", "2026-06-10")
    other = received(cast, "2026-06-01")
    for name, day in (
        ("clarification-asked", "2026-06-04"),
        ("clarification-answered", "2026-06-10"),
        ("fees-notice", "2026-06-22"),
        ("fee-paid", "2026-06-30"),
    ):
        other = do(priya, other, name, day)
    assert request.due_on == other.due_on is not None
    with pytest.raises(Invalid, match="future"):
        do(priya, request, "more-time", "2027-01-01", note="x")


def test_handled_under_another_law_twice(cast, priya):
    request = received(cast, "2026-07-01")
    request = do(priya, request, "more-time", "2026-07-10", note="Public interest")
    longer = request.due_on
    assert longer == date(2026, 8, 28)
    request = do(priya, request, "another-law", law="eir", why="It is about land")
    assert (request.law, request.due_on) == ("eir", date(2026, 7, 30)), "more time under one law is none under another"
    request = do(priya, request, "another-law", law="foi", why="It is not")
    assert (request.law, request.due_on, request.received_on) == ("foi", longer, date(2026, 7, 1))
    told = [each["note"] for each in request.events if each["name"] == "redesignated"]
    assert "2026-08-28" in told[0]
    assert "2026-07-30" in told[1]
    lines = History.objects.filter(register="requests", record=request.pk).order_by("number")
    assert len([each for each in lines if "due_on" in each.payload.after]) >= 4
    with pytest.raises(Invalid, match="another law"):
        do(priya, request, "another-law", law="foi", why="x")


def test_a_receipt_is_corrected_and_never_changed(cast, priya):
    request = received(cast, "2026-11-02")
    request = do(priya, request, "correct-receipt", "2026-10-30", why="It came on Friday")
    assert (request.received_on, len(request.events)) == (date(2026, 10, 30), 3)
    assert request.due_on == date(2026, 11, 27)
    request = do(priya, request, "clarification-asked", "2026-11-05")
    request = do(priya, request, "strike-out", number=4, why="Wrong case")
    assert (request.due_on, request.events[3]["name"], request.events[4]["strikes"]) == (
        date(2026, 11, 27),
        "clarification-asked",
        3,
    )
    for number in (1, 4, 5, 99):
        with pytest.raises(Invalid):
            do(priya, request, "strike-out", number=number, why="x")
    with pytest.raises(Invalid, match="correct its day"):
        do(priya, request, "strike-out", number=3, why="x")


def test_two_who_answer_at_once(cast, priya):
    request = do(priya, received(cast, "2026-11-02"), "acknowledge", "2026-11-03")
    seen = request.version
    do(
        priya,
        request,
        "answer",
        "2026-11-10",
        outcome="granted",
        decided_by=cast.posts["ruth"],
        note="x",
        seen_version=seen,
    )
    with pytest.raises(Conflict):
        do(
            priya,
            request,
            "answer",
            "2026-11-11",
            outcome="not_held",
            decided_by=cast.posts["ruth"],
            note="y",
            seen_version=seen,
        )
    request = InformationRequest.objects.get(pk=request.pk)
    assert request.outcome == "granted"
    request = do(priya, request, "open-again", "2026-11-12", why="A page was left out")
    assert (request.state, request.outcome, request.clock_state, request.due_on) == (
        "being_answered",
        "",
        "running",
        date(2026, 12, 1),
    )


def test_a_holiday_moves_open_cases_and_no_closed_one(cast, priya):
    enter_packaged(HOUSE)
    running, closed = received(cast, "2026-11-02"), received(cast, "2026-11-02")
    before_it = received(cast, "2026-09-01")
    closed = do(
        priya,
        do(priya, closed, "acknowledge", "2026-11-03"),
        "answer",
        "2026-11-04",
        outcome="granted",
        decided_by=cast.posts["ruth"],
        note="x",
    )
    lines = {
        each.pk: History.objects.filter(register="requests", record=each.pk).count()
        for each in (running, closed, before_it)
    }
    write(
        HOUSE,
        [
            Change(
                Holiday(unit=cast.council, day=date(2026, 11, 18), nation="scotland", title="Day of mourning"),
                verb="create",
            )
        ],
    )
    running.refresh_from_db()
    assert (running.due_on, running.safe_on) == (date(2026, 12, 2), date(2026, 12, 1))
    last = History.objects.filter(register="requests", record=running.pk).latest("number")
    assert (last.verb, "holidays changed" in last.why) == ("recount", True)
    assert History.objects.filter(register="requests", record=closed.pk).count() == lines[closed.pk]
    assert History.objects.filter(register="requests", record=before_it.pk).count() == lines[before_it.pk]
    closed.refresh_from_db()
    assert closed.due_on == date(2026, 12, 1)
    assert closed.worked_out["due"] == "2026-12-01"


def test_an_answer_waits_for_the_services(cast, priya, client):
    request = do(priya, received(cast, "2026-11-02"), "acknowledge", "2026-11-03")
    task = RequestTask(
        request=request, post=cast.posts["ruth"], title="Rents", question="What were the rents?", due=date(2026, 11, 16)
    )
    write(priya, [Change(task, verb="create")])
    with pytest.raises(Invalid, match="still with services"):
        do(priya, request, "answer", "2026-11-10", outcome="granted", decided_by=cast.posts["ruth"], note="x")
    ruth = Actor.at_page(fresh(cast.ruth))
    do(ruth, task, "answer-task", found="all_found", answer="120 pounds", hours=2)
    assert RequestTask.objects.get(pk=task.pk).state == "service_answered"
    with pytest.raises(Refused):
        do(ruth, task, "take-over", why="x")
    client.force_login(cast.ruth)
    assert client.get(f"/requests/{request.pk}/").status_code == 404, "a service never sees who asked"
    told = client.get(f"/request-tasks/{task.pk}/").content.decode()
    assert "What were the rents?" in told
    assert "A. Person" not in told
    do(priya, task, "take-over", why="")
    assert (
        do(priya, request, "answer", "2026-11-10", outcome="granted", decided_by=cast.posts["ruth"], note="x").state
        == "has_answer"
    )


def test_what_ends_drops_its_tasks(cast, priya):
    request = received(cast, "2026-11-02")
    task = RequestTask(
        request=request, post=cast.posts["ruth"], title="Rents", question="What?", due=date(2026, 11, 16)
    )
    write(priya, [Change(task, verb="create")])
    request = do(priya, request, "end", "2026-11-05", outcome="withdrawn", note="They rang")
    assert (request.state, request.outcome) == ("ended_without", "withdrawn")
    assert RequestTask.objects.get(pk=task.pk).state == "not_needed"


def test_the_page_shows_the_working(cast, priya, client):
    request = received(cast, "2026-11-02")
    client.force_login(cast.priya)
    told = client.get(f"/requests/{request.pk}/").content.decode()
    assert "Answer by Tuesday 1 December 2026." in told
    assert "St Andrew’s Day (Scotland)" in told
    request = do(
        priya,
        do(priya, request, "acknowledge", "2026-11-03"),
        "answer",
        "2026-12-02",
        outcome="granted",
        decided_by=cast.posts["ruth"],
        note="x",
    )
    told = client.get(f"/requests/{request.pk}/").content.decode()
    assert "It ended late." in told


def test_flags_are_of_the_day(cast, priya, client):
    client.force_login(cast.priya)
    received(cast, "2026-10-01")
    do(priya, received(cast, "2026-10-01"), "clarification-asked", "2026-10-05")
    from muniment.registers.register import Moment

    late = REGISTER.flag("late")
    assert InformationRequest.objects.filter(late.where(Moment(date(2026, 10, 29)))).count() == 0
    assert InformationRequest.objects.filter(late.where(Moment(date(2026, 10, 30)))).count() == 1
    assert InformationRequest.objects.filter(REGISTER.flag("waiting").where(Moment(date(2026, 10, 30)))).count() == 1


def test_the_dates_follow_from_the_events_alone(cast, priya):
    request = do(priya, received(cast, "2026-11-02"), "clarification-asked", "2026-11-05")
    assert clock_of(request, request.events, by_now()).state.value == request.clock_state


def test_a_review_is_for_somebody_else(cast, priya):
    from muniment.people.models import RoleGiven
    from muniment.requests.reviews import InternalReview
    from tests.contracts import holder_of

    request = do(priya, received(cast, "2026-07-01", law="eir"), "acknowledge", "2026-07-02")
    request = do(priya, request, "answer", "2026-07-20", outcome="not_held", decided_by=cast.posts["ruth"], note="No")
    with pytest.raises(Invalid, match="somebody else reviews it"):
        write(
            priya,
            [
                Change(
                    InternalReview(
                        request=request,
                        subject="All of it",
                        text="Why?",
                        received_on=date(2026, 8, 10),
                        owner=cast.posts["ruth"],
                    ),
                    verb="create",
                )
            ],
        )
    review = InternalReview(
        request=request, subject="All of it", text="Why?", received_on=date(2026, 8, 10), owner=cast.posts["tom"]
    )
    write(priya, [Change(review, verb="create")])
    assert (review.under, review.due_on, review.unit_id) == ("eir-review", date(2026, 10, 6), request.unit_id)
    review = do(priya, review, "acknowledge", "2026-08-11")
    with pytest.raises(Refused, match="had a part in the answer"):
        do(priya, review, "answer", "2026-09-01", outcome="stands", decided_by=cast.posts["tom"], note="It stands")
    other = Actor.at_page(holder_of(RoleGiven.Role.MONITORING_OFFICER, cast.council))
    with pytest.raises(Invalid, match="somebody else reviews it"):
        do(other, review, "answer", "2026-09-01", outcome="stands", decided_by=cast.posts["ruth"], note="It stands")
    review = do(
        other,
        review,
        "answer",
        "2026-09-01",
        outcome="overturned",
        decided_by=cast.posts["tom"],
        note="It is given",
        lessons="Ask earlier",
    )
    assert (review.outcome, review.in_time, review.lessons) == ("overturned", True, "Ask earlier")


def test_a_right_waits_for_proof_of_identity(cast, priya):
    from muniment.requests.rights import RightsRequest

    asked = RightsRequest(
        unit=cast.housing,
        subject="Housing file",
        text="All of it",
        data_subject="B. Person",
        received_on=date(2026, 11, 3),
    )
    write(priya, [Change(asked, verb="create")])
    assert asked.due_on == date(2026, 12, 3)
    asked = do(priya, do(priya, asked, "acknowledge", "2026-11-03"), "id-asked", "2026-11-04")
    assert (asked.due_on, asked.clock_state) == (None, "waiting")
    asked = do(priya, asked, "id-received", "2026-11-12")
    assert asked.due_on == date(2026, 12, 14)
    asked = do(priya, do(priya, asked, "clarification-asked", "2026-11-13"), "clarification-answered", "2026-11-16")
    assert (asked.due_on, asked.safe_on) == (date(2026, 12, 16), date(2026, 12, 15))
    asked = do(priya, asked, "answer", "2026-12-16", outcome="done", decided_by=cast.posts["ruth"], note="Sent")
    assert (asked.in_time, asked.state) == (True, "has_answer")


def test_a_complaint_is_acknowledged_in_time_and_then_kept_informed(cast, priya):
    from muniment.requests.complaints import Complaint

    made = Complaint(unit=cast.housing, subject="A letter went astray", text="It did", received_on=date(2026, 11, 16))
    write(priya, [Change(made, verb="create")])
    assert (made.due_on, made.safe_on) == (date(2026, 12, 16), date(2026, 12, 15))
    assert Duty.objects.get(register="complaints", record=made.pk).rule == "acknowledge"
    made = do(priya, made, "acknowledge", "2026-11-18")
    assert (made.state, made.clock_state, made.in_time) == ("being_answered", "ended", True)
    assert Duty.objects.get(register="complaints", record=made.pk).due == date(2026, 12, 2)
    made = do(priya, made, "tell-progress", "2026-12-01")
    assert Duty.objects.get(register="complaints", record=made.pk).due == date(2026, 12, 15)
    made = do(
        priya,
        made,
        "answer",
        "2026-12-10",
        outcome="upheld",
        decided_by=cast.posts["ruth"],
        note="Sorry",
        remedy="A letter",
        rights_told=True,
    )
    assert (made.outcome, made.remedy, made.rights_told, made.in_time) == ("upheld", "A letter", True, True)


def test_no_form_changes_what_the_clock_follows_from(cast, priya, client):
    request = received(cast, "2026-11-02")
    for values, said in (({"received_on": date(2026, 11, 9)}, "by its own step"), ({"law": "eir"}, "by its own step")):
        with pytest.raises(Invalid, match=said):
            write(priya, [Change(InformationRequest.objects.get(pk=request.pk), values, "edit")])
    client.force_login(cast.priya)
    form = client.get(f"/requests/{request.pk}/edit/").content.decode()
    assert 'name="subject"' in form
    assert 'name="received_on"' not in form
    assert 'name="received_on"' in client.get("/requests/new/").content.decode()


def test_a_clarification_says_why_it_is_needed(cast, priya, client):
    request = do(priya, received(cast, "2026-11-02"), "acknowledge", "2026-11-03")
    for reason in ({}, {"needed": None}, {"needed": "  "}):
        with pytest.raises(Invalid, match="why it is needed"):
            REGISTER.step("clarification-asked").do(priya, request, reason)
    client.force_login(fresh(cast.priya))
    form = f"/requests/{request.pk}/do/clarification-asked/"
    assert "Why it is needed" in client.get(form).content.decode()
    kept = client.post(form, {"on": "2026-11-04", "note": "Which homes?"})
    assert kept.status_code == 422
    assert "Which homes?" in kept.content.decode(), "what was typed is not lost"
    told = {"on": "2026-11-04", "note": "Which homes?", "needed": "The council owns some and lists others."}
    assert client.post(form, told).status_code == 302
    request.refresh_from_db()
    assert request.events[-1]["needed"] == told["needed"]
    page = client.get(f"/requests/{request.pk}/").content.decode()
    assert told["needed"] in page[page.index("How it came about") :]
    assert told["needed"] not in client.get("/requests/").content.decode()


def test_a_clarification_without_a_reason_that_is_here_already_stays(cast, priya, client):
    request = do(priya, received(cast, "2026-11-02"), "acknowledge", "2026-11-03")
    happened(priya, request, [entry("clarification-asked", date(2026, 11, 4), "Which?")], "run_case")
    request = do(priya, request, "clarification-answered", "2026-11-06")
    assert (request.due_on, "needed" in request.events[-2]) == (date(2026, 12, 7), False)
    client.force_login(fresh(cast.priya))
    assert "Why the requester was asked" not in client.get(f"/requests/{request.pk}/").content.decode()
