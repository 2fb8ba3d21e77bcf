"""What a record points to is told only where the reader may see it, and what strangers walk gives nothing away.

Seen red when the keys were not left out of records or of the history, when a file was looked for by its number alone, when anybody's
token could be ended, when a calendar's link was read as a token, and when half of a letter in a cursor reached the database.
"""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muniment import clock
from muniment.interface import tokens
from muniment.interface.schemas import named, pointing
from muniment.people.models import Person, RoleGiven
from muniment.registers import paging
from muniment.registers.models import Evidence, Token
from muniment.registers.register import Register, registry
from tests.cast import Cast, make_plan, make_recommendation
from tests.contracts import FIRST_DAY, REGISTERS, build, example, fresh, holder_of, text_of
from tests.programmes import programme, send
from tests.test_interface import is_problem

# A part that is seen by none but who sees its whole, whatever post they hold.
SEEN_WITH = {
    ("usage-audits", "place"), ("response-files", "request"), ("rights-files", "request"), ("incident-extensions", "action"),
    ("staff-matters", "incident"), ("request-exemptions", "request"), ("rights-exemptions", "request"), ("redactions", "request"), ("redactions", "exemption"),
    ("published-answers", "request"), ("transparency-publications", "item"),
    ("scans", "place"), ("held-folders", "place"), ("confirmed-labels", "place"),
}  # fmt: skip
SHUT = [
    pytest.param(register, column.name, id=f"{register.slug}-{column.name}")
    for register in registry
    for column in named(register)
    if column in pointing(register.model)
    and (register.slug, column.name) not in SEEN_WITH
    and "read" not in registry.of(column.related_model).access.everyone
]


# What stands beside a record is in its unit: only who answers for it by a post of their own sees the one and not the other.
MADE_KNOWN: dict[str, Any] = {
    "data-tasks": lambda cast: {"steward": cast.posts["tom"]}, "access-requests": lambda cast: {"asks": cast.posts["tom"]},
    "request-tasks": lambda cast: {"post": cast.posts["tom"]}, "rights-tasks": lambda cast: {"post": cast.posts["tom"]},
    "internal-reviews": lambda cast: {"owner": cast.posts["tom"]}, "incident-actions": lambda cast: {"owner": cast.posts["tom"]},
    "share-findings": lambda cast: {"owner": cast.posts["tom"]},
}  # fmt: skip


def elsewhere(register: Register, name: str, cast: Cast) -> Any:
    """What a field may point to, where the company is and the council is not; a part with its whole."""
    model: Any = register.model._meta.get_field(name).related_model
    about = registry.of(model)
    given = {about.seen_with: elsewhere(about, about.seen_with, cast)} if about.seen_with else {}
    fields = {column.name for column in model._meta.concrete_fields}
    if register.slug in MADE_KNOWN and "owner" in fields:
        given["owner"] = None
    if about.slug == "survey-returns":
        given["post"] = None  # of another body than the service, it would be refused
    if "unit" in fields:
        given["unit"] = cast.company
    with clock.at(FIRST_DAY):
        return build(model, cast, **given)


def sees(who: Person, record: Any) -> bool:
    return bool(type(record).objects.visible_to(fresh(who)).filter(pk=record.pk).exists())


@pytest.mark.parametrize(("register", "name"), SHUT)
def test_the_key_of_what_one_may_not_see_is_left_out(register: Register, name: str, cast: Cast) -> None:
    """In the list, the record, its past and its history; who sees both is told it."""
    target = elsewhere(register, name, cast)
    record = example(register, cast, **{name: target}, **MADE_KNOWN.get(register.slug, lambda _cast: {})(cast))
    both = holder_of("ig_manager", cast.housing)
    RoleGiven.objects.create(post=both.holdings.get().post, role="ig_manager", unit=cast.company)
    readers = [cast.tom, *(holder_of(role, cast.housing) for role in RoleGiven.Role.values)]
    blind = [who for who in readers if sees(who, record) and not sees(who, target)]
    assert blind
    assert sees(both, record)
    assert sees(both, target)
    for who, key in ((blind[0], None), (both, target.pk)):
        api, own = programme(who, write=False), f"/api/{register.slug}/{record.pk}/"
        addresses = [own, *([f"{own}?as_at={clock.today()}"] if register.past else [])]
        told = [api.get(address).json()["fields"][name] for address in addresses]
        told += [
            each["fields"][name]
            for each in api.get(f"/api/{register.slug}/").json()["items"]
            if each["id"] == record.pk
        ]
        lines = api.get(f"{own}history/").json()["items"]
        told += [line["changes"][name]["after"] for line in lines if name in line["changes"]]
        assert len(told) >= len(addresses) + 2
        assert set(told) == {key}, who


@pytest.mark.parametrize("register", REGISTERS)
def test_a_long_history_asks_as_much_as_a_short_one(register: Register, cast: Cast) -> None:
    from muniment.registers.models import History, HistoryPayload

    record = example(register, cast)
    api, address = programme(cast.priya, write=False), f"/api/{register.slug}/{record.pk}/history/"
    api.get(address)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert api.get(address).status_code == 200
        return len(queries)

    before = asked()
    line = History.objects.select_related("payload").get(register=register.slug, record=record.pk)
    content = (line.payload.before, line.payload.after)
    for number in range(1, 6):
        line.pk, line.number, line.digest = None, line.number + number * 1000, f"{number}"
        line.save(force_insert=True)
        HistoryPayload.objects.create(history=line, before=content[0], after=content[1], salt="x")
    assert len(api.get(address).json()["items"]) == 6
    assert asked() == before


def cursor_of(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


STRANGE = [
    None, True, -1, 0, 1.5, 10**18, 10**19, 10**400, float("nan"), float("inf"), "", "x", "\0", "\ud800", "x" * 2000, "2026-11-30",
    "9999-12-31", "0001-01-01", "2026-13-45", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", [], [1], {}, {"a": 1}, "1; DROP",
]  # fmt: skip


def _kind(register: Register, name: str) -> Any:
    try:
        field = paging._field(register.model._default_manager.all(), name)
    except FieldDoesNotExist:
        return name  # computed by the rows that a reader sees
    return type(field), paging.may_be_empty(register.model, name)


def orders() -> list[Any]:
    """Of the orders of all lists one for each sequence of kinds of field, and of each register the first."""
    found: dict[Any, Any] = {}
    for register in registry:
        for sort in ["", *(column.sort for column in register.columns if column.sort)]:
            kinds = tuple(_kind(register, name) for name in (sort or register.sort).lstrip("-").split(","))
            found.setdefault(
                kinds if sort else register.slug, pytest.param(register, sort, id=f"{register.slug}-{sort}")
            )
    return list(found.values())


@pytest.mark.parametrize(("register", "sort"), orders())
def test_a_forged_cursor_is_refused_or_is_a_place(register: Register, sort: str, cast: Cast) -> None:
    """Never broken; what is at no place of the list is told by its field."""
    example(register, cast)
    api = programme(cast.priya, write=False)
    many = len((sort or register.sort).split(","))
    forged = [cursor_of(*[value] * many, 1) for value in STRANGE]
    if not sort:
        forged += [cursor_of(*["x"] * many, value) for value in STRANGE]
        forged += [cursor_of(), cursor_of(*[1] * (many + 2)), "x", "=", "W10", "é", "[" * 3000, cursor_of(1) + "!"]
    for cursor in forged:
        answer = api.get(f"/api/{register.slug}/", {**({"sort": sort} if sort else {}), "cursor": cursor})
        assert answer.status_code in {200, 422}, (cursor, answer.content)
        assert answer.status_code == 200 or (is_problem(answer, 422) and answer.json()["errors"].keys() == {"cursor"})


# What strangers walk.


def test_nobody_ends_anothers_token_or_a_calendars_by_its_number(cast: Cast, signed_in: Any) -> None:
    mine, _secret = tokens.make(cast.priya, "mine", ["read:*"], clock.today())
    calendar, _link = tokens.issue(cast.priya, "calendar", tokens.CALENDAR)
    theirs, _other = tokens.make(cast.ruth, "theirs", ["read:*"], clock.today())
    for browser, pks in (
        (signed_in(cast.tom), [mine.pk, calendar.pk, theirs.pk]),
        (signed_in(cast.priya), [calendar.pk, theirs.pk]),
    ):
        for pk in [*pks, 0, theirs.pk + 1, 2**63 - 1, 2**63, 10**30]:
            assert browser.post(f"/tokens/{pk}/revoke/").status_code == 404
        for pk in ("-1", "x", "1.0", "%00"):
            assert browser.post(f"/tokens/{pk}/revoke/").status_code == 404
    assert not Token.objects.exclude(revoked_at=None).exists()


def test_a_calendars_link_opens_no_interface_and_a_token_no_calendar(cast: Cast, client: Any) -> None:
    _calendar, link = tokens.issue(cast.priya, "calendar", tokens.CALENDAR)
    _token, secret = tokens.make(cast.priya, "mine", ["read:*"], clock.today())
    assert is_problem(client.get("/api/plans/", headers={"authorization": f"Bearer {link}"}), 401)
    assert client.get(f"/calendar/feed/{secret}.ics").status_code == 404
    assert client.get(f"/calendar/feed/{link}.ics").status_code == 200


def test_a_revoked_and_an_expired_token_replay_no_answer(cast: Cast) -> None:
    """Nor does another token of the same person."""
    body = {"fields": {"title": "Records audit", "unit": cast.council.pk}}
    api = programme(cast.priya)
    assert send(api, "post", "/api/plans/", body, Idempotency_Key="k").status_code == 201
    other = send(programme(cast.priya), "post", "/api/plans/", body, Idempotency_Key="k")
    assert "Idempotent-Replayed" not in other.headers
    with clock.at(clock.now() + timedelta(days=31)):
        assert is_problem(send(api, "post", "/api/plans/", body, Idempotency_Key="k"), 401)
    tokens.revoke(Token.objects.filter(pk=Token.objects.earliest("pk").pk))
    assert is_problem(send(api, "post", "/api/plans/", body, Idempotency_Key="k"), 401)


def test_a_file_is_found_at_its_own_record_only(cast: Cast) -> None:
    """By the address of another record that one sees, of another register, and by a number that is none."""
    plan = make_plan(cast)
    mine = make_recommendation(plan, "A1", owner=cast.posts["tom"])
    other = make_recommendation(plan, "A2", owner=cast.posts["ruth"])
    send_file = programme(cast.priya).post
    for each in (mine, other):
        made = send_file(
            f"/api/recommendations/{each.pk}/evidence/?name=a.txt", b"Secret", content_type="application/octet-stream"
        )
        assert made.status_code == 201
    its, theirs = Evidence.objects.order_by("pk")
    api = programme(cast.tom)
    assert text_of(api.get(f"/api/recommendations/{mine.pk}/evidence/{its.pk}/")) == "Secret"
    for address in (
        f"recommendations/{mine.pk}/evidence/{theirs.pk}", f"recommendations/{other.pk}/evidence/{theirs.pk}",
        f"recommendations/{other.pk}/evidence/{its.pk}", f"plans/{plan.pk}/evidence/{its.pk}", f"parts/{mine.pk}/evidence/{its.pk}",
        f"recommendations/{mine.pk}/evidence/{theirs.pk + 1}", f"recommendations/{mine.pk}/evidence/{2**63 - 1}",
    ):  # fmt: skip
        answer = api.get(f"/api/{address}/")
        assert is_problem(answer, 404), address
        assert b"Secret" not in answer.content


@pytest.mark.parametrize("register", REGISTERS)
def test_records_of_another_body_are_as_ones_that_are_not_there(register: Register, cast: Cast) -> None:
    """By whatever address: what is not seen and what is not there have the same answer."""
    record = example(register, cast)
    api = programme(cast.company_ig)
    if sees(cast.company_ig, record):
        assert "read" in register.access.everyone
        return
    for path in ("", "history/", *(["evidence/"] if register.evidence else [])):
        there, nowhere = (api.get(f"/api/{register.slug}/{pk}/{path}") for pk in (record.pk, record.pk + 999))
        assert is_problem(there, 404)
        assert there.content == nowhere.content
    for step in register.steps:
        if step.form.base_fields.keys() <= {"seen_version"}:
            answers = [
                send(api, "post", f"/api/{register.slug}/{pk}/steps/{step.name}/", {"fields": {}})
                for pk in (record.pk, record.pk + 999)
            ]
            assert answers[0].content == answers[1].content
            assert is_problem(answers[0], 404)
