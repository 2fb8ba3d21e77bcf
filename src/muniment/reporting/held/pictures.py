"""The charts of a report on holdings; the title of each says what it shows, its table opens the lists behind it."""

from dataclasses import replace

from django.utils.translation import gettext as _

from muniment.documents.report import charts
from muniment.documents.report.values import ChartData
from muniment.reporting.held import tables
from muniment.reporting.held.facts import Facts
from muniment.retention.backlog import AGES

SHOWN = 15  # services with the most assets: more bars than that nobody reads


def completeness(facts: Facts) -> ChartData:
    """How much of what each service holds is complete."""
    rows = [(unit, row["assets"].value, row["assets_incomplete"].value) for unit, row in facts.services.items()]
    largest = sorted(rows, key=lambda row: (-row[1], facts.units.get(row[0], "")))[:SHOWN]
    chart = charts.stacked_bar(
        "completeness", _completeness_says(facts, rows),
        [(facts.units.get(unit, ""), [every - without, without]) for unit, every, without in largest],
        (_("Complete"), _("Incomplete")), row_title=_("Service"), caption=_("Assets held, complete and incomplete, by service"),
    )  # fmt: skip
    # The table has all services, however many the picture shows.
    return replace(chart, table=replace(tables.services(facts), name="completeness"))


def _completeness_says(facts: Facts, rows: list[tuple[int, int, int]]) -> str:
    if not rows:
        return _("No asset is held")
    unit, every, without = max(rows, key=lambda row: (row[2], -row[1]))
    if not without:
        return _("Every asset says all that it must")
    told = _("%(service)s has the most incomplete assets: %(without)s of %(all)s")
    if len(rows) > SHOWN:
        told = _(
            "Of all services, of which the largest are shown, %(service)s has the most incomplete assets: %(without)s of %(all)s"
        )
    return told % {"service": facts.units.get(unit, ""), "without": without, "all": every}


def backlog(facts: Facts) -> ChartData:
    """How long what is due has been due."""
    by_age = facts.backlog.by_age
    rows = [(str(label), [by_age[name]]) for name, (_from, _to, label) in AGES.items()]
    chart = charts.stacked_bar(
        "backlog", _backlog_says(facts), rows, (_("Records due"),), row_title=_("Due for"), caption=_("Records due for disposal, by age"),
    )  # fmt: skip
    return replace(chart, table=replace(tables.ages(facts), name="backlog"))


def _backlog_says(facts: Facts) -> str:
    if not facts.backlog.due:
        return _("Nothing is due for disposal")
    old = facts.backlog.due - facts.backlog.by_age["under1"]
    return _("%(old)s of %(all)s records have been due for a year or more") % {
        "old": f"{old:,}",
        "all": f"{facts.backlog.due:,}",
    }
