"""A person's duties by the day: as a month on a page, and as a feed that a calendar reads."""

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from muniment import clock
from muniment.interface import tokens
from muniment.people.models import Person
from muniment.registers.errors import Invalid
from muniment.registers.models import Token
from muniment.registers.my_duties import Shown, duties_of

YEARS = (1900, 2999)
FEED_PAST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Day:
    """One square of a month: `other` when it belongs to the month before or after."""

    day: date
    other: bool
    today: bool
    duties: list[Shown]


@dataclass(frozen=True)
class Month:
    """The weeks of a month from Monday to Sunday, the months beside it, and the duties that have no date."""

    first: date
    weeks: list[list[Day]]
    before: str
    after: str
    undated: int

    @property
    def days(self) -> list[Day]:
        """The days with duties, for whoever reads a list rather than a table."""
        return [day for week in self.weeks for day in week if day.duties and not day.other]


def month_of(person: Person, asked: str) -> Month:
    """The month asked for as 2026-11, by default this one. Invalid where it is none."""
    today = clock.today()
    first = _first(asked) if asked else today.replace(day=1)
    duties = duties_of(person)
    by_day: dict[date, list[Shown]] = defaultdict(list)
    for each in (*duties.late, *duties.week, *duties.later):
        if each.due is not None:
            by_day[each.due].append(each)
    weeks = [
        [Day(day, day.month != first.month, day == today, by_day.get(day, [])) for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    return Month(first, weeks, f"{before:%Y-%m}", f"{after:%Y-%m}", len(duties.undated))


def _first(text: str) -> date:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Invalid(_("%(text)s is no month; write it as 2026-11.") % {"text": repr(text)}) from error
    if not YEARS[0] < first.year < YEARS[1]:
        raise Invalid(_("%(text)s is too far away.") % {"text": text})
    return first


def make_feed(person: Person, name: str) -> str:
    """A new private link to the feed of this person's duties; its secret is told this once. Whoever has it reads the feed."""
    return tokens.issue(person, name[:100], tokens.CALENDAR)[1]


def feeds_of(person: Person) -> list[Token]:
    """The links that still work, the newest first."""
    return list(tokens.of(person, tokens.CALENDAR).filter(revoked_at=None))


def revoke_feed(person: Person, pk: int) -> bool:
    """Ends one of this person's links; False where there is none such."""
    return tokens.revoke(tokens.of(person, tokens.CALENDAR).filter(pk=pk))


def reader_of(secret: str) -> Person | None:
    """Whose feed a link is; None when it is unknown or ended, or its person may not sign in any more."""
    token = tokens.read(secret, tokens.CALENDAR)
    return token.person if token else None


def feed(person: Person, origin: str) -> bytes:
    """The dated duties of a person as an iCalendar file: a whole day each, the same number for the same duty every time."""
    made = Calendar()
    made.add("prodid", "-//Muniment//Duties//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("My duties in Muniment"))
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    duties = duties_of(person)
    domain = origin.split("://", 1)[-1].split(":", 1)[0]
    today = clock.today()
    stamp = datetime.combine(today, time(), UTC)
    for each in (*duties.late, *duties.week, *duties.later):
        if each.due is None or each.due < today - FEED_PAST:
            continue
        event = Event()
        event.add("uid", f"{each.register.slug}-{each.record.pk}-{each.rule.name}@{domain}")
        event.add("dtstamp", stamp)
        event.add("dtstart", each.due)
        event.add("dtend", each.due + timedelta(days=1))
        event.add("summary", f"{each.label}: {each.about}")
        event.add("url", origin + each.address)
        event.add("transp", "TRANSPARENT")
        if each.late:
            event.add("description", _("Late."))
        made.add_component(event)
    return bytes(made.to_ical())
