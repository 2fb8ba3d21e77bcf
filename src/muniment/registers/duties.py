"""What the records ask of people: written beside the records, rebuilt from them, and read for pages, e-mails, calendars and the API."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber

from muniment import clock
from muniment.people.models import Person
from muniment.people.standing import standing_of
from muniment.registers import history
from muniment.registers.access import Actor, may
from muniment.registers.history import Fault
from muniment.registers.models import Answerable, Duty
from muniment.registers.register import DutyRule, Register, registry

BATCH = 500
# Of one rule that asks whoever may: a page shows so many, and the rules of the domain are asked for no more.
SHOWN = 8
WEEK = timedelta(days=7)

Key = tuple[int, str, int | None]
Row = tuple[str, int | None, date | None, date | None]


def asked_by(register: Register, records: Iterable[Any]) -> dict[Key, Row]:
    """What these records ask now, from the records alone: (record, rule, post) to (verb, unit, due, since). One withdrawn asks nothing."""
    live = [record for record in records if not getattr(record, "withdrawn", False)]
    found: dict[Key, Row] = {}
    for rule in register.duties if live else ():
        for asked in rule.of(live):
            unit = asked.record.unit_id if asked.post is None else None
            found[asked.record.pk, rule.name, asked.post] = (rule.verb, unit, asked.due, asked.since)
    return found


def derive(register: Register, records: Sequence[Any]) -> None:
    """Writes again what these records ask, and what the records ask whose duties follow from theirs. A few queries a batch."""
    for start in range(0, len(records), BATCH):
        batch = records[start : start + BATCH]
        if register.duties:
            _derive(register, batch)
        for rows in register.asks_with(batch):
            other = registry.of(rows.model)
            for some in _batches(rows.select_related(*other.related)):
                _derive(other, some)


def _derive(register: Register, records: Sequence[Any]) -> None:
    wanted = asked_by(register, records)
    gone: list[int] = []
    changed: list[Duty] = []
    for row in Duty.objects.filter(register=register.slug, record__in=[record.pk for record in records]):
        now = wanted.pop(_key(row), None)
        if now is None:
            gone.append(row.pk)
        elif now != _row(row):
            row.verb, row.unit_id, row.due, row.since = now
            changed.append(row)
    if gone:
        Duty.objects.filter(pk__in=gone).delete()
    if changed:
        Duty.objects.bulk_update(changed, ["verb", "unit", "due", "since"], batch_size=BATCH)
    _add(register, wanted)


def _add(register: Register, wanted: dict[Key, Row]) -> None:
    made = [
        Duty(register=register.slug, record=record, rule=rule, post_id=post, verb=verb, unit_id=unit, due=due, since=since)
        for (record, rule, post), (verb, unit, due, since) in wanted.items()
    ]  # fmt: skip
    Duty.objects.bulk_create(made, batch_size=BATCH)


def rebuild() -> int:
    """Writes the whole table again from nothing; returns how many rows it has. Whoever writes waits meanwhile."""
    with transaction.atomic():
        history.take_turn()
        Duty.objects.all().delete()
        for register in registry:
            for batch in _records(register):
                _add(register, asked_by(register, batch))
        return Duty.objects.count()


def faults() -> Iterator[Fault]:
    """Every duty that is missing from the table, was added to it or changed in it beside the records."""
    for register in registry:
        kept = {_key(row): _row(row) for row in Duty.objects.filter(register=register.slug).iterator(chunk_size=2000)}
        for batch in _records(register):
            for key, row in asked_by(register, batch).items():
                was = kept.pop(key, None)
                if was is None:
                    yield Fault(f"{register.slug} {key[0]}", f"its duty {key[1]!r} is missing")
                elif was != row:
                    yield Fault(f"{register.slug} {key[0]}", f"its duty {key[1]!r} was changed")
        for record, rule, _post in kept:
            yield Fault(f"{register.slug} {record}", f"a duty {rule!r} was added that it does not ask")
    for row in Duty.objects.exclude(register__in=[register.slug for register in registry]):
        yield Fault(f"{row.register} {row.record}", f"a duty {row.rule!r} was added to no register")


def _records(register: Register) -> Iterator[list[Any]]:
    if register.duties:
        rows: Any = register.model._default_manager
        yield from _batches(rows.everything().select_related(*register.related).order_by("pk"))


def _batches(rows: "models.QuerySet[Any, Any]") -> Iterator[list[Any]]:
    found = rows.iterator(chunk_size=2000)
    while batch := list(islice(found, BATCH)):
        yield batch


def _key(row: Duty) -> Key:
    return row.record, row.rule, row.post_id


def _row(row: Duty) -> Row:
    return row.verb, row.unit_id, row.due, row.since


# Reading


@dataclass(frozen=True, slots=True)
class Shown:
    """A duty as people read it, with the record it is about: only ever made for somebody who may see that record."""

    duty: Duty
    record: Any
    register: Register
    rule: DutyRule
    today: date

    @property
    def label(self) -> str:
        """What is to be done: "Update"."""
        return str(self.rule.label)

    @property
    def about(self) -> str:
        """What it is about: "A13 Name an owner of each asset"."""
        return self.rule.about(self.record)

    @property
    def waits(self) -> str:
        """What whoever answers for the record waits for, in words; "" where it is for them to do."""
        return str(self.rule.others)

    @property
    def due(self) -> date | None:
        return self.duty.due

    @property
    def since(self) -> date | None:
        return self.duty.since

    @property
    def late(self) -> int:
        """How many days it is late; 0 where it is not."""
        return max((self.today - self.duty.due).days, 0) if self.duty.due else 0

    @property
    def address(self) -> str:
        return f"/{self.register.slug}/{self.record.pk}/"

    @property
    def step_address(self) -> str:
        """Where it is done: the step, where the rule names one, else the record's page."""
        return f"{self.address}do/{self.rule.step}/" if self.rule.step else self.address


@dataclass(slots=True)
class Mine:
    """The duties of a person today: theirs to do, by date, and what they wait for from others."""

    late: list[Shown] = field(default_factory=list)
    week: list[Shown] = field(default_factory=list)
    later: list[Shown] = field(default_factory=list)
    undated: list[Shown] = field(default_factory=list)
    waiting: list[Shown] = field(default_factory=list)


def duties_of(person: Person) -> Mine:
    """All of it, the most urgent first; a number of queries that grows with the registers in question only."""
    found = Mine(waiting=shown(person, waiting(person), ask=False))
    today = clock.today()
    for each in shown(person, mine(person)):
        if each.due is None:
            found.undated.append(each)
        elif each.due < today:
            found.late.append(each)
        else:
            (found.week if each.due <= today + WEEK else found.later).append(each)
    return found


def mine(person: Person) -> "models.QuerySet[Duty, Duty]":
    """What is asked of the posts that a person holds, and the first few of each rule that asks whoever may do it where they may.

    By date, then by how long it has waited. What nobody who answers for the record may do is left out where they do.
    """
    standing = standing_of(person)
    asked = Q(post__in=standing.posts)
    by_units: dict[frozenset[int], list[Q]] = {}
    for register, rule in _rules():
        if units := standing.units_of(register.access.roles_for(rule.verb)):
            by_units.setdefault(units, []).append(Q(register=register.slug, rule=rule.name))
    for units, kinds in by_units.items():
        asked |= Q(post=None, unit__in=units) & reduce(or_, kinds)
    rows = Duty.objects.filter(asked)
    if (others := _for_others()) is not None:
        rows = rows.exclude(others & Exists(_answers_for(standing.posts)))
    order = (F("due").asc(nulls_last=True), F("since").asc(nulls_last=True), F("pk").asc())
    place = Window(RowNumber(), partition_by=[F("register"), F("rule"), F("post")], order_by=order)
    rows = rows.annotate(place=Case(When(post=None, then=place), default=Value(0))).filter(place__lte=SHOWN)
    return rows.order_by(*order)


def waiting(person: Person) -> "models.QuerySet[Duty, Duty]":
    """What a person waits for: asked about records that they answer for, of somebody who does not."""
    others = _for_others()
    if others is None:
        return Duty.objects.none()
    return Duty.objects.filter(others & Exists(_answers_for(standing_of(person).posts))).order_by("since", "pk")


def late_count(person: Person) -> int:
    """How many of a person's duties are late today."""
    return mine(person).filter(due__lt=clock.today()).count()


def shown(person: Person, rows: Iterable[Duty], *, ask: bool = True) -> list[Shown]:
    """These duties in their order, as far as the person may see the records; one query a register.

    With `ask`, only those that the person may do: the rules of the domain, two keys say, are asked too.
    """
    given = list(rows)
    records: dict[tuple[str, int], Any] = {}
    for slug in dict.fromkeys(row.register for row in given):
        if (told := registry.named(slug)) is None:
            continue
        keys = {row.record for row in given if row.register == slug}
        seen = told.model._default_manager.visible_to(person).filter(pk__in=keys)
        records |= {(slug, record.pk): record for record in seen.select_related(*told.related)}
    actor, today = Actor.at_page(person), clock.today()
    found: list[Shown] = []
    for row in given:
        register, record = registry.named(row.register), records.get((row.register, row.record))
        rule = register.duty(row.rule) if register else None
        if register is None or rule is None or record is None or (ask and not may(actor, rule.verb, register, record)):
            continue
        found.append(Shown(row, record, register, rule, today))
    return found


def _rules() -> Iterator[tuple[Register, DutyRule]]:
    return ((register, rule) for register in registry for rule in register.duties)


def _for_others() -> Q | None:
    kinds = [Q(register=register.slug, rule=rule.name) for register, rule in _rules() if rule.others]
    return reduce(or_, kinds) if kinds else None


def _answers_for(posts: frozenset[int]) -> "models.QuerySet[Answerable, Answerable]":
    return Answerable.objects.filter(register=OuterRef("register"), record=OuterRef("record"), post__in=posts)
