"""What would change if a line ruled something else: shown before it is done, and done from a day on."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from muniment import clock
from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.register import Register
from muniment.registers.services import Change, write
from muniment.retention import dates, rules
from muniment.retention.lines import RULING, RetentionLine

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Moved:
    """A record whose date would be another: what it is under the line today, and what it would be."""

    register: Register
    record: Any
    before: dates.Told
    after: dates.Told


@dataclass(slots=True)
class WhatIf:
    """All that a change of a line would do. `counts` are of earlier, later, other (a day won or lost) and same; `at_once` of
    those that would be due at once and are not now. `shown` are the first of those that the person may see.
    """

    counts: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    shown: list[Moved] = field(default_factory=list)

    @property
    def moved(self) -> int:
        """How many records would get another date, or lose or win one."""
        return sum(number for kind, number in self.counts.items() if kind != "same")


def with_values(line: RetentionLine, values: Mapping[str, Any]) -> RetentionLine:
    """A copy of the line that rules these values. Invalid where nothing could be disposed of under it."""
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    copy = RetentionLine(**{f.attname: getattr(line, f.attname) for f in line._meta.concrete_fields})
    for name, value in values.items():
        setattr(copy, name, value)
    try:
        copy.clean_fields()
        copy.clean()
    except ValidationError as error:
        raise Invalid("; ".join(error.messages), getattr(error, "message_dict", {"": error.messages})) from error
    return copy


def what_if(line: RetentionLine, values: Mapping[str, Any], person: Person | None = None) -> WhatIf:
    """What would follow if the line ruled these values today: of all records under it, those that `person` may see named."""
    copy = with_values(line, values)
    both = (line, copy)
    now, then = dates.ruling(line), copy.rule()
    today = clock.today()
    found = WhatIf()
    for register in dates.retained():
        ids: list[tuple[int, dates.Told, dates.Told]] = []
        for record in _under(register, line, both):
            before = dates.told(record, line, now)
            after = dates.told(record, line, then)
            kind = _kind(before.due, after.due, same=before[1:5] == after[1:5])
            found.counts[kind] += 1
            found.at_once += after.due is not None and after.due <= today and not (before.due and before.due <= today)
            if kind != "same" and len(ids) < SHOWN:
                ids.append((record.pk, before, after))
        found.shown += _named(register, ids, person)
    del found.shown[SHOWN:]
    return found


def _under(register: Register, line: RetentionLine, ruling: Sequence[RetentionLine]) -> Iterator[Any]:
    rows = register.model._default_manager.everything().filter(retention_line=line.pk, disposed_on=None).order_by("pk")
    for batch in dates.batches(rows, ruling):
        yield from filter(dates.stands, batch)


def _kind(before: date | None, after: date | None, *, same: bool) -> str:
    if same:
        return "same"
    if before is None or after is None:
        return "other"
    return "same" if after == before else "later" if after > before else "earlier"


def _named(register: Register, ids: list[tuple[int, dates.Told, dates.Told]], person: Person | None) -> Iterator[Moved]:
    manager = register.model._default_manager
    rows = manager.visible_to(person) if person is not None else manager.everything()
    seen = {each.pk: each for each in rows.select_related(*register.related).filter(pk__in=[pk for pk, *_told in ids])}
    return (Moved(register, seen[pk], before, after) for pk, before, after in ids if pk in seen)


def change(
    actor: Actor, line: RetentionLine, values: Mapping[str, Any], why: str, start: date, seen_version: int | None = None
) -> None:
    """Has the line rule these values from a day on: today at once, later by a plan that takes effect on its day.

    Invalid for a day gone by, without a reason, and for a line that rules nothing that could be carried out.
    """
    if not why.strip():
        raise Invalid("Say why.", {"why": ["Say why the line changes, or who decided it."]})
    if start < clock.today():
        raise Invalid("A change takes effect today or later.", {"start": ["A change takes effect today or later."]})
    copy = with_values(line, {name: values[name] for name in RULING if name in values})
    ruled = {name: getattr(copy, name) for name in RULING}
    if start > clock.today() and line.state == line.State.IN_FORCE:
        told = {"planned": ruled, "planned_from": start}
    else:
        told = {**ruled, "planned": {}, "planned_from": None}
        if line.state == line.State.IN_FORCE:
            told["in_force_from"] = start
    write(actor, [Change(line, told, "change_line", why.strip(), seen_version)])


def take_effect() -> int:
    """Has every line rule what was planned for today or before; returns how many."""
    today = clock.today()
    lines = list(RetentionLine.objects.filter(planned_from__lte=today, state=RetentionLine.State.IN_FORCE))
    changes = [
        Change(line, {**line.planned, "in_force_from": line.planned_from, "planned": {}, "planned_from": None},
               "change_line", "Planned for this day.")
        for line in lines
    ]  # fmt: skip
    write(Actor.operator("the schedule"), changes)
    return len(changes)


def approve(actor: Actor, line: RetentionLine, start: date, why: str, seen_version: int | None = None) -> None:
    """Brings a draft into force from a day that is not to come. Invalid else."""
    if start > clock.today():
        raise Invalid(
            "Bring it into force on the day.", {"start": ["This day is still to come: bring it into force then."]}
        )
    values = {"state": line.State.IN_FORCE, "in_force_from": start}
    write(actor, [Change(line, values, "approve", why, seen_version)])


def end(actor: Actor, line: RetentionLine, why: str, seen_version: int | None = None) -> None:
    """Ends a line: nothing is disposed of under it any more, and its records want another."""
    values: dict[str, Any] = {"state": line.State.ENDED, "planned": {}, "planned_from": None}
    write(actor, [Change(line, values, "end_line", why, seen_version)])


def working(record: Any, line: RetentionLine | None) -> rules.Outcome | None:
    """How a record's date is found, for its page; None where no line rules it."""
    rule = dates.ruling(line) if line is not None else None
    return rules.disposal(rule, record.facts()) if rule is not None else None
