"""Days and instants in words, as people in a council write them."""

from datetime import date, datetime

from muniment.clock import LONDON
from muniment.clock.regimes import Method


def day_in_words(day: date) -> str:
    """Tuesday 31 March 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def instant_in_words(instant: datetime) -> str:
    """9:00 on Monday 26 October 2026, in London."""
    local = instant.astimezone(LONDON)
    return f"{local.hour}:{local:%M} on {day_in_words(local.date())}"


UNITS = {
    Method.WORKING_DAYS: ("working day", "working days"),
    Method.MONTHS: ("month", "months"),
    Method.DAYS: ("day", "days"),
    Method.HOURS: ("hour", "hours"),
}


def length_in_words(method: Method, length: int) -> str:
    """20 working days, one month."""
    one, several = UNITS[method]
    return f"one {one}" if length == 1 else f"{length} {several}"


def period_in_words(method: Method, length: int) -> str:
    """A period of 20 working days."""
    return f"A period of {length_in_words(method, length)}"
