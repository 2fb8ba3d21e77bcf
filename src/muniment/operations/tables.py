"""The tables of a database as its own migrations know them, whatever this Muniment's models say, and their rows as JSON."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.expressions import Value
from django.utils.duration import duration_string

Migrations = dict[str, list[str]]
BATCH = 500
# What a backup leaves out, and why. Everything else that a migration made is in it.
LEFT_OUT = {
    "sessions.Session": "who is signed in now; everybody signs in again",
    "account.EmailConfirmation": "keys of signing in that were sent by e-mail",
    "registers.Token": "keys of programmes and calendars: one that was revoked since would work again",
    "registers.Answer": "what programmes with such keys were answered",
    "jobs.Worker": "processes that ran then; what waited or was being done is carried, and begun again",
    "jobs.Lease": "which of those processes held what",
    "contenttypes.ContentType": "made by the migrations",
    "auth.Permission": "made by the migrations; rights come from posts",
    "auth.Group": "not used; rights come from posts",
    "auth.Group_permissions": "not used; rights come from posts",
}
# What is no table of a migration and stays behind too.
LEFT_BEHIND = {
    "cache": "counts of attempts at signing in",
    "secret-key": "the key that signs sessions and owners' links; keep it apart, or links that were sent stop working",
    "output": "files that commands wrote for people",
}


def applied() -> Migrations:
    """The migrations of the database, by app, in the order of their names."""
    found: Migrations = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def unknown(migrations: Mapping[str, Iterable[str]]) -> list[str]:
    """Those that this Muniment does not have: a newer one made them."""
    known = MigrationLoader(None).disk_migrations
    return [f"{app} {name}" for app, names in migrations.items() for name in names if (app, name) not in known]


def last_of(migrations: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """The last applied migrations of each app: to migrate to these is to migrate to exactly that state."""
    graph = MigrationLoader(None).graph
    nodes = {(app, name) for app, names in migrations.items() for name in names} & set(graph.nodes)
    return sorted(
        node for node in nodes if not any(child.key in nodes and child.key[0] == node[0] for child in graph.node_map[node].children)
    )  # fmt: skip


def models_at(migrations: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The carried models at that state, by label, with those that many-to-many fields make; in an order of their names."""
    apps = MigrationLoader(None).project_state(last_of(migrations)).apps
    found = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    kept = {label: model for label, model in found.items() if model._meta.managed and not model._meta.proxy}
    return {label: kept[label] for label in sorted(kept) if label not in LEFT_OUT}


def fields_of(model: Any) -> list[Any]:
    """The fields whose values are kept: all but those that the database computes."""
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def rows_of(model: Any) -> Iterator[list[Any]]:
    """Every row, as JSON keeps it, in the order of the key."""
    names = [field.attname for field in fields_of(model)]
    for row in model._default_manager.order_by("pk").values_list(*names).iterator(chunk_size=2000):
        yield [plain(value) for value in row]


def plain(value: Any) -> Any:
    """A value as JSON keeps it; the field makes it whole again."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        from base64 import b64encode  # noqa: PLC0415 - no table of ours has any

        return b64encode(bytes(value)).decode()
    return value


def load(model: Any, names: list[str], rows: Iterable[list[Any]]) -> int:
    """Puts rows into an empty table, just as they were; returns how many."""
    fields = {field.attname: field for field in fields_of(model)}
    if unknown_fields := set(names) - set(fields):
        raise ValueError(f"{model._meta.label} has no {', '.join(sorted(unknown_fields))}.")
    for field in fields.values():  # models of their own, so that the clock may be taken from them
        if isinstance(field, models.DateField):
            field.auto_now = field.auto_now_add = False
    count, batch = 0, []
    for row in rows:
        pairs = zip(names, row, strict=True)
        batch.append(model(**{name: whole(fields[name], value) for name, value in pairs}))
        if len(batch) == BATCH:
            count += len(model._default_manager.bulk_create(batch, batch_size=BATCH))
            batch = []
    return count + len(model._default_manager.bulk_create(batch, batch_size=BATCH))


def whole(field: Any, value: Any) -> Any:
    """A value as its field has it."""
    if isinstance(field, models.JSONField):
        return Value(None, models.JSONField()) if value is None and not field.null else value
    return field.to_python(value)


def sequences() -> dict[str, int]:
    """The last key that each table gave out: one that was given and removed since is not given again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
        else:
            cursor.execute(
                "SELECT t.relname, s.last_value FROM pg_sequences s JOIN pg_depend d ON d.deptype IN ('a', 'i') "
                "AND d.objid = format('%I.%I', s.schemaname, s.sequencename)::regclass JOIN pg_class t ON t.oid = d.refobjid "
                "WHERE s.schemaname = current_schema() AND s.last_value IS NOT NULL"
            )
        return dict(cursor.fetchall())


def continue_from(model: Any, last: int) -> None:
    """The table's next key is after every key it has and after `last`."""
    field = model._meta.auto_field
    if field is None:
        return
    highest = model._default_manager.aggregate(highest=models.Max("pk"))["highest"] or 0
    last = max(last, highest)
    if last == 0:
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
        else:
            quoted = connection.ops.quote_name(table)
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [quoted, field.column, last])
