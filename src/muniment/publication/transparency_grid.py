"""Open data, item by period: on time, late, missing. Each number is the list behind it, counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from muniment.people.models import Person
from muniment.publication import transparency_periods as periods
from muniment.publication.transparency_items import Often
from muniment.publication.transparency_publications import (
    State,
    TransparencyPublication,
    TransparencyPublicationVersion,
)
from muniment.publication.transparency_register import publications
from muniment.registers.listing import address_of
from muniment.registers.register import Moment
from muniment.registers.spans import Span

SHOWN: Mapping[str, int] = {Often.MONTH: 12, Often.QUARTER: 8, Often.YEAR: 4, Often.ONCE: 4}
# What is counted, each by the flag of the list that shows the same; in the order of the page.
MEASURES: Mapping[str, Any] = {"in_time": _("On time"), "came_late": _("Late"), "missing": _("Missing")}
COLOURS: Mapping[str, str] = {"in_time": "green", "came_late": "amber", "missing": "red", "to_come": "blue", "": ""}


@dataclass(frozen=True, slots=True)
class Row:
    """What is read of one row of the register."""

    pk: int
    item: int
    name: str
    number: int | None
    often: str
    period: periods.Period
    state: str
    due: date

    def kind(self, late_on: date) -> str:
        """The flag of the list under which it is found, "" for what is not wanted any more."""
        if self.state == State.WANTED:
            return "missing" if self.due < late_on else "to_come"
        return {State.IN_TIME.value: "in_time", State.LATE.value: "came_late"}.get(self.state, "")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the list that it counts."""

    title: Any
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One item in one period: how it stands, and its own page; without a kind there is none."""

    kind: str
    words: str
    address: str

    @property
    def colour(self) -> str:
        return COLOURS[self.kind]


@dataclass(frozen=True, slots=True)
class Line:
    """One item over the periods that are shown, and all that is known of it."""

    title: str
    number: int | None
    cells: Sequence[tuple[str, Cell | None]]
    totals: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Grid:
    """All items that are published equally often."""

    title: Any
    periods: Sequence[str]
    lines: Sequence[Line]
    feet: Sequence[tuple[Any, Sequence[tuple[str, Figure]], Figure]]


def rows_of(person: Person, moment: Moment) -> list[Row]:
    """The rows that a person may see, as they stand or stood; one query."""
    past: Any = TransparencyPublicationVersion
    seen = (
        TransparencyPublication.objects.visible_to(person)
        if moment.as_at is None
        else past.objects.visible_to(person).as_at(moment.as_at)
    )
    names = (
        "record_id",
        "item",
        "item__name",
        "item__code_number",
        "item__how_often",
        "period_first",
        "period_last",
        "state",
        "due",
    )
    return [
        Row(pk, item, name, number, often, periods.Period(first, last), state, due)
        for pk, item, name, number, often, first, last, state, due in seen.order_by().values_list(*names)
    ]  # fmt: skip


def _counted(rows: Iterable[Row], asked: Mapping[str, str], moment: Moment) -> list[Figure]:
    """On time, late, missing of some rows, each with the address of the list."""
    counts = Counter(each.kind(moment.late_on) for each in rows)
    days = {"as_at": moment.as_at.isoformat()} if moment.as_at else {}
    return [
        Figure(title, counts[flag], address_of(publications, {**asked, flag: "yes", **days}))
        for flag, title in MEASURES.items()
    ]


def totals(rows: Sequence[Row], moment: Moment) -> list[Figure]:
    return _counted(rows, {}, moment)


def on_time(rows: Sequence[Row], moment: Moment) -> str:
    """The share in time of what has been due or was published, in words; "" where there is none yet."""
    kinds = Counter(each.kind(moment.late_on) for each in rows)
    whole = kinds["in_time"] + kinds["came_late"] + kinds["missing"]
    if not whole:
        return ""
    told = {"number": kinds["in_time"], "whole": whole, "share": kinds["in_time"] * 100 // whole}
    return _("%(number)s of %(whole)s on time (%(share)s%%).") % told


def grids(rows: Sequence[Row], moment: Moment) -> list[Grid]:
    """A table for each of: every month, quarter, year, once; those that have no row are left out."""
    found = []
    for often, title in Often.choices:
        some = [each for each in rows if each.often == often]
        if some:
            found.append(_grid(often, title, some, moment))
    return found


def _grid(often: str, title: Any, rows: Sequence[Row], moment: Moment) -> Grid:
    # Years that end with another month, and days of what is published once, have columns of their own.
    columns = sorted({each.period.last for each in rows}, reverse=True)[: SHOWN[often]][::-1]
    heads = [_head(often, last) for last in columns]
    by_item: dict[int, list[Row]] = {}
    for each in sorted(rows, key=lambda each: (each.number or 99, each.name, each.item)):
        by_item.setdefault(each.item, []).append(each)
    lines = [_line(some, columns, heads, moment) for some in by_item.values()]
    return Grid(title, heads, lines, _feet(often, rows, columns, heads, moment))


def _head(often: str, last: date) -> str:
    """The head of a column, short enough for a table."""
    if often == Often.ONCE:
        return f"{last.day} {last:%b %Y}"
    return _("to %(month)s") % {"month": f"{last:%b %Y}"} if often != Often.MONTH else f"{last:%b %Y}"


def _line(rows: Sequence[Row], columns: Sequence[date], heads: Sequence[str], moment: Moment) -> Line:
    by_last = {each.period.last: each for each in rows}
    cells = [(head, _cell(by_last.get(last), moment)) for head, last in zip(heads, columns, strict=True)]
    first = rows[0]
    return Line(first.name, first.number, cells, _counted(rows, {"item": str(first.item)}, moment))


def _cell(row: Row | None, moment: Moment) -> Cell | None:
    if row is None:
        return None
    kind = row.kind(moment.late_on)
    due = f"{row.due.day} {row.due:%b}"
    words = {
        **MEASURES, "to_come": _("Due %(day)s") % {"day": due}, "": _("Not wanted"),
    }  # fmt: skip
    at = f"?as_at={moment.as_at.isoformat()}" if moment.as_at else ""
    return Cell(kind, words[kind], f"/{publications.slug}/{row.pk}/{at}")


def _feet(
    often: str, rows: Sequence[Row], columns: Sequence[date], heads: Sequence[str], moment: Moment
) -> list[tuple[Any, list[tuple[str, Figure]], Figure]]:
    """Under each column what it counts, and in the last one what the whole of these items counts."""
    by_column = []
    for last in columns:
        month = last.replace(day=1)
        # The list is asked by month: days of one month that are columns of their own are counted together.
        some = [each for each in rows if each.period.last.replace(day=1) == month]
        by_column.append(_counted(some, {"often": often, "period": str(Span(month, month))}, moment))
    whole = _counted(rows, {"often": often}, moment)
    return [
        (title, [(head, figures[at]) for head, figures in zip(heads, by_column, strict=True)], whole[at])
        for at, title in enumerate(MEASURES.values())
    ]
