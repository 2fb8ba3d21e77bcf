"""My duties and the search for programmes: what their pages show, as far as the token's person sees and its scopes reach.

Seen red when the scopes of the token were not asked.
"""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment.registers import my_duties
from muniment.registers.register import Register
from muniment.registers.searching import search
from tests.cast import Cast, make_plan, make_recommendation, today
from tests.contracts import CLOSED, MARK, example, fresh, text_of
from tests.programmes import programme, send
from tests.test_interface import is_problem, people

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def one_day() -> Any:
    with today(TODAY):
        yield


def about(rows: list[Any]) -> list[tuple[str, int]]:
    return [(each["slug"], each["id"]) for each in rows]


def test_my_duties_are_those_of_the_page(cast: Cast) -> None:
    plan, tom = make_plan(cast), cast.posts["tom"]
    late = make_recommendation(plan, "A1", owner=tom, title="Keep a register")
    due = make_recommendation(plan, "A2", owner=tom, due="2027-03-01")
    undated = make_recommendation(plan, "A3", owner=tom, due=None)
    make_recommendation(plan, "A4", owner=cast.posts["ruth"])
    api = programme(cast.tom)
    told = api.get("/api/duties/").json()
    assert told["late"] == [
        {"what": "Update", "about": "A1 Keep a register", "slug": "recommendations", "id": late.pk, "due": "2026-09-30", "since": told["late"][0]["since"],
         "days_late": 54, "waits_for": "", "address": f"/recommendations/{late.pk}/", "done_at": f"/recommendations/{late.pk}/do/update/"}
    ]  # fmt: skip
    assert about(told["due"]) == [("recommendations", due.pk), ("recommendations", undated.pk)]
    assert told["due"][1]["due"] is None
    assert told["waiting"] == []
    from muniment.assurance import services
    from muniment.registers.access import Actor

    services.say_done(Actor.at_page(cast.tom), late, {"progress": "Kept."})
    told = api.get("/api/duties/").json()
    assert about(told["waiting"]) == [("recommendations", late.pk)]
    assert told["waiting"][0]["waits_for"]
    theirs = programme(cast.amina).get("/api/duties/").json()
    assert ("recommendations", late.pk) in about(theirs["late"] + theirs["due"])


@pytest.mark.parametrize("register", CLOSED)
def test_duties_and_search_tell_each_what_their_pages_tell(register: Register, cast: Cast) -> None:
    """And those who see nothing of it nothing, in no word."""
    example(register, cast)
    for person in people(cast):
        api = programme(person, write=False)
        mine = my_duties.duties_of(fresh(person))
        duties = api.get("/api/duties/")
        asked = [(each.register.slug, each.record.pk) for each in [*mine.late, *mine.week, *mine.later, *mine.undated]]
        assert about(duties.json()["late"] + duties.json()["due"]) == asked
        found = api.get("/api/search/", {"q": MARK})
        told = [(group["slug"], hit["id"]) for group in found.json()["items"] for hit in group["items"]]
        assert told == [(hit.register.slug, hit.pk) for each in search(fresh(person), MARK).groups for hit in each.hits]
        if not register.model.objects.visible_to(fresh(person)).exists():
            assert register.slug not in {slug for slug, _pk in [*told, *asked]}


def test_a_token_is_told_only_of_registers_that_it_reads(cast: Cast) -> None:
    plan = make_plan(cast, f"{MARK} audit")
    action = make_recommendation(plan, "A1", owner=cast.posts["priya"], title=f"{MARK} register")
    narrow, other, wide = (programme(cast.priya, write=False, slugs=slugs) for slugs in (["plans"], ["bodies"], []))
    assert ("recommendations", action.pk) in about(wide.get("/api/duties/").json()["late"])
    for api in (narrow, other):
        assert about([row for rows in api.get("/api/duties/").json().values() for row in rows]) == []
    found = {
        name: api.get(f"/api/search/?q={MARK}") for name, api in (("narrow", narrow), ("other", other), ("wide", wide))
    }
    assert {group["slug"] for group in found["narrow"].json()["items"]} == {"plans"}
    assert found["other"].json() == {"items": []}
    assert {"plans", "recommendations"} <= {group["slug"] for group in found["wide"].json()["items"]}
    assert is_problem(narrow.get(f"/api/search/?q={MARK}&slug=recommendations"), 403)
    assert narrow.get(f"/api/search/?q={MARK}&slug=plans").status_code == 200


def test_the_search_goes_on_in_one_register(cast: Cast) -> None:
    plan = make_plan(cast)
    for number in range(23):
        make_recommendation(plan, f"A{number}", title=f"{MARK} {number}")
    for slugs in ([], ["recommendations"]):
        api = programme(cast.priya, write=False, slugs=slugs)
        [group] = api.get(f"/api/search/?q={MARK}").json()["items"]
        assert (group["slug"], group["count"], group["more"], len(group["items"])) == ("recommendations", 23, False, 5)
        found, address = [], group["next"]
        while address:
            [group] = api.get(address).json()["items"]
            found += [each["id"] for each in group["items"]]
            address = group["next"]
        assert len(found) == len(set(found)) == 23


def test_what_was_found_is_told_in_plain_words(cast: Cast) -> None:
    """A page marks and escapes; a programme does that itself."""
    plan = make_plan(cast)
    words = 'Zebra & <b>"crossing"</b> &amp; <mark>'
    action = make_recommendation(plan, "A1", title=words, owner=cast.posts["tom"])
    file = "zebra <x> & co.txt"
    api = programme(cast.tom)
    assert api.post(f"/api/recommendations/{action.pk}/evidence/?name={file.replace(' ', '%20').replace('&', '%26')}", b"Words",
                    content_type="application/octet-stream").status_code == 201  # fmt: skip
    [group] = api.get("/api/search/?q=zebra").json()["items"]
    hit = group["items"][0]
    assert words in hit["title"]
    assert hit["address"] == f"/recommendations/{action.pk}/"
    assert "zebra x & co.txt" in {each["name"] for each in hit["passages"]}


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=%00", "q=" + "x" * 501, "q=x&page=2", "q=x&page=0&slug=plans", "q=x&page=x", "q=x&slug=nothing", "q=x&slug=%00", "q=x&colour=red",
     "q=%ED%A0%80"],
)  # fmt: skip
def test_what_the_search_cannot_be_asked(cast: Cast, query: str) -> None:
    answer = programme(cast.priya).get(f"/api/search/?{query}")
    assert answer.status_code == 200 if query == "q=%ED%A0%80" else is_problem(answer, 422)


def test_neither_is_written_to_nor_opened_without_a_token(cast: Cast, client: Any, signed_in: Any) -> None:
    for address in ("/api/duties/", "/api/search/?q=x"):
        assert is_problem(client.get(address), 401)
        assert is_problem(signed_in(cast.priya).get(address), 401)
        assert is_problem(send(programme(cast.priya), "post", address, {}), 405)
    assert is_problem(programme(cast.priya).get("/api/duties/?late=yes"), 422)


def test_as_many_queries_for_many_as_for_one(cast: Cast) -> None:
    plan = make_plan(cast)
    make_recommendation(plan, "A0", owner=cast.posts["tom"], title=MARK)
    api = programme(cast.tom, write=False)
    api.get("/api/duties/")

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert MARK in text_of(api.get(address))
        return len(queries)

    before = [asked(address) for address in ("/api/duties/", f"/api/search/?q={MARK}")]
    for number in range(1, 9):
        make_recommendation(plan, f"A{number}", owner=cast.posts["tom"], title=MARK)
    assert [asked(address) for address in ("/api/duties/", f"/api/search/?q={MARK}")] == before
