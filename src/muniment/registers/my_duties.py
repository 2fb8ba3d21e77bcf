"""The duties of a person, a post or a record: what pages, e-mails, calendars and the API show of the table, and to whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When, Window
from django.db.models.functions import RowNumber

from muniment import clock
from muniment.people.models import Person, Post
from muniment.people.standing import standing_of
from muniment.registers.access import Actor, may
from muniment.registers.duties import asked_of
from muniment.registers.models import Answerable, Duty, Named
from muniment.registers.register import DutyRule, Register, registry
from muniment.registers.restricted import is_restricted

# Of one rule that asks whoever may: a page shows so many, and the rules of the domain are asked for no more. Of one that
# asks a post: more than anybody reads, so that a post that owns a hundred thousand records has a page at all.
SHOWN, MOST = 8, 250
WEEK = timedelta(days=7)


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
        """Where it is done: at the step that the rule names, by changing the record, else on its page."""
        if self.rule.step:
            return f"{self.address}do/{self.rule.step}/"
        return f"{self.address}edit/" if self.rule.verb == "edit" and self.register.fields else self.address


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
    closed = of_closed(person)
    asked = [*shown(person, mine(person)), *closed]
    if closed:
        asked.sort(key=lambda each: (each.due or date.max, each.since or date.max))
    for each in asked:
        if each.due is None:
            found.undated.append(each)
        elif each.due < today:
            found.late.append(each)
        else:
            (found.week if each.due <= today + WEEK else found.later).append(each)
    return found


def mine(person: Person) -> "models.QuerySet[Duty, Duty]":
    """What is asked of a person: of each rule that asks one of their posts the first `MOST`, of one that asks a role the first `SHOWN`.

    By date, then by how long it has waited.
    """
    order = (F("due").asc(nulls_last=True), F("since").asc(nulls_last=True), F("pk").asc())
    place = Window(RowNumber(), partition_by=[F("register"), F("rule"), F("post")], order_by=order)
    rows = _all_asked(person).annotate(place=place + Case(When(post=None, then=MOST - SHOWN), default=0))
    return rows.filter(place__lte=MOST).order_by(*order)


def late_count(person: Person) -> int:
    """How many of the duties of a person are late today: all of them, where a page may list the first ones only."""
    return late(person).count() + late_of_closed(person)


def of_closed(person: Person) -> list[Shown]:
    """What the records ask that only named people may know of, of whoever is named and may do it; these are in no table."""
    keys: dict[str, set[int]] = {}
    for slug, pk in Named.objects.filter(person=person.pk).values_list("register", "record"):
        keys.setdefault(slug, set()).add(pk)
    found: list[Shown] = []
    for slug, wanted in keys.items():
        if (register := registry.named(slug)) is not None:
            rows = register.model._default_manager.visible_to(person).filter(pk__in=wanted, restricted=True)
            found += shown(person, _asked_now(register, list(rows.select_related(*register.related))))
    return found


def late_of_closed(person: Person) -> int:
    """How many of them are late."""
    return sum(1 for each in of_closed(person) if each.late)


def _asked_now(register: Register, records: Iterable[Any]) -> list[Duty]:
    """What these records ask, as rows that are kept nowhere."""
    return [
        Duty(register=register.slug, record=record, rule=rule, post_id=post, verb=verb, unit_id=unit, due=due, since=since)
        for (record, rule, post), (verb, unit, due, since) in asked_of(register, records).items()
    ]  # fmt: skip


def late(person: Person) -> "models.QuerySet[Duty, Duty]":
    """What `late_count` counts, for a page that asks for more in the same query."""
    return _all_asked(person).filter(due__lt=clock.today()).order_by()


def _all_asked(person: Person) -> "models.QuerySet[Duty, Duty]":
    """What is asked of the posts that a person holds, and of whoever may do it where they may.

    What nobody who answers for the record may do is left out where they do.
    """
    standing = standing_of(person)
    asked = Q(post__in=standing.posts)
    by_units: dict[frozenset[int], list[tuple[Register, DutyRule]]] = {}
    for register, rule in _rules():
        if units := standing.units_of(register.access.roles_for(rule.verb)):
            by_units.setdefault(units, []).append((register, rule))
    for units, kinds in by_units.items():
        asked |= Q(post=None, unit__in=units) & _of_kinds(kinds)
    rows = Duty.objects.filter(asked)
    others = _for_others()
    return rows if others is None else rows.exclude(others & Exists(_answers_for(standing.posts)))


def waiting(person: Person) -> "models.QuerySet[Duty, Duty]":
    """What a person waits for: asked about records that they answer for, of somebody who does not."""
    others = _for_others()
    if others is None:
        return Duty.objects.none()
    return Duty.objects.filter(others & Exists(_answers_for(standing_of(person).posts))).order_by("since", "pk")[:MOST]


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


def of_record(record: Any) -> list[Shown]:
    """What one record asks, by date, for whoever may see it: that was judged where the record was found."""
    register, today = registry.of(type(record)), clock.today()
    if not register.duties:
        return []
    rows: Iterable[Duty]
    if is_restricted(record):
        rows = sorted(_asked_now(register, [record]), key=lambda each: each.due or date.max)
    else:
        asked = Duty.objects.filter(register=register.slug, record=record.pk).select_related("post", "unit")
        rows = asked.order_by(F("due").asc(nulls_last=True), "pk")
    return [Shown(row, record, register, rule, today) for row in rows if (rule := register.duty(row.rule))]


def of_post(person: Person, post: Post) -> list[Shown]:
    """What is asked of a post, by date, as far as the person may see the records."""
    rows = Duty.objects.filter(post=post).order_by(F("due").asc(nulls_last=True), "pk")
    return shown(person, rows[:MOST], ask=False)


def _rules() -> Iterator[tuple[Register, DutyRule]]:
    return ((register, rule) for register in registry for rule in register.duties)


def _for_others() -> Q | None:
    kinds = [(register, rule) for register, rule in _rules() if rule.others]
    return _of_kinds(kinds) if kinds else None


def _of_kinds(kinds: Iterable[tuple[Register, DutyRule]]) -> Q:
    """The duties of these rules, each register named once: the frame of every page asks this, and pays for each word."""
    names: dict[str, list[str]] = {}
    for register, rule in kinds:
        names.setdefault(register.slug, []).append(rule.name)
    return reduce(or_, (Q(register=slug, rule__in=rules) for slug, rules in names.items()))


def _answers_for(posts: frozenset[int]) -> "models.QuerySet[Answerable, Answerable]":
    return Answerable.objects.filter(register=OuterRef("register"), record=OuterRef("record"), post__in=posts)
