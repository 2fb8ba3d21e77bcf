"""A write with an Idempotency-Key is done once, however often and from wherever it is sent.

Seen red when the request was not compared, when the key was claimed after the write, and when an answer was told to another token.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from muniment import clock
from muniment.assurance.models import Plan
from muniment.interface import tokens
from muniment.registers.models import Answer, Evidence, History
from tests.apart import apart, in_thread, together
from tests.cast import Cast, make_cast, make_plan, make_recommendation
from tests.programmes import programme, send

__all__ = ["apart"]


def body(cast: Cast, title: str = "Data protection audit") -> dict[str, Any]:
    return {"fields": {"title": title, "unit": cast.council.pk}}


def test_the_same_again_is_answered_again_and_not_written_again(cast: Cast) -> None:
    api = programme(cast.priya)
    first, again = (send(api, "post", "/api/plans/", body(cast), Idempotency_Key="k1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.content, first.headers["Location"], first.headers["ETag"]) == (
        again.content, again.headers["Location"], again.headers["ETag"],
    )  # fmt: skip
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert Plan.objects.count() == 1
    assert send(api, "post", "/api/plans/", body(cast), Idempotency_Key="k2").status_code == 201
    assert Plan.objects.count() == 2


def test_another_request_with_the_same_key_is_refused(cast: Cast) -> None:
    api = programme(cast.priya)
    pk = send(api, "post", "/api/plans/", body(cast), Idempotency_Key="k").json()["id"]
    others = [
        send(api, "post", "/api/plans/", body(cast, "Another"), Idempotency_Key="k"),
        send(api, "patch", f"/api/plans/{pk}/", {"fields": {}, "version": 1}, Idempotency_Key="k"),
    ]
    assert [each.status_code for each in others] == [422, 422]
    assert "another request" in others[0].json()["detail"]
    assert Plan.objects.get().title == "Data protection audit"


def test_a_key_is_its_tokens_own(cast: Cast) -> None:
    answers = [
        send(programme(who), "post", "/api/plans/", body(cast), Idempotency_Key="k")
        for who in (cast.priya, cast.nobody)
    ]
    assert [each.status_code for each in answers] == [201, 403]


def test_a_no_is_told_again_too_and_what_could_not_be_read_leaves_the_key_free(cast: Cast) -> None:
    plan = make_plan(cast)
    api = programme(cast.priya)
    old = {"fields": {"title": "Mine"}, "version": 7}
    told = [send(api, "patch", f"/api/plans/{plan.pk}/", old, Idempotency_Key="k") for _ in range(2)]
    assert [each.status_code for each in told] == [409, 409]
    assert told[0].json() == told[1].json()
    assert told[1].headers["Content-Type"] == "application/problem+json"
    assert send(api, "post", "/api/plans/", {"fields": {"title": 1}}, Idempotency_Key="new").status_code == 422
    assert send(api, "post", "/api/plans/", body(cast), Idempotency_Key="new").status_code == 201


def test_an_edit_and_a_step_and_a_file_are_done_once(cast: Cast) -> None:
    action = make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])
    own, api = f"/api/recommendations/{action.pk}/", programme(cast.priya)
    lines = History.objects.count()
    for _again in range(2):
        assert (
            send(api, "patch", own, {"fields": {"title": "Keep"}}, If_Match='"1"', Idempotency_Key="a").status_code
            == 200
        )
        step = send(
            api, "post", f"{own}steps/update/", {"fields": {"progress": "Half."}, "version": 2}, Idempotency_Key="b"
        )
        assert step.status_code == 200
        file = api.post(
            f"{own}evidence/?name=a.txt",
            b"x",
            content_type="application/octet-stream",
            headers={"Idempotency-Key": "c"},
        )
        assert file.status_code == 201
    assert History.objects.count() == lines + 3
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "a b", "\u00e9"])
def test_a_key_that_is_none(cast: Cast, key: str) -> None:
    assert send(programme(cast.priya), "post", "/api/plans/", body(cast), Idempotency_Key=key).status_code == 422
    assert not Plan.objects.exists()


def test_answers_are_kept_for_a_day_and_not_for_ever(cast: Cast) -> None:
    api = programme(cast.priya)
    send(api, "post", "/api/plans/", body(cast), Idempotency_Key="k")
    with clock.at(clock.now() + timedelta(hours=25)):
        send(api, "post", "/api/plans/", body(cast), Idempotency_Key="k")
    assert Plan.objects.count() == 1
    with clock.at(clock.now() + timedelta(days=8)):
        send(api, "post", "/api/plans/", body(cast), Idempotency_Key="other")
    assert [each.key for each in Answer.objects.all()] == ["other"]


def test_the_answers_of_a_token_that_is_not_used_again_are_forgotten_too(cast: Cast) -> None:
    from muniment.interface.pruning import forget_answers

    send(programme(cast.priya), "post", "/api/plans/", body(cast), Idempotency_Key="k")
    for days, left in ((6, 1), (8, 0)):
        with clock.at(clock.now() + timedelta(days=days)):
            forget_answers.func()
        assert Answer.objects.count() == left


def test_what_broke_leaves_no_answer(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from muniment.interface import operations

    def broken(*_arguments: Any, **_options: Any) -> None:
        raise ZeroDivisionError

    client = programme(cast.priya)
    with monkeypatch.context() as patched:
        patched.setattr(operations, "told_now", broken)  # after the record was written
        assert send(client, "post", "/api/plans/", body(cast), Idempotency_Key="k").status_code == 500
    assert not Plan.objects.exists()
    assert send(client, "post", "/api/plans/", body(cast), Idempotency_Key="k").status_code == 201


def test_two_at_once_are_one_write(apart: dict[str, str]) -> None:
    def story() -> tuple[str, dict[str, Any]]:
        cast = make_cast()
        scopes = tokens.scopes_of(write=True)
        return tokens.make(cast.priya, "test", scopes, clock.today() + timedelta(days=1))[1], body(cast)

    secret, asked = in_thread(story)

    def act() -> tuple[int, bytes]:
        api = Client(headers={"authorization": f"Bearer {secret}"})
        answer = send(api, "post", "/api/plans/", asked, Idempotency_Key="k")
        return answer.status_code, answer.content

    answers = together([act] * 6)
    assert {status for status, _content in answers} == {201}, answers
    assert len(set(answers)) == 1
    assert in_thread(Plan.objects.count) == 1
