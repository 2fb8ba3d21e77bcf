"""The interface for programmes: for every register, a programme sees and does what its person may, and no more.

Seen red when the list read all rows, when a read-only token wrote, when a token turned a key, when the version was not compared,
when the list asked once more for each row, when a reference to an unseen record was told from one to nothing, when a cursor served
another list, and when a page ended at what has no value.
"""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.assurance.models import Plan, Recommendation
from muniment.interface import tokens
from muniment.people.models import Person
from muniment.registers.models import Evidence, History, Token
from muniment.registers.register import Register
from muniment.registers.services import Change, write
from muniment.registers.verbs import verbs
from muniment.registers.verifying import verify_all
from tests.cast import HOUSE, Cast, make_plan, make_recommendation
from tests.contracts import CLOSED, MARK, REGISTERS, example, fresh, text_of, unwritten
from tests.programmes import fields_of, programme, send

PROBLEM = "application/problem+json"
CREATABLE = [
    each for each in REGISTERS if each.values[0].creatable and (each.values[0].create_fields or each.values[0].fields)
]
EDITABLE = [each for each in REGISTERS if each.values[0].fields]
# What a programme may write less freely than the operator who writes examples: nobody acts for a post on days gone by.
ANEW: dict[str, Any] = {
    "delegations": lambda: {"start": clock.today(), "end": clock.today() + timedelta(days=7)},
}
STEPPED = [each for each in REGISTERS if each.values[0].steps]


def is_problem(response: Any, status: int) -> bool:
    told = response.json()
    assert response.headers["Content-Type"] == PROBLEM, response.content
    assert (response.status_code, told["status"]) == (status, status), response.content
    return bool(told["title"] and told["detail"] and told["type"].startswith("/api/#"))


def people(cast: Cast) -> list[Person]:
    """Who owns, who reads, who belongs to another unit, and who holds nothing."""
    return [cast.tom, cast.priya, cast.amina, cast.ruth, cast.company_ig, cast.nobody]


@pytest.mark.parametrize("register", REGISTERS)
def test_a_programme_sees_what_its_person_sees(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    for person in people(cast):
        api = programme(person, write=False)
        seen = set(register.model.objects.visible_to(fresh(person)).values_list("pk", flat=True))
        items = api.get(f"/api/{register.slug}/?limit=100").json()["items"]
        assert {each["id"] for each in items} == seen
        there = 200 if record.pk in seen else 404
        own = f"/api/{register.slug}/{record.pk}/"
        addresses = [own, f"{own}history/", *([f"{own}evidence/"] if register.evidence else [])]
        addresses += [f"{own}?as_at={clock.today()}"] if register.past else []
        for address in addresses:
            response = api.get(address)
            assert response.status_code == there, (person, address)
            assert there == 200 or is_problem(response, 404)


@pytest.mark.parametrize("register", CLOSED)
def test_nobody_learns_nothing(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    own = f"/api/{register.slug}/{record.pk}/"
    lists = [
        f"/api/{register.slug}/",
        f"/api/{register.slug}/?q={MARK}",
        *(f"/api/{register.slug}/?{flag.name}=yes" for flag in register.flags),
    ]
    for person in (cast.nobody, cast.company_ig):
        api = programme(person)
        told = [text_of(api.get(address)) for address in [*lists, own, f"{own}history/", f"{own}evidence/"]]
        acts = [send(api, "patch", own, {"fields": {}, "version": 1})] if register.fields else []
        acts += [
            send(api, "post", f"{own}steps/{step.name}/", {"fields": {}})
            for step in register.steps
            if step.form.base_fields.keys() <= {"seen_version"}
        ]
        assert all(is_problem(each, 404) for each in acts)
        assert not [each for each in [*told, *map(text_of, acts)] if MARK in each]


@pytest.mark.parametrize("register", CREATABLE)
def test_who_may_creates_and_changes_and_nobody_else(register: Register, cast: Cast) -> None:
    given = ANEW.get(register.slug, dict)()
    fields = fields_of(register, unwritten(register.model, cast, **given))
    lines = History.objects.count()
    if "create" not in register.access.everyone:
        assert is_problem(send(programme(cast.nobody), "post", f"/api/{register.slug}/", {"fields": fields}), 403)
    assert History.objects.count() == lines
    api = programme(cast.priya)
    made = send(api, "post", f"/api/{register.slug}/", {"fields": fields})
    assert made.status_code == 201, made.content
    told = made.json()
    read = api.get(made.headers["Location"])
    assert (read.json(), read.headers["ETag"]) == (told, f'"{told["version"]}"')
    assert {name: told["fields"][name] for name in fields if name in told["fields"]} == {
        name: value for name, value in fields.items() if name in told["fields"]
    }
    line = History.objects.latest("number")
    assert (line.verb, line.via, line.person, line.actor) == ("create", "api", cast.priya, cast.priya.name)
    assert verify_all().faults == []


@pytest.mark.parametrize("register", EDITABLE)
def test_an_edit_needs_the_version_and_tells_the_record_when_it_is_another(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    own, api = f"/api/{register.slug}/{record.pk}/", programme(cast.priya)
    name, value = next(
        (name, value) for name, value in _other_values(register, cast) if value != api.get(own).json()["fields"][name]
    )
    body = {"fields": {name: value}}
    assert is_problem(
        send(programme(cast.nobody), "patch", own, {**body, "version": 1}),
        403 if "read" in register.access.everyone else 404,
    )
    assert is_problem(send(api, "patch", own, body), 428)
    assert is_problem(send(api, "patch", own, body, If_Match='"9"'), 409)
    assert is_problem(send(api, "patch", own, body, If_Match="*"), 422)
    changed = send(api, "patch", own, {**body, "why": "Because."}, If_Match=f'"{record.version}"')
    assert changed.status_code == 200, changed.content
    assert (changed.json()["fields"][name], changed.json()["version"]) == (value, record.version + 1)
    late = send(api, "patch", own, {**body, "version": record.version})
    assert is_problem(late, 409)
    assert late.json()["record"]["fields"] == changed.json()["fields"]
    line = api.get(f"{own}history/").json()["items"][0]
    assert (line["verb"], line["via"], line["why"], line["changes"][name]["after"]) == (
        "edit",
        "api",
        "Because.",
        value,
    )


def _other_values(register: Register, cast: Cast) -> list[tuple[str, Any]]:
    """Values that its fields could have instead: another text, day, number, or none."""
    other = fields_of(register, unwritten(register.model, cast, mark="Other"))
    empty = {
        each.name: None for each in register.model._meta.concrete_fields if each.null and each.name in register.fields
    }
    # Texts first: a day may follow from others by a rule of its register.
    texts = {name: value for name, value in other.items() if str(value).startswith("Other")}
    return [(name, value) for name, value in {**texts, **empty, **other}.items() if name in register.fields]


@pytest.mark.parametrize("register", STEPPED)
def test_no_token_turns_a_key(register: Register, cast: Cast) -> None:
    """Also of whoever may do it at the page: it takes a person who signed in."""
    record = example(register, cast)
    keys = [step for step in register.steps if verbs.named(step.verb).key]
    words = {
        "note": "Seen.",
        "why": "So.",
        "progress": "Done.",
        "decision": "approve",
        "method": "shredded",
        "day": "2026-03-02",
    }
    for step in keys:
        fields = {name: words[name] for name in step.form.base_fields if name in words}
        if step.name != "decide" and "decision" in fields:
            fields["decision"] = step.form.base_fields["decision"].choices[0][0]
        for person in (cast.priya, cast.daniel, cast.amina, cast.tom):
            response = send(
                programme(person), "post", f"/api/{register.slug}/{record.pk}/steps/{step.name}/", {"fields": fields}
            )
            assert response.status_code in {403, 404} or step.name == "decide"
            assert response.status_code not in {200, 201}
    assert {row.via for row in History.objects.all()} == {"command"}


def test_a_step_is_taken_by_its_form_and_its_service(cast: Cast) -> None:
    action = make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])
    own, api = f"/api/recommendations/{action.pk}/", programme(cast.tom)
    offered = {step["name"]: step["address"] for step in api.get(own).json()["links"]["steps"]}
    assert {
        "update",
        "ask-extension",
    } == offered.keys()  # neither the key that its owner could turn, nor what is not theirs
    taken = send(api, "post", offered["update"], {"fields": {"progress": "Half done."}, "version": 1})
    assert (taken.status_code, taken.json()["fields"]["progress"], taken.json()["fields"]["state"]) == (
        200,
        "Half done.",
        "in_progress",
    )
    wrong = send(api, "post", offered["ask-extension"], {"fields": {"to_date": "2020-01-01"}})
    assert is_problem(wrong, 422)
    assert wrong.json()["errors"].keys() == {"reason"}
    early = send(api, "post", offered["ask-extension"], {"fields": {"to_date": "2020-01-01", "reason": "More."}})
    assert early.json()["errors"].keys() == {"to_date"}
    assert is_problem(send(api, "post", offered["update"], {"fields": {"progress": "Mine."}, "version": 1}), 409)
    assert is_problem(send(api, "post", f"{own}steps/set-date/", {"fields": {"due": "2027-01-01"}}), 403)
    assert is_problem(send(programme(cast.priya), "post", f"{own}steps/reopen/", {"fields": {"why": "So."}}), 409)
    assert is_problem(send(api, "post", f"{own}steps/fly/", {"fields": {}}), 404)
    # What is not asked of work that goes on is not silently dropped.
    assert is_problem(send(api, "post", offered["update"], {"fields": {"progress": "x", "begun": "no"}}), 422)


def test_who_updated_by_a_programme_had_a_hand_in_it(cast: Cast, signed_in: Any) -> None:
    action = make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])
    address = f"/api/recommendations/{action.pk}/steps/update/"
    assert send(programme(cast.priya), "post", address, {"fields": {"progress": "Done, nearly."}}).status_code == 200
    signed_in(cast.tom).post(f"/recommendations/{action.pk}/do/say-done/", {"progress": "Done."})
    assert signed_in(cast.priya).get(f"/recommendations/{action.pk}/do/verify/").status_code == 403


def test_evidence_is_attached_and_given_out_to_who_sees_the_record(cast: Cast) -> None:
    action = make_recommendation(make_plan(cast), "A1", owner=cast.posts["tom"])
    own, api = f"/api/recommendations/{action.pk}/evidence/", programme(cast.tom)
    made = api.post(f"{own}?name=../min%22utes.pdf", b"Minuted.", content_type="application/octet-stream")
    assert (made.status_code, made.json()["name"], made.json()["added_by"]) == (201, "minutes.pdf", "Tom Birch")
    assert [each["id"] for each in api.get(own).json()["items"]] == [Evidence.objects.get().pk]
    got = api.get(made.json()["address"])
    assert (text_of(got), got.headers["Content-Type"]) == ("Minuted.", "application/octet-stream")
    assert got.headers["Content-Disposition"].startswith("attachment")
    for person in (cast.ruth, cast.nobody):
        for response in (programme(person).get(own), programme(person).get(made.json()["address"])):
            assert is_problem(response, 404)
    assert is_problem(api.post(own, b"x", content_type="application/octet-stream"), 422)
    nothing = api.post(
        f"{own}?name=a", b"", content_type="application/octet-stream", CONTENT_TYPE="application/octet-stream"
    )
    assert is_problem(nothing, 422)
    assert is_problem(api.post(f"{own}?name=a", b"x", content_type="text/html"), 415)
    assert is_problem(programme(cast.daniel).post(f"{own}?name=a", b"x", content_type="application/octet-stream"), 403)
    big = api.post(f"{own}?name=a", b"x" * (41 * 1024 * 1024), content_type="application/octet-stream")
    assert is_problem(big, 413)


@pytest.mark.parametrize("register", REGISTERS)
def test_as_many_queries_for_many_as_for_one(register: Register, cast: Cast) -> None:
    example(register, cast)
    api = programme(cast.priya, write=False)
    api.get(f"/api/{register.slug}/")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert api.get(f"/api/{register.slug}/?limit=100").status_code == 200
        return len(queries)

    before = asked()
    for _more in range(3):
        example(register, cast)
    assert asked() == before <= 12


@pytest.mark.parametrize("register", REGISTERS)
def test_pages_in_any_order_hold_every_record_once(register: Register, cast: Cast) -> None:
    for _each in range(3):
        example(register, cast)
    api = programme(cast.priya, write=False)
    every = set(register.model.objects.visible_to(cast.priya).values_list("pk", flat=True))
    sorts = [each.sort for each in register.columns if each.sort and not each.sort.startswith("-")]
    past = [f"&as_at={clock.today()}"] if register.past else []
    for query in ["", *past, *(f"&sort={sign}{sort}" for sort in sorts for sign in ("", "-"))]:
        found, address = [], f"/api/{register.slug}/?limit=2{query}"
        while address:
            page = api.get(address).json()
            found += [each["id"] for each in page["items"]]
            address = page["next"]
        assert len(found) == len(set(found)), query
        assert set(found) == every, query


@pytest.mark.parametrize("sort", ["due", "-due", "owner__title", "-owner__title"])
def test_pages_go_past_what_has_no_value(cast: Cast, sort: str) -> None:
    """Of a field, and of a field of what may not be there."""
    plan = make_plan(cast, owner=cast.posts["tom"])
    for number, owner in enumerate(["tom", None, "ruth", None, "tom"]):
        due = None if owner is None else f"2026-0{number + 1}-01"
        make_recommendation(plan, f"A{number}", due=due)
        make_plan(cast, f"Plan {number}", owner=cast.posts[owner] if owner else None)
    slug = "plans" if "owner" in sort else "recommendations"
    api, found = programme(cast.priya), []
    address = f"/api/{slug}/?limit=1&sort={sort}"
    while address:
        page = api.get(address).json()
        found += [each["id"] for each in page["items"]]
        address = page["next"]
    assert found == [each["id"] for each in api.get(f"/api/{slug}/?sort={sort}").json()["items"]]
    assert len(found) == len(set(found)) == (6 if slug == "plans" else 5)


def test_a_list_asks_as_its_page_does(cast: Cast) -> None:
    plan, other = make_plan(cast), make_plan(cast, "Another plan")
    late = make_recommendation(plan, "A1", due="2020-01-01")
    make_recommendation(plan, "A2", due="2999-01-01")
    make_recommendation(other, "B1", due="2999-01-01", theme="Records")
    api = programme(cast.priya)

    def found(query: str) -> list[str]:
        return [each["fields"]["reference"] for each in api.get(f"/api/recommendations/?{query}").json()["items"]]

    assert found("late=yes") == ["A1"]
    assert found(f"plan={plan.pk}") == ["A1", "A2"]
    assert found("q=put+B1") == found("theme=Records") == ["B1"]
    assert found("sort=-plan,position,reference")[0] == "B1"
    assert found("late=yes&late_on=2019-01-01") == []
    with clock.at(clock.now() + timedelta(days=2)):
        write(HOUSE, [Change(late, {"reference": "A9"}, "edit")])
        yesterday = clock.today() - timedelta(days=1)
        assert found(f"as_at={yesterday}&late=yes") == ["A1"]
        one = api.get(f"/api/recommendations/{late.pk}/?as_at={yesterday}").json()
        assert (one["id"], one["fields"]["reference"], one["links"]["steps"]) == (late.pk, "A1", None)
        assert is_problem(api.get(f"/api/recommendations/{late.pk}/?as_at=2020-01-01"), 404)


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "limit=" + "9" * 30, "colour=red", "late=no", "sort=password", "as_at=yesterday", "as_at=0001-01-01",
     "q=%00", "cursor=x", "cursor=W10:1:x", "q=" + "x" * 201, "late_on=20260101", "page=2"],
)  # fmt: skip
def test_what_an_address_cannot_ask_is_refused(cast: Cast, query: str) -> None:
    assert is_problem(programme(cast.priya).get(f"/api/recommendations/?{query}"), 422)


def test_a_cursor_is_of_its_own_list_and_order(cast: Cast) -> None:
    plan = make_plan(cast)
    for number in range(3):
        make_recommendation(plan, f"A{number}")
    api = programme(cast.priya)
    cursor = api.get("/api/recommendations/?limit=1").json()["next"].rpartition("=")[2]
    assert api.get(f"/api/recommendations/?cursor={cursor}").status_code == 200
    for address in (
        f"/api/plans/?cursor={cursor}",
        f"/api/recommendations/?sort=due&cursor={cursor}",
        f"/api/recommendations/?cursor=A{cursor}",
    ):
        assert is_problem(api.get(address), 422)


HOSTILE = ["\0", "a\0b", "\ud800", "x" * 201, "", " ", 1, None, True, [], {}, 10**30, 1.5]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value)[:12])
def test_a_hostile_value_is_an_error_at_its_field(cast: Cast, value: Any) -> None:
    plan = make_plan(cast)
    api = programme(cast.priya)
    made = api.post(
        "/api/plans/",
        json.dumps({"fields": {"title": value, "unit": cast.council.pk}}),
        content_type="application/json",
    )
    assert is_problem(made, 422)
    assert any("title" in name for name in made.json()["errors"]), made.content
    body = json.dumps({"fields": {"title": value}, "version": 1})
    assert is_problem(api.patch(f"/api/plans/{plan.pk}/", body, content_type="application/json"), 422)
    assert Plan.objects.get().title == plan.title


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"\xff", 400), (b'{"fields": ' + b"[" * 100_000, 400), (b"", 415), (b"[]", 422), (b"null", 422), (b'"x"', 422), (b"{}", 422),
     (b'{"fields": {"title": "T"}}', 422), (b'{"fields": {"title": "T", "unit": 9223372036854775807}}', 422),
     (b'{"fields": {"title": "T", "unit": 9223372036854775808}}', 422), (b'{"fields": {"title": "T", "unit": -1}}', 422),
     (b'{"fields": {"title": "T", "unit": "1"}}', 422), (b'{"fields": {"title": "T", "unit": NaN}}', 422),
     (b'{"fields": {"title": "T", "unit": 1, "version": 9}}', 422), (b'{"fields": {"title": "T", "unit": 1, "withdrawn": true}}', 422),
     (b'{"fields": {"title": "T", "unit": 1}, "person": 1}', 422), (b'{"fields": {"title": "T", "unit": 1, "agreed_on": "30/11/2026"}}', 422)],
    ids=lambda value: ascii(value)[:60],
)  # fmt: skip
def test_what_is_no_record_is_refused(cast: Cast, body: bytes, status: int) -> None:
    assert is_problem(programme(cast.priya).post("/api/plans/", body, content_type="application/json"), status)
    assert not Plan.objects.exists()


@pytest.mark.parametrize("pk", ["0", "-1", "x", "9" * 19, "9" * 5000, "1.0", "%00"])
def test_a_key_that_is_none(cast: Cast, pk: str) -> None:
    response = programme(cast.priya).get(f"/api/plans/{pk}/")
    assert is_problem(response, response.status_code)
    assert response.status_code in {404, 422}


def test_a_reference_to_what_one_may_not_see_is_as_one_to_nothing(cast: Cast) -> None:
    """Both are the same answer, so that nobody can walk the keys of what is not theirs."""
    plan = make_plan(cast)
    api = programme(cast.company_ig)
    fields = {"reference": "X1", "agreed_action": "Ours", "unit": cast.company.pk, "acceptance": "accepted"}
    answers = [
        send(api, "post", "/api/recommendations/", {"fields": {**fields, "plan": pk}})
        for pk in (plan.pk, plan.pk + 999)
    ]
    assert all(is_problem(each, 422) for each in answers)
    assert answers[0].json() == answers[1].json()
    assert not Recommendation.objects.exists()


def test_a_record_is_not_moved_to_where_one_may_not_write(cast: Cast) -> None:
    plan = make_plan(cast, unit=cast.company)
    moved = send(
        programme(cast.company_ig),
        "patch",
        f"/api/plans/{plan.pk}/",
        {"fields": {"unit": cast.council.pk}, "version": 1},
    )
    assert is_problem(moved, 403)
    assert Plan.objects.get().unit == cast.company


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "head", "trace"])
def test_every_no_is_a_problem(cast: Cast, method: str) -> None:
    for address in (
        "/api/plans",
        "/api/nothing/",
        "/api/plans/1/history",
        "/api/plans/1/nothing/",
        "/api//",
        "/api/admin/",
    ):
        response = getattr(programme(cast.priya), method)(address)
        assert response.status_code == 404
        assert method == "head" or is_problem(response, 404)
    response = getattr(programme(cast.priya), method)("/api/plans/1/history/")
    if method != "get":
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET"
        assert method == "head" or is_problem(response, 405)


def test_what_breaks_is_a_problem_and_no_page(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from muniment.registers import paging

    def broken(*_arguments: Any, **_options: Any) -> None:
        raise ZeroDivisionError("Kiribati")

    monkeypatch.setattr(paging, "page_of", broken)
    response = programme(cast.priya).get("/api/plans/")
    assert is_problem(response, 500)
    assert "Kiribati" not in response.content.decode()
    assert "Kiribati" in caplog.text


def test_a_browser_that_is_signed_in_opens_nothing(cast: Cast, signed_in: Any) -> None:
    make_plan(cast)
    browser = signed_in(cast.priya)
    for response in (browser.get("/api/plans/"), send(browser, "post", "/api/plans/", {"fields": {}})):
        assert is_problem(response, 401)
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="Muniment"'
    assert browser.get("/api/").status_code == Client().get("/api/").status_code == 200


@pytest.mark.parametrize("register", REGISTERS)
def test_a_token_reaches_as_far_as_its_scopes(register: Register, cast: Cast) -> None:
    record = example(register, cast)
    own = f"/api/{register.slug}/{record.pk}/"
    other = "plans" if register.slug != "plans" else "audits"
    reads = [f"/api/{register.slug}/", own, f"{own}history/"]
    only_this, elsewhere = (
        programme(cast.priya, write=False, slugs=[register.slug]),
        programme(cast.priya, slugs=[other]),
    )
    for address in reads:
        assert only_this.get(address).status_code == 200
        assert is_problem(elsewhere.get(address), 403)
    assert is_problem(only_this.get(f"/api/{other}/"), 403)
    assert not only_this.get(own).json()["links"]["steps"]
    lines = History.objects.count()
    if register.fields:
        assert is_problem(send(only_this, "patch", own, {"fields": {}, "version": record.version}), 403)
    for step in register.steps:
        assert is_problem(send(only_this, "post", f"{own}steps/{step.name}/", {"fields": {}}), 403)
    assert History.objects.count() == lines


def test_a_token_that_is_over_opens_nothing(cast: Cast) -> None:
    make_plan(cast)
    api = programme(cast.priya)
    token = Token.objects.get()
    assert api.get("/api/plans/").status_code == 200
    with clock.at(clock.now() + timedelta(days=31)):
        assert is_problem(api.get("/api/plans/"), 401)
    write(HOUSE, [Change(Person.objects.get(pk=cast.priya.pk), {"is_active": False}, "edit")])
    assert is_problem(api.get("/api/plans/"), 401)
    write(HOUSE, [Change(Person.objects.get(pk=cast.priya.pk), {"is_active": True}, "edit")])
    tokens.revoke(Token.objects.filter(pk=token.pk))
    assert is_problem(api.get("/api/plans/"), 401)
    calendar = programme(cast.priya)
    Token.objects.filter(revoked_at=None).update(purpose="calendar")
    assert is_problem(calendar.get("/api/plans/"), 401)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer mnm_x", "Bearer \u00e9", "Bearer " + "x" * 9000, "mnm_"]
)
def test_a_stranger_finds_no_token(cast: Cast, header: str) -> None:
    programme(cast.priya)
    digest = Token.objects.get().digest
    for told in (header, f"Bearer {digest}", f"Bearer {digest[:20]}"):
        assert is_problem(Client(headers={"authorization": told}).get("/api/plans/"), 401)


def test_who_has_left_the_post_has_lost_what_came_with_it(cast: Cast) -> None:
    from muniment.people.models import Holding

    plan = make_plan(cast)
    api = programme(cast.priya)
    held = Holding.objects.get(person=cast.priya)
    write(HOUSE, [Change(held, {"end": clock.today() - timedelta(days=1)}, "edit")])
    assert is_problem(api.get(f"/api/plans/{plan.pk}/"), 404)
    assert api.get("/api/plans/").json()["items"] == []


def test_the_use_of_a_token_is_written_once_a_day(cast: Cast) -> None:
    api = programme(cast.priya)
    api.get("/api/plans/")
    assert Token.objects.get().used_on == clock.today()
    with CaptureQueriesContext(connection) as queries:
        api.get("/api/plans/")
    assert not [each for each in queries if each["sql"].startswith("UPDATE")]
