"""The page of background work: who sees whose, who may have it tried again, and that it says nothing of other people's."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from muniment.jobs import work
from tests import job_tasks as tasks
from tests.cast import Cast
from tests.contracts import HTMX, holder_of, text_of

HOSTILE = "<script>alert(1)</script> =1+1 " + "x" * 300


@pytest.fixture(autouse=True)
def queue(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def failed(cast: Cast, title: str = "Tom's table") -> str:
    pk = work.ask(tasks.append, "x", asked_by=cast.tom.pk, title=title, address="/imports/1/")
    trouble = "Traceback (most recent call last):\n  File 'secret.py'\nRuntimeError: Zanzibar"
    DBTaskResult.objects.filter(pk=pk).update(status="FAILED", traceback=trouble)
    return pk


def test_who_runs_the_whole_sees_all_and_tries_again(cast: Cast, signed_in: Any) -> None:
    pk = failed(cast)
    for person in (cast.priya, holder_of("admin", cast.council)):
        browser = signed_in(person)
        page = browser.get("/jobs/").content.decode()
        assert "Tom&#x27;s table" in page
        assert "RuntimeError: Zanzibar" in page
        assert "secret.py" not in page
        assert browser.get(f"/jobs/{pk}/progress/").status_code == 200
        answer = browser.post(f"/jobs/{pk}/retry/", follow=True).content.decode()
        assert "It is tried again" in answer
        assert DBTaskResult.objects.get().status == "READY"
        assert "Nothing was changed" in browser.post(f"/jobs/{pk}/retry/", follow=True).content.decode()
        DBTaskResult.objects.update(status="FAILED")


def test_a_person_sees_their_own_without_its_inside(cast: Cast, signed_in: Any) -> None:
    pk = failed(cast)
    page = signed_in(cast.tom).get("/jobs/").content.decode()
    assert "Tom&#x27;s table" in page
    assert "Zanzibar" not in page
    assert "Try again" not in page
    fragment = signed_in(cast.tom).get(f"/jobs/{pk}/progress/").content.decode()
    assert 'href="/imports/1/"' in fragment
    assert signed_in(cast.tom).post(f"/jobs/{pk}/retry/").status_code == 403
    assert DBTaskResult.objects.get().status == "FAILED"


@pytest.mark.parametrize("name", ["ruth", "nobody", "company_ig", "daniel", "amina"])
def test_others_see_nothing_of_it(cast: Cast, signed_in: Any, name: str) -> None:
    """The company's manager too, who manages another whole."""
    pk = failed(cast)
    browser = signed_in(getattr(cast, name))
    assert "Tom" not in text_of(browser.get("/jobs/")).split("<main")[1]
    assert browser.get(f"/jobs/{pk}/progress/").status_code == 404
    assert browser.post(f"/jobs/{pk}/retry/").status_code == 404
    assert DBTaskResult.objects.get().status == "FAILED"


def test_strangers_meet_the_door_and_addresses_that_are_none_nothing(cast: Cast, client: Any, signed_in: Any) -> None:
    pk = failed(cast)
    for address in ("/jobs/", f"/jobs/{pk}/progress/", f"/jobs/{pk}/retry/"):
        assert client.get(address).status_code == 302
    browser = signed_in(cast.priya)
    assert browser.get(f"/jobs/{pk}/retry/").status_code == 405
    for address in ("/jobs/1/progress/", f"/jobs/{pk[:-4]}0000/progress/"):
        assert browser.get(address).status_code == 404
    assert browser.get("/jobs/?state=zzz&page=-9").status_code == 200


def test_hostile_titles_are_text_and_states_are_told(cast: Cast, signed_in: Any) -> None:
    pk = failed(cast, HOSTILE)
    browser = signed_in(cast.priya)
    for status, word in [
        ("READY", "Tried again later"),
        ("RUNNING", "Running"),
        ("SUCCESSFUL", "Done"),
        ("FAILED", "Failed"),
    ]:
        DBTaskResult.objects.update(status=status)
        for address in ("/jobs/", f"/jobs/{pk}/progress/"):
            page = browser.get(address).content.decode()
            assert "<script" not in page.replace(HTMX, "")
            assert f">{word}</span>" in page
        assert ("hx-get" in page) == (status in {"READY", "RUNNING"})
    assert "Nothing is here" in browser.get("/jobs/?state=waiting").content.decode()


def test_queries_do_not_grow_with_the_rows(cast: Cast, signed_in: Any) -> None:
    counts = []
    for more in (1, 20):
        for number in range(more):
            failed(cast, f"Work {number}")
        browser = signed_in(cast.priya)
        browser.get("/jobs/")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            browser.get("/jobs/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
