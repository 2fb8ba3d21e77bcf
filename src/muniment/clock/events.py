"""What happened to a case, in an order that can have happened: checked, and paired into questions with their answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from muniment.clock import LONDON
from muniment.clock.regimes import Effect, Exchange, Method, Regime
from muniment.clock.words import day_in_words

EARLIEST, LATEST = date(1990, 1, 1), date(2999, 12, 31)  # a date outside is a slip: no law here is older


class BadEvents(ValueError):
    """Events that cannot have happened so, with the reason."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a case: its name and its day, or its instant where the clock counts hours."""

    name: str
    on: date

    @property
    def day(self) -> date:
        """The civil day in London."""
        if not isinstance(self.on, datetime):
            return self.on
        return self.on.astimezone(LONDON).date() if self.on.tzinfo else self.on.date()


@dataclass(frozen=True, slots=True)
class Round:
    """A question and its answer. `asked` is None where the answer came unasked, `answered` while it is awaited."""

    exchange: Exchange
    asked: date | None
    answered: date | None

    @property
    def since(self) -> date:
        day = self.asked or self.answered
        assert day is not None
        return day


def checked(regime: Regime, events: Sequence[Event]) -> Event:
    """The event that starts the clock. BadEvents for a name that the regime does not know, or days that cannot be."""
    for event in events:
        if event.name not in {regime.counted_from, *regime.events}:
            known = ", ".join((regime.counted_from, *regime.events))
            raise BadEvents(f"“{event.name}” is no event of this clock ({regime.name.lower()}). There are: {known}.")
        if regime.method == Method.HOURS and not isinstance(event.on, datetime):
            raise BadEvents(f"This clock counts hours: “{event.name}” needs its time of day, as in 2026-10-23T10:00.")
        if not EARLIEST <= event.day <= LATEST:
            raise BadEvents(f"“{event.name}” on {event.day}: is the year right?")
    starts = [event for event in events if event.name == regime.counted_from]
    if len(starts) != 1:
        raise BadEvents(f"This clock starts with “{regime.counted_from}”, once; it is given {len(starts)} times.")
    for event in events:
        if event.day < starts[0].day:
            was = f"before it was {starts[0].name}, {day_in_words(starts[0].day)}"
            raise BadEvents(f"“{event.name}” on {day_in_words(event.day)} is {was}.")
    names = [event.name for event in events]
    if names.count("extended") > 1 or names.count("extended-until") > 1:
        raise BadEvents("A clock is extended once only.")
    if "extended-until" in names and "extended" not in names:
        raise BadEvents("“extended-until” is the day that the notice of the extension names: give “extended” too.")
    return starts[0]


def rounds_of(regime: Regime, events: Sequence[Event]) -> list[Round]:
    """All questions with their answers, by the day of the question. BadEvents for an answer to what was never asked."""
    found = [each for exchange in regime.exchanges for each in _rounds(exchange, events)]
    return sorted(found, key=lambda each: each.since)


def _rounds(exchange: Exchange, events: Iterable[Event]) -> list[Round]:
    """On one day what is open is answered before the next question; a question while one is open belongs to it."""
    asked = sorted(event.day for event in events if event.name == exchange.asked)
    answered = sorted(event.day for event in events if event.name == exchange.answered)
    if exchange.effect == Effect.STARTS and not asked:
        return [Round(exchange, None, day) for day in answered]
    rounds: list[Round] = []
    since: date | None = None
    while asked or answered:
        if answered and (not asked or answered[0] < asked[0] or (answered[0] == asked[0] and since is not None)):
            day = answered.pop(0)
            if since is None:
                told = f"“{exchange.answered}” on {day_in_words(day)}, but “{exchange.asked}” was not before it."
                raise BadEvents(told)
            rounds.append(Round(exchange, since, day))
            since = None
        else:
            day = asked.pop(0)
            since = since or day
    if since is not None:
        rounds.append(Round(exchange, since, None))
    return rounds
