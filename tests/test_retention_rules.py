"""Retention lines carried out: examples in words, and properties against an oracle that walks day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.retention.rules import (
    Action,
    Band,
    Facts,
    Keep,
    Line,
    Outcome,
    Period,
    Trigger,
    YearEnd,
    after,
    band_of,
    disposal,
    faults,
    year_end,
)


def kept_for(*periods: Period, medium: str = "") -> Line:
    return Line(Keep.PERIOD, Action.DESTROY, periods, medium)


SIX = Period(Trigger.CLOSED, 6)
CURRENT_PLUS_SIX = Period(Trigger.MODIFIED, 6, year_end=YearEnd.FINANCIAL)
TO_25 = Period(Trigger.BORN, 25)


@pytest.mark.parametrize(
    ("line", "facts", "due"),
    [
        (kept_for(SIX), Facts(closed=date(2020, 5, 4)), date(2026, 5, 4)),
        # Team documents of the seed: three years from last modified.
        (kept_for(Period(Trigger.MODIFIED, 3)), Facts(modified=date(2023, 11, 25)), date(2026, 11, 25)),
        (kept_for(CURRENT_PLUS_SIX), Facts(modified=date(2020, 3, 31)), date(2026, 3, 31)),
        (kept_for(CURRENT_PLUS_SIX), Facts(modified=date(2020, 4, 1)), date(2027, 3, 31)),
        (kept_for(TO_25), Facts(born=date(2000, 2, 29)), date(2025, 3, 1)),
        (kept_for(Period(Trigger.CLOSED, 1)), Facts(closed=date(2023, 2, 28)), date(2024, 2, 28)),
        (kept_for(Period(Trigger.CLOSED, months=1)), Facts(closed=date(2026, 1, 31)), date(2026, 3, 1)),
        # A pupil's sensory file: five years after leaving school, and not before the end of that school year.
        (
            kept_for(Period(Trigger.EVENT, 5, year_end=YearEnd.ACADEMIC, event="left school")),
            Facts(events={"left school": date(2020, 7, 20)}),
            date(2025, 8, 31),
        ),
        (kept_for(SIX, TO_25), Facts(closed=date(2024, 1, 1), born=date(2010, 6, 1)), date(2035, 6, 1)),
        (kept_for(SIX, TO_25), Facts(closed=date(2034, 1, 1), born=date(2010, 6, 1)), date(2040, 1, 1)),
        (kept_for(SIX, medium="paper"), Facts(closed=date(2020, 1, 1), medium="paper"), date(2026, 1, 1)),
    ],
)
def test_the_day_follows_from_the_line_and_the_facts(line: Line, facts: Facts, due: date) -> None:
    found = disposal(line, facts)
    assert found.due == due
    assert not found.why


@pytest.mark.parametrize(
    ("line", "facts", "why"),
    [
        (kept_for(SIX), Facts(created=date(2020, 1, 1)), "it was closed is not known"),
        (kept_for(SIX, TO_25), Facts(closed=date(2020, 1, 1)), "the person was born is not known"),
        (kept_for(Period(Trigger.EVENT, 6, event="Sold")), Facts(), "“Sold” happened is not known"),
        (kept_for(SIX, medium="paper"), Facts(closed=date(2020, 1, 1), medium="electronic"), "kept as electronic"),
        (kept_for(SIX, medium="paper"), Facts(closed=date(2020, 1, 1)), "is not said"),
        (Line(Keep.REVIEW, Action.REVIEW), Facts(closed=date(2020, 1, 1)), "until somebody has reviewed it"),
        (kept_for(Period(Trigger.CLOSED, 200)), Facts(closed=date(9900, 1, 1)), "beyond the calendar"),
        (kept_for(Period(Trigger.CLOSED, 1, year_end=YearEnd.ACADEMIC)), Facts(closed=date(9999, 12, 1)), "beyond"),
    ],
)
def test_what_cannot_be_computed_says_why(line: Line, facts: Facts, why: str) -> None:
    found = disposal(line, facts)
    assert found.due is None
    assert why in found.why
    assert not found.lasting


def test_what_is_kept_for_ever_is_not_waiting_for_anything() -> None:
    assert disposal(Line(Keep.PERMANENT, Action.TRANSFER), Facts()) == Outcome(
        why="The line keeps it for ever.", lasting=True
    )


def test_the_working_is_told() -> None:
    found = disposal(kept_for(CURRENT_PLUS_SIX), Facts(modified=date(2020, 4, 1)))
    assert found.working == (
        "It was last modified on 1 April 2020.",
        "The financial year in which that falls ended on 31 March 2021.",
        "6 years after 31 March 2021 is 31 March 2027.",
    )
    assert found.trigger == date(2020, 4, 1)
    leap = disposal(kept_for(TO_25), Facts(born=date(2000, 2, 29)))
    assert "never a day too early" in leap.working[-1]


days = st.dates(date(1900, 1, 1), date(2150, 12, 31))
lengths = st.integers(0, 150)
periods = st.builds(Period, st.sampled_from([t for t in Trigger if t is not Trigger.EVENT]), lengths, st.integers(0, 30),
                    st.sampled_from(YearEnd))  # fmt: skip


def walked(day: date, period: Period) -> date:
    """The end of a period by walking: first to the last day of the year, then month by month to the same day or the next."""
    last = {YearEnd.FINANCIAL: (3, 31), YearEnd.ACADEMIC: (8, 31), YearEnd.CALENDAR: (12, 31)}
    if period.year_end is not YearEnd.NONE:
        while (day.month, day.day) != last[period.year_end]:
            day += timedelta(days=1)
    year, month = day.year + period.years, day.month + period.months
    while month > 12:
        year, month = year + 1, month - 12
    wanted = day.day
    try:
        return date(year, month, wanted)
    except ValueError:  # no such day: the first of the month after
        return date(year, month, 28) + timedelta(days=(date(year, month % 12 + 1, 1) - date(year, month, 28)).days)


@given(days, periods)
def test_a_period_ends_where_one_walks_to(day: date, period: Period) -> None:
    assert after(day, period) == walked(day, period)


@given(days, days, periods)
def test_a_later_trigger_never_ends_earlier(one: date, other: date, period: Period) -> None:
    first, second = sorted((one, other))
    assert after(first, period) <= after(second, period)


@given(days, periods, st.integers(1, 20))
def test_a_longer_period_never_ends_earlier(day: date, period: Period, more: int) -> None:
    longer = Period(period.trigger, period.years, period.months + more, period.year_end)
    assert after(day, period) < after(day, longer)
    assert after(day, period) >= day


@given(days, st.sampled_from([each for each in YearEnd if each is not YearEnd.NONE]))
def test_the_end_of_a_year_is_within_a_year(day: date, kind: YearEnd) -> None:
    end = year_end(day, kind)
    assert day <= end <= day + timedelta(days=365)
    assert year_end(end, kind) == end
    assert year_end(end + timedelta(days=1), kind).year == end.year + 1


@given(days, days, periods, periods)
def test_of_two_periods_the_later_holds_in_any_order(closed: date, born: date, one: Period, other: Period) -> None:
    facts = Facts(created=closed, modified=closed, closed=closed, born=born, contract_end=born)
    both = disposal(kept_for(one, other), facts)
    assert both.due == disposal(kept_for(other, one), facts).due
    assert both.due == max(disposal(kept_for(each), facts).due or date.min for each in (one, other))


@pytest.mark.parametrize(
    ("line", "band"),
    [
        (kept_for(Period(Trigger.CLOSED, 2)), Band.MINOR),
        (kept_for(Period(Trigger.CLOSED, 2, 1)), Band.NORMAL),
        (kept_for(SIX), Band.NORMAL),
        (kept_for(Period(Trigger.CLOSED, 8)), Band.MAJOR),
        (kept_for(SIX, TO_25), Band.MAJOR),
        (kept_for(Period(Trigger.CLOSED, 101)), Band.EXCEPTION),
        (Line(Keep.PERMANENT, Action.TRANSFER), Band.PERMANENT),
        (Line(Keep.REVIEW, Action.REVIEW), Band.EXCEPTION),
    ],
)
def test_the_band_follows_where_nobody_says_another(line: Line, band: Band) -> None:
    assert band_of(line) is band


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (kept_for(), "a trigger and a length"),
        (Line(Keep.PERMANENT, Action.DESTROY), "kept for ever is not destroyed"),
        (Line(Keep.PERIOD, Action.KEEP, (SIX,)), "says what is done then"),
        (kept_for(SIX, TO_25, CURRENT_PLUS_SIX), "the longer of two"),
        (kept_for(SIX, SIX), "the same"),
        (kept_for(Period(Trigger.CLOSED, -1)), "not negative"),
        (kept_for(Period(Trigger.CLOSED, 201)), "say permanent"),
        (kept_for(Period(Trigger.EVENT, 6)), "Name the event"),
        (kept_for(Period(Trigger.CLOSED, 6, event="Sold")), "Name the event"),
        (kept_for(Period(Trigger.CLOSED)), "no time at all"),
    ],
)
def test_a_line_that_nothing_could_be_disposed_of_under_is_told(line: Line, told: str) -> None:
    assert any(told in each for each in faults(line))


def test_a_sound_line_has_no_faults() -> None:
    for line in (kept_for(SIX), kept_for(SIX, TO_25), kept_for(Period(Trigger.EVENT, event="superseded")),
                 Line(Keep.PERMANENT, Action.TRANSFER), Line(Keep.REVIEW, Action.REVIEW)):  # fmt: skip
        assert faults(line) == []
