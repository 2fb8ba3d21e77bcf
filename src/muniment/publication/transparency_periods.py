"""The periods for which open data is published, and when each is due. Pure: a day in, days out.

Local Government Transparency Code 2015: what is published every quarter, or every year, is published not later than one month
after the end of the period to which it belongs.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from muniment.clock import add_months

MONTH, QUARTER, YEAR, ONCE = "month", "quarter", "year", "once"
MONTHS: Final = {MONTH: 1, QUARTER: 3, YEAR: 12}
# Beyond these years no date is worked out: nobody publishes there, and the calendar ends.
FIRST_YEAR, LAST_YEAR = 1990, 2999


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From its first day to its last, both of them included."""

    first: date
    last: date

    @property
    def due(self) -> date:
        return due_after(self.last)

    def touches(self, other: "Period") -> bool:
        """Whether any day is in both."""
        return self.first <= other.last and other.first <= self.last


def ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def due_after(last: date) -> date:
    """The last day on which what belongs to a period that ended on `last` is in time: one month later.

    The end of a month leads to the end of the next: 30 September to 31 October, 31 January to the end of February.
    """
    later = add_months(last, 1)
    return end_of_month(later) if ends_month(last) else later


def period_of(often: str, day: date, year_ends: int = 3) -> Period:
    """The period in which a day lies. Quarters are those of the calendar; a year ends with the month `year_ends`, 1 to 12.

    What is published once has that one day.
    """
    if often == ONCE:
        return Period(day, day)
    months = MONTHS[often]
    # The month after the one with which a year ends begins one; of quarters and months the calendar says it.
    begins = year_ends + 1 if often == YEAR else 1
    first = add_months(day.replace(day=1), -((day.month - begins) % months))
    return Period(first, end_of_month(add_months(first, months - 1)))


def periods(often: str, since: date, today: date, back: int, year_ends: int = 3) -> Iterator[Period]:
    """The periods from that of `since` to that of `today`, the oldest first; none that ended more than `back` days ago.

    What is published once has one, that of `since`, however long ago; nothing is asked before its day.
    """
    if since > today:
        return
    if often == ONCE:
        yield period_of(often, since)
        return
    start = max(since, today - timedelta(days=back))
    found = period_of(often, start, year_ends)
    while found.first <= today:
        yield found
        found = period_of(often, found.last + timedelta(days=1), year_ends)


def in_words(period: Period) -> str:
    """As people read it: "July to September 2026", "30 November 2026"."""
    first, last = period.first, period.last
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if first.day == 1 and ends_month(last):
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%B %Y}"
        return f"{first:%B}{'' if first.year == last.year else f' {first.year}'} to {last:%B %Y}"
    return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
