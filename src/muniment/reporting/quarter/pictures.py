"""The charts of a report on a quarter; the title of each says what it shows, its table opens the lists behind it."""

from dataclasses import replace

from django.utils.translation import gettext as _

from muniment.documents.report import charts
from muniment.documents.report.values import ChartData
from muniment.reporting.quarter import tables
from muniment.reporting.quarter.facts import Facts
from muniment.reporting.quarter.numbers import share_of_what

LATE = charts.COLOURS[4]


def timeliness(facts: Facts) -> ChartData:
    """What was in time and what was late, by the law under which it was asked."""
    lines = [each for each in tables.timed_lines(facts) if not each.summed]
    rows = [(each.title, [each.counted[name].value for name in ("timely", "too_late")]) for each in lines]
    chart = charts.stacked_bar(
        "timeliness", _timeliness_says(facts), [row for row in rows if sum(row[1])] or rows[:1], (_("In time"), _("Late")),
        row_title=_("Under what"), caption=_("Answered in time and late, by law"), colours=(charts.COLOURS[0], LATE),
    )  # fmt: skip
    return replace(chart, table=replace(tables.timeliness(facts), name="timeliness"))


def _timeliness_says(facts: Facts) -> str:
    counted = facts.found["requests"].of()
    if not counted["timely"].value + counted["too_late"].value:
        return _("No request for information was answered in the quarter")
    return _("Requests for information were answered in time: %(share)s") % {
        "share": share_of_what(counted).removesuffix(".")
    }


def still_open(facts: Facts) -> ChartData:
    """What was open at the end of the quarter, and how much of it was late."""
    rows = []
    for name in tables.CASES:
        counted = facts.found[name].of()
        late = counted["open_late"].value
        rows.append((facts.found[name].section.title, [counted["still_open"].value - late, late]))
    late, every = (sum(numbers[1] for _title, numbers in rows), sum(sum(numbers) for _title, numbers in rows))
    says = _("%(late)s of %(all)s open at the end were late") % {"late": f"{late:,}", "all": f"{every:,}"}
    chart = charts.stacked_bar(
        "still_open", says if every else _("Nothing was open at the end"), rows, (_("Open, not late"), _("Open and late")),
        row_title=_("Register"), caption=_("Open at the end of the quarter"), colours=(charts.COLOURS[0], LATE),
    )  # fmt: skip
    return replace(chart, table=replace(tables.volumes(facts), name="still_open"))
