"""A clock asked for in words: the same for the command line and the page where people try *what if*."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from muniment.clock.answers import Clock
from muniment.clock.clocks import read
from muniment.clock.counting import BadTime
from muniment.clock.events import BadEvents, Event
from muniment.clock.holidays import Calendar, Holiday, Nation
from muniment.clock.regimes import Method, Regime

NATURAL = "a date as 2026-06-05"
EXACT = "a date and time as 2026-10-23T10:00"


class Wrong(ValueError):
    """What was given cannot be read; `where` is the name of the event, "" where it is the whole."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(reason)
        self.where = where


def moment(name: str, text: str, regime: Regime) -> date:
    """The day, or the instant where the regime counts hours, that `text` means."""
    exact, told = regime.method == Method.HOURS, text.strip()
    try:
        if "T" in told.upper() or ":" in told:
            return datetime.fromisoformat(told)
        if not exact:
            return date.fromisoformat(told)
    except ValueError:
        pass
    raise Wrong(name, f"“{told}” is not {EXACT if exact else NATURAL}.")


def answer(
    regime: Regime, given: Iterable[tuple[str, str]], calendar: Calendar, nation: Nation = Nation.ENGLAND_AND_WALES
) -> Clock:
    """The clock of events given as pairs of a name and a date in ISO 8601. Wrong where one of them cannot be."""
    events = [Event(name, moment(name, text, regime)) for name, text in given]
    try:
        return read(regime, events, calendar, nation)
    except (BadEvents, BadTime) as error:
        raise Wrong("", str(error)) from error


def with_holidays(calendar: Calendar, days: Sequence[date], known: date) -> Calendar:
    """The table with these days as holidays of all nations, proclaimed on `known`: for *what if*."""
    more = [Holiday(day, nation, "A holiday to try", known) for day in days for nation in Nation]
    return Calendar([*calendar.holidays, *more], calendar.years) if more else calendar


WORDS = {
    "received": "Received",
    "acknowledged": "Acknowledged",
    "clarification-asked": "Clarification asked for",
    "clarification-answered": "Clarification received",
    "id-asked": "Proof of identity asked for",
    "id-received": "Proof of identity received",
    "fees-notice": "Fees notice given",
    "fee-paid": "Fee paid",
    "extended": "Notice of more time given",
    "extended-until": "Day that the notice named",
    "answered": "Answered",
    "notified": "Regulator notified",
    "progress-told": "Told how far it is",
    "redesignated": "Handled under another law",
    "withdrawn": "Withdrawn",
    "lapsed": "Lapsed unanswered",
    "transferred": "Transferred",
    "reopened": "Opened again",
}
