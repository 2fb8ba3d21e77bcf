"""A council grown large: 100,000 recommendations in 100 plans, ten lines of history each, for whatever is to be measured.

The organisation and the plans go through the write path; the many rows are written past it, as it would have written them:
the chain is whole, each record has its versions, and `muniment verify` finds nothing.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction

from muniment.assurance.models import Plan, Recommendation, RecommendationVersion
from muniment.people.models import Body, Holding, Person, Post, RoleGiven, Unit
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.models import Answerable, History, HistoryHead, HistoryPayload
from muniment.registers.services import Change, write

ROWS, PLANS, LINES, UNITS, POSTS, FEW = 100_000, 100, 10, 20, 400, 12
BUILDER = Actor.operator("benchmark")
BEGUN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
STATES = (
    "not_begun",
    "in_progress",
    "in_progress",
    "not_begun",
    "said_done",
    "verified",
    "in_progress",
    "not_accepted",
)
THEMES = (
    "Governance",
    "Training",
    "Sharing",
    "Records",
    "Security",
    "Requests",
    "Risk",
    "Access",
    "Contracts",
    "Retention",
)
THINGS = (
    "asset owners",
    "the retention schedule",
    "sharing agreements",
    "the induction course",
    "access reviews",
    "the log",
)
DONE = {"said_done", "verified"}


@dataclass(frozen=True)
class Large:
    """`manager` reads everything, `owner` answers for a dozen of the rows and reads no others; `plan` is one in the middle."""

    manager: Person
    owner: Person
    plan: Plan


def build(rows: int = ROWS, lines: int = LINES) -> Large:
    """Fills an empty database; `rows` recommendations, each with `lines` lines of history and as many versions."""
    large, posts, plans = _council()
    ids = range(1, rows + 1)
    with transaction.atomic():
        doer, checker = large.manager.pk, large.owner.pk
        columns = [field.attname for field in Recommendation._meta.concrete_fields]
        records = lambda: (_record(pk, posts, plans, (doer, checker), lines) for pk in ids)  # noqa: E731
        insert(
            Recommendation, columns, ([_stored(r, f) for f in Recommendation._meta.concrete_fields] for r in records())
        )
        owners = ((None, "recommendations", r.pk, r.owner_id) for r in records() if r.owner_id)
        insert(Answerable, ["register", "record", "post_id"], (row[1:] for row in owners))
        moments = [BEGUN + timedelta(days=7 * step) for step in range(lines)]
        _chain(records, moments)
        _versions(moments)
    _settle()
    return large


def _council() -> tuple[Large, list[Post], list[Plan]]:
    def made(*records: Any) -> None:
        write(BUILDER, [Change(record, verb="create") for record in records])

    body = Body(name="Ambleworth City Council")
    made(body)
    council = Unit(body=body, name="Ambleworth City Council")
    made(council)
    units = [Unit(body=body, parent=council, name=f"Service {number:02}") for number in range(1, UNITS + 1)]
    made(*units)
    manager = Person(name="Priya Raman", email="priya@ambleworth.example")
    owner = Person(name="Tom Ashworth", email="tom@ambleworth.example")
    made(manager, owner)
    manages = Post(unit=council, title="Information Governance Manager")
    posts = [Post(unit=units[number % UNITS], title=f"Head of Team {number:03}") for number in range(POSTS)]
    made(manages, *posts)
    start = date(2020, 1, 1)
    made(Holding(person=manager, post=manages, start=start), Holding(person=owner, post=posts[0], start=start))
    made(RoleGiven(post=manages, role="ig_manager", unit=council))
    plans = [
        Plan(title=f"Action plan {number:03}", unit=units[number % UNITS], owner=manages)
        for number in range(1, PLANS + 1)
    ]
    made(*plans)
    return Large(manager, owner, plans[PLANS // 2]), posts, plans


def _record(
    pk: int, posts: Sequence[Post], plans: Sequence[Plan], people: tuple[int, int], lines: int
) -> Recommendation:
    """One of the many: the first dozen are the owner's, the others are spread over everybody else; some want a date or an owner."""
    plan, thing, state = plans[pk % PLANS], THINGS[pk % len(THINGS)], STATES[pk * 7 % len(STATES)]
    post = posts[0] if pk <= FEW else posts[1 + pk % (POSTS - 1)]
    due = None if pk % 19 == 0 else date(2025, 6, 1) + timedelta(days=pk * 31 % 1500)
    made = Recommendation(
        pk=pk, plan_id=plan.pk, unit_id=plan.unit_id, version=lines, position=pk // PLANS, reference=f"R{pk // PLANS:05}",
        title="" if pk % 3 else f"Keep {thing} up to date", theme=THEMES[pk % len(THEMES)],
        recommendation=f"The auditor found that {thing} were not kept in order at place {pk}.",
        agreed_action=f"Name who keeps {thing}, write down how, and tell every team of service {pk % UNITS}.",
        owner_id=None if pk % 23 == 0 else post.pk, due=due, first_due=due, slips=pk % 4 // 2 + pk % 5 // 4, state=state,
        priority=("High", "Medium", "Low")[pk % 3], progress=f"Step {lines - 1}." if lines > 1 else "",
    )  # fmt: skip
    if state in DONE:
        made.said_done_by_id, made.said_done_on = people[1], date(2026, 3, 2)
    if state == "verified":
        made.verified_by_id, made.verified_on = people[0], date(2026, 3, 9)
    return made


def _chain(records: Any, moments: Sequence[datetime]) -> None:
    """The lines of history: all records created at the first moment, and an update of each at every other."""
    end = history.head()
    told = {"number": end.number, "digest": end.digest}
    heads = [field.attname for field in History._meta.concrete_fields]

    def lines() -> Iterator[tuple[list[Any], list[Any]]]:
        for step, at in enumerate(moments):
            kept = _moment(at)
            for record in records():
                before: dict[str, Any] = {"progress": _progress(step - 1)} if step else {}
                after = {"progress": _progress(step)} if step else {**history.snapshot(record), "progress": ""}
                salt = f"{told['number']:032x}"
                row = History(
                    number=told["number"] + 1, at=at, register="recommendations", record=record.pk, via=BUILDER.via,
                    verb="update" if step else "create", actor=BUILDER.name, batch=f"step-{step}",
                    content=history._hash(salt, before, after),  # noqa: SLF001
                )  # fmt: skip
                row.digest = history._digest(str(told["digest"]), row)  # noqa: SLF001
                told["number"], told["digest"] = row.number, row.digest
                line = [kept if name == "at" else getattr(row, name) for name in heads]
                yield line, [row.number, json.dumps(before), json.dumps(after), salt]

    both = lines()
    while block := list(islice(both, 20_000)):
        insert(History, heads, (line for line, _payload in block))
        insert(HistoryPayload, ["history_id", "before", "after", "salt"], (payload for _line, payload in block))
    HistoryHead.objects.filter(pk=1).update(**told)


def _progress(step: int) -> str:
    return f"Step {step}." if step else ""


def _versions(moments: Sequence[datetime]) -> None:
    """Each record as each line of its history left it, made in the database from the records themselves."""
    names = [field.attname for field in Recommendation._meta.concrete_fields if not field.primary_key]
    quoted = connection.ops.quote_name
    past, live = (quoted(model._meta.db_table) for model in (RecommendationVersion, Recommendation))
    for step, at in enumerate(moments):
        until = _moment(moments[step + 1]) if step + 1 < len(moments) else None
        asked = {"progress": "%s", "version": "%s"}
        values = [{"progress": _progress(step), "version": step + 1}[name] for name in names if name in asked]
        chosen = ", ".join(asked.get(name, quoted(name)) for name in names)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {past} (record_id, valid_from, valid_to, {', '.join(map(quoted, names))}) "
                f"SELECT id, {_instant()}, {_instant()}, {chosen} FROM {live} ORDER BY id",
                [_moment(at), until, *values],
            )


def _instant() -> str:
    return "%s::timestamptz" if connection.vendor == "postgresql" else "%s"


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _stored(record: Any, field: Any) -> Any:
    value = getattr(record, field.attname)
    if isinstance(value, list | dict):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, date) else value


def insert(model: Any, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Many rows at once, as each database takes them quickest."""
    quoted = connection.ops.quote_name
    of = {field.attname: field.column for field in model._meta.concrete_fields}
    columns = [quoted(of.get(name, name)) for name in names]
    table = f"{quoted(model._meta.db_table)} ({', '.join(columns)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _settle() -> None:
    """The next key comes after those that were given here, and the planner knows what is there."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            table = Recommendation._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")
        cursor.execute("ANALYZE")
