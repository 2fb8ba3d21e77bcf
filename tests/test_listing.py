"""Lists and pages: any address is answered, text stays text, and the number of queries does not grow with the rows.

Seen red when a list asked for each row, and when the past was shown to whoever asked.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import EmailField
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from muniment.assurance import services
from muniment.assurance.models import Part, Recommendation
from muniment.registers.access import Actor
from muniment.registers.register import Register
from muniment.registers.services import Change, write
from tests.cast import HOUSE, Cast, make, make_plan, make_recommendation
from tests.contracts import (
    CLOSED,
    MARK,
    REGISTERS,
    example,
    holder_of,
    lists_of,
    pages_of,
    text_of,
    unwritten,
)

FEW, MANY = 3, 30
SCRIPT = "<script>alert(1)</script>"


def queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(address)
        text_of(answer)
    assert answer.status_code == 200, address
    return len(captured)


def same_with_more(browser: Client, addresses: list[str], more: Callable[[], Any]) -> None:
    before = {address: queries(browser, address) for address in addresses}
    more()
    after = {address: queries(browser, address) for address in addresses}
    assert after == before


def examples(register: Register, cast: Cast, number: int) -> None:
    write(HOUSE, [Change(unwritten(register.model, cast), verb="create") for _each in range(number)])


@pytest.mark.parametrize("register", REGISTERS)
def test_lists_take_the_same_queries_with_many_rows(register: Register, cast: Cast, signed_in: Any) -> None:
    reader = holder_of(next(iter(sorted(register.access.roles_for("read"))), "staff"), cast.council)
    examples(register, cast, FEW)
    addresses = [address for address in lists_of(register) if "xlsx" not in address][:5]
    addresses += [f"/{register.slug}/?{each.name}=1" for each in register.filters][:1]
    same_with_more(signed_in(reader), addresses, lambda: examples(register, cast, MANY - FEW))


def grow(plan: Any, cast: Cast, start: int, end: int) -> None:
    """Actions of every kind: late, said done, with parts, waiting for one another, with a later date asked for."""
    made: list[Recommendation] = []
    for number in range(start, end):
        action = make_recommendation(plan, f"A{number}", owner=cast.posts["tom" if number % 2 else "ruth"])
        owner = Actor.at_page(cast.tom if number % 2 else cast.ruth)
        if number % 3 == 0:
            make(
                Part, recommendation=action, unit=plan.unit, label="a", agreed_action="A part", owner=cast.posts["tom"]
            )
            services.depend(Actor.at_page(cast.priya), action, {"needs": made[-1]}) if made else None
        elif number % 3 == 1:
            to = {"to_date": action.due.replace(year=2030), "reason": "Late."}
            services.ask_extension(owner, action, to)
        else:
            services.say_done(owner, action, {"progress": "Done."})
        made.append(action)


def test_the_page_of_a_plan_takes_the_same_queries_with_many_actions(cast: Cast, signed_in: Any) -> None:
    plan = make_plan(cast)
    grow(plan, cast, 0, 6)
    same_with_more(signed_in(cast.priya), [f"/plans/{plan.pk}/"], lambda: grow(plan, cast, 6, MANY))


def test_home_takes_the_same_queries_with_many_duties(cast: Cast, signed_in: Any) -> None:
    plan = make_plan(cast)

    def more(start: int, end: int) -> None:
        for number in range(start, end):
            make_recommendation(plan, f"A{number}", owner=cast.posts["tom"])

    more(0, FEW)
    same_with_more(signed_in(cast.tom), ["/"], lambda: more(FEW, MANY))


@pytest.mark.parametrize("register", REGISTERS)
def test_a_record_takes_the_same_queries_with_a_long_history(register: Register, cast: Cast, signed_in: Any) -> None:
    record = example(register, cast)
    if not hasattr(record, "unit"):
        pytest.skip("The directory has no units to move between.")
    reader = holder_of(next(iter(sorted(register.access.roles_for("read"))), "staff"), cast.council)

    def more(number: int) -> None:
        for each in range(number):
            now = register.model._default_manager.get(pk=record.pk)
            write(HOUSE, [Change(now, {"unit": (cast.council, cast.housing)[each % 2]}, "edit")])

    more(3)
    addresses = pages_of(register, record.pk)[register.slug == "editions" :]
    same_with_more(signed_in(reader), addresses, lambda: more(15))


# Any address.


ADDRESSES = {
    "as_at=9999-12-31": 422, "as_at=0001-01-01": 422, "late_on=9999-12-31": 422, "as_at=yesterday": 422,
    "page=x": 200, "page=-1": 200, f"page={'9' * 30}": 200, "sort=password": 200, "sort=--pk": 200,
    "sort=unit__body__name": 200, "q=%00": 200, "q=%27%22%3B--%25_": 200, f"q={'a+' * 200}": 200,
    "plan=99999999999999999999&owner=-1&state=%00&post=1e3": 200, "nothing=1&q=%F0%9F%98%80": 200,
}  # fmt: skip


@pytest.mark.parametrize("register", REGISTERS)
def test_any_address_of_a_list_is_answered(register: Register, cast: Cast, signed_in: Any) -> None:
    browser = signed_in(cast.priya)
    for query, status in ADDRESSES.items():
        answer = browser.get(f"/{register.slug}/export.csv?{query}")
        text_of(answer)
        assert answer.status_code == status, query
    assert browser.get(f"/{register.slug}/?q=%00&page=-1").status_code == 200


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> list[str]:
    """Every address of the house, as Django writes its patterns."""
    found = []
    for each in (resolver or get_resolver()).url_patterns:
        route = prefix + str(each.pattern)
        found += patterns(each, route) if isinstance(each, URLResolver) else [route] * isinstance(each, URLPattern)
    return found


def filled(route: str, slug: str, number: int, word: str) -> str:
    import re

    def value(match: Any) -> str:
        kind = match.group(1).rstrip(":")
        return {"int": str(number), "register": slug, "str": "x"}.get(kind, word)

    return "/" + re.sub(r"<(?:([a-z]+):)?[a-z_]+>", value, route)


@pytest.mark.parametrize("register", CLOSED)
def test_a_stranger_who_tries_every_number_at_every_address_finds_nothing(
    register: Register, cast: Cast, signed_in: Any
) -> None:
    record = example(register, cast)
    browser = signed_in(cast.nobody)
    routes = [route for route in patterns() if "<int:" in route and "^" not in route]
    assert len(routes) > 10
    words = ["csv", "html", *(step.name for step in register.steps[:2])]
    for route in routes:
        if "<register:" not in route and not route.startswith(register.slug):
            continue
        # Around the record: on PostgreSQL numbers go on from test to test.
        for number in (1, *range(max(2, record.pk - 2), record.pk + 3)):
            for word in words if "<slug:name" in route or "<slug:kind" in route else words[:1]:
                answer = browser.get(filled(route, register.slug, number, word))
                assert answer.status_code == 404, route
                assert MARK not in text_of(answer)
    for number in (0, 10**6, 10**18, 10**30):
        assert browser.get(f"/{register.slug}/{number}/").status_code == 404


# Text stays text.


@pytest.mark.parametrize("register", REGISTERS)
def test_markup_in_a_record_is_shown_as_text(
    register: Register, cast: Cast, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests import contracts

    monkeypatch.setattr(contracts, "_plain", _hostile(contracts._plain))
    record = example(register, cast)
    role = "ig_manager" if "read" in register.access.everyone else max(
        register.access.roles_for("read"), key=lambda role: len(register.access.roles[role])
    )  # fmt: skip
    browser = signed_in(holder_of(role, cast.council))
    addresses = [
        *pages_of(register, record.pk)[register.slug == "editions" :],
        f"/{register.slug}/",
        f"/{register.slug}/{record.pk}/edit/",
        "/",
    ]
    addresses += [f"/{register.slug}/{record.pk}/do/{step.name}/" for step in register.steps]
    seen = ""
    for address in addresses:
        told = text_of(browser.get(address))
        assert SCRIPT not in told, address
        seen += told
    assert "&lt;script&gt;" in seen or register.slug in {"holdings", "roles", "dependencies"}


def _hostile(plain: Any) -> Any:
    def made(field: Any, days: Any, mark: str) -> Any:
        return plain(field, days, SCRIPT if mark == MARK and not isinstance(field, EmailField) else mark)

    return made
