"""What a large council holds: 100,000 assets under one line, 20,000 places, 300,000 links; how quick its orphans are found, and its dates.

As in `large`, the organisation goes through the write path and the many rows past it, as it would have written them: the chain is
whole, each record has its version, and what is derived is written by what rebuilds it.
"""

import gc
import json
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.test import Client

from benchmarks import lists
from benchmarks.large import BUILDER, insert
from muniment import clock
from muniment.assets.models import InformationAsset, Place, System
from muniment.people.models import Body, Holding, Person, Post, RoleGiven, Unit
from muniment.privacy.models import ProcessingActivity
from muniment.registers import duties, history, searching_index
from muniment.registers.models import Answerable, History, HistoryHead, HistoryPayload, Link
from muniment.registers.record import register_of
from muniment.registers.services import Change, write
from muniment.retention import changing, dates
from muniment.retention.lines import RetentionLine

ASSETS, PLACES, SYSTEMS, ACTIVITIES, UNITS, POSTS = 100_000, 20_000, 800, 600, 20, 400
BEGUN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
BATCH = 20_000
THINGS = ("rent accounts", "case files", "maps", "minutes", "licences", "complaints", "inspections", "photographs")
KINDS = tuple(Place.Kind.values)


def build() -> tuple[Person, RetentionLine]:
    """Fills the registers; returns whom all of it is shown to, and the line of all assets."""
    person, units, posts, line = council()
    with transaction.atomic():
        history.take_turn()
        made: dict[type[Any], tuple[int, ...]] = {}
        makers: dict[type[Any], Callable[[int, Unit, Post | None], Any]] = {
            InformationAsset: lambda n, unit, owner: _asset(n, unit, owner, line), Place: _place,
            System: lambda n, unit, owner: System(name=f"System {n}", unit=unit, owner=owner, exports=n % 2 == 0),
            ProcessingActivity: lambda n, unit, owner: ProcessingActivity(name=f"Activity {n}", unit=unit, owner=owner),
        }  # fmt: skip
        for model, number in (
            (InformationAsset, ASSETS),
            (Place, PLACES),
            (System, SYSTEMS),
            (ProcessingActivity, ACTIVITIES),
        ):
            made[model] = records_of(model, number, makers[model], units, posts)
        _links(made)
    dates.rebuild()
    duties.rebuild()
    searching_index.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return person, line


def council() -> tuple[Person, list[Unit], list[Post], RetentionLine]:
    def made(*records: Any) -> None:
        write(BUILDER, [Change(record, verb="create") for record in records])

    body = Body(name="Wexcombe Borough Council")
    made(body)
    council = Unit(body=body, name="Wexcombe Borough Council")
    made(council)
    units = [Unit(body=body, parent=council, name=f"Department {number:02}") for number in range(1, UNITS + 1)]
    person = Person(name="Olive Marchant", email="olive@wexcombe.example")
    made(*units)
    made(person)
    post = Post(unit=council, title="Information Manager")
    posts = [Post(unit=units[number % UNITS], title=f"Head of Branch {number:03}") for number in range(POSTS)]
    made(post, *posts)
    made(Holding(person=person, post=post, start=date(2020, 1, 1)))
    made(RoleGiven(post=post, role="ig_manager", unit=council))
    line = RetentionLine(code="BEN-01", series="Records of a service", unit=council, trigger="closed", years=6)
    made(line)
    changing.approve(BUILDER, line, clock.today(), "For the benchmark.")
    return person, units, posts, line


def _asset(n: int, unit: Unit, owner: Post | None, line: RetentionLine) -> InformationAsset:
    return InformationAsset(
        name=f"{THINGS[n % len(THINGS)].capitalize()} {n}", unit=unit, owner=owner, retention_line=line, personal_data=n % 3 == 0,
        about=f"What department {n % UNITS} knows of {THINGS[n % len(THINGS)]}.", next_review=date(2026, 6, 1) + timedelta(days=n % 400),
        closed_on=date(2012, 1, 1) + timedelta(days=n * 7 % 5000), state="closed" if n % 5 else "in_use",
        master_of=f"Entity {n % 900}" if n % 100 == 0 else "",
    )  # fmt: skip


def _place(n: int, unit: Unit, owner: Post | None) -> Place:
    return Place(
        name=f"Place {n}", kind=KINDS[n % len(KINDS)], unit=unit, owner=owner, size_bytes=n * 1_000_003, files=n
    )


def records_of(model: type[Any], number: int, maker: Any, units: list[Unit], posts: list[Post]) -> tuple[int, ...]:
    """Rows of one register with their history, versions and who answers for them; returns their keys."""
    first = (model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    keys = range(first, first + number)
    fields = [field.attname for field in model._meta.concrete_fields]

    def records() -> Iterator[Any]:
        for n, pk in enumerate(keys):
            record = maker(n, units[n % UNITS], None if n % 40 == 0 else posts[n % POSTS])
            record.pk = pk
            yield record

    insert(model, fields, ([_stored(getattr(r, name)) for name in fields] for r in records()))
    slug = register_of(model).slug
    answer = ((slug, r.pk, r.owner_id) for r in records() if getattr(r, "owner_id", None))
    insert(Answerable, ["register", "record", "post_id"], answer)
    _chain(slug, ((r.pk, history.snapshot(r)) for r in records()))
    _versions(model, first)
    return tuple(keys)


def _stored(value: Any) -> Any:
    return (
        json.dumps(value) if isinstance(value, list | dict) else value.isoformat() if isinstance(value, date) else value
    )


def _chain(slug: str, told: Iterable[tuple[int, dict[str, Any]]], verb: str = "create") -> None:
    """A line of history for each of many records."""
    end = history.head()
    number, digest = end.number, end.digest
    heads = [field.attname for field in History._meta.concrete_fields]
    at = connection.ops.adapt_datetimefield_value(BEGUN)

    def lines() -> Iterator[tuple[list[Any], list[Any]]]:
        nonlocal number, digest
        for pk, after in told:
            salt = f"{number:032x}"
            row = History(
                number=number + 1, at=BEGUN, register=slug, record=pk, via=BUILDER.via, verb=verb, actor=BUILDER.name,
                content=history._hash(salt, {}, after),  # noqa: SLF001
            )  # fmt: skip
            row.digest = history._digest(digest, row)  # noqa: SLF001
            number, digest = row.number, row.digest
            yield (
                [at if name == "at" else getattr(row, name) for name in heads],
                [row.number, "{}", json.dumps(after), salt],
            )

    both = lines()
    while block := list(islice(both, BATCH)):
        insert(History, heads, (line for line, _payload in block))
        insert(HistoryPayload, ["history_id", "before", "after", "salt"], (payload for _line, payload in block))
    HistoryHead.objects.filter(pk=1).update(number=number, digest=digest)


def _versions(model: type[Any], first: int) -> None:
    """Each record's version, made in the database from the record itself."""
    past: Any = register_of(model).past
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(f.column) for f in model._meta.concrete_fields if not f.primary_key)
    instant = "%s::timestamptz" if connection.vendor == "postgresql" else "%s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quoted(past._meta.db_table)} (record_id, valid_from, {names}) "
            f"SELECT id, {instant}, {names} FROM {quoted(model._meta.db_table)} WHERE id >= %s",
            [connection.ops.adapt_datetimefield_value(BEGUN), first],
        )
        if connection.vendor == "postgresql":
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")


def _links(made: dict[type[Any], tuple[int, ...]]) -> None:
    """300,000. Ten assets lie in no place and no system, so that all are walked through to find them; many are used by no activity."""
    assets, places, systems, activities = (made[m] for m in (InformationAsset, Place, System, ProcessingActivity))

    def pairs() -> Iterator[tuple[str, str, int, str, int]]:
        for n, asset in enumerate(assets):
            if n % 50:
                # The last thousand places keep nothing.
                yield "keeps", "places", places[n % (PLACES - 1000)], "assets", asset
                yield "holds", "systems", systems[n % SYSTEMS], "assets", asset
                if n % 7:
                    yield "uses", "processing-activities", activities[n % ACTIVITIES], "assets", asset
            if n % 5 == 0 and n % 10_000:
                yield "keeps", "places", places[(n * 13 + 1) % (PLACES - 1000)], "assets", asset

    rows = sorted(set(pairs()))
    first = (Link.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    at = connection.ops.adapt_datetimefield_value(BEGUN)
    names = ["id", "relation", "from_register", "from_record", "to_register", "to_record", "added_at"]
    insert(Link, names, ((first + n, *row, at) for n, row in enumerate(rows)))
    told = ("relation", "from_register", "from_record", "to_register", "to_record")
    contents = (
        (first + n, {**dict(zip(told, row, strict=True)), "added_at": BEGUN.isoformat(), "removed_at": None})
        for n, row in enumerate(rows)
    )
    _chain("links", contents, "link")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('registers_link', 'id'), (SELECT MAX(id) FROM registers_link))"
            )
    print(f"{'':<22} {len(rows)} links")


def addresses() -> Iterator[tuple[str, str]]:
    """What is asked of the lists, with its name in the table."""
    for model in (InformationAsset, Place, System, ProcessingActivity):
        register = register_of(model)
        yield f"{register.slug}: list", f"/{register.slug}/"
        yield f"{register.slug}: flags counted", f"/{register.slug}/?open=flags"
        for flag in register.flags:
            yield f"{register.slug}: only {flag.name}", f"/{register.slug}/?{flag.name}=yes"
    yield "assets: export of no_place", "/assets/export.csv?no_place=yes"
    yield "disposal", "/disposal/"
    yield "disposal: no line", "/disposal/?which=no_line"
    yield "where", "/where/?what=records+of+a+service"
    yield "an asset", f"/assets/{InformationAsset.objects.order_by('pk').values_list('pk', flat=True)[ASSETS // 2]}/"


def measure(timed: Any) -> None:
    """The lists, the orphans, the disposal list, and every date after a change of the line of all assets."""
    with timed("held", f"{ASSETS} assets, {PLACES} places and their links built, dates, duties and words derived"):
        person, line = build()
    gc.collect()
    gc.freeze()
    browser = Client()
    browser.force_login(person)
    for name, address in addresses():
        median, late = lists.measured(browser, address, 5)
        print(
            f"{'held':<14} {name:<44} {median:8.0f} ms {late:8.0f} ms{'' if median <= 500 else '  over 500'}",
            flush=True,
        )
    for years in (7, 8):
        with timed("held", f"the line of {ASSETS} assets changed, all their dates with it"):
            changing.change(BUILDER, line, {"years": years}, "For the benchmark.", clock.today())
        line.refresh_from_db()
    with timed("held", "what a change of the line would do, seen before"):
        changing.what_if(line, {"years": 9}, person)
    start = time.perf_counter()
    faults = list(dates.faults())
    print(f"{'':<22} {len(faults)} faults in the dates, looked for in {time.perf_counter() - start:.1f} s")
