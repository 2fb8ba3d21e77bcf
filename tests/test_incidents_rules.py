"""The rules of a breach: its 72 elapsed hours over every change of the clocks, the grid, who decides, when it may be closed.

Seen red when 72 hours were counted in local time, when the grid let a grave but unlikely harm pass as minor, and when a
decision against the advice of the data protection officer wanted no reason.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from muniment.clock import LONDON
from muniment.incidents import rules
from muniment.incidents.rules import Level, Standing, notify_by, suggest, time_left, why_not_closed, why_not_decided
from muniment.registers.instants import DayAndTime, Instant, in_words
from muniment.registers.spans import Span, recent


def london(year: int, month: int, day: int, hour: int, minute: int = 0, *, fold: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON, fold=fold)


@pytest.mark.parametrize(
    ("aware", "ends"),
    [
        (london(2026, 12, 18, 16, 40), "Monday 21 December 2026, 16:40"),
        (london(2026, 12, 24, 15), "Sunday 27 December 2026, 15:00"),
        (london(2026, 10, 23, 10), "Monday 26 October 2026, 9:00"),
        (london(2027, 3, 26, 10), "Monday 29 March 2027, 11:00"),
        # At the hour that the clocks show twice it is said which of the two is meant.
        (london(2026, 10, 22, 1, 30), "Sunday 25 October 2026, 1:30 BST"),
        (london(2026, 10, 22, 2, 30), "Sunday 25 October 2026, 1:30 GMT"),
    ],
)
def test_the_worked_examples_of_the_72_hours(aware: datetime, ends: str) -> None:
    assert in_words(notify_by(aware)) == ends


@given(st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2030, 1, 1)))
def test_72_hours_are_elapsed_hours_whenever_they_begin(naive: datetime) -> None:
    aware = naive.replace(tzinfo=UTC)
    until = notify_by(aware.astimezone(LONDON))
    assert (until - aware).total_seconds() == 72 * 3600
    assert rules.hours_between(aware, until) == 72
    # In London's own time it may be an hour more or less, and never anything else.
    apart = until.astimezone(LONDON).replace(tzinfo=None) - aware.astimezone(LONDON).replace(tzinfo=None)
    assert apart - timedelta(hours=72) in {timedelta(0), timedelta(hours=1), timedelta(hours=-1)}


def test_how_long_is_left_or_past() -> None:
    until = datetime(2026, 10, 26, 9, tzinfo=UTC)
    assert time_left(until - timedelta(hours=71, minutes=20), until) == "2 days 23 hours left"
    assert time_left(until - timedelta(hours=1, minutes=5), until) == "1 hour 5 minutes left"
    assert time_left(until, until) == "0 hours 0 minutes left"
    assert time_left(until + timedelta(minutes=1), until) == "0 hours 1 minute ago"
    assert time_left(until + timedelta(days=3), until) == "3 days 0 hours ago"


def asked(day: str, time: str) -> datetime | None:
    found: datetime | None = Instant(required=False).clean([day, time])
    return found


@pytest.mark.parametrize(
    ("day", "time", "instant"),
    [
        ("2026-07-01", "9:05", datetime(2026, 7, 1, 8, 5, tzinfo=UTC)),
        ("2026-12-01", "14.05", datetime(2026, 12, 1, 14, 5, tzinfo=UTC)),
        ("2026-12-01", "2:05 pm", datetime(2026, 12, 1, 14, 5, tzinfo=UTC)),
        ("2026-12-01", "12:05am", datetime(2026, 12, 1, 0, 5, tzinfo=UTC)),
        ("2026-10-25", "1:30 BST", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25", "1:30 GMT", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2026-10-25", "01:30+01:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25", "01:30:05.25+01:00", datetime(2026, 10, 25, 0, 30, 5, 250_000, tzinfo=UTC)),
        ("", "", None),
    ],
)
def test_an_instant_is_given_in_london_s_time(day: str, time: str, instant: datetime | None) -> None:
    assert asked(day, time) == instant


@pytest.mark.parametrize(
    ("day", "time", "told"),
    [
        ("2026-10-25", "1:30", "01:30 BST or 01:30 GMT"),
        ("2027-03-28", "01:30", "did not occur"),
        ("2026-12-01", "25:00", "no such time"),
        ("2026-12-01", "13:00 pm", "no such time"),
        ("2026-12-01", "noon", "as 14:05"),
        ("0001-01-01", "0:00 GMT", "from 1900 to 2999"),
        ("9999-12-31", "23:59", "from 1900 to 2999"),
        ("2026-12-01", "", "as 14:05"),
        ("", "10:00", "day and a time"),
        ("not a day", "10:00", "day and a time"),
    ],
)
def test_a_time_that_is_none_or_might_be_two_is_asked_for_again(day: str, time: str, told: str) -> None:
    with pytest.raises(forms.ValidationError) as wrong:
        asked(day, time)
    assert told in " ".join(wrong.value.messages)


@given(st.datetimes(min_value=datetime(2026, 10, 24), max_value=datetime(2026, 10, 27)))
def test_what_a_form_shows_of_an_instant_it_reads_as_the_same(naive: datetime) -> None:
    """So that saving a form again moves no time, at the hour that occurs twice least of all."""
    for instant in (naive.replace(second=0, microsecond=0, tzinfo=UTC), naive.replace(tzinfo=UTC)):
        day, time = DayAndTime().decompress(instant)
        assert asked(day.isoformat(), time) == instant
        # A programme gives both in one text, as it was told them.
        assert asked(*DayAndTime().decompress(instant.isoformat())) == instant


@pytest.mark.parametrize(
    ("likelihood", "severity", "level"),
    [
        (1, 1, Level.S1), (1, 3, Level.S1), (1, 4, Level.S2), (5, 1, Level.S1), (2, 2, Level.S2), (2, 3, Level.S2), (2, 4, Level.S3),
        (3, 2, Level.S3), (5, 3, Level.S3), (3, 4, Level.S4), (3, 5, Level.S4), (4, 5, Level.S5), (5, 5, Level.S5),
    ],
)  # fmt: skip
def test_what_the_grid_suggests(likelihood: int, severity: int, level: Level) -> None:
    found = suggest(likelihood, severity)
    assert found.level == level
    assert len(found.working) >= 2, "it says how it comes to it"


def test_the_grid_never_falls_as_harm_grows() -> None:
    for one in range(1, 6):
        along = [suggest(one, other).level for other in range(1, 6)]
        across = [suggest(other, one).level for other in range(1, 6)]
        assert along == sorted(along)
        assert across == sorted(across)


def test_vulnerable_people_and_near_misses_are_judged_apart() -> None:
    assert suggest(4, 1).level == Level.S1
    raised = suggest(4, 1, vulnerable=True)
    assert (raised.level, "at least" in " ".join(raised.working)) == (Level.S3, True)
    assert suggest(5, 5, near_miss=True).level == Level.S0


@pytest.mark.parametrize(
    ("tell", "advised", "siro", "departing", "told"),
    [
        (False, False, False, "", ""),
        (True, True, False, "", "approved by the SIRO"),
        (True, True, True, "", ""),
        (False, None, False, "", "has not advised yet"),
        (False, None, True, "", "could not wait"),
        (False, None, True, "It is Sunday.", ""),
        (False, True, False, "I know better.", "Only the SIRO"),
        (False, True, True, " ", "against"),
        (False, True, True, "The data was encrypted.", ""),
        (True, False, True, "", "against"),
    ],
)
def test_who_decides_what(*, tell: bool, advised: bool | None, siro: bool, departing: str, told: str) -> None:
    found = why_not_decided(tell=tell, advised=advised, siro=siro, departing=departing)
    assert (told in found) if told else found == ""


DONE = Standing(
    personal="yes", near_miss=False, aware=True, regulator="tell", individuals="do_not_tell", regulator_told=True, individuals_told=False,
    advice_departed=False, caused=True, learnt=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, ""),
        ({"regulator": "", "regulator_told": False}, "Decide on the ICO"),
        ({"individuals": ""}, "Decide on the people"),
        ({"regulator_told": False}, "to be told and has not"),
        ({"individuals": "tell"}, "people concerned are to be told"),
        ({"caused": False}, "root of it"),
        ({"learnt": False}, "what was learnt"),
        ({"advice_departed": True}, "SIRO decides"),
        ({"regulator": "do_not_tell", "regulator_told": False, "caused": False, "learnt": False}, ""),
        ({"aware": False, "regulator": "", "individuals": "", "regulator_told": False}, "since when"),
        (
            {"personal": "", "aware": False, "regulator": "", "individuals": "", "regulator_told": False},
            "whether personal data",
        ),
        ({"personal": "no", "aware": False, "regulator": "", "individuals": "", "regulator_told": False}, ""),
    ],
)
def test_when_it_may_be_closed(changed: dict[str, object], told: str) -> None:
    missing = why_not_closed(replace(DONE, **changed))  # type: ignore[arg-type]
    assert [told in each for each in missing] == ([True] if told else [])


def test_spans_are_read_as_they_are_written() -> None:
    for each in (
        *recent(london(2026, 11, 30, 1).date(), quarters=True),
        *recent(london(2026, 1, 31, 1).date(), quarters=False),
    ):
        assert Span.read(str(each)) == each
    quarters = recent(london(2026, 11, 30, 1).date(), quarters=True)
    assert (quarters[-1].words, str(quarters[-1])) == ("October to December 2026", "2026-10..2026-12")
    assert [Span.read(text) for text in ("2026-13", "2026-03..2026-01", "x", "0000-01", "9999-12")] == [None] * 5
    # An instant belongs to the month in London: of summer time the last hour of a month in UTC is the next month's.
    assert datetime(2026, 6, 30, 23, 30, tzinfo=UTC) in Span.read("2026-07")  # type: ignore[operator]
    first, after = quarters[-1].ends
    assert (first, after) == (datetime(2026, 9, 30, 23, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
