"""100,000 requests with their events, of which 10,000 are open: how quick their lists are, and all open clocks after a new holiday."""

import gc
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.test import Client

from benchmarks import held, lists
from benchmarks.large import BUILDER
from muniment import clock
from muniment.casework.cases import by_now, dates_of, entry
from muniment.casework.recounting import recount
from muniment.organisation import holidays
from muniment.people.models import Person, Post, Unit
from muniment.registers import duties, history, searching_index
from muniment.registers.models import History
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.requests.models import InformationRequest

REQUESTS, OPEN = 100_000, 10_000
LAWS = ("foi", "foi", "foi", "eir", "rpsi")


def build() -> Person:
    """Fills the register; returns whom all of it is shown to."""
    person, units, posts, _line = held.council()
    holidays.enter_packaged(BUILDER)
    rules, today = by_now(), clock.today()
    worked: dict[tuple[str, date, int], dict[str, Any]] = {}

    def made(n: int, unit: Unit, owner: Post | None) -> InformationRequest:
        is_open = n < OPEN
        # What is open came within the last two weeks; the rest in the two years before, as far as the holidays are loaded.
        received = today - timedelta(days=n % 14 if is_open else 60 + n % 640)
        law = LAWS[n % len(LAWS)]
        request = InformationRequest(
            subject=f"Question {n} about {held.THINGS[n % len(held.THINGS)]}", text=f"What does the council know of it? {n}", law=law,
            received_on=received, unit=unit, owner=owner, state="being_answered" if is_open else "has_answer",
            outcome="" if is_open else ("granted", "part", "refused", "not_held")[n % 4], told="we_have_it" if is_open else "the_answer",
        )  # fmt: skip
        request.events = [entry("received", received), entry("acknowledged", received + timedelta(days=1))]
        if not is_open:
            request.events.append(entry("answered", received + timedelta(days=15 + n % 20)))
        key = (law, received, -1 if is_open else n % 20)
        if key not in worked:
            worked[key] = dates_of(request, request.events, rules)
        for name, value in worked[key].items():
            setattr(request, name, value)
        return request

    with transaction.atomic():
        history.take_turn()
        held.records_of(InformationRequest, REQUESTS, made, units, posts)
    duties.rebuild()
    searching_index.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return person


def addresses() -> Iterator[tuple[str, str]]:
    """What is asked of the list and of a record."""
    register = register_of(InformationRequest)
    yield "list", "/requests/"
    yield "list by due", "/requests/?sort=due_on"
    yield "list by state", "/requests/?sort=state"
    yield "flags counted", "/requests/?open=flags"
    for flag in register.flags:
        yield f"only {flag.name}", f"/requests/?{flag.name}=yes"
    yield "filter law", "/requests/?law=eir"
    yield "search", "/requests/?q=licences"
    yield "as at a day", f"/requests/?as_at={clock.today() - timedelta(days=30)}"
    yield "a request", f"/requests/{REQUESTS // 2}/"
    yield "an open request", "/requests/7/"


def measure(timed: Any) -> None:
    """The lists, then every open clock after a holiday that moves them all, with its line of history."""
    with timed("requests", f"{REQUESTS} requests with their events built, duties and words derived"):
        person = build()
    gc.collect()
    gc.freeze()
    browser = Client()
    browser.force_login(person)
    for name, address in addresses():
        median, late = lists.measured(browser, address, 5)
        print(f"{'requests':<14} {name:<44} {median:8.0f} ms {late:8.0f} ms", flush=True)
    day = clock.today() + timedelta(days=3)
    while day.weekday() > 4:
        day += timedelta(days=1)
    before = History.objects.filter(register="requests").count()
    unit = Unit.objects.filter(parent=None).first()
    proclaimed = holidays.Holiday(unit=unit, day=day, nation="scotland", title="A holiday to measure by")
    write(BUILDER, [Change(proclaimed, verb="create")])
    start = time.process_time()
    with timed("requests", f"{OPEN} open clocks worked out again after a new holiday"):
        recount.func()
    used = time.process_time() - start
    lines = History.objects.filter(register="requests").count() - before
    print(f"{'':<22} {lines} of them moved, each with its line of history; {used:.1f} s of the processor")
