"""Two people at the disclosure log at once, and one who presses twice at once: one of them is first, and nothing is done twice.

Seen red, on PostgreSQL, when the second press did not wait for its turn before it looked at what was there.
"""

from datetime import UTC, datetime
from typing import Any

from muniment import clock
from muniment.people.models import Person
from muniment.publication import asking, disclosure_log, offerings
from muniment.publication.published_answers import PublishedAnswer, State
from muniment.registers.access import Actor
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import History
from muniment.registers.verifying import verify_all
from muniment.requests.requests import InformationRequest
from tests.apart import apart, in_thread, together
from tests.cast import make_cast
from tests.contracts import holder_of
from tests.test_disclosure_log import TOLD, answered

__all__ = ["apart"]
NOW = datetime(2026, 12, 20, 10, 0, tzinfo=UTC)


def story() -> tuple[int, list[int]]:
    """An answer that waits for approval, and two people who may approve it."""
    with clock.at(NOW):
        cast = make_cast()
        priya = Actor.at_page(Person.objects.get(pk=cast.priya.pk))
        others = [holder_of("ig_officer", cast.council).pk for _n in range(2)]
        return disclosure_log.propose(priya, answered(cast, priya), TOLD).pk, others


def test_of_two_who_approve_at_once_one_does(apart: dict[str, str]) -> None:
    made, others = in_thread(story)

    def approve(person: int) -> str:
        actor = Actor.at_page(Person.objects.get(pk=person))
        try:
            disclosure_log.approve(actor, PublishedAnswer.objects.get(pk=made), {"why": "Read it", "seen_version": 1})
        except (Invalid, Conflict, Refused) as error:
            return str(error)
        return ""

    said = together([lambda mine=each: approve(mine) for each in others])
    assert sorted(bool(each) for each in said) == [False, True]

    def told() -> None:
        assert PublishedAnswer.objects.get().state == State.PUBLISHED
        assert History.objects.filter(register="published-answers", verb="approve_log").count() == 1
        assert [each for each in verify_all().faults if each.where.startswith(("published-answers", "history"))] == []

    in_thread(told)


def test_of_one_form_sent_four_times_at_once_one_request_is_made(apart: dict[str, str]) -> None:
    in_thread(story)
    before = in_thread(InformationRequest.objects.count)

    def send() -> Any:
        made = asking.send("one visit", "How many dogs?", "A. Person", "a@post.example")
        return made.pk if made else None

    assert len(set(together([send] * 4))) == 1
    assert in_thread(InformationRequest.objects.count) == before + 1


def test_of_many_at_once_no_more_than_the_limit_are_taken(apart: dict[str, str]) -> None:
    taken = together([lambda: [offerings.take("sent", 5) for _n in range(4)] for _t in range(3)])
    assert sum(each for some in taken for each in some) == 5
