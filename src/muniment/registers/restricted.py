"""Records that only a list of named people may know of: what such a record has, who is on its list, and what is kept of its readings.

Roles, posts, deputies and owners' links open such a record to nobody: `access` asks the list and nothing else. What is derived for
posts and units (who answers, duties, dates) has no row of it, so that no count of theirs can tell that it is there.
"""

import secrets
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Person
from muniment.registers.errors import Invalid

if TYPE_CHECKING:
    from muniment.registers.access import Actor
    from muniment.registers.history import Fault
    from muniment.registers.register import Register

READINGS = "readings"  # under which the history tells of them
FIRST_KEY, KEYS = 10**9, 9 * 10**9


class PeopleField(models.JSONField):
    """The keys of people, in order; read as their names."""


class Restricted(models.Model):
    """A record that may be closed to all but those named. Its key is drawn by lot, so that none is seen to be missing."""

    restricted = models.BooleanField(_("known only to those named"), default=False)
    only_for = PeopleField(_("who may know of it"), default=list, blank=True, editable=False)
    LISTED: ClassVar[tuple[str, ...]] = ("restricted", "only_for")

    class Meta:
        abstract = True

    def clean(self) -> None:
        """One that is closed names somebody who is there; one that is open names nobody."""
        super().clean()
        if not self.restricted:
            self.only_for = []
            return
        self.only_for = sorted({int(each) for each in self.only_for})
        if not self.only_for or Person.objects.filter(pk__in=self.only_for).count() != len(self.only_for):
            raise ValidationError({"restricted": _("Name who may know of it.")})


def may_be_restricted(model: Any) -> bool:
    """Whether records of this model, or of the one whose versions it keeps, can be closed to all but those named."""
    return issubclass(getattr(model, "now", model), Restricted)


def is_restricted(record: Any) -> bool:
    """Whether this record is closed to all but those named, as it is at hand."""
    return isinstance(record, Restricted) and record.restricted


def named_on(record: Any) -> list[Person]:
    """The people on the list of a record."""
    return list(Person.objects.filter(pk__in=record.only_for).order_by("name")) if is_restricted(record) else []


def drawn(model: Any, records: Sequence[Any]) -> None:
    """Gives new records their keys, by lot and not in turn."""
    taken: set[int] = set()
    for record in records:
        while record.pk is None or record.pk in taken:
            key = FIRST_KEY + secrets.randbelow(KEYS)
            if key not in taken and not model._default_manager.filter(pk=key).exists():
                record.pk = key
        taken.add(record.pk)


# The write path.


def complete(actor: "Actor", record: Any, values: dict[str, Any], why: str) -> None:
    """Who closes a record is on its list; no list is changed, and no record opened again, without a reason."""
    if not isinstance(record, Restricted):
        return
    new = record.pk is None
    if (
        not new
        and any(name in values and values[name] != getattr(record, name) for name in record.LISTED)
        and not why.strip()
    ):
        raise Invalid(str(_("Say why.")), {"why": [str(_("Say why who may know of it changes."))]})
    if values.get("restricted", record.restricted) and (new or not record.restricted) and actor.person is not None:
        values["only_for"] = [*values.get("only_for", record.only_for), actor.person.pk]


def derive(register: "Register", records: Sequence[Any]) -> None:
    """Writes again who is named on these records, from the records alone."""
    from muniment.registers.models import Named  # noqa: PLC0415 - the tables are built upon this room

    if not may_be_restricted(register.model):
        return
    wanted = {(each.pk, person) for each in records if is_restricted(each) for person in each.only_for}
    rows = Named.objects.filter(register=register.slug, record__in=[each.pk for each in records])
    had = {(row.record, row.person_id): row.pk for row in rows}
    Named.objects.filter(pk__in=[pk for key, pk in had.items() if key not in wanted]).delete()
    made = [Named(register=register.slug, record=pk, person_id=who) for pk, who in sorted(wanted - had.keys())]
    Named.objects.bulk_create(made)


def rebuild() -> int:
    """Writes all lists again from the records."""
    from muniment.registers.models import Named  # noqa: PLC0415

    with transaction.atomic():
        Named.objects.all().delete()
        for register in restrictable():
            derive(register, list(register.model._default_manager.filter(restricted=True)))
        return int(Named.objects.count())


def faults() -> "Iterator[Fault]":
    """Whoever was put on a list, or taken off, beside the records."""
    from muniment.registers.history import Fault  # noqa: PLC0415
    from muniment.registers.models import Named  # noqa: PLC0415

    kept = set(Named.objects.values_list("register", "record", "person"))
    told = {
        (register.slug, each.pk, person)
        for register in restrictable()
        for each in register.model._default_manager.filter(restricted=True)
        for person in each.only_for
    }
    for slug, pk, _person in sorted(kept ^ told):
        yield Fault(f"{slug} {pk}", "who may know of it is not what the record says")


# What others reach.


def restrictable() -> "list[Register]":
    """The registers whose records may be closed."""
    from muniment.registers.register import registry  # noqa: PLC0415

    return [each for each in registry if may_be_restricted(each.model)]


def lost() -> "Iterator[tuple[Register, Any]]":
    """Closed records whose list has nobody left who can sign in."""
    here = set(Person.objects.filter(is_active=True).values_list("pk", flat=True))
    for register in restrictable():
        for each in register.model._default_manager.filter(restricted=True, withdrawn=False).order_by("pk"):
            if not here & set(each.only_for):
                yield register, each


def named_for(slug: str, person: Person) -> Any:
    """The keys of the records of a register on whose list a person is, as a query."""
    from muniment.registers.models import Named  # noqa: PLC0415

    return Named.objects.filter(register=slug, person=person.pk).values("record")


def kept_from(person: Person) -> Q:
    """The lines of the history that tell of what this person may not know of, as a condition."""
    from muniment.registers.history import HANGING  # noqa: PLC0415
    from muniment.registers.models import Link  # noqa: PLC0415

    found = Q(pk__in=[])
    for register in restrictable():
        slug = register.slug
        rows = register.model._default_manager.filter(restricted=True).exclude(pk__in=named_for(slug, person))
        keys = rows.order_by().values("pk")
        found |= Q(register=slug, record__in=keys)
        for name, model in HANGING.items():
            hung = model._default_manager.filter(register=slug, record__in=keys)
            found |= Q(register=name, record__in=hung.order_by().values("pk"))
        ends = Q(from_register=slug, from_record__in=keys) | Q(to_register=slug, to_record__in=keys)
        found |= Q(register="links", record__in=Link.objects.filter(ends).order_by().values("pk"))
    return found


class Counting:
    """The numbers of the history's lines as one person counts them: without a gap where something is kept from them."""

    def __init__(self, person: Person) -> None:
        from muniment.registers.models import History  # noqa: PLC0415

        rows = History.objects.filter(kept_from(person)) if restrictable() else History.objects.none()
        self.unseen: list[int] = sorted(rows.values_list("number", flat=True))

    def shown(self, number: int) -> int:
        """What a line's number is for them."""
        return number - bisect_left(self.unseen, number)

    def upto(self, number: int) -> int:
        """How many of the first so many lines are there for them."""
        return number - bisect_left(self.unseen, number + 1)

    def last(self, number: int) -> int:
        """The number in the chain of the last line that is there for them, of the first so many."""
        hidden = set(self.unseen)
        while number in hidden:
            number -= 1
        return number

    def real(self, shown: int) -> int:
        """The number in the chain of the line that they know by another."""
        for each in self.unseen:
            if each > shown:
                break
            shown += 1
        return shown


# Readings.


def note_reading(actor: "Actor", record: Any) -> None:
    """Has the history tell that somebody read a record that is closed; of any other nothing is kept."""
    if not is_restricted(record):
        return
    from muniment.registers import history  # noqa: PLC0415
    from muniment.registers.models import Reading  # noqa: PLC0415
    from muniment.registers.record import register_of  # noqa: PLC0415

    at = clock.now()
    with transaction.atomic():
        history.take_turn()
        row = Reading.objects.create(
            register=register_of(type(record)).slug, record=record.pk, person=cast("Any", actor.person), at=at
        )
        history.append(actor, [history.Entry(READINGS, row.pk, "open_record", "", {}, history.snapshot(row))], at)


def open_to_all(records: Iterable[Any]) -> list[Any]:
    """Of these records those that are not closed."""
    return [each for each in records if not is_restricted(each)]
