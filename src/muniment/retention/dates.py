"""When each record is due under its line: derived from the record and the line, in one table beside them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from django.db import models, transaction

from muniment.people.models import Person
from muniment.registers import history
from muniment.registers.history import Fault
from muniment.registers.record import light
from muniment.registers.register import Register, registry
from muniment.registers.restricted import is_restricted, may_be_restricted
from muniment.registers.services import save_fields
from muniment.retention import rules
from muniment.retention.lines import RetentionLine
from muniment.retention.models import RetentionDate
from muniment.retention.retained import READ, Retained

Kind = RetentionDate.Kind
BATCH = 2000


class Told(NamedTuple):
    """One row of the table but for the record that it is about."""

    line_id: int | None
    kind: str
    due: date | None
    trigger: date | None
    why: str
    unit_id: int
    owner_id: int | None


BY_HAND = frozenset({"event", "born", "contract_end"})  # triggers whose days stand among the events
TOLD = ("line_id", "kind", "due", "trigger", "why", "unit_id", "owner_id")


def retained() -> list[Register]:
    """The registers whose records are kept under a line."""
    return [register for register in registry if issubclass(register.model, Retained)]


def stands(record: Any) -> bool:
    """Whether a record still has a date: it is there, and was not disposed of or given out of hand."""
    return (
        not record.withdrawn
        and not is_restricted(record)
        and record.disposed_on is None
        and not (record.OUT and record.state in record.OUT)
    )


def kind_of(found: rules.Outcome) -> Kind:
    """What an outcome is, in one word."""
    if found.due is not None:
        return Kind.DATED
    if found.lasting:
        return Kind.LASTING
    return Kind.WAITING if found.waiting else Kind.UNKNOWN


Known = dict[tuple[Any, ...], rules.Outcome]  # by line and days: what was worked out for a record without other events


def told(record: Any, line: RetentionLine | None, rule: rules.Line | None, known: Known | None = None) -> Told:
    """What follows for a record. `rule` is that of the line, made once for many records; None where it rules nothing now.

    Many records of a line have the same days: with `known`, which lives as long as no line changes, each is worked out once.
    """
    owner = getattr(record, "owner_id", None)
    if line is None:
        return Told(None, Kind.NO_LINE, None, None, "No line of the schedule is set.", record.unit_id, owner)
    if rule is None:
        why = (
            "The line is still a draft."
            if line.state == RetentionLine.State.DRAFT
            else "The line has ended: set another."
        )
        return Told(line.pk, Kind.UNKNOWN, None, None, why, record.unit_id, owner)
    key = (line.pk, record.medium, record.created_on, record.modified_on, record.closed_on)
    found = None if known is None or record.happened else known.get(key)
    if found is None:
        found = rules.disposal(rule, Retained.facts(record), told=False)
        if known is not None and not record.happened:
            known[key] = found
    return Told(line.pk, kind_of(found), found.due, found.trigger, found.why, record.unit_id, owner)


def ruling(line: RetentionLine) -> rules.Line | None:
    """What a line rules today; None where it is not in force."""
    return line.rule() if line.state == RetentionLine.State.IN_FORCE else None


def derive(records: Sequence[Any]) -> None:
    """Writes again the dates of these records of one register; one that is gone has none."""
    if records:
        lines = RetentionLine.objects.in_bulk({each.retention_line_id for each in records} - {None})
        _write(registry.of(type(records[0])), records, lines)


def derive_lines(lines: Sequence[RetentionLine]) -> None:
    """Writes again the dates of all records under these lines."""
    of = {line.pk: line for line in lines}
    known: Known = {}
    for register in retained():
        rows = register.model._default_manager.everything().filter(retention_line__in=of)
        for batch in batches(rows, of.values()):
            _write(register, batch, of, known)


def _write(
    register: Register, records: Sequence[Any], lines: dict[int, RetentionLine], known: Known | None = None
) -> None:
    ruled = {pk: ruling(line) for pk, line in lines.items()}
    wanted = {
        each.pk: told(each, lines.get(each.retention_line_id), ruled.get(each.retention_line_id), known)
        for each in records
        if stands(each)
    }
    there = dict(_there(register, [each.pk for each in records]))
    gone = [pk for record, (pk, _row) in there.items() if record not in wanted]
    if gone:
        RetentionDate.objects.filter(pk__in=gone).delete()
    # Mostly a change moves the day and nothing else, so that is all that is written.
    changed: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for record, row in wanted.items():
        pk, was = there.get(record, (None, row))
        if was != row:
            names = tuple(name for name, old, new in zip(TOLD, was, row, strict=True) if old != new)
            values = (getattr(row, name) for name in names)
            changed[names].append(light(RetentionDate, ["id", *names], [pk, *values]))
    for names, moved in changed.items():
        save_fields(RetentionDate, names, moved)
    made = [
        RetentionDate(register=register.slug, record=pk, **dict(zip(TOLD, r, strict=True)))
        for pk, r in wanted.items()
        if pk not in there
    ]
    RetentionDate.objects.bulk_create(made, batch_size=BATCH)


def _there(register: Register, ids: Sequence[int]) -> Iterator[tuple[int, tuple[int, Told]]]:
    """The rows that the table has of these records, by their keys."""
    rows = RetentionDate.objects.filter(register=register.slug)
    for start in range(0, len(ids), BATCH):
        some = frozenset(ids[start : start + BATCH])
        first, last = min(some), max(some)
        # Keys that lie close together are asked for from the first to the last: two thousand of them cost more to send than to read.
        near = last - first < 4 * len(some)
        found = rows.filter(record__range=(first, last)) if near else rows.filter(record__in=some)
        for pk, record, *row in found.values_list("pk", "record", *TOLD).iterator(chunk_size=BATCH):
            if record in some:
                yield record, (pk, Told(*row))


def batches(rows: Any, lines: Iterable[RetentionLine] | None = None) -> Iterator[list[Any]]:
    """Rows of a retained register in small lots, with what their dates follow from and no more: under any line, or under these."""
    read = [
        *READ,
        "unit_id",
        "withdrawn",
        "retention_line_id",
        *_owner(rows.model),
        *(["state"] if rows.model.OUT else []),
        *(["restricted"] if may_be_restricted(rows.model) else []),
    ]
    events = lines is None or any(BY_HAND & {line.trigger, line.or_trigger} for line in lines)
    # Few lines count from what is given by hand: for the others no JSON is read.
    names = ["id", *(name for name in read if events or name != "happened")]
    none = () if events else ("happened",)
    found = rows.values_list(*names).iterator(chunk_size=BATCH)
    while batch := [light(rows.model, (*names, *none), (*row, *([],) * len(none))) for row in islice(found, BATCH)]:
        yield batch


def _owner(model: Any) -> list[str]:
    return ["owner_id"] if any(field.name == "owner" for field in model._meta.concrete_fields) else []


def rebuild() -> int:
    """Writes the whole table again from the records and their lines; whoever writes waits meanwhile."""
    with transaction.atomic():
        history.take_turn()
        RetentionDate.objects.all().delete()
        lines = RetentionLine.objects.in_bulk()
        known: Known = {}
        for register in retained():
            for batch in batches(register.model._default_manager.everything()):
                _write(register, batch, lines, known)
        return RetentionDate.objects.count()


def faults() -> Iterator[Fault]:
    """Every date that is missing, was added or was changed beside the records and their lines."""
    lines = RetentionLine.objects.in_bulk()
    ruled = {pk: ruling(line) for pk, line in lines.items()}
    slugs = []
    known: Known = {}
    for register in retained():
        slugs.append(register.slug)
        rows = RetentionDate.objects.filter(register=register.slug).values_list("record", *TOLD)
        kept = {record: Told(*row) for record, *row in rows.iterator(chunk_size=BATCH)}
        for batch in batches(register.model._default_manager.everything()):
            for each in filter(stands, batch):
                was = kept.pop(each.pk, None)
                if was is None:
                    yield Fault(f"{register.slug} {each.pk}", "its retention date is missing")
                elif was != told(each, lines.get(each.retention_line_id), ruled.get(each.retention_line_id), known):
                    yield Fault(f"{register.slug} {each.pk}", "its retention date was changed")
        yield from (Fault(f"{register.slug} {record}", "a retention date was added") for record in kept)
    for stray in RetentionDate.objects.exclude(register__in=slugs):
        yield Fault(f"{stray.register} {stray.record}", "a retention date was added to no register")


def of_records(register: Register, ids: Iterable[int]) -> dict[int, RetentionDate]:
    """The dates of these records, with their lines."""
    rows = RetentionDate.objects.filter(register=register.slug, record__in=list(ids)).select_related("line")
    return {row.record: row for row in rows}


def counts_under(line: RetentionLine, person: Person) -> list[tuple[Register, str, int]]:
    """How many records of each register stand how under a line, as far as the person may see them; one query for all."""
    seen = models.Q(pk__in=[])
    for register in retained():
        rows = register.model._default_manager.visible_to(person).filter(retention_line=line.pk).values("pk")
        seen |= models.Q(register=register.slug, record__in=rows)
    counted = RetentionDate.objects.filter(seen, line=line).order_by().values_list("register", "kind")
    counts = {(slug, kind): number for slug, kind, number in counted.annotate(number=models.Count("pk"))}
    return [
        (register, str(Kind(kind).label), counts[register.slug, kind])
        for register in retained()
        for kind in Kind.values
        if (register.slug, kind) in counts
    ]
