"""What a clock answers: a day with its working, or the reason why there is none."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from muniment.clock import LONDON
from muniment.clock.counting import Skipped, Span
from muniment.clock.holidays import Calendar
from muniment.clock.regimes import Method, Regime
from muniment.clock.words import day_in_words, instant_in_words


class State(StrEnum):
    """How a clock stands. Whether it is late is another thing: that is judged by a day."""

    RUNNING = "running"
    WAITING = "waiting"
    OPEN_ENDED = "open_ended"
    NOT_LOADED = "calendar_not_loaded"
    NOT_IN_FORCE = "not_in_force"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told or done on the way, by a day; `says` in words, with its law."""

    name: str
    by: date
    law: str
    says: str


@dataclass(frozen=True, slots=True)
class Working:
    """How a date came about: day 0 and what made it so, each day that did not count, the spans disregarded, the sentences."""

    start: date | datetime
    skipped: tuple[Skipped, ...] = ()
    pauses: tuple[Span, ...] = ()
    extension: str = ""
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """What the law asks: `due` is the last day (or instant) in time, `safe` the one to work to; None where there is no date.

    `waits_for` says what is awaited from the requester, `on_time` whether it ended in time (None while it has not, or had no date).
    """

    regime: Regime
    state: State
    due: date | datetime | None
    safe: date | datetime | None
    working: Working
    notices: tuple[Notice, ...]
    law_version: str
    calendar: Calendar
    waits_for: tuple[str, ...] = ()
    ended: date | datetime | None = None
    on_time: bool | None = None
    reason: str = ""

    def summary(self) -> str:
        """The answer in one sentence."""
        if self.due is None:
            return self.reason
        return f"{self.regime.due.capitalize()} by {in_words(self.due)}."

    def as_json(self) -> dict[str, Any]:
        """Plain values only. An instant is in London's time, with its offset."""
        table = {"version": self.calendar.version, "loaded_to_end_of": self.calendar.last_year}
        return {
            "regime": self.regime.slug,
            "state": self.state.value,
            "due": plain(self.due),
            "safe_due": plain(self.safe),
            "summary": self.summary(),
            "reason": self.reason,
            "error": "CALENDAR_NOT_LOADED" if self.state == State.NOT_LOADED else None,
            "waits_for": list(self.waits_for),
            "ended": plain(self.ended),
            "on_time": self.on_time,
            "notices": [
                {"name": each.name, "by": each.by.isoformat(), "says": each.says, "law": each.law} for each in self.notices
            ],
            "working": {
                "regime": self.regime.name,
                "law": self.regime.law,
                "law_version": self.law_version,
                "method": self.regime.method.value,
                "start": plain(self.working.start),
                "not_counted": [{"day": each.day.isoformat(), "why": each.why} for each in self.working.skipped],
                "pauses": [
                    {"from": each.first.isoformat(), "to": each.last.isoformat(), "days": each.days, "why": each.why}
                    for each in self.working.pauses
                ],
                "extension": self.working.extension,
                "steps": list(self.working.steps),
                "warnings": list(self.working.warnings),
                "open_questions": list(self.regime.open_questions),
                "holiday_table": None if self.regime.method == Method.HOURS else table,
            },
        }  # fmt: skip


def plain(moment: date | datetime | None) -> str | None:
    """A day as 2026-07-06, an instant as 2026-10-26T09:00+00:00 in London's time."""
    if isinstance(moment, datetime):
        exact = moment.second or moment.microsecond
        return moment.astimezone(LONDON).isoformat(timespec="auto" if exact else "minutes")
    return None if moment is None else moment.isoformat()


def in_words(moment: date | datetime) -> str:
    return instant_in_words(moment) if isinstance(moment, datetime) else day_in_words(moment)
