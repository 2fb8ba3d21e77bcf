"""A clock read from the events of a case: pure, so that the same events, calendar and law always give the same answer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from muniment.clock.answers import Clock, Notice, State, Working
from muniment.clock.counting import after_hours, local_instant, working_days
from muniment.clock.events import BadEvents, Event, checked
from muniment.clock.holidays import Calendar, Nation, NotLoaded
from muniment.clock.reckoning import Reckoning, later
from muniment.clock.regimes import Method, Regime
from muniment.clock.words import day_in_words, instant_in_words

__all__ = ["BadEvents", "Clock", "Event", "read"]


def read(
    regime: Regime, events: Iterable[Event], calendar: Calendar, nation: Nation = Nation.ENGLAND_AND_WALES
) -> Clock:
    """The clock of a case by its events, in whatever order they are given.

    `nation` is the authority's own, for the clocks that roll over its holidays only. A date beyond the table of holidays is never
    guessed: the state says so. BadEvents for what cannot have happened so, BadTime for a time that occurs twice or never.
    """
    given = list(events)
    start = checked(regime, given)
    if regime.in_force and start.day < regime.in_force:
        since = day_in_words(regime.in_force)
        told = f"{regime.law} is in force since {since}: what was received before has no clock by it."
        return _dateless(regime, State.NOT_IN_FORCE, start, calendar, told)
    if regime.method == Method.HOURS:
        return _hours(regime, given, start, calendar)
    try:
        clock = Reckoning(regime, given, start, calendar, nation).clock()
    except NotLoaded as missing:
        clock = _dateless(regime, State.NOT_LOADED, start, calendar, str(missing))
    return _ended(clock, given)


def _dateless(regime: Regime, state: State, start: Event, calendar: Calendar, reason: str) -> Clock:
    working = Working(start.day, steps=(reason,))
    return Clock(regime, state, None, None, working, (), regime.version(start.day), calendar, reason=reason)


def _hours(regime: Regime, events: Sequence[Event], start: Event, calendar: Calendar) -> Clock:
    instant = _instant(start)
    due = after_hours(instant, regime.length)
    steps = (
        f"Aware at {instant_in_words(instant)}, London time.",
        f"{regime.length} hours later, counted in UTC: weekends, holidays and clock changes do not stop it.",
        f"{regime.due.capitalize()} by {instant_in_words(due)}, London time.",
    )
    version = regime.version(start.day)
    clock = Clock(regime, State.RUNNING, due, due, Working(instant, steps=steps), (), version, calendar)
    if not (ends := [_instant(event) for event in events if event.name in regime.ends]):
        return clock
    if min(ends) < instant:
        raise BadEvents("It cannot have ended before it began.")
    return replace(clock, state=State.ENDED, ended=min(ends), on_time=min(ends) <= due)


def _instant(event: Event) -> datetime:
    assert isinstance(event.on, datetime)
    return local_instant(event.on)


def _ended(clock: Clock, events: Sequence[Event]) -> Clock:
    """The clock as its end left it: in time or late, and what the requester may do since."""
    ends = [event.day for event in events if event.name in clock.regime.ends]
    if not ends:
        return clock
    day = min(ends)
    notices = list(clock.notices)
    for each in clock.regime.afterwards:
        try:
            by = (
                working_days(day, each.length, clock.calendar).end
                if each.method == Method.WORKING_DAYS
                else later(day, each.length)
            )
        except NotLoaded:
            continue
        notices.append(Notice(each.name, by, each.law, each.says))
    on_time = None
    if isinstance(clock.due, datetime) or clock.due is None:
        # While something is awaited nothing is owed yet: an answer that comes all the same is not late.
        on_time = True if clock.state in {State.WAITING, State.OPEN_ENDED} else None
    else:
        on_time = day <= clock.due
    return replace(clock, state=State.ENDED, ended=day, on_time=on_time, notices=tuple(notices))
