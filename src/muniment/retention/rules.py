"""A retention line as it is carried out: from a trigger, a period, to a day, with its working. Pure: no Django, no clock.

The terms are those of ISO 15489 (retention and disposition) and of the Code of Practice under section 46 of the Freedom of
Information Act 2000. Nothing here guesses: what cannot be computed says why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from muniment.clock import add_months

LONGEST = 200  # years; a longer period is a slip of the pen


class Trigger(StrEnum):
    """From which day of a record its period is counted."""

    CREATED = "created"
    MODIFIED = "modified"
    CLOSED = "closed"
    BORN = "born"
    CONTRACT_END = "contract_end"
    EVENT = "event"


class YearEnd(StrEnum):
    """The end of the year in which the trigger falls, where the period is counted from there: "current year plus 6"."""

    NONE = ""
    FINANCIAL = "financial"
    ACADEMIC = "academic"
    CALENDAR = "calendar"


# The last day of each kind of year: a council's financial year is that of the Local Audit and Accountability Act 2014.
LAST_DAYS: Mapping[YearEnd, tuple[int, int]] = {
    YearEnd.FINANCIAL: (3, 31), YearEnd.ACADEMIC: (8, 31), YearEnd.CALENDAR: (12, 31),
}  # fmt: skip


class Keep(StrEnum):
    """How long: for a period, for ever, or until somebody has looked at it and said."""

    PERIOD = "period"
    PERMANENT = "permanent"
    REVIEW = "review"


class Action(StrEnum):
    """What is done at the end."""

    DESTROY = "destroy"
    REVIEW = "review"
    TRANSFER = "transfer"
    OFFER = "offer"
    KEEP = "keep"


class Band(StrEnum):
    """The five bands in which a council speaks of its lines; the bounds are ours, in years."""

    MINOR = "minor"
    NORMAL = "normal"
    MAJOR = "major"
    PERMANENT = "permanent"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Period:
    """So long after a trigger, or after the end of the year in which that falls. `event` names the event where that is the trigger."""

    trigger: Trigger
    years: int = 0
    months: int = 0
    year_end: YearEnd = YearEnd.NONE
    event: str = ""

    @property
    def length(self) -> int:
        """In months."""
        return 12 * self.years + self.months


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of the schedule rules. Of two `periods` the one that ends later holds. `medium` is "" where it does not matter."""

    keep: Keep
    action: Action
    periods: tuple[Period, ...] = ()
    medium: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a record. `events` maps the name of an event that was given by hand, in small letters, to its day."""

    created: date | None = None
    modified: date | None = None
    closed: date | None = None
    born: date | None = None
    contract_end: date | None = None
    events: Mapping[str, date] = field(default_factory=dict)
    medium: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """When a record is due under its line. `due` is the first day on which the action may be done; None where there is none.

    `why` says why there is no day: `lasting` is set where there never will be one, `waiting` where what begins the period has
    not happened, as far as is known. `working` tells how the day was found, from the `trigger`.
    """

    due: date | None = None
    why: str = ""
    working: tuple[str, ...] = ()
    lasting: bool = False
    waiting: bool = False
    trigger: date | None = None


# What may be still to come; without the others a record is not described.
TO_COME = frozenset({Trigger.CLOSED, Trigger.CONTRACT_END, Trigger.EVENT})


TRIGGER_WORDS: Mapping[Trigger, str] = {
    Trigger.CREATED: "it was created", Trigger.MODIFIED: "it was last modified", Trigger.CLOSED: "it was closed",
    Trigger.BORN: "the person was born", Trigger.CONTRACT_END: "the contract ended",
}  # fmt: skip
YEAR_WORDS: Mapping[YearEnd, str] = {
    YearEnd.FINANCIAL: "financial year", YearEnd.ACADEMIC: "academic year", YearEnd.CALENDAR: "calendar year",
}  # fmt: skip


def year_end(day: date, kind: YearEnd) -> date:
    """The last day of the year of this kind in which `day` falls; the day itself for YearEnd.NONE."""
    if kind is YearEnd.NONE:
        return day
    month, last = LAST_DAYS[kind]
    end = date(day.year, month, last)
    return end if day <= end else date(day.year + 1, month, last)


def after(day: date, period: Period) -> date:
    """The day on which the period is over. What ends on a day that a month has not, ends with the day after its last: never early.

    OverflowError where that is beyond the calendar.
    """
    try:
        start = year_end(day, period.year_end)
        end = add_months(start, period.length)
    except ValueError as error:
        raise OverflowError(f"{period.length} months after {day:%-d %B %Y} no calendar goes.") from error
    return end if end.day == start.day else end + timedelta(days=1)


def trigger_day(period: Period, facts: Facts) -> date | None:
    """The day of the trigger, None where it is not known."""
    if period.trigger is Trigger.EVENT:
        return facts.events.get(period.event.strip().casefold())
    found: date | None = getattr(facts, period.trigger.value)
    return found


def disposal(line: Line, facts: Facts, *, told: bool = True) -> Outcome:
    """When a record with these facts is due under this line, with the working if it is to be `told`; else why that cannot be said.

    Where a line gives two periods both must be known: the one that is not could end later.
    """
    if line.keep is Keep.PERMANENT:
        return Outcome(why="The line keeps it for ever.", lasting=True)
    if line.medium and facts.medium and line.medium != facts.medium:
        return Outcome(why=f"The line is for what is kept as {line.medium}; this is kept as {facts.medium}.")
    if line.medium and not facts.medium:
        return Outcome(why=f"The line is for what is kept as {line.medium}; how this is kept is not said.")
    if line.keep is Keep.REVIEW:
        return Outcome(why="The line keeps it until somebody has reviewed it and said for how long.")
    if not line.periods:
        return Outcome(why="The line gives no period.")
    return _ended(line.periods, facts, told=told)


def _ended(periods: Sequence[Period], facts: Facts, *, told: bool) -> Outcome:
    """When all of these periods are over."""
    ends: list[tuple[date, date]] = []
    working: list[str] = []
    for period in periods:
        day = trigger_day(period, facts)
        if day is None:
            coming = period.trigger in TO_COME
            return Outcome(why=f"The day on which {trigger_words(period)} is not known.", waiting=coming)
        try:
            end = after(day, period)
        except OverflowError:
            return Outcome(why=f"{period_words(period)} after {day:%-d %B %Y} is beyond the calendar.")
        ends.append((end, day))
        if told:
            working += _working(period, day, end)
    due, trigger = max(ends)
    if told and len(ends) > 1:
        working.append(f"The later of the two holds: {due:%-d %B %Y}.")
    return Outcome(due, working=tuple(working), trigger=trigger)


def _working(period: Period, day: date, end: date) -> Iterator[str]:
    yield f"{trigger_words(period).capitalize()} on {day:%-d %B %Y}."
    start = year_end(day, period.year_end)
    if period.year_end is not YearEnd.NONE:
        yield f"The {YEAR_WORDS[period.year_end]} in which that falls ended on {start:%-d %B %Y}."
    yield f"{period_words(period)} after {start:%-d %B %Y} is {end:%-d %B %Y}."
    if end.day != start.day:
        yield f"There is no {start.day}th in that month, so it is the day after its last: never a day too early."


def trigger_words(period: Period) -> str:
    """What happened on the day of the trigger, in words."""
    if period.trigger is Trigger.EVENT:
        return f"“{period.event}” happened" if period.event else "the event of the line happened"
    return TRIGGER_WORDS[period.trigger]


def period_words(period: Period) -> str:
    """How long, in words: "6 years and 3 months"."""
    parts = [
        f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in ((period.years, "year"), (period.months, "month")) if n
    ]
    return " and ".join(parts) or "No time"


ACTION_WORDS: Mapping[Action, str] = {
    Action.DESTROY: "then destroy", Action.REVIEW: "then review", Action.TRANSFER: "then transfer to the archives",
    Action.OFFER: "then offer to the archives", Action.KEEP: "",
}  # fmt: skip


def in_words(line: Line) -> str:
    """The line as a sentence: "6 years after it was closed, then destroy"."""
    told = {Keep.PERMANENT: "For ever", Keep.REVIEW: "Until reviewed"}.get(line.keep) or "; or ".join(
        _period_in_words(period) for period in line.periods
    )
    if len(line.periods) > 1:
        told += ", whichever ends later"
    if line.keep is Keep.PERMANENT:
        end = {Action.TRANSFER: "in the archives", Action.OFFER: "offered to the archives"}.get(line.action, "")
    else:
        end = ACTION_WORDS[line.action]
    return ", ".join(filter(None, (told, end)))


def _period_in_words(period: Period) -> str:
    start = trigger_words(period)
    if period.year_end is not YearEnd.NONE:
        start = f"the end of the {YEAR_WORDS[period.year_end]} in which {start}"
    return f"{period_words(period)} after {start}" if period.length else start.capitalize()


def band_of(line: Line) -> Band:
    """The band that fits a line where nobody says another: up to 2 years minor, up to 7 normal, up to 100 major."""
    if line.keep is Keep.PERMANENT:
        return Band.PERMANENT
    if line.keep is Keep.REVIEW or not line.periods:
        return Band.EXCEPTION
    months = max(period.length for period in line.periods)
    if months <= 24:
        return Band.MINOR
    if months <= 84:
        return Band.NORMAL
    return Band.MAJOR if months <= 1200 else Band.EXCEPTION


def faults(line: Line) -> list[str]:
    """What is wrong with a line in itself: what no record could be disposed of under."""
    found = []
    if line.keep is Keep.PERIOD and not line.periods:
        found.append("A period needs a trigger and a length.")
    if line.keep is Keep.PERMANENT and line.action not in {Action.KEEP, Action.TRANSFER, Action.OFFER}:
        found.append("What is kept for ever is not destroyed or reviewed: keep it, or transfer it to the archives.")
    if line.keep is not Keep.PERMANENT and line.action is Action.KEEP:
        found.append("A line that ends says what is done then.")
    if len(line.periods) > 2:
        found.append("A line gives one period, or the longer of two.")
    if len(set(line.periods)) < len(line.periods):
        found.append("The two periods are the same.")
    return found + [fault for period in line.periods for fault in _period_faults(period)]


def _period_faults(period: Period) -> Iterator[str]:
    if period.years < 0 or period.months < 0:
        yield "A period is not negative."
    if period.length > 12 * LONGEST:
        yield f"{period_words(period)} is longer than {LONGEST} years: say permanent."
    if (period.trigger is Trigger.EVENT) != bool(period.event.strip()):
        yield "Name the event where the trigger is one, and only there."
    if not period.length and period.trigger is not Trigger.EVENT and period.year_end is YearEnd.NONE:
        yield "A period of no time at all needs an event, or the end of a year."
