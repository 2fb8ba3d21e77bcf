"""Civil time in Europe/London: the one place that says what time and what day it is."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_fixed: ContextVar[datetime | None] = ContextVar("fixed", default=None)


def now() -> datetime:
    """The instant, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """The civil date in Europe/London."""
    return now().astimezone(LONDON).date()


def end_of(day: date) -> datetime:
    """The first instant after `day` in Europe/London, in UTC: what is known before it is known "as at" that day."""
    return datetime.combine(day + timedelta(days=1), time.min, LONDON).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later; the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@contextmanager
def at(moment: datetime | date) -> Iterator[None]:
    """Within this block it is `moment` (a date means its noon in London): for tests, and to write a past for the demonstration."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(12), LONDON)
    if moment.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
