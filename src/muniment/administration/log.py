"""The audit log: the lines of the whole history, in pages and as a file, with the content only of what the reader may see."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from muniment import clock
from muniment.administration.models import Verification
from muniment.organisation.models import whole_installation
from muniment.people.models import Person
from muniment.people.standing import standing_of
from muniment.registers import history, links
from muniment.registers.cells import harmless
from muniment.registers.errors import Invalid, Refused
from muniment.registers.listing import YEARS
from muniment.registers.models import History, Link
from muniment.registers.register import registry
from muniment.registers.restricted import Counting, kept_from
from muniment.registers.templatetags.registers import by_way, said
from muniment.registers.verifying import Verified

READERS = frozenset({"ig_manager", "auditor", "siro", "dpo", "admin"})  # "R log" in section D of the domain
PAGE = 50
CHUNK = 500
LARGEST = 2**62


def may_read(person: Person) -> bool:
    """Whether one of the roles that read the log is held for the whole installation, since the log is of all of it."""
    standing, whole = standing_of(person), whole_installation()
    return bool(whole) and any(whole <= standing.roles.get(role, frozenset()) for role in READERS)


def permit(person: Person) -> None:
    if not may_read(person):
        raise Refused(
            _("The audit log is for who audits, runs or answers for the whole council's information governance.")
        )


@dataclass(frozen=True)
class Asked:
    """What of the log is asked for, by the parameters of its address."""

    register: str = ""
    verb: str = ""
    person: int | None = None
    record: int | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None
    given: dict[str, str] = field(default_factory=dict)


def asked(parameters: Mapping[str, str]) -> Asked:
    """Invalid where a number or a day is none."""
    given = {key: value.strip() for key, value in parameters.items() if value.strip() and "\0" not in value}
    return Asked(
        given.get("register", ""), given.get("verb", ""), _number(given.get("person", "")),
        _number(given.get("record", "")), _day(given.get("since", "")), _day(given.get("until", "")),
        _number(given.get("before", "")), given,
    )  # fmt: skip


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and int(text[:20]) < LARGEST):
        raise Invalid(_("%(text)s is no number.") % {"text": text[:40]})
    return int(text)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid(_("%(text)s is no date; write it as 2026-11-30.") % {"text": text[:40]}) from error
    if day is not None and not YEARS[0] <= day.year <= YEARS[1]:
        raise Invalid(_("Choose a year from %(first)s to %(last)s.") % {"first": YEARS[0], "last": YEARS[1]})
    return day


def lines(wanted: Asked) -> "QuerySet[History, History]":
    """The lines asked for, the newest first. Days become numbers first, so that one index serves every order."""
    rows = History.objects.order_by("-number").select_related("person")
    for name in ("register", "verb", "person", "record"):
        if (value := getattr(wanted, name)) not in ("", None):
            rows = rows.filter(**{name: value})
    if wanted.before is not None:
        rows = rows.filter(number__lt=wanted.before)
    by_day = History.objects.values_list("number", flat=True)
    if wanted.since is not None:
        start = clock.end_of(wanted.since - timedelta(days=1))
        first = by_day.filter(at__gte=start).order_by("at", "number").first()
        rows = rows.filter(number__gte=LARGEST if first is None else first, at__gte=start)
    if wanted.until is not None:
        end = clock.end_of(wanted.until)
        last = by_day.filter(at__lt=end).order_by("-at", "-number").first()
        rows = rows.filter(number__lte=-1 if last is None else last, at__lt=end)
    return rows


@dataclass(frozen=True, slots=True)
class Line:
    """A line with what this reader may see of it: without the right to the record neither its name nor what was changed."""

    row: History
    number: int
    seen: bool = False
    title: str = ""
    address: str = ""

    @property
    def register(self) -> str:
        return self.row.register

    @property
    def payload(self) -> Any:
        return getattr(self.row, "payload", None) if self.seen else None


def page(person: Person, wanted: Asked) -> tuple[list[Line], int | None]:
    """Up to fifty lines, and where the next page begins; a fixed number of queries for each register that they speak of."""
    counting = Counting(person)
    rows = list(_theirs(person, wanted, counting).select_related("payload")[: PAGE + 1])
    later = counting.shown(rows[PAGE - 1].number) if len(rows) > PAGE else None
    return in_sight(person, rows[:PAGE], counting), later


def _theirs(person: Person, wanted: Asked, counting: Counting) -> "QuerySet[History, History]":
    """The lines asked for without those of which this person may know nothing; its numbers are those that they were shown."""
    if not counting.unseen:
        return lines(wanted)
    before = None if wanted.before is None else counting.real(wanted.before)
    return lines(replace(wanted, before=before)).exclude(kept_from(person))


def in_sight(person: Person, rows: Iterable[History], counting: Counting) -> list[Line]:
    """The lines, each with whether the person may read the record of which it tells, or both where it tells of a link."""
    rows = list(rows)
    about = _about(rows)
    wanted: dict[str, set[int]] = defaultdict(set)
    for slug, pk in {each for row in rows for each in about(row)}:
        wanted[slug].add(pk)
    titles: dict[tuple[str, int], str] = {}
    for slug, keys in wanted.items():
        if told := registry.named(slug):
            found = told.model._default_manager.visible_to(person).select_related(*told.related).filter(pk__in=keys)
            titles |= {(slug, each.pk): str(each) for each in found}
    lines = []
    for row in rows:
        ends = about(row)
        seen = bool(ends) and all(end in titles for end in ends)
        number = counting.shown(row.number)
        about_it = (titles[ends[0]], f"/{ends[0][0]}/{ends[0][1]}/") if seen else ("", "")
        lines.append(Line(row, number, seen, *about_it))
    return lines


def _about(rows: Iterable[History]) -> Callable[[History], list[tuple[str, int]]]:
    """Which records a line tells of: its own, that on which a file, a comment or an owner's link hangs, both ends of a link."""
    hanging: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        hanging[row.register].add(row.record)
    found: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for slug, model in history.HANGING.items():
        for each in model._default_manager.filter(pk__in=hanging.get(slug, ())):
            found[slug, each.pk] = [(each.register, each.record)]
    for link in Link.objects.filter(pk__in=hanging.get(links.SLUG, ())):
        found[links.SLUG, link.pk] = [(link.from_register, link.from_record), (link.to_register, link.to_record)]
    return lambda row: found.get((row.register, row.record), [(row.register, row.record)])


def as_csv(person: Person, wanted: Asked) -> Iterator[str]:
    """The lines as a file, streamed; cells are harmless to a spreadsheet."""
    yield "\ufeff" + _line(
        ["Number", "When (UTC)", "Register", "Record", "What", "Who", "How", "What it is about", "Why", "Digest"]
    )
    chunk: list[History] = []
    counting = Counting(person)
    for row in _theirs(person, wanted, counting).iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _lines(person, chunk, counting)
            chunk = []
    yield from _lines(person, chunk, counting)


def _lines(person: Person, rows: list[History], counting: Counting) -> Iterator[str]:
    for each in in_sight(person, rows, counting):
        row = each.row
        about, why = (each.title, row.why) if each.seen else (_("a record you may not see"), "")
        yield _line(
            [each.number, row.at.isoformat(timespec="seconds"), row.register, row.record, said(row.verb), row.actor,
             by_way(row.via) or _("at a page"), about, why, row.digest]
        )  # fmt: skip


def _line(values: list[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([harmless(value) if isinstance(value, str) else value for value in values])
    return buffer.getvalue()


def keep_verification(result: Verified) -> Verification:
    """Remembers that the history was verified, for the page of the log."""
    return Verification.objects.create(at=clock.now(), lines=result.lines, head=result.head, faults=len(result.faults))
