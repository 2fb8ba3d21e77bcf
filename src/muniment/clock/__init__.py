"""Civil time in Europe/London: the one place that says what time and what day it is."""

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
