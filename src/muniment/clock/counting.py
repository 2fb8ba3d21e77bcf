"""The three ways in which the law counts time. They are never mixed: each clock uses one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from muniment.clock import LONDON
from muniment.clock.holidays import UNITED_KINGDOM, Calendar, Nation

DAY = timedelta(days=1)


class BadTime(ValueError):
    """A time of day that cannot be placed, with the reason."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days that do not count, from the first to the last, both of them included; `why` in words."""

    first: date
    last: date
    why: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that was not counted, and why."""

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a count ended, and each day on the way that did not count."""

    end: date
    skipped: tuple[Skipped, ...] = ()


def working_days(start: date, days: int, calendar: Calendar, without: Sequence[Span] = ()) -> Counted:
    """The last of so many working days after `start`, which is day 0 whether or not it is one itself.

    A working day is none of Saturday, Sunday, Christmas Day, Good Friday or a bank holiday in any part of the United Kingdom
    (Freedom of Information Act 2000, section 10(6)). Days of a span in `without` are disregarded. NotLoaded beyond the table.
    """
    day, left, skipped = start, days, []
    while left:
        day += DAY
        why = calendar.why_closed(day, UNITED_KINGDOM) or next((span.why for span in without if day in span), "")
        if why:
            skipped.append(Skipped(day, why))
        else:
            left -= 1
    return Counted(day, tuple(skipped))


def rolled(day: date, calendar: Calendar, nation: Nation) -> Counted:
    """`day`, or where it falls on a weekend or a holiday of the authority's own nation, the next day that does not.

    From Regulation (EEC, Euratom) No 1182/71, article 3(4), as the regulator counts. NotLoaded beyond the table.
    """
    skipped = []
    while why := calendar.why_closed(day, frozenset({nation})):
        skipped.append(Skipped(day, why))
        day += DAY
    return Counted(day, tuple(skipped))


def after_hours(instant: datetime, hours: int) -> datetime:
    """So many hours later, in UTC: no clock change, weekend or holiday stops them (UK GDPR, article 33)."""
    if instant.tzinfo is None:
        raise BadTime("An instant needs a time zone.")
    return instant.astimezone(UTC) + timedelta(hours=hours)


def local_instant(moment: datetime) -> datetime:
    """The instant that a time in London means, in UTC; one that names its own offset is taken by that.

    BadTime for a time that a clock change lets occur twice, or never: its offset is to be given.
    """
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    first, second = (moment.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1))
    shown = f"{moment:%H:%M} on {moment.day} {moment:%B %Y}"
    if first.astimezone(LONDON).replace(tzinfo=None) != moment:
        raise BadTime(
            f"{shown} did not occur in London: the clocks went forward. Give the time with its offset, as in {moment:%Y-%m-%dT%H:%M}+00:00."
        )
    if first != second:
        raise BadTime(
            f"{shown} occurred twice in London: the clocks went back. Say which with the offset, {moment:%Y-%m-%dT%H:%M}+01:00 (summer time) or +00:00."
        )
    return first
