"""The only write path: many changes at once, in one short transaction, each with its line of history."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, models, transaction

from muniment import clock
from muniment.people.models import Post
from muniment.registers import duties, history, restricted, searching_index
from muniment.registers.access import Actor, may, units_of
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.registers.models import Answerable, History
from muniment.registers.register import Register, registry

BATCH = 500


@dataclass(slots=True)
class Change:
    """One record to create (no key yet) or to change. `values` are the new values by field name.

    `seen_version` is the version that the person had before them; another one in the database is a conflict. `follows` is
    set where a service writes what follows by rule from a change that was judged, a whole from its part, say.
    """

    record: Any
    values: dict[str, Any] = field(default_factory=dict)
    verb: str = "update"
    why: str = ""
    seen_version: int | None = None
    follows: bool = False


@dataclass(slots=True)
class _Prepared:
    change: Change
    register: Register
    new: bool
    was: history.Content
    before: history.Content
    after: history.Content
    acting: Post | None = None


def write(actor: Actor, changes: Sequence[Change], *, batch: str = "") -> list[History]:
    """Writes all of the changes or none, and returns their lines of history.

    A change that changes nothing leaves no line. Raises Refused, Invalid or Conflict, and then nothing was written.
    """
    prepared = [ready for change in changes if (ready := _prepare(actor, change, alone=len(changes) == 1))]
    if not prepared:
        return []
    _once_each(prepared)
    _in_sight(actor, prepared)
    at = clock.now()
    try:
        with transaction.atomic():
            history.take_turn()
            for model, group in groupby(prepared, key=lambda ready: type(ready.change.record)):
                rows = list(group)
                _create(model, [ready.change.record for ready in rows if ready.new])
                _update(model, [ready for ready in rows if not ready.new])
            _derive(prepared, at)
            entries = [_entry(ready) for ready in prepared]
            return history.append(actor, entries, at, batch)
    except IntegrityError as error:
        raise Invalid(f"This does not fit with what is there already: {error}") from error


def _prepare(actor: Actor, change: Change, *, alone: bool) -> _Prepared | None:
    record = change.record
    register = registry.of(type(record))
    new = record.pk is None
    was = before = {} if new else history.snapshot(record)
    was_in = None if new else units_of(record)
    # What a person may do depends on the record as it is, not as they would make it; a new one is judged as it will be.
    acting = None
    if not new and not change.follows:
        acting = _permit(actor, change.verb, register, record)
    restricted.complete(actor, record, change.values, change.why)
    _apply(record, change.values)
    # Moving a record into a unit where one may not write would be writing there.
    if new or units_of(record) != was_in:
        acting = _permit(actor, change.verb, register, record) or acting
    given = {} if new else history.snapshot(record)
    if not new and given == before:
        return None
    if before.get("withdrawn") and record.withdrawn:
        raise Refused("This was withdrawn: it is seen in the history only.")
    # Validation may complete a record, so what the history tells is taken after it.
    _validate(record, {name for name, value in before.items() if value == given[name]}, alone=alone)
    after = history.snapshot(record)
    if not new:
        changed = sorted(name for name, value in after.items() if before[name] != value)
        before, after = ({name: side[name] for name in changed} for side in (before, after))
    return _Prepared(change, register, new, was, before, after, acting)


def _permit(actor: Actor, verb: str, register: Register, record: Any) -> Post | None:
    """Refused where the actor may not; else the post that they act for, where only that lets them."""
    if not (verdict := may(actor, verb, register, record)):
        raise Refused(verdict.reason)
    return verdict.acting


def _once_each(prepared: Sequence[_Prepared]) -> None:
    """Of two changes of one record in one write the second would not know the first."""
    keys = [(ready.register.slug, ready.change.record.pk or id(ready.change.record)) for ready in prepared]
    if len(set(keys)) != len(keys):
        raise ValueError("One write changes each record once.")


def _in_sight(actor: Actor, prepared: Sequence[_Prepared]) -> None:
    """A person sets no reference to what they may not see: it would tell them that it is there, and put theirs into it."""
    if actor.person is None:
        return
    pointed: dict[Register, set[int]] = defaultdict(set)
    for ready in prepared:
        for column in ready.change.record._meta.concrete_fields:
            told = registry.about(column.related_model) if column.is_relation and column.name in ready.after else None
            pk = getattr(ready.change.record, column.attname)
            if told is not None and "read" not in told.access.everyone and pk is not None:
                pointed[told].add(pk)
    for told, ids in pointed.items():
        wanted = sorted(ids)
        rows: Any = told.model._default_manager
        seen = sum(
            rows.visible_to(actor.person).filter(pk__in=wanted[start : start + BATCH]).count()
            for start in range(0, len(wanted), BATCH)
        )
        if seen != len(wanted):
            raise Refused(f"This points to a record of {told.title} that is not there, or that you may not see.")


def _apply(record: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(record, name, value)


def _validate(record: Any, settled: set[str], *, alone: bool) -> None:
    """Looks at the fields that are new, then at the record as a whole. What is settled was looked at when it was written."""
    relations = {f.name for f in record._meta.concrete_fields if f.is_relation}
    try:
        # One record's look-ups times ten thousand are minutes: the database's own constraints hold a batch.
        record.clean_fields(exclude=settled if alone else settled | relations)
        record.clean()
        if alone:
            record.validate_unique()
            record.validate_constraints()
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        found = {("" if name == "__all__" else name): messages for name, messages in found.items()}
        raise Invalid("; ".join(message for messages in found.values() for message in messages), found) from error


def _create(model: type[models.Model], records: list[Any]) -> None:
    if records:
        if restricted.may_be_restricted(model):
            restricted.drawn(model, records)
        model._default_manager.bulk_create(records, batch_size=BATCH)


def _update(model: type[models.Model], rows: list[_Prepared]) -> None:
    if not rows:
        return
    locked: dict[int, Any] = {}
    for start in range(0, len(rows), BATCH):
        ids = [ready.change.record.pk for ready in rows[start : start + BATCH]]
        locked |= {row.pk: row for row in model._default_manager.select_for_update().filter(pk__in=ids)}
    by_fields: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for ready in rows:
        record = ready.change.record
        seen = record.version if ready.change.seen_version is None else ready.change.seen_version
        now = locked.get(record.pk)
        if now is None or now.version != seen:
            raise Conflict("Somebody else changed this record while you were at it.", now)
        if history.snapshot(now) != ready.was:
            # What was judged and what the history tells must be the row itself: a form must be bound to a copy.
            raise ValueError(f"{record} was changed in hand before it was written: give the new values to Change.")
        record.version = now.version + 1
        by_fields[tuple(ready.after)].append(record)
    for names, records in by_fields.items():
        save_fields(model, [*names, "version"], records)


def save_fields(model: Any, names: Sequence[str], records: Sequence[Any]) -> None:
    """Writes these fields of many rows; not history. One statement, prepared once, which costs a fraction of Django's `bulk_update`."""
    quoted, fields = connection.ops.quote_name, [model._meta.get_field(name) for name in names]
    table, key = quoted(model._meta.db_table), model._meta.pk
    # Asked for once: the proxy looks for its connection at each value.
    real, kept = connections[connection.alias], [*fields, key]
    values = [[f.get_db_prep_save(getattr(r, f.attname), real) for f in kept] for r in records]
    with connection.cursor() as cursor:
        if real.vendor == "postgresql" and len(values) > 1 and not any(isinstance(f, models.JSONField) for f in fields):
            # All rows as one table of arrays, in one statement.
            columns = [quoted(f.column) for f in kept]
            arrays = ", ".join(f"%s::{f.rel_db_type(real) if f is key else f.db_type(real)}[]" for f in kept)
            sets = ", ".join(f"{column} = given.{column}" for column in columns[:-1])
            cursor.execute(
                f"UPDATE {table} SET {sets} FROM unnest({arrays}) AS given({', '.join(columns)}) "  # noqa: S608
                f"WHERE {table}.{columns[-1]} = given.{columns[-1]}",
                [list(column) for column in zip(*values, strict=True)],
            )
        else:
            sets = ", ".join(f"{quoted(f.column)} = %s" for f in fields)
            cursor.executemany(f"UPDATE {table} SET {sets} WHERE {quoted(key.column)} = %s", values)  # noqa: S608


def _entry(ready: _Prepared) -> history.Entry:
    record = ready.change.record
    return history.Entry(
        ready.register.slug, record.pk, ready.change.verb, ready.change.why, ready.before, ready.after, ready.acting
    )


def _derive(prepared: Sequence[_Prepared], at: datetime) -> None:
    """Writes what follows: versions, who answers, what is asked of whom, and what is searched."""
    for register, group in groupby(prepared, key=lambda ready: ready.register):
        rows = list(group)
        records = [ready.change.record for ready in rows]
        if register.past is not None:
            _versions(register, [ready.change.record.pk for ready in rows if not ready.new], records, at)
        restricted.derive(register, records)
        if hasattr(register.model, "answerable_posts"):
            moved = derive_answerable(register, records)
            _derive_followers(register.model, moved - {ready.change.record.pk for ready in rows if ready.new})
        for derive in register.derives:
            derive(records)
        duties.derive(register, records)
    searching_index.derive(
        (r.register, r.change.record.pk, frozenset() if r.new else frozenset(r.after)) for r in prepared
    )


def _versions(register: Register, old: list[int], records: list[Any], at: datetime) -> None:
    past: Any = register.past
    live: Any = register.model._meta
    quoted, moment = connection.ops.quote_name, connection.ops.adapt_datetimefield_value(at)
    columns = ", ".join(quoted(field.column) for field in live.concrete_fields if not field.primary_key)
    key, there, kept = quoted(live.pk.column), quoted(live.db_table), quoted(past._meta.db_table)
    for start in range(0, len(old), BATCH):
        past.objects.filter(record_id__in=old[start : start + BATCH], valid_to=None).update(valid_to=at)
    with connection.cursor() as cursor:
        for start in range(0, len(records), BATCH):
            some = [record.pk for record in records[start : start + BATCH]]
            marks = ", ".join(["%s"] * len(some))
            # The rows are there by now: the database copies them quicker than it takes them from here once more.
            cursor.execute(
                f"INSERT INTO {kept} (record_id, valid_from, {columns}) "  # noqa: S608 - the names are the models' own
                f"SELECT {key}, %s, {columns} FROM {there} WHERE {key} IN ({marks}) ORDER BY {key}",
                [moment, *some],
            )


def _derive_followers(model: type[models.Model], moved: set[int]) -> None:
    """Who answers for an action answers for what points to it, a later date say: told again where the owner changed."""
    for other in registry if moved else ():
        for column in other.model._meta.concrete_fields:
            if column.related_model is model and "read" in other.access.own:
                rows = other.model._default_manager.filter(**{f"{column.name}__in": moved}).select_related(column.name)
                _derive_followers(other.model, derive_answerable(other, list(rows)))


def derive_answerable(register: Register, records: Sequence[Any]) -> set[int]:
    """Writes again who answers for these records, from the records alone; returns the ids of those where that changed."""
    open_ones = restricted.open_to_all(records)
    wanted = {(record.pk, post) for record in open_ones for post in record.answerable_posts()}
    had: dict[tuple[int, int], int] = {}
    for start in range(0, len(records), BATCH):
        ids = [record.pk for record in records[start : start + BATCH]]
        rows = Answerable.objects.filter(register=register.slug, record__in=ids)
        had |= {(row.record, row.post_id): row.pk for row in rows}
    Answerable.objects.filter(pk__in=[pk for key, pk in had.items() if key not in wanted]).delete()
    missing = [Answerable(register=register.slug, record=r, post_id=p) for r, p in sorted(wanted - had.keys())]
    Answerable.objects.bulk_create(missing, batch_size=BATCH)
    return {record for record, _post in wanted ^ had.keys()}
