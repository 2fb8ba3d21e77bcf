"""The charts of a progress report; the title of each says what it shows, its table opens the lists behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from muniment.actions.rules import State
from muniment.assurance.figures import LONGEST_COURSE, month_ends
from muniment.documents.report import charts
from muniment.documents.report.values import CellData, ChartData, ColumnData, TableData, cells
from muniment.registers.figures import Counted
from muniment.reporting.facts import Facts
from muniment.reporting.moments import AsImported

PARTS = ("verified", "said_done", "in_progress", "not_begun", "ended")
ENDED = ("superseded", "not_accepted")
AHEAD = 366  # days to come that a burn-up shows


def themes(facts: Facts) -> ChartData:
    """Where each theme stands."""
    series = (
        _("Verified"),
        _("Done, to be verified"),
        _("In progress"),
        _("Not begun"),
        _("Superseded or not accepted"),
    )
    rows = [
        (theme or _("No theme"), [_value(counted, part) for part in PARTS]) for theme, counted in facts.themes.items()
    ]
    chart = charts.stacked_bar(
        "themes", _finding(facts.themes), rows, series, row_title=_("Theme"), caption=_("Actions by theme and state")
    )
    return replace(chart, table=_theme_table(facts))


def _value(counted: Mapping[str, Counted], part: str) -> int:
    return sum(counted[name].value for name in (ENDED if part == "ended" else (part,)))


def _finding(by_theme: Mapping[str, Mapping[str, Counted]]) -> str:
    """What the chart shows, in words: where most is late, else where most is still open."""
    if not by_theme:
        return _("The plan has no recommendation yet")
    worst = max(by_theme, key=lambda theme: by_theme[theme]["late"].value)
    late, every = by_theme[worst]["late"].value, by_theme[worst]["all"].value
    if late:
        return _("%(theme)s has the most late actions: %(late)s of %(all)s") % {
            "theme": worst or _("No theme"), "late": late, "all": every,
        }  # fmt: skip
    best = max(by_theme, key=lambda theme: by_theme[theme]["verified"].value)
    if verified := by_theme[best]["verified"].value:
        return _("Nothing is late; %(theme)s has the most verified actions: %(number)s") % {
            "theme": best or _("No theme"), "number": verified,
        }  # fmt: skip
    return _("Nothing is late, and nothing is verified yet")


def _theme_table(facts: Facts) -> TableData:
    """The numbers behind the chart; each opens its list. Late ones are counted among the open ones."""
    names = ("verified", "said_done", "in_progress", "not_begun", *ENDED, "late", "all")
    titles = (_("Theme"), _("Verified"), _("To be verified"), _("In progress"), _("Not begun"), _("Superseded"),
              _("Not accepted"), _("Late"), _("All"))  # fmt: skip
    lines = [(theme or _("No theme"), counted) for theme, counted in facts.themes.items()]
    lines.append((_("All"), facts.counted))
    columns = tuple(ColumnData(title, numeric=number > 0) for number, title in enumerate(titles))
    rows = tuple(
        cells(label, *(CellData(f"{counted[name].value:,}", counted[name].address) for name in names))
        for label, counted in lines
    )
    return TableData("themes", _("Actions by theme and state"), columns, rows)


def burn_up(facts: Facts) -> ChartData:
    """What should have been done by the dates first agreed, and what was said to be done, where that was known here."""
    meant = [row for row in facts.rows if row.state not in (State.SUPERSEDED, State.NOT_ACCEPTED) and row.first_due]
    points = _points(facts, meant)
    now = next(point for point in reversed(points) if point.done is not None)
    behind = now.due - (now.done or 0)
    if behind > 0:
        title = _("%(number)s fewer actions are done than were first due by %(day)s") % {
            "number": behind, "day": f"{now.day:%-d %B %Y}",
        }  # fmt: skip
    else:
        title = _("As many actions are done as were first due by %(day)s, or more") % {"day": f"{now.day:%-d %B %Y}"}
    return charts.burn_up(
        "burn_up", title, points, caption=_("Actions first due and done by the end of each month"),
        due=_("First due"), done=_("Done, verified or not"),
    )  # fmt: skip


def _points(facts: Facts, meant: Sequence[Any]) -> list[charts.Point]:
    """The end of each month from the first date, at most eighteen months back, to the last, at most a year ahead.

    Before the plan was entered nobody knows how many were done; a paper's own position is known on its day only.
    """
    today = facts.moment.late_on if isinstance(facts.moment, AsImported) else facts.course[-1].day
    known = {each.day: each.done for each in facts.course}
    if isinstance(facts.moment, AsImported):
        known = {today: facts.counted["verified"].value + facts.counted["said_done"].value}
    dates = [row.first_due for row in meant]
    first = min([*dates, min(known)])
    start = max(first, today - LONGEST_COURSE)
    points = [
        charts.Point(each, _due_by(meant, each), known.get(each)) for each in month_ends(min(start, today), today)
    ]
    if dates and (last := min(max(dates), today + timedelta(days=AHEAD))) > today:
        points += [charts.Point(each, _due_by(meant, each), None) for each in month_ends(today, last) if each > today]
    return points


def _due_by(rows: Sequence[Any], day: date) -> int:
    return sum(row.first_due <= day for row in rows)
