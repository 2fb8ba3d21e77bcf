"""Whole months and quarters of the calendar in London, by which records are counted. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from muniment.clock import LONDON, add_months

WRITTEN = re.compile(r"(\d{4})-(\d\d)(?:\.\.(\d{4})-(\d\d))?")
MONTHS, QUARTERS = 12, 12  # so many are shown, up to now


@dataclass(frozen=True, slots=True)
class Span:
    """From the first of one month to the end of another; both are named by their first day."""

    first: date
    last: date

    @classmethod
    def read(cls, text: str) -> Self | None:
        """A span as an address writes it, "2026-01" or "2026-01..2026-03"; None for what is none."""
        found = WRITTEN.fullmatch(text)
        if found is None:
            return None
        try:
            first = date(int(found[1]), int(found[2]), 1)
            last = date(int(found[3]), int(found[4]), 1) if found[3] else first
            add_months(last, 1)
        except (ValueError, OverflowError):
            return None
        return cls(first, last) if first <= last else None

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}" if self.first == self.last else f"{self.first:%Y-%m}..{self.last:%Y-%m}"

    @property
    def words(self) -> str:
        """As people read it: "March 2026", "January to March 2026", "December 2025 to February 2026"."""
        if self.first == self.last:
            return f"{self.first:%B %Y}"
        same = self.first.year == self.last.year
        return f"{self.first:%B}{'' if same else f' {self.first.year}'} to {self.last:%B %Y}"

    @property
    def days(self) -> tuple[date, date]:
        """Its first day, and the first that is no longer in it."""
        return self.first, add_months(self.last, 1)

    @property
    def ends(self) -> tuple[datetime, datetime]:
        """Its first instant, and the first that is no longer in it; in UTC."""
        first, after = (datetime.combine(day, time.min, LONDON).astimezone(UTC) for day in self.days)
        return first, after

    def __contains__(self, instant: datetime) -> bool:
        return self.first <= instant.astimezone(LONDON).date() < add_months(self.last, 1)


def days_in(text: str) -> tuple[date, date] | None:
    """The first day of a day, "2026-01-31", or of a span, and the first day after it; None for what is neither."""
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-01-31") else None
        if day is not None:
            return day, day + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return span.days if (span := Span.read(text)) else None


def around(day: date, months: int) -> Span:
    """The month, the quarter (3 `months`) or the financial year (12) in which a day lies; both begin where an April may."""
    begins = add_months(day.replace(day=1), -((day.month - 4) % months))
    return Span(begins, add_months(begins, months - 1))


def recent(day: date, *, quarters: bool) -> list[Span]:
    """The months up to that of a day, or the quarters up to its quarter; the newest last."""
    month = day.replace(day=1)
    if quarters:
        starts = [add_months(around(day, 3).first, -3 * back) for back in reversed(range(QUARTERS))]
        return [Span(start, add_months(start, 2)) for start in starts]
    return [Span(start, start) for start in (add_months(month, -back) for back in reversed(range(MONTHS)))]
