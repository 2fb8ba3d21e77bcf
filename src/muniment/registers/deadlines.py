"""The deadlines of all registers that declare some, by the day, as far as a person may see the records."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, DateField, F, IntegerField, Q, When, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils.translation import gettext as said

from muniment import clock
from muniment.clock import LONDON
from muniment.people.models import Person
from muniment.registers.listing import address_of
from muniment.registers.register import Deadline, Register, registry
from muniment.registers.restricted import may_be_restricted

FEW = 3  # records of one deadline on one day that stand by themselves; of more only their number is told


@dataclass(frozen=True, slots=True)
class Pressing:
    """One deadline on one day: of one record, or where `record` is None of so many as `number` says, whose list it leads to."""

    register: Register
    deadline: Deadline
    day: date
    number: int
    record: Any = None

    @property
    def label(self) -> str:
        """What is due: "Answer due"."""
        return str(self.deadline.label)

    @property
    def lead(self) -> str:
        """What is due, and at what time of the day where that counts."""
        if self.record is None or not self.deadline.instant:
            return self.label
        return f"{self.label} {getattr(self.record, self.deadline.field).astimezone(LONDON):%H:%M}"

    @property
    def about(self) -> str:
        if self.record is not None:
            return str(self.record)
        return said("%(n)s %(several)s") % {"n": self.number, "several": self.register.several}

    @property
    def safe(self) -> bool:
        return self.deadline.safe

    @property
    def late(self) -> bool:
        """Whether the day has gone by, or the hour. To have missed the day to work to is not to be late."""
        if self.deadline.safe:
            return False
        if self.deadline.instant and self.record is not None:
            return bool(getattr(self.record, self.deadline.field) < clock.now())
        return self.day < clock.today()

    @property
    def address(self) -> str:
        if self.record is not None:
            return f"/{self.register.slug}/{self.record.pk}/"
        return address_of(self.register, {self.deadline.name: self.day.isoformat()})


def pressing(person: Person, first: date, after: date, *, closed: bool = True) -> list[Pressing]:
    """What is due from `first` on and before `after`, by the day. One query for each register that declares a deadline.

    Without `closed` records are left out that are known only to those named, this person too: for what is read without signing in.
    """
    found: list[Pressing] = []
    for register in registry:
        if register.deadlines:
            rows = register.model._default_manager.visible_to(person)
            leave_out = not closed and may_be_restricted(register.model)
            found += _of(register, rows.filter(restricted=False) if leave_out else rows, first, after)
    return sorted(found, key=lambda each: (each.day, each.safe))


def _of(register: Register, seen: Any, first: date, after: date) -> Iterator[Pressing]:
    """Of each day the first few records of each deadline and how many there are, whatever the size of the register."""
    asked, few, added = Q(), Q(), {}
    for at, each in enumerate(register.deadlines):
        inside = each.between(first, after)
        day = TruncDate(each.field, tzinfo=LONDON) if each.instant else F(each.field)
        key = Case(When(inside, then=day), output_field=DateField())
        added[f"total_{at}"] = Case(
            When(inside, then=Window(Count("pk"), partition_by=[key])), output_field=IntegerField()
        )
        place = Window(RowNumber(), partition_by=[key], order_by=F("pk").asc())
        added[f"place_{at}"] = Case(When(inside, then=place), output_field=IntegerField())
        asked |= inside
        few |= Q(**{f"place_{at}__lte": FEW})
    rows = seen.filter(asked).annotate(**added).filter(few)
    for record in rows.select_related(*register.related).order_by("pk"):
        for at, each in enumerate(register.deadlines):
            total, place = getattr(record, f"total_{at}"), getattr(record, f"place_{at}")
            if place is None or place > FEW:
                continue
            value = getattr(record, each.field)
            day = value.astimezone(LONDON).date() if each.instant else value
            if total <= FEW:
                yield Pressing(register, each, day, 1, record)
            elif place == 1:
                yield Pressing(register, each, day, total)
