"""The charts of a report on the shares; the title of each says what it shows, its table has the exact numbers."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from muniment.discovery.engine.schema import DECISIONS
from muniment.discovery.engine.tallying import PROPOSED
from muniment.discovery.result_words import DECIDED
from muniment.discovery.templatetags.shares import amount
from muniment.documents.report import charts
from muniment.documents.report.values import ChartData
from muniment.reporting.rules import share_of
from muniment.reporting.shares import numbers, tables
from muniment.reporting.shares.facts import Facts

SHOWN = 15  # places and years: more bars than that nobody reads
GOES = charts.COLOURS[4]
UNITS = (("PB", 10**15), ("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("KB", 10**3))
Row = tuple[str, Sequence[int]]


def unit_for(largest: int) -> tuple[str, int]:
    """The unit in which the largest of some sizes has two digits or more: the bars say whole numbers."""
    return next((each for each in UNITS if largest >= 10 * each[1]), (_("bytes"), 1))


def _in_unit(rows: Sequence[Row]) -> tuple[str, list[Row]]:
    unit, size = unit_for(max((sum(row[1]) for row in rows), default=0))
    return unit, [(label, [round(number / size) for number in sizes]) for label, sizes in rows]


def where(facts: Facts) -> ChartData:
    """How much lies where, and how much of it is proposed to go."""
    rows = [
        (each.name, [each.number("bytes") - each.proposed, each.proposed]) for each in tables.by_size(facts)[:SHOWN]
    ]
    unit, shown = _in_unit(rows or [(_("Nothing"), [0, 0])])
    says = _("%(goes)s of %(all)s are proposed to go") % {
        "goes": amount(facts.proposed),
        "all": amount(facts.number("bytes")),
    }
    chart = charts.stacked_bar(
        "where", says if rows else _("Nothing was scanned"), shown, (_("Stays, %(unit)s") % {"unit": unit}, _("Proposed to go, %(unit)s") % {"unit": unit}),
        row_title=_("Place"), caption=_("What was scanned, by place"), colours=(charts.COLOURS[0], GOES),
    )  # fmt: skip
    return replace(chart, table=replace(tables.places(facts), name="where"))


def ages(facts: Facts) -> ChartData:
    """In which year how much was last changed; early years together."""
    years = {int(year): told["bytes"] for year, told in facts.told.get("years", {}).items() if year}
    shown = sorted(years, reverse=True)[: SHOWN - 1]
    rows: list[Row] = [(str(year), [years[year]]) for year in shown]
    if early := [year for year in years if year not in shown]:
        rows.append((_("%(year)s or earlier") % {"year": max(early)}, [sum(years[year] for year in early)]))
    unit, bars = _in_unit(rows or [(_("Nothing"), [0])])
    until = facts.day.year - numbers.OLD
    old = sum(size for year, size in years.items() if year <= until)
    says = _("%(share)s of it was last changed in %(year)s or earlier") % {
        "share": share_of(old, facts.number("bytes")),
        "year": until,
    }
    chart = charts.stacked_bar(
        "ages", says if facts.number("bytes") else _("Nothing was scanned"), bars, (_("Last changed, %(unit)s") % {"unit": unit},),
        row_title=_("Year"), caption=_("By the year of the last change"),
    )  # fmt: skip
    return replace(chart, table=replace(tables.ages(facts), name="ages"))


def decisions(facts: Facts) -> ChartData:
    """What the scans make of it all."""
    told = facts.told.get("decisions", {})
    rows: list[Row] = []
    for name in DECISIONS:
        if name in told:
            goes = name in PROPOSED
            rows.append(
                (str(DECIDED[name][0]), [0 if goes else told[name]["bytes"], told[name]["bytes"] if goes else 0])
            )
    unit, bars = _in_unit(rows or [(_("Nothing"), [0, 0])])
    says = _("Of all of it there is a proposal")
    if unknown := facts.number("decisions", "unknown", "bytes"):
        says = _("Of %(size)s nobody can say yet what is to become of it") % {"size": amount(unknown)}
    chart = charts.stacked_bar(
        "decisions", says if rows else _("Nothing was scanned"), bars, (_("Stays, %(unit)s") % {"unit": unit}, _("Proposed to go, %(unit)s") % {"unit": unit}),
        row_title=_("Decision"), caption=_("What the scans make of it"), colours=(charts.COLOURS[0], GOES),
    )  # fmt: skip
    return replace(chart, table=replace(tables.decisions(facts), name="decisions"))
