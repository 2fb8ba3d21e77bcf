"""Dates are read as people write them, and never invented."""

from calendar import month_abbr, month_name
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.documents.plan.dates import dates_in, month_end
from muniment.documents.plan.due import read_due

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))


def ordinal(day: int) -> str:
    return f"{day}{'th' if 10 <= day % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


DAY_WRITINGS = (
    lambda d: d.isoformat(),
    lambda d: f"{d.isoformat()} 00:00:00",
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d.day:02}/{d.month:02}/{d.year % 100:02}",
    lambda d: f"{d.day}.{d.month}.{d.year % 100:02}",
    lambda d: f"{d.day:02}-{d.month:02}-{d.year}",
    lambda d: f"{d.day} {month_name[d.month]} {d.year}",
    lambda d: f"{ordinal(d.day)} {month_abbr[d.month]} {d.year}",
    lambda d: f"{ordinal(d.day)} of {month_name[d.month]}, {d.year}",
    lambda d: f"{d.day}-{month_abbr[d.month]}-{d.year % 100:02}",
    lambda d: f"by {month_name[d.month]} {d.day}, {d.year}",
    lambda d: f"Friday {d.day} {month_name[d.month].upper()} {d.year}.",
)
MONTH_WRITINGS = (
    lambda d: f"{month_abbr[d.month]}-{d.year % 100:02}",
    lambda d: f"{month_name[d.month]} {d.year}",
    lambda d: f"{month_abbr[d.month]} '{d.year % 100:02}",
    lambda d: f"end of {month_name[d.month]} {d.year}",
    lambda d: f"{d.month:02}/{d.year}",
    lambda d: f"By end {month_abbr[d.month]}. {d.year}",
)


@given(DAYS, st.sampled_from(DAY_WRITINGS))
def test_a_day_is_read_in_each_writing(day, write):
    due = read_due(write(day)).due
    assert (due.day, due.precision) == (day, "day")
    assert due.raw == write(day)


@given(DAYS, st.sampled_from(MONTH_WRITINGS))
def test_a_month_is_its_last_day(day, write):
    due = read_due(write(day)).due
    assert due.precision == "month"
    assert due.day == month_end(day.year, day.month)
    assert due.day is not None
    assert (due.day + timedelta(days=1)).day == 1


@given(DAYS, DAYS, st.sampled_from(DAY_WRITINGS), st.sampled_from(MONTH_WRITINGS))
def test_the_revised_date_holds_and_the_first_is_kept(first, later, write, write_first):
    dated = read_due(f"{write(later)} (revised from {write_first(first)})")
    assert dated.due.day == later
    assert dated.first is not None
    assert dated.first.day == month_end(first.year, first.month)


@given(st.integers(2000, 2098), st.integers(1, 4))
def test_a_quarter_is_one_of_the_councils_year(year, quarter):
    ends = {1: (year, 6), 2: (year, 9), 3: (year, 12), 4: (year + 1, 3)}
    for text in (f"Q{quarter} {year}/{(year + 1) % 100:02}", f"Quarter {quarter} {year}-{year + 1}"):
        due = read_due(text).due
        assert (due.day, due.precision) == (month_end(*ends[quarter]), "quarter")


@given(st.text(max_size=60))
def test_any_text_is_read_without_error(text):
    due = read_due(text).due
    assert due.raw == text.strip()
    assert (due.day is None) == (due.precision is None)
    assert all(0 <= one.start < one.end <= len(text.strip()) for one in dates_in(text.strip()))


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2016/17", date(2017, 3, 31), "year"),
        ("end of 2016/17", date(2017, 3, 31), "year"),
        ("2016", date(2016, 12, 31), "year"),
        ("Sept to Oct 2016", date(2016, 10, 31), "month"),
        ("April 2016 - June 2016", date(2016, 6, 30), "month"),
        ("31/03/2025\n30/06/2025", date(2025, 6, 30), "day"),
        ("Ongoing to July 2026", date(2026, 7, 31), "month"),
        ("December 2024 → March 2025", date(2025, 3, 31), "month"),
        ("Original: 31/12/24 Revised: 31/03/25", date(2025, 3, 31), "day"),
    ],
)
def test_writings_that_end_somewhere(text, day, precision):
    due = read_due(text).due
    assert (due.day, due.precision) == (day, precision)


@pytest.mark.parametrize(
    "text",
    ["", "TBC", "ongoing", "Summer 2016", "31 Feb 2016", "by year end", "Q2 2016", "12/13/2016", "immediate", "2008-09",
     "30 September", "within 6 months", "30/06/2025 31/03/2025", "early 2026", "1.2.3", "Autumn term 2025"],
)  # fmt: skip
def test_what_cannot_be_known_without_a_guess_has_no_day(text):
    due = read_due(text).due
    assert (due.day, due.precision, due.raw) == (None, None, text)


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("Implemented November 2015", True),
        ("Document amended December 2015", True),
        ("Amendment made December 2015", True),
        ("Completed", True),
        ("To be completed by March 2016", False),
        ("Implementation date: March 2016", False),
        ("Not yet implemented", False),
        ("Partially completed", False),
        ("March 2016", False),
    ],
)
def test_a_date_may_say_that_it_is_done(text, done):
    assert read_due(text).due.done is done
