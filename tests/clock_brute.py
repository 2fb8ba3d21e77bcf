"""A slow counter of days, written apart from the clock and sharing nothing with it: it walks each day and asks whether it counts."""

import calendar
from datetime import date, timedelta

ONE = timedelta(days=1)


def is_working(day, holidays):
    """`holidays` are the days closed in any part of the United Kingdom."""
    return day.isoweekday() not in (6, 7) and day not in holidays


def twentieth(received, length, holidays, paused):
    """Lists every day after receipt, strikes those that do not count, and takes the one at `length`."""
    days = [received + ONE * n for n in range(1, length * 12 + 60)]
    left = [
        day for day in days if is_working(day, holidays) and not any(first <= day <= last for first, last in paused)
    ]
    return left[length - 1]


def month_later(day, months):
    """Goes on month by month until the month is right, then takes the same number or the last day of that month."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(
        year, month, min(day.day, len([d for d in calendar.Calendar().itermonthdates(year, month) if d.month == month]))
    )


def rolled_on(day, holidays):
    while day.isoweekday() > 5 or day in holidays:
        day = day + ONE
    return day
