"""How quick lists, records and exports are over 100,000 rows: through the pages themselves, median and 95th percentile."""

import gc
import statistics
import time
from collections.abc import Iterator
from typing import Any

from django.test import Client

from benchmarks import large
from muniment.assurance.models import Recommendation
from muniment.registers.register import registry

TIMES, MEDIAN, LATE = 15, 60, 150


def measured(browser: Client, address: str, times: int = TIMES) -> tuple[float, float]:
    """Milliseconds of an address, after one look to warm up: the median and the 95th percentile."""
    taken = []
    for turn in range(times + 1):
        start = time.perf_counter()
        answer = browser.get(address)
        for _block in answer.streaming_content if answer.streaming else ():
            pass
        if turn or times == 1:
            taken.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
    ordered = sorted(taken)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


def addresses(plan: int) -> Iterator[tuple[str, str]]:
    """What is asked of a list, with its name in the table."""
    register = registry.named("recommendations")
    assert register is not None
    where = "/recommendations/"
    yield "list", where
    for sort in dict.fromkeys(column.sort for column in register.columns if column.sort):
        yield f"by {sort}", f"{where}?sort={sort}"
        yield f"by {sort}, the other way", f"{where}?sort=-{sort}"
    for flag in register.flags:
        yield f"only: {flag.name}", f"{where}?{flag.name}=yes"
    values = {"plan": str(plan), "theme": "Training", "state": "verified", "owner": "7", "acceptance": "accepted"}
    for each in register.filters:
        yield f"filter {each.name}", f"{where}?{each.name}={values[each.name]}"
        yield f"filter {each.name} opened", f"{where}?open={each.name}"
    yield "flags counted", f"{where}?open=flags"
    yield "two filters", f"{where}?plan={plan}&state=in_progress&sort=due"
    yield "search", f"{where}?q=retention"
    yield "as at a day", f"{where}?as_at=2026-02-10"
    yield "as at a day, by due", f"{where}?as_at=2026-02-10&sort=due"
    yield "a page far in", far(register, "")
    yield "a page far in, by due", far(register, "due")
    yield "a page far in, by state", far(register, "state")
    yield "a page far back, by due", far(register, "-due")
    yield "record", f"{where}{large.ROWS // 2}/"
    yield "form", f"{where}{large.ROWS // 2}/edit/"


def far(register: Any, sort: str) -> str:
    """The page after a row that stands far in the list."""
    from muniment.registers.listing import Listing

    shown = Listing(register, PEOPLE["manager"], {"sort": sort})
    row = shown.found.order_by(*shown.order.terms(shown.found))[Recommendation.objects.count() * 9 // 10]
    return shown.address(after=shown.order.cursor(row))


PEOPLE: dict[str, Any] = {}


def lists(built: large.Large | None = None) -> None:
    """Every address for a reader of everything, and the list and its orders for an owner of few; then the exports."""
    start = time.perf_counter()
    made = built or large.build()
    print(f"built in {time.perf_counter() - start:.0f} s")
    gc.collect()
    gc.freeze()  # no server holds what was built here, so none walks through it
    PEOPLE.update(manager=made.manager, owner=made.owner)
    manager, owner = Client(), Client()
    manager.force_login(made.manager)
    owner.force_login(made.owner)
    print(f"{'who':<14} {'what':<36} {'median ms':>10} {'p95 ms':>10}")
    for who, browser in (("manager", manager), ("owner of few", owner)):
        for name, address in addresses(made.plan.pk):
            if who != "manager" and ("far" in name or name == "form"):
                continue
            median, late = measured(
                browser, address if who == "manager" else address.replace(f"/{large.ROWS // 2}/", "/3/")
            )
            mark = "" if median <= MEDIAN and late <= LATE else "  over the target"
            print(f"{who:<14} {name:<36} {median:10.0f} {late:10.0f}{mark}", flush=True)
    for name, tail in (("CSV", "csv"), ("every field", "csv?columns=fields"), ("XLSX", "xlsx")):
        median, _late = measured(manager, f"/recommendations/export.{tail}", 1)
        print(f"{'manager':<14} {'export of every row: ' + name:<36} {median:10.0f}", flush=True)
