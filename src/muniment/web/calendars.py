"""What is due by the day, as a month on a page and as a feed that a calendar reads: a person's duties, or all clocks that they may see."""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from muniment import clock
from muniment.interface import tokens
from muniment.people.models import Person
from muniment.registers.deadlines import Pressing, pressing
from muniment.registers.errors import Invalid
from muniment.registers.models import Token
from muniment.registers.my_duties import Shown, duties_of

YEARS = (1900, 2999)
FEED_PAST = FEED_AHEAD = timedelta(days=365)
CLOCKS = "clocks"  # what an address and a link say where they show all clocks, and not the person's own duties only


@dataclass(frozen=True, slots=True)
class Day:
    """One square of a month: `other` when it belongs to the month before or after."""

    day: date
    other: bool
    today: bool
    due: Sequence[Shown | Pressing]


@dataclass(frozen=True)
class Month:
    """The weeks of a month from Monday to Sunday, the months beside it, and how many duties have no date."""

    first: date
    weeks: list[list[Day]]
    before: str
    after: str
    undated: int

    @property
    def days(self) -> list[Day]:
        """The days on which something is due, for whoever reads a list rather than a table."""
        return [day for week in self.weeks for day in week if day.due and not day.other]


def month_of(person: Person, asked: str, *, clocks: bool = False) -> Month:
    """The month asked for as 2026-11, by default this one: of the person's duties, or of all clocks. Invalid where it is none."""
    today = clock.today()
    first = _first(asked) if asked else today.replace(day=1)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    by_day: dict[date, list[Shown | Pressing]] = defaultdict(list)
    undated = 0
    if clocks:
        for each in pressing(person, weeks[0][0], weeks[-1][-1] + timedelta(days=1)):
            by_day[each.day].append(each)
    else:
        duties = duties_of(person)
        undated = len(duties.undated)
        for duty in (*duties.late, *duties.week, *duties.later):
            if duty.due is not None:
                by_day[duty.due].append(duty)
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    shown = [[Day(day, day.month != first.month, day == today, by_day.get(day, [])) for day in week] for week in weeks]
    return Month(first, shown, f"{before:%Y-%m}", f"{after:%Y-%m}", undated)


def _first(text: str) -> date:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Invalid(_("%(text)s is no month; write it as 2026-11.") % {"text": repr(text)}) from error
    if not YEARS[0] < first.year < YEARS[1]:
        raise Invalid(_("%(text)s is too far away.") % {"text": text})
    return first


def make_feed(person: Person, name: str, *, clocks: bool = False) -> str:
    """A new private link to the feed of this person's duties, or of all clocks that they may see; its secret is told this once.

    Whoever has it reads the feed.
    """
    return tokens.issue(person, name[:100], tokens.CALENDAR, scopes=[CLOCKS] if clocks else [])[1]


def feeds_of(person: Person) -> list[Token]:
    """The links that still work, the newest first."""
    return list(tokens.of(person, tokens.CALENDAR).filter(revoked_at=None))


def revoke_feed(person: Person, pk: int) -> bool:
    """Ends one of this person's links; False where there is none such."""
    return tokens.revoke(tokens.of(person, tokens.CALENDAR).filter(pk=pk))


def shows_clocks(link: Token) -> bool:
    """Whether a link shows all clocks, and not its person's own duties only."""
    return CLOCKS in link.scopes


def read_link(secret: str) -> Token | None:
    """The link of an address; None when it is unknown or ended, or its person may not sign in any more."""
    return tokens.read(secret, tokens.CALENDAR)


def feed(person: Person, origin: str, *, clocks: bool = False) -> bytes:
    """What is due as an iCalendar file: the same number for the same duty or clock every time.

    Of clocks none of a record that only those named may know of: whoever has the link reads it.
    """
    made = Calendar()
    made.add("prodid", "-//Muniment//Duties//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Clocks in Muniment") if clocks else _("My duties in Muniment"))
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    domain = origin.split("://", 1)[-1].split(":", 1)[0]
    stamp = datetime.combine(clock.today(), time(), UTC)
    for uid, address, event in _of_clocks(person) if clocks else _of_duties(person):
        event.add("url", origin + address)
        event.add("uid", f"{uid}@{domain}")
        event.add("dtstamp", stamp)
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def _of_duties(person: Person) -> Iterable[tuple[str, str, Event]]:
    duties = duties_of(person)
    for each in (*duties.late, *duties.week, *duties.later):
        if each.due is None or each.due < clock.today() - FEED_PAST:
            continue
        uid = f"{each.register.slug}-{each.record.pk}-{each.rule.name}"
        yield uid, each.address, _event(each.due, f"{each.label}: {each.about}", _("Late.") if each.late else "")


def _of_clocks(person: Person) -> Iterable[tuple[str, str, Event]]:
    today = clock.today()
    for each in pressing(person, today - FEED_PAST, today + FEED_AHEAD, closed=False):
        uid = f"{each.register.slug}-{each.record.pk if each.record else each.day}-{each.deadline.name}"
        instant = each.deadline.instant and each.record is not None
        when = getattr(each.record, each.deadline.field) if instant else each.day
        told = _("The day to work to, ahead of the one that counts.") if each.safe else _("Late.") if each.late else ""
        yield uid, each.address, _event(when, f"{each.label}: {each.about}", told)


def _event(when: date, summary: str, told: str) -> Event:
    """An event of a whole day, or at an instant."""
    event = Event()
    event.add("dtstart", when)
    event.add("dtend", when if isinstance(when, datetime) else when + timedelta(days=1))
    event.add("summary", summary)
    if told:
        event.add("description", told)
    return event
