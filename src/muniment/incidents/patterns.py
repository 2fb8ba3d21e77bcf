"""How many incidents there were: by month or quarter, by cause, by service, and by what they touched; near misses apart.

Each figure is a list counted: the same conditions stand in its address. Only what the reader may see is counted.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from muniment.documents.report import charts
from muniment.documents.report.values import ChartData
from muniment.incidents.cases import Incident, IncidentVersion, State
from muniment.people.models import Person
from muniment.registers.links import known_on, seen_rows
from muniment.registers.listing import address_of
from muniment.registers.models import Link
from muniment.registers.record import register_of
from muniment.registers.register import Moment, registry
from muniment.registers.spans import Span, recent

SHOWN = 15  # of what they touched
# What is counted, each by the flag of the list that shows the same.
MEASURES: Mapping[str, tuple[Any, Callable[["Counted"], bool]]] = {
    "happened": ("Incidents", lambda each: not each.near_miss),
    "was_near_miss": ("Near misses", lambda each: each.near_miss),
    "breach": ("Breaches", lambda each: each.aware),
    "ico_told": ("ICO told", lambda each: each.told),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of an incident."""

    pk: int
    noticed: datetime
    near_miss: bool
    aware: bool
    told: bool
    cause: tuple[str, int | None]
    unit: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure, and the address of the list that it counts."""

    title: str
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table."""

    title: str
    cells: Sequence[Cell]
    address: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """All that the page shows."""

    moment: Moment
    quarters: bool
    whole: Span
    periods: Sequence[Line]
    causes: Sequence[Line]
    units: Sequence[Line]
    touched: Sequence[Line]
    chart: ChartData | None
    picture: str

    @property
    def titles(self) -> list[str]:
        return [_(title) for title, _counts in MEASURES.values()]


def rows_of(person: Person, moment: Moment) -> Any:
    """The incidents that a person may see, as they stand or stood; what was no incident after all is none."""
    past: Any = IncidentVersion
    rows = (
        Incident.objects.visible_to(person)
        if moment.as_at is None
        else past.objects.visible_to(person).as_at(moment.as_at)
    )
    return rows.exclude(state=State.NONE)


def counted(person: Person, moment: Moment, span: Span) -> list[Counted]:
    """Those noticed in a span; one query."""
    first, after = span.ends
    rows = rows_of(person, moment).filter(noticed_at__gte=first, noticed_at__lt=after).order_by()
    return [
        Counted(pk, noticed, near_miss, aware is not None, told is not None, (cause or _("Not said yet"), key), (unit, unit_key))
        for pk, noticed, near_miss, aware, told, cause, key, unit, unit_key in rows.values_list(
            "record_id", "noticed_at", "near_miss", "aware_at", "ico_notified_at", "cause__name", "cause", "unit__name", "unit"
        )
    ]  # fmt: skip


def found(person: Person, moment: Moment, asked: Mapping[str, Any]) -> Found:
    """The figures for one person, as they stand or stood."""
    quarters = asked.get("by") == "quarter"
    spans = recent(moment.late_on, quarters=quarters)
    whole = Span(spans[0].first, spans[-1].last)
    lot = counted(person, moment, whole)
    more = {"as_at": moment.as_at.isoformat()} if moment.as_at else {}
    chart, picture = _chart(lot, spans, quarters=quarters)

    def line(title: str, some: Iterable[Counted], narrowed: Mapping[str, str], *, total: bool = False) -> Line:
        return Line(title, _cells(list(some), {"noticed": str(whole), **narrowed, **more}), total=total)

    periods = [
        line(each.words, (one for one in lot if one.noticed in each), {"noticed": str(each)})
        for each in reversed(spans)
    ]
    periods.append(line(_("All"), lot, {}, total=True))
    causes = [
        line(name, some, {"cause": str(key)} if key else {"no_cause": "yes"}) for (name, key), some in _parted(lot, lambda each: each.cause)
    ]  # fmt: skip
    units = [line(name, some, {"unit": str(key)}) for (name, key), some in _parted(lot, lambda each: each.unit)]
    return Found(moment, quarters, whole, periods, causes, units, _touched(person, moment, lot), chart, picture)


def _parted(lot: Iterable[Counted], by: Callable[[Counted], Any]) -> list[tuple[Any, list[Counted]]]:
    """By cause or service, the most first."""
    parts: dict[Any, list[Counted]] = defaultdict(list)
    for each in lot:
        parts[by(each)].append(each)
    return sorted(parts.items(), key=lambda part: (-len(part[1]), part[0][0]))


def _cells(some: Sequence[Counted], asked: Mapping[str, str]) -> list[Cell]:
    register = register_of(Incident)
    return [
        Cell(_(title), sum(map(counts, some)), address_of(register, {**asked, flag: "yes"})) for flag, (title, counts) in MEASURES.items()
    ]  # fmt: skip


def _touched(person: Person, moment: Moment, lot: Sequence[Counted]) -> list[Line]:
    """The assets, systems and places that were affected most, as far as the person may see them; a figure opens what befell one."""
    by_key = {each.pk: each for each in lot}
    linked = Link.objects.filter(known_on(moment.until), relation="affects", from_register=register_of(Incident).slug)
    befell: dict[tuple[str, int], list[Counted]] = defaultdict(list)
    for incident, slug, pk in linked.values_list("from_record", "to_register", "to_record"):
        if incident in by_key:
            befell[slug, pk].append(by_key[incident])
    wanted: dict[str, list[int]] = defaultdict(list)
    for slug, pk in befell:
        wanted[slug].append(pk)
    lines = []
    for slug, keys in wanted.items():
        register = registry.named(slug)
        assert register is not None
        for record in seen_rows(person, slug, keys):
            address = f"/incidents/affecting/{slug}/{record.pk}/"
            cells = [
                Cell(_(title), sum(map(counts, befell[slug, record.pk])), address)
                for title, counts in MEASURES.values()
            ]
            lines.append(Line(f"{register.one.capitalize()}: {record}", cells, f"/{slug}/{record.pk}/"))
    return sorted(lines, key=lambda each: (-each.cells[0].number - each.cells[1].number, each.title))[:SHOWN]


def _chart(lot: Sequence[Counted], spans: Sequence[Span], *, quarters: bool) -> tuple[ChartData | None, str]:
    """The incidents and near misses of each period, as a picture; none where there were none."""
    if not lot:
        return None, ""
    numbers = [(each.words, Counter(one.near_miss for one in lot if one.noticed in each)) for each in spans]
    rows = [(words, [count[False], count[True]]) for words, count in numbers]
    title = _("Incidents and near misses by quarter") if quarters else _("Incidents and near misses by month")
    chart = charts.stacked_bar(
        "incidents",
        title,
        rows,
        (_("Incidents"), _("Near misses")),
        row_title=_("Quarter") if quarters else _("Month"),
        caption=title,
    )
    return chart, charts.svg_for_page(chart.spec, chart.alt)
