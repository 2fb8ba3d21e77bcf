"""What the records ask of people: one table, written beside the records by the write path and rebuilt from them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db import models, transaction

from muniment.registers import history
from muniment.registers.history import Fault
from muniment.registers.models import Duty
from muniment.registers.register import Register, registry
from muniment.registers.restricted import open_to_all

BATCH = 500

Key = tuple[int, str, int | None]
Row = tuple[str, int | None, date | None, date | None]


def asked_by(register: Register, records: Iterable[Any]) -> dict[Key, Row]:
    """What the table says of these records. One that is closed to all but few has no row: `my_duties` asks it itself."""
    return asked_of(register, open_to_all(records))


def asked_of(register: Register, records: Iterable[Any]) -> dict[Key, Row]:
    """What these records ask now, from the records alone: (record, rule, post) to (verb, unit, due, since). One withdrawn asks nothing."""
    live = [record for record in records if not getattr(record, "withdrawn", False)]
    found: dict[Key, Row] = {}
    for rule in register.duties if live else ():
        for asked in rule.of(live):
            unit = asked.record.unit_id if asked.post is None else None
            found[asked.record.pk, rule.name, asked.post] = (rule.verb, unit, asked.due, asked.since)
    return found


def derive(register: Register, records: Sequence[Any]) -> None:
    """Writes again what these records ask, and what the records ask whose duties follow from theirs. A few queries a batch."""
    for start in range(0, len(records), BATCH):
        batch = records[start : start + BATCH]
        if register.duties:
            _derive(register, batch)
        for rows in register.asks_with(batch):
            other = registry.of(rows.model)
            for some in _batches(rows.select_related(*other.related)):
                _derive(other, some)


def _derive(register: Register, records: Sequence[Any]) -> None:
    wanted = asked_by(register, records)
    gone: list[int] = []
    changed: list[Duty] = []
    for row in Duty.objects.filter(register=register.slug, record__in=[record.pk for record in records]):
        now = wanted.pop(_key(row), None)
        if now is None:
            gone.append(row.pk)
        elif now != _row(row):
            row.verb, row.unit_id, row.due, row.since = now
            changed.append(row)
    if gone:
        Duty.objects.filter(pk__in=gone).delete()
    if changed:
        Duty.objects.bulk_update(changed, ["verb", "unit", "due", "since"], batch_size=BATCH)
    _add(register, wanted)


def _add(register: Register, wanted: dict[Key, Row]) -> None:
    made = [
        Duty(register=register.slug, record=record, rule=rule, post_id=post, verb=verb, unit_id=unit, due=due, since=since)
        for (record, rule, post), (verb, unit, due, since) in wanted.items()
    ]  # fmt: skip
    Duty.objects.bulk_create(made, batch_size=BATCH)


def rebuild() -> int:
    """Writes the whole table again from nothing; returns how many rows it has. Whoever writes waits meanwhile."""
    with transaction.atomic():
        history.take_turn()
        Duty.objects.all().delete()
        for register in registry:
            for batch in _records(register):
                _add(register, asked_by(register, batch))
        return Duty.objects.count()


def faults() -> Iterator[Fault]:
    """Every duty that is missing from the table, was added to it or changed in it beside the records."""
    some = history.registers_in(Duty)
    for register in (each for each in registry if each.duties or each.slug in some):
        rows = Duty.objects.filter(register=register.slug) if register.slug in some else Duty.objects.none()
        kept = {_key(row): _row(row) for row in rows.iterator(chunk_size=2000)}
        for batch in _records(register):
            for key, row in asked_by(register, batch).items():
                was = kept.pop(key, None)
                if was is None:
                    yield Fault(f"{register.slug} {key[0]}", f"its duty {key[1]!r} is missing")
                elif was != row:
                    yield Fault(f"{register.slug} {key[0]}", f"its duty {key[1]!r} was changed")
        for record, rule, _post in kept:
            yield Fault(f"{register.slug} {record}", f"a duty {rule!r} was added that it does not ask")
    for stray in Duty.objects.exclude(register__in=[register.slug for register in registry]):
        yield Fault(f"{stray.register} {stray.record}", f"a duty {stray.rule!r} was added to no register")


def _records(register: Register) -> Iterator[list[Any]]:
    if register.duties:
        rows: Any = register.model._default_manager
        yield from _batches(rows.everything().select_related(*register.related).order_by("pk"))


def _batches(rows: "models.QuerySet[Any, Any]") -> Iterator[list[Any]]:
    found = rows.iterator(chunk_size=2000)
    while batch := list(islice(found, BATCH)):
        yield batch


def _key(row: Duty) -> Key:
    return row.record, row.rule, row.post_id


def _row(row: Duty) -> Row:
    return row.verb, row.unit_id, row.due, row.since
