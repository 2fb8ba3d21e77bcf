"""The dates of records at a moment, counted: what is due by band, by unit and by age, what a hold keeps, what has no day and why.

Of today the table of dates is read; of a day gone by, of which that table knows nothing, the same is worked out again from the
records, the lines and the holds as they stood then.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Unit
from muniment.registers.links import known_on
from muniment.registers.models import Link
from muniment.registers.register import Moment, Words
from muniment.retention import dates
from muniment.retention.holds import HOLDS, Hold
from muniment.retention.lines import RetentionLine
from muniment.retention.models import RetentionDate
from muniment.retention.retained import READ

Kind = RetentionDate.Kind
# How long something has been due, in whole years: from, up to and not with, and in words.
AGES: Mapping[str, tuple[int, int | None, Words]] = {
    "under1": (0, 1, _("Less than a year")), "one": (1, 3, _("1 to 2 years")), "three": (3, 6, _("3 to 5 years")),
    "six": (6, None, _("6 years or more")),
}  # fmt: skip


class Row(NamedTuple):
    """One record's date, and what it is counted by."""

    register: str
    record: int
    kind: str
    due: date | None
    why: str
    line: int | None
    band: str
    unit: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a moment's dates come to. The parts of `due` add up to it."""

    due: int = 0
    held: int = 0
    by_band: Counter[str] = field(default_factory=Counter)
    by_unit: Counter[int] = field(default_factory=Counter)
    by_age: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)
    by_reason: Counter[tuple[str, str]] = field(default_factory=Counter)


def is_now(moment: Moment) -> bool:
    """Whether the tables that know no past speak of this moment: it is today, and no instant of it gone by."""
    return moment.as_at in {None, clock.today()} and getattr(moment, "instant", None) is None


def rows_at(moment: Moment, units: Iterable[int]) -> Iterator[Row]:
    """The dates of all records of these units at a moment."""
    wanted = list(units)
    if is_now(moment):
        found = RetentionDate.objects.filter(unit__in=wanted)
        names = ("register", "record", "kind", "due", "why", "line_id", "line__band", "unit_id")
        for register, record, kind, due, why, line, band, unit in found.values_list(*names).iterator(
            chunk_size=dates.BATCH
        ):
            yield Row(register, record, kind, due, why, line, band or "", unit)
        return
    lines = {line.record_id: line for line in moment.rows(RetentionLine)}
    ruled = {pk: dates.ruling(line) for pk, line in lines.items()}
    known: dates.Known = {}
    for register in dates.retained():
        rows = moment.rows(register.model).filter(unit__in=wanted, disposed_on=None)
        for record in rows.only("record_id", "unit", "owner", "retention_line", *READ).iterator(chunk_size=dates.BATCH):
            line = lines.get(record.retention_line_id)
            told = dates.told(record, line, ruled.get(record.retention_line_id), known)
            of_line = told.line_id if line is None else line.record_id
            yield Row(
                register.slug,
                record.record_id,
                told.kind,
                told.due,
                told.why,
                of_line,
                line.band if line else "",
                record.unit_id,
            )


def age_of(due: date, on: date) -> str:
    """The name of the age of something that was due on a day; "" for what is due later."""
    years = years_late(due, on)
    return next(name for name, (_from, to, _words) in AGES.items() if to is None or years < to) if due <= on else ""


def years_late(due: date, on: date) -> int:
    """How many whole years before a day something was due."""
    return on.year - due.year - ((on.month, on.day) < (due.month, due.day))


def aged(name: str, on: date) -> Q:
    """The dates of an age, as a condition."""
    first, last, _words = AGES[name]
    found = Q(due__lte=_back(on, first))
    return found & Q(due__gt=_back(on, last)) if last is not None else found


def _back(on: date, years: int) -> date:
    """The same day so many years ago; where that year has none, the last day of February."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def count(moment: Moment, units: Iterable[int]) -> Backlog:
    """The backlog of these units; a number of queries that does not grow with them."""
    found, on, held = Backlog(), moment.as_at or clock.today(), _held_at(moment)
    due = kept = 0
    for row in rows_at(moment, units):
        found.by_kind[row.kind] += 1
        if row.due is None:
            found.by_reason[row.kind, row.why] += 1
        elif row.due <= on:
            due += 1
            kept += held(row)
            found.by_band[row.band] += 1
            found.by_unit[row.unit] += 1
            found.by_age[age_of(row.due, on)] += 1
    return Backlog(due, kept, found.by_band, found.by_unit, found.by_age, found.by_kind, found.by_reason)


def _held_at(moment: Moment) -> Any:
    """Says of a row whether a hold keeps it at the moment; three queries, whatever it is asked of."""
    standing = list(moment.rows(Hold).filter(state=Hold.State.STANDING))
    keys = {hold.record_id for hold in standing}
    links = Link.objects.filter(known_on(moment.until), relation=HOLDS, from_register=HOLDS, from_record__in=keys)
    linked = set(links.values_list("to_register", "to_record")) if keys else set()
    roots = {frozenset({hold.held_unit_id}) for hold in standing if hold.held_unit_id}
    reach = Unit.objects.subtrees(roots)
    wide = [
        (hold.line_id, reach.get(frozenset({hold.held_unit_id})))
        for hold in standing
        if hold.line_id or hold.held_unit_id
    ]

    def held(row: Row) -> bool:
        by_rule = (line in {None, row.line} and (units is None or row.unit in units) for line, units in wide)
        return (row.register, row.record) in linked or any(by_rule)

    return held


def on_hold() -> Q:
    """The same of today as a condition of the table of dates, for the list."""
    standing = Hold.objects.everything().filter(state=Hold.State.STANDING)
    links = Link.objects.filter(
        relation=HOLDS, from_register=HOLDS, removed_at=None, from_record__in=standing.values("pk")
    )
    found = Q(pk__in=[])
    for register in dates.retained():
        kept = links.filter(to_register=register.slug).values("to_record")
        found |= Q(register=register.slug, record__in=kept)
    for line, unit in standing.values_list("line_id", "held_unit_id"):
        if line or unit:
            found |= (Q(line=line) if line else Q()) & (Q(unit__in=Unit.objects.within(unit)) if unit else Q())
    return found
