"""The digest: one letter a day at most, to who wants it, with what is theirs and nothing that they may not see."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from muniment import clock
from muniment.organisation import preferences
from muniment.people.models import Digest, Holding
from muniment.registers.services import Change, write
from muniment.web import digests
from muniment.web.escalation import escalated_to, reached
from muniment.web.models import Letter
from tests.cast import HOUSE, Cast, make_plan, make_recommendation

WEDNESDAY = date(2026, 9, 30)
SUNDAY = date(2026, 10, 4)
MONDAY = date(2026, 10, 5)


def late_action(cast: Cast, reference: str = "A1", due: date = date(2026, 9, 1), **values: Any) -> Any:
    plan = make_plan(cast, title=f"Plan of {reference}", unit=cast.housing)
    return make_recommendation(plan, reference, owner=cast.posts["tom"], due=due, **values)


def told_to(person: Any) -> str:
    return "\n".join(each.subject + "\n" + str(each.body) for each in mail.outbox if each.to == [person.email])


def test_a_letter_says_what_is_late_and_what_comes(cast: Cast) -> None:
    late_action(cast, agreed_action="Name an owner")
    late_action(cast, "A2", due=date(2026, 10, 2), agreed_action="Teach the teams")
    late_action(cast, "A3", due=date(2026, 12, 24), agreed_action="Far away")
    with clock.at(WEDNESDAY):
        digests.write_digests.enqueue()
    told = told_to(cast.tom)
    assert "1 late, 1 due soon" in told
    assert "29 days late" in told
    assert "due 2 October 2026" in told
    assert "Far away" not in told
    assert "http://localhost:8000/recommendations/" in told
    assert "/me/" in told


def test_nobody_reads_in_a_letter_what_they_may_not_see(cast: Cast) -> None:
    late_action(cast, agreed_action="Zanzibar")
    with clock.at(WEDNESDAY):
        digests.write_digests.enqueue()
    assert "Zanzibar" in told_to(cast.tom)
    for person in (cast.ruth, cast.company_ig, cast.nobody):
        assert "Zanzibar" not in told_to(person)


def test_a_day_has_one_letter_however_often_it_is_asked_for(cast: Cast) -> None:
    late_action(cast)
    with clock.at(WEDNESDAY):
        for _ in range(3):
            digests.write_digests.enqueue()
        digests.write_digests.enqueue()
    assert len([each for each in mail.outbox if each.to == [cast.tom.email]]) == 1


def test_the_letters_wait_for_the_councils_hour(cast: Cast) -> None:
    late_action(cast)
    preferences.change(HOUSE, {"digest_hour": 9})
    for hour, sent in ((8, 0), (9, 1)):
        with clock.at(datetime(2026, 9, 30, hour, 5, tzinfo=clock.LONDON)):
            digests.write_digests.enqueue()
        assert len(mail.outbox) == sent


def test_who_has_nothing_to_do_gets_no_letter(cast: Cast) -> None:
    with clock.at(WEDNESDAY):
        digests.write_digests.enqueue()
    assert mail.outbox == []


def test_how_often_it_comes_is_the_persons_choice(cast: Cast) -> None:
    late_action(cast)
    for often, days in (("daily", {WEDNESDAY, MONDAY}), ("weekly", {MONDAY}), ("never", set())):
        Digest.objects.update_or_create(person=cast.tom, defaults={"often": often})
        for day in (WEDNESDAY, SUNDAY, MONDAY):
            assert (cast.tom.pk in digests.who_wants_one(day)) == (day in days), (often, day)


def test_who_may_not_sign_in_or_holds_no_post_gets_none(cast: Cast) -> None:
    assert cast.nobody.pk not in digests.who_wants_one(WEDNESDAY)
    assert cast.tom.pk in digests.who_wants_one(WEDNESDAY)
    cast.tom.is_active = False
    cast.tom.save()
    assert cast.tom.pk not in digests.who_wants_one(WEDNESDAY)


def test_a_letter_on_the_way_is_left_alone_until_its_worker_is_surely_dead(cast: Cast) -> None:
    late_action(cast)
    with clock.at(WEDNESDAY):
        now = clock.now()
        letter = Letter.objects.create(person=cast.tom, day=WEDNESDAY, made_at=now, claimed_at=now)
        digests.send_letter.enqueue(letter.pk)
    assert mail.outbox == []
    with clock.at(now + timedelta(minutes=11)):
        digests.write_digests.enqueue()
        digests.write_digests.enqueue()
    assert [each.to for each in mail.outbox] == [[cast.tom.email]]
    assert mail.outbox[0].extra_headers["Message-ID"] == digests.number_of(letter)


def test_a_mail_server_that_fails_leaves_the_letter_to_be_sent(cast: Cast, monkeypatch: Any) -> None:
    late_action(cast)
    with clock.at(WEDNESDAY):
        letter = Letter.objects.create(person=cast.tom, day=WEDNESDAY, made_at=clock.now())
        with monkeypatch.context() as broken:
            broken.setattr(
                "django.core.mail.EmailMessage.send", lambda _self: (_ for _ in ()).throw(OSError("no server"))
            )
            with pytest.raises(OSError, match="no server"):
                digests.send_letter.func(letter.pk)
        digests.send_letter.enqueue(letter.pk)
    assert len(mail.outbox) == 1


def test_what_is_late_for_long_goes_up(cast: Cast) -> None:
    write(HOUSE, [Change(cast.posts["tom"], {"reports_to": cast.posts["daniel"]}, "edit")])
    action = late_action(cast, agreed_action="Name an owner")
    for days, told in ((5, False), (14, True), (40, True)):
        with clock.at(action.due + timedelta(days=days)):
            found = [each.record for each in escalated_to(type(cast.daniel).objects.get(pk=cast.daniel.pk), 14)]
        assert (action in found) == told, days
    with clock.at(action.due + timedelta(days=14)):
        digests.write_digests.enqueue()
    assert "Late with posts that report to you" in told_to(cast.daniel)


def test_a_vacant_post_passes_what_is_late_on_at_once(cast: Cast) -> None:
    write(HOUSE, [Change(cast.posts["tom"], {"reports_to": cast.posts["daniel"]}, "edit")])
    action = late_action(cast)
    held = Holding.objects.get(post=cast.posts["tom"])
    write(HOUSE, [Change(held, {"end": action.due}, "edit")])
    with clock.at(action.due + timedelta(days=1)):
        found = [each.record for each in escalated_to(type(cast.daniel).objects.get(pk=cast.daniel.pk), 14)]
    assert found == [action]


posts = st.integers(0, 9)


@given(
    reports_to=st.dictionaries(posts, st.none() | posts), filled=st.frozensets(posts), post=posts,
    late=st.integers(0, 400), after=st.integers(0, 60),
)  # fmt: skip
def test_a_chain_goes_up_through_filled_posts_only_and_ends(
    reports_to: dict[int, int | None], filled: frozenset[int], post: int, late: int, after: int
) -> None:
    found = reached(post, late, after, reports_to, filled)
    assert len(set(found)) == len(found)
    assert post not in found
    assert set(found) <= filled
    more = reached(post, late + 1, after, reports_to, filled)
    assert more[: len(found)] == found  # a day later nobody is told less


def test_the_number_of_queries_of_a_letter_does_not_grow(cast: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        tom = type(cast.tom).objects.get(pk=cast.tom.pk)
        with clock.at(WEDNESDAY), CaptureQueriesContext(connection) as counted:
            digests.words_for(tom)
        return len(counted)

    late_action(cast)
    one = queries()
    for number in range(2, 9):
        late_action(cast, f"A{number}")
    assert queries() == one
