"""A quarter over 100,000 cases: the page of its figures, the facts of its report, and the chips of the list of requests."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.test import Client

from benchmarks import held, requested
from muniment import clock
from muniment.casework.cases import by_now, dates_of, entry
from muniment.people.models import Person, Post, Unit
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.spans import Span, recent
from muniment.reporting import drafting, services
from muniment.reporting.quarter.facts import gather
from muniment.reporting.quarter.scope import moment_for, why_partial
from muniment.requests.models import InformationRequest, RequestExemption, RightsRequest

RIGHTS, EXEMPTIONS = 20_000, 20_000
CODES = ("foi-40-2", "foi-43-2", "foi-12", "foi-31-1-a")
TIMES = 5


def build() -> Person:
    """The requests of their own benchmark, and beside them requests about own data and exemptions."""
    person = requested.build()
    beside()
    return person


def beside() -> None:
    units, posts = list(Unit.objects.exclude(parent=None).order_by("pk")), list(Post.objects.order_by("pk"))
    today, rules = clock.today(), by_now()
    first = InformationRequest.objects.order_by("pk").values_list("pk", flat=True)[0]
    worked: dict[Any, dict[str, Any]] = {}

    def rights(n: int, unit: Unit, owner: Post | None) -> RightsRequest:
        received = today - timedelta(days=60 + n % 640)
        made = RightsRequest(
            subject=f"All about {n}", text="Everything.", right="access", data_subject=f"Person {n}", received_on=received, unit=unit, owner=owner,
            state="has_answer", outcome=("done", "part", "refused", "no_data")[n % 4], told="the_answer",
        )  # fmt: skip
        made.events = [entry("received", received), entry("answered", received + timedelta(days=15 + n % 40))]
        key = (received, n % 40)
        if key not in worked:
            worked[key] = dates_of(made, made.events, rules)
        for name, value in worked[key].items():
            setattr(made, name, value)
        return made

    def exemption(n: int, unit: Unit, _owner: Post | None) -> RequestExemption:
        at = first + requested.OPEN + (n * 7) % (requested.REQUESTS - requested.OPEN)
        return RequestExemption(
            unit=unit,
            request_id=at,
            code=CODES[n % len(CODES)],
            applies_to="Names",
            state="relied_on" if n % 5 else "given_up",
        )

    with transaction.atomic():
        history.take_turn()
        held.records_of(RightsRequest, RIGHTS, rights, units, posts)
        held.records_of(RequestExemption, EXEMPTIONS, exemption, units, posts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def asked(person: Person) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What is measured, with its name."""
    running, ended = (recent(clock.today(), quarters=True)[at] for at in (-1, -2))
    council = Unit.objects.filter(parent=None).order_by("pk")[0]
    part = Unit.objects.exclude(parent=None).order_by("pk")[0]
    browser = Client()
    browser.force_login(person)

    def page(span: Span) -> Callable[[], Any]:
        return lambda: browser.get("/quarter/", {"of": str(span)})

    def facts(unit: Unit, span: Span) -> Callable[[], Any]:
        return lambda: gather(
            unit, moment_for(unit, clock.today(), min(clock.today(), span.days[1] - timedelta(days=1)))
        )

    yield "the page of the quarter that runs", page(running)
    yield "the page of the quarter that ended last", page(ended)
    yield "the facts of a report of the quarter that runs", facts(council, running)
    yield "the facts of a report of the quarter that ended", facts(council, ended)
    yield "the same of one service", facts(part, ended)
    report = services.draft_for(council, kind_name="quarter")
    yield "the whole draft as a document", lambda: drafting.draft_of(report)
    yield (
        "whether somebody sees all that it counts",
        lambda: why_partial(Actor.at_page(Person.objects.get(pk=person.pk)), report),
    )
    for flag in ("late", "near", "waiting"):
        yield f"the list of requests, only {flag}", lambda flag=flag: browser.get("/requests/", {flag: "yes"})


def measure(timed: Any) -> None:
    """Each several times: the median and the longest."""
    with timed("quarter", f"{requested.REQUESTS} requests, {RIGHTS} about own data and {EXEMPTIONS} exemptions built"):
        person = build()
    gc.collect()
    gc.freeze()
    show(person)


def show(person: Person) -> None:
    for name, do in asked(person):
        do()
        taken = []
        for _time in range(TIMES):
            start = time.perf_counter()
            do()
            taken.append((time.perf_counter() - start) * 1000)
        print(f"{'quarter':<14} {name:<52} {statistics.median(taken):8.0f} ms {max(taken):8.0f} ms", flush=True)
