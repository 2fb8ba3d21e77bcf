"""When open data is due: the worked examples of the Code, and the same counted day by day, written apart.

Seen red when the end of a month led to the same day of the next, and when a year began with the month that it ends with.
"""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.publication.transparency_periods import (
    MONTH,
    ONCE,
    QUARTER,
    YEAR,
    Period,
    due_after,
    in_words,
    period_of,
    periods,
)

DAYS = st.dates(date(1991, 1, 1), date(2998, 12, 31))
OFTEN = st.sampled_from([MONTH, QUARTER, YEAR])
ENDS = st.integers(1, 12)
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        ("2026-03-31", "2026-04-30"), ("2026-06-30", "2026-07-31"), ("2026-09-30", "2026-10-31"), ("2026-12-31", "2027-01-31"),
        ("2027-01-31", "2027-02-28"), ("2028-01-31", "2028-02-29"), ("2027-02-28", "2027-03-31"), ("2028-02-29", "2028-03-31"),
        # Of a day within a month the same day of the next.
        ("2026-04-05", "2026-05-05"), ("2028-02-28", "2028-03-28"), ("2027-01-30", "2027-02-28"),
    ],
)  # fmt: skip
def test_due_one_month_after_the_end(last: str, due: str) -> None:
    assert due_after(date.fromisoformat(last)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("often", "day", "ends", "first", "last"),
    [
        (QUARTER, "2026-11-30", 3, "2026-10-01", "2026-12-31"), (QUARTER, "2026-01-01", 3, "2026-01-01", "2026-03-31"),
        (QUARTER, "2026-06-30", 3, "2026-04-01", "2026-06-30"), (MONTH, "2028-02-10", 3, "2028-02-01", "2028-02-29"),
        (YEAR, "2026-03-31", 3, "2025-04-01", "2026-03-31"), (YEAR, "2026-04-01", 3, "2026-04-01", "2027-03-31"),
        (YEAR, "2026-11-30", 12, "2026-01-01", "2026-12-31"), (YEAR, "2026-09-01", 8, "2026-09-01", "2027-08-31"),
        (YEAR, "2027-03-01", 2, "2027-03-01", "2028-02-29"), (ONCE, "2026-11-30", 3, "2026-11-30", "2026-11-30"),
    ],
)  # fmt: skip
def test_the_period_of_a_day(often: str, day: str, ends: int, first: str, last: str) -> None:
    assert period_of(often, date.fromisoformat(day), ends) == Period(
        date.fromisoformat(first), date.fromisoformat(last)
    )


def brute_due(last: date) -> date:
    """Walks through the month after: its last day where the period ended with a month, else the day of the same number, or its last."""
    after = [last + timedelta(days=n) for n in range(1, 63)]
    month = (last.year + last.month // 12, last.month % 12 + 1)
    of_it = [day for day in after if (day.year, day.month) == month]
    if (last + A_DAY).month != last.month:
        return of_it[-1]
    return next((day for day in of_it if day.day == last.day), of_it[-1])


@given(DAYS)
def test_due_as_counted_day_by_day(last: date) -> None:
    assert due_after(last) == brute_due(last)


@given(OFTEN, DAYS, ENDS)
def test_a_period_holds_its_day_and_touches_the_next(often: str, day: date, ends: int) -> None:
    found = period_of(often, day, ends)
    assert found.first <= day <= found.last
    assert found.first.day == 1
    assert (found.last + A_DAY).day == 1
    after = period_of(often, found.last + A_DAY, ends)
    assert after.first == found.last + A_DAY
    assert not found.touches(after)
    assert found.due < after.due
    assert {MONTH: 1, QUARTER: 3, YEAR: 12}[often] == (
        found.last.year - found.first.year
    ) * 12 + found.last.month - found.first.month + 1
    if often == YEAR:
        assert found.last.month == ends


@given(OFTEN, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 1500), st.integers(0, 900), ENDS)
def test_periods_are_asked_for_without_a_gap_and_none_that_is_long_over(
    often: str, since: date, later: int, back: int, ends: int
) -> None:
    today = since + timedelta(days=later)
    found = list(periods(often, since, today, back, ends))
    assert found[-1] == period_of(often, today, ends)
    assert found[0] == period_of(often, max(since, today - timedelta(days=back)), ends)
    assert all(one.last + A_DAY == other.first for one, other in pairwise(found))
    assert list(periods(often, today + A_DAY, today, back, ends)) == []


def test_what_is_published_once_is_asked_for_once_however_long_ago() -> None:
    day = date(2019, 4, 1)
    assert list(periods(ONCE, day, date(2026, 11, 30), 30)) == [Period(day, day)]
    assert list(periods(ONCE, day, date(2019, 3, 31), 30)) == []


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-07-01", "2026-09-30", "July to September 2026"), ("2025-04-01", "2026-03-31", "April 2025 to March 2026"),
        ("2026-02-01", "2026-02-28", "February 2026"), ("2026-11-30", "2026-11-30", "30 November 2026"),
        ("2025-04-06", "2026-04-05", "6 April 2025 to 5 April 2026"),
    ],
)  # fmt: skip
def test_a_period_in_words(first: str, last: str, words: str) -> None:
    assert in_words(Period(date.fromisoformat(first), date.fromisoformat(last))) == words
