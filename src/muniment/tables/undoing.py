"""Undoes the import of a table: new records are withdrawn, changed ones set back, or nothing happens and it says why."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.cells import CHUNK, key_text
from muniment.registers.errors import Conflict, Invalid
from muniment.registers.models import Comment, Evidence, History, Link, TableImport
from muniment.registers.register import Register, registry
from muniment.registers.services import Change, write

NAMED = 20


def withdraws(register: Register) -> bool:
    """Whether records of this register can be withdrawn; the directory's cannot, and stay."""
    return any(column.name == "withdrawn" for column in register.model._meta.concrete_fields)


def undoing(batch: str) -> str:
    """The batch of the undo of a batch."""
    return f"undo-{batch}"


@dataclass(slots=True)
class Touched:
    """What an import wrote: the records it made, the old values of those it changed, and its last line about each."""

    made: set[int] = field(default_factory=set)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)


def touched(kept: TableImport) -> Touched:
    """By the history, which alone knows."""
    found = Touched()
    rows = History.objects.filter(batch=kept.batch, register=kept.register).select_related("payload").order_by("number")
    for row in rows.iterator(2000):
        found.last[row.record] = row.number
        if row.payload.before:
            found.before[row.record] = {**row.payload.before, **found.before.get(row.record, {})}
        else:
            found.made.add(row.record)
    return found


def undo(actor: Actor, kept: TableImport, why: str = "") -> int:
    """Takes an import back as far as it can be, and returns how many new records stay. Raises Invalid, Refused, and Conflict naming what came after it."""
    register = registry.named(kept.register)
    if register is None:
        raise Invalid("This register is not there any more.")
    with transaction.atomic():
        history.take_turn()
        now = TableImport.objects.select_for_update().get(pk=kept.pk)
        if now.state != TableImport.State.APPLIED:
            raise Invalid(_("Only an import that was applied can be undone."))
        found = touched(now)
        gone = found.made if withdraws(register) else set()
        if not gone and not found.before:
            raise Invalid(_("Nothing of this import can be undone: what it made stays."))
        if reasons := list(_in_the_way(register, now, found, gone)):
            more = _(" and %(count)s more") % {"count": len(reasons) - NAMED} if len(reasons) > NAMED else ""
            message = _("This import cannot be undone, because of what came after it: %(told)s.")
            raise Conflict(message % {"told": "; ".join(reasons[:NAMED]) + more})
        reason = why or _("Undo of the import of %(name)s") % {"name": now.file_name}
        changes = [
            Change(
                record,
                {"withdrawn": True} if record.pk in gone else restored(record, found.before[record.pk]),
                "edit",
                reason,
            )
            for record in _records(register, gone | found.before.keys())
        ]
        write(actor, changes, batch=undoing(now.batch))
        now.state = TableImport.State.UNDONE
        now.save()
        return len(found.made - gone)


def _records(register: Register, ids: set[int]) -> Iterator[Any]:
    rows: Any = register.model._default_manager
    for some in _chunks(ids):
        yield from rows.select_related(*register.related).filter(pk__in=some).order_by("pk")


def _chunks(ids: set[int]) -> Iterator[list[int]]:
    every = sorted(ids)
    yield from (every[start : start + CHUNK] for start in range(0, len(every), CHUNK))


def restored(record: Any, before: dict[str, Any]) -> dict[str, Any]:
    """The old values as the history keeps them, typed again."""
    values = {}
    for name, value in before.items():
        column = record._meta.get_field(name)
        values[column.attname] = column.target_field.to_python(value) if column.is_relation else column.to_python(value)
    return values


def _in_the_way(register: Register, kept: TableImport, found: Touched, gone: set[int]) -> Iterator[str]:
    """Everything that an undo would take the ground from, by name."""
    undone = TableImport.objects.filter(register=kept.register, state=TableImport.State.UNDONE)
    # An import that was undone, and its undo, leave things as they were.
    settled = {kept.batch} | {
        name for batch in undone.values_list("batch", flat=True) for name in (batch, undoing(batch))
    }
    for some in _chunks(gone | found.before.keys()):
        rows = History.objects.filter(
            register=register.slug, record__in=some, number__gt=min(found.last[pk] for pk in some)
        )
        late = [
            row for row in rows.order_by("number") if row.number > found.last[row.record] and row.batch not in settled
        ]
        names = {record.pk: key_text(record) for record in _records(register, {row.record for row in late})}
        yield from (
            _("%(name)s was changed by %(actor)s") % {"name": names[row.record], "actor": row.actor} for row in late
        )
    yield from _hanging_on(register, gone)


def _hanging_on(register: Register, gone: set[int]) -> Iterator[str]:
    """What others put to the records that would be withdrawn."""
    tied: dict[int, int] = defaultdict(int)
    # Hidden ones too: a relation without a name on this side hangs on it all the same.
    for relation in register.model._meta.get_fields(include_hidden=True):
        told = registry.about(relation.related_model) if relation.one_to_many and relation.auto_created else None
        if told is None:
            continue
        rows: Any = told.model._default_manager
        rows = rows.filter(withdrawn=False) if withdraws(told) else rows
        column = relation.field
        for some in _chunks(gone):
            for pk, pointed in rows.filter(**{f"{column.name}__in": some}).values_list("pk", column.attname):
                if told is not register or pk not in gone:
                    tied[pointed] += 1
    for some in _chunks(gone):
        here = {"register": register.slug, "record__in": some}
        for pk in [
            *Evidence.objects.filter(**here).values_list("record", flat=True),
            *Comment.objects.filter(**here).values_list("record", flat=True),
            *Link.objects.filter(from_register=register.slug, from_record__in=some).values_list(
                "from_record", flat=True
            ),
            *Link.objects.filter(to_register=register.slug, to_record__in=some).values_list("to_record", flat=True),
        ]:
            tied[pk] += 1
    for record in _records(register, set(tied)):
        yield _("%(count)s others hang on %(name)s") % {"name": key_text(record), "count": tied[record.pk]}
