"""The history: appended by the write path only, chained by digests, and checked against the records themselves."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from muniment import clock
from muniment.people.models import Person, Post
from muniment.people.standing import holders_of, people_of, stood_for
from muniment.registers.access import NAME, Actor
from muniment.registers.models import Comment, Evidence, History, HistoryHead, HistoryPayload, OwnerLink, Reading
from muniment.registers.restricted import READINGS

Content = dict[str, Any]
PLAIN = frozenset({str, int, bool, float})  # what is most of a record, and stays as it is

# What hangs on records of any register, with a line of its own under this name; each has `register` and `record`.
HANGING: dict[str, Any] = {"evidence": Evidence, "comments": Comment, "owner_links": OwnerLink, READINGS: Reading}


def plain(value: Any) -> Any:
    """A field's value as JSON keeps it: dates and instants (in UTC) in ISO 8601, decimals as text, no other keys than text."""
    if value is None or type(value) in PLAIN:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict | list | tuple):
        # As the database gives it back: keys of numbers become text, and would be sorted otherwise.
        return json.loads(json.dumps(value))
    if isinstance(value, Decimal):
        return str(value)
    return value


def tracked(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The fields whose changes are history: all but the key and what only the machine needs."""
    skipped = {"version", "password", "last_login"}
    return [field for field in model._meta.concrete_fields if not field.primary_key and field.name not in skipped]


@cache
def _named(model: type[models.Model]) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, field.attname) for field in tracked(model))


def snapshot(record: models.Model) -> Content:
    """All tracked fields of a record, as JSON keeps them."""
    return {name: plain(getattr(record, attname)) for name, attname in _named(type(record))}


@dataclass(frozen=True, slots=True)
class Entry:
    """A change that is about to be appended. `before` is {} for a new record; both hold only the fields that changed.

    `acting` is the post for which it was done, where the person had the right to it only as its delegate.
    """

    register: str
    record: int
    verb: str
    why: str
    before: Content
    after: Content
    acting: Post | None = None


def _hash(*parts: Any) -> str:
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(previous: str, row: History) -> str:
    return _hash(
        previous, row.number, row.at.isoformat(), row.register, row.record, row.verb, row.actor,
        row.person_id, row.post_id, row.via, row.why, row.batch, row.content,
    )  # fmt: skip


def head() -> HistoryHead:
    """The end of the chain as it is now; its number is 0 where nothing was written yet."""
    return HistoryHead.objects.filter(pk=1).first() or HistoryHead()


def take_turn() -> HistoryHead:
    """Locks the end of the chain. The first lock of every write, so that two of them wait for each other and never cross.

    Call it at the beginning of a transaction that writes more than once, or that decides by what it reads.
    """
    head, _made = HistoryHead.objects.select_for_update().get_or_create(pk=1)
    return head


def append(actor: Actor, entries: Sequence[Entry], at: datetime, batch: str = "") -> list[History]:
    """Adds the entries to the chain, within the transaction that writes what they tell."""
    head = take_turn()
    rows: list[History] = []
    payloads: list[HistoryPayload] = []
    for entry in entries:
        salt = secrets.token_hex(16)
        row = History(
            number=head.number + 1, at=at, register=entry.register, record=entry.record, verb=entry.verb,
            actor=_name(actor, entry), person=actor.person, post=entry.acting or actor.post, via=actor.via,
            why=entry.why, batch=batch,
            content=_hash(salt, entry.before, entry.after),
        )  # fmt: skip
        row.digest = _digest(head.digest, row)
        head.number, head.digest = row.number, row.digest
        rows.append(row)
        payloads.append(HistoryPayload(history=row, before=entry.before, after=entry.after, salt=salt))
    History.objects.bulk_create(rows, batch_size=2000)
    HistoryPayload.objects.bulk_create(payloads, batch_size=2000)
    head.save()
    return rows


def _name(actor: Actor, entry: Entry) -> str:
    if entry.acting is None:
        return actor.name
    return (_("%(who)s, acting for %(post)s") % {"who": actor.name, "post": entry.acting.title})[:NAME]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that the history and the database do not agree on."""

    where: str
    message: str


def verify(tables: Iterable[tuple[str, type[models.Model]]]) -> Iterator[Fault]:
    """Walks the whole chain, then compares what it tells with the rows of each table.

    Finds a changed, missing or added row of the history, and of any register.
    """
    told: dict[tuple[str, int], Content] = {}
    previous, number = "", 0
    for row in History.objects.select_related("payload").order_by("number").iterator(chunk_size=2000):
        where = f"history {row.number}"
        if row.number != number + 1:
            yield Fault(where, f"the rows from {number + 1} to {row.number - 1} are missing")
        if _digest(previous, row) != row.digest:
            yield Fault(where, "this row was changed, or the one before it was")
        payload = getattr(row, "payload", None)
        if payload is None:
            yield Fault(where, "its content is missing")
        elif _hash(payload.salt, payload.before, payload.after) != row.content:
            yield Fault(where, "its content was changed")
        else:
            told.setdefault((row.register, row.record), {}).update(payload.after)
        previous, number = row.digest, row.number
    end = head()
    if (end.number, end.digest) != (number, previous):
        yield Fault("history", f"the chain ends at {number}, but {end.number} was the last row written")
    for slug, model in tables:
        yield from _against_rows(slug, model, {key[1]: told[key] for key in told if key[0] == slug})


def _against_rows(slug: str, model: type[models.Model], told: dict[int, Content]) -> Iterator[Fault]:
    for record in model._default_manager.order_by("pk").iterator(chunk_size=2000):
        where = f"{slug} {record.pk}"
        known = told.pop(record.pk, None)
        if known is None:
            yield Fault(where, "the row was added without the write path: it has no history")
            continue
        found = snapshot(record)
        for name, value in found.items():
            if name in known and known[name] != value:
                yield Fault(where, f"{name} was changed without the write path: {known[name]!r} became {value!r}")
    for pk in told:
        yield Fault(f"{slug} {pk}", "the row is missing")


def registers_in(model: type[models.Model]) -> set[str]:
    """The registers of whose records a table tells anything, so that nobody asks it about each of the others."""
    return set(model._default_manager.order_by().values_list("register", flat=True).distinct())


def of_record(
    slug: str, pk: int, as_at: date | None = None, links: Sequence[int] = (), *, readings: bool = False
) -> models.QuerySet[History]:
    """The changes of a record and what was attached to it or said about it, the newest first: all, or those known at the end of a day.

    `links` are the keys of its links that the reader may know of: a link tells something of its other end. `readings` are told
    where they are asked for: they change nothing.
    """
    told = Q(register=slug, record=pk) | Q(register="links", record__in=list(links))
    for name, model in HANGING.items():
        if name == READINGS and not readings:
            continue
        told |= Q(register=name, record__in=model._default_manager.filter(register=slug, record=pk).values("pk"))
    rows = History.objects.filter(told)
    if as_at is not None:
        rows = rows.filter(at__lt=clock.end_of(as_at))
    return rows.select_related("payload", "person").order_by("-number")


def changed_by(slug: str, pk: int, verbs: Iterable[str]) -> set[int]:
    """The ids of the people who made such changes to a record, with those who held the post for which it was done then.

    A link may have been used by whoever acted for its post, too, and by whoever made it: its maker alone sees its address.
    """
    people: set[int] = set()
    by_link: set[int] = set()
    for row in History.objects.filter(register=slug, record=pk, verb__in=list(verbs)):
        if row.person_id:
            people.add(row.person_id)
        if row.post_id:
            day = row.at.astimezone(clock.LONDON).date()
            people |= people_of([row.post_id], day) if row.via == "link" else holders_of([row.post_id], day)
            by_link |= {row.post_id} if row.via == "link" else set()
    made = OwnerLink.objects.filter(register=slug, record=pk, post__in=by_link).exclude(person=None)
    return people | set(made.values_list("person_id", flat=True) if by_link else ())


def had_part(person: Person | None, slug: str, pk: int, verbs: Iterable[str] = ("create",)) -> bool:
    """Whether a person did this to a record, or it was done in their place, or they act for somebody of whom that is so.

    Who made something does not approve it: each register that wants a second person asks here.
    """
    if person is None:
        return False
    makers = changed_by(slug, pk, verbs)
    return person.pk in makers or bool(stood_for(person) & makers)
