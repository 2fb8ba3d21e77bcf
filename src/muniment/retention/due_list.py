"""What is due for disposal, what will be, and what no day can be given for: one list over all registers that are kept under lines."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from muniment import clock
from muniment.people.models import Person, Post, Unit
from muniment.registers.listing import values_of
from muniment.registers.register import KEY, Register, registry
from muniment.retention import backlog, dates
from muniment.retention.lines import RetentionLine
from muniment.retention.models import RetentionDate

SHOWN = 200
NONE = "none"
SOON = timedelta(days=365)
Kind = RetentionDate.Kind
# What the list may show, in the order of its tabs: those that are due, that will be within a year, and those without a day.
WHICH: Mapping[str, Any] = {
    "due": lambda today: Q(due__lte=today),
    "soon": lambda today: Q(due__gt=today, due__lte=today + SOON),
    "unknown": lambda _today: Q(kind=Kind.UNKNOWN),
    "no_line": lambda _today: Q(kind=Kind.NO_LINE),
    "waiting": lambda _today: Q(kind=Kind.WAITING),
    "lasting": lambda _today: Q(kind=Kind.LASTING),
}


def _key(value: str, found: Callable[[int], Q]) -> Q:
    """A condition on a key; what is no key of any database selects nothing."""
    return found(int(value)) if value.isdecimal() and len(value) <= KEY else Q(pk__in=[])


# What figures narrow the list by, each value as a condition.
MORE: Mapping[str, Callable[[str], Q]] = {
    "unit": lambda value: _key(value, lambda pk: Q(unit=pk)),
    "within": lambda value: _key(value, lambda pk: Q(unit__in=Unit.objects.within(pk))),
    "age": lambda value: backlog.aged(value, clock.today()) if value in backlog.AGES else Q(pk__in=[]),
    "held": lambda _value: backlog.on_hold(),
    "why": lambda value: Q(why=value),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the list."""

    row: RetentionDate
    register: Register
    record: Any

    @property
    def address(self) -> str:
        return f"/{self.register.slug}/{self.row.record}/"


def seen_by(person: Person) -> "QuerySet[RetentionDate, RetentionDate]":
    """The dates of all records that a person may read."""
    asked = Q(pk__in=[])
    for register in dates.retained():
        seen = register.model._default_manager.visible_to(person).values("pk")
        asked |= Q(register=register.slug, record__in=seen)
    return RetentionDate.objects.filter(asked)


@dataclass(slots=True)
class DueList:
    """The list as one address asks for it; `narrowed` are its rows, before one of the tabs is chosen.

    `more` is what figures narrow it by besides: a unit, alone or with all below it, an age, a hold, a reason.
    """

    person: Person
    which: str = "due"
    owner: str = ""
    band: str = ""
    more: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, person: Person, given: Mapping[str, Any]) -> "DueList":
        """From the parameters of an address; what it does not know is left away."""
        which = given.get("which", "due")
        owner = given.get("owner", "")
        owner = owner if (owner.isdecimal() and len(owner) <= 18) or owner == "none" else ""
        band = given.get("band", "")
        band = band if band in {*RetentionLine.Band.values, NONE} else ""
        more = {name: values for name in MORE if (values := [value for value in values_of(given, name) if value])}
        return cls(person, which if which in WHICH else "due", owner, band, more)

    @property
    def seen(self) -> "QuerySet[RetentionDate, RetentionDate]":
        return seen_by(self.person)

    @property
    def narrowed(self) -> "QuerySet[RetentionDate, RetentionDate]":
        rows = self.seen
        if self.owner:
            rows = rows.filter(owner=None) if self.owner == "none" else rows.filter(owner=int(self.owner))
        if self.band:
            rows = (
                rows.filter(line__band=self.band) if self.band != NONE else rows.filter(Q(line=None) | Q(line__band=""))
            )
        for name, values in self.more.items():
            any_of = Q()
            for value in values:
                any_of |= MORE[name](value)
            rows = rows.filter(any_of)
        return rows

    @property
    def rows(self) -> "QuerySet[RetentionDate, RetentionDate]":
        """All of it: what has waited longest first."""
        return (
            self.narrowed.filter(WHICH[self.which](clock.today()))
            .order_by("due", "pk")
            .select_related("line", "owner", "unit")
        )

    def counts(self) -> dict[str, int]:
        """How many rows each tab has; one query."""
        today = clock.today()
        # Not named as a field is: a later condition would be taken to speak of the count.
        asked = {f"in_{name}": Count("pk", filter=where(today)) for name, where in WHICH.items()}
        found = self.narrowed.aggregate(**asked)
        return {name: found[f"in_{name}"] for name in WHICH}

    def owners(self) -> list[tuple[str, str, int]]:
        """The owners of this tab with their numbers, the most first."""
        rows = self.seen.filter(WHICH[self.which](clock.today())).order_by()
        counts = dict(rows.values_list("owner").annotate(Count("pk")))
        titles = dict(Post.objects.filter(pk__in=[pk for pk in counts if pk]).values_list("pk", "title"))
        told = [(str(pk) if pk else "none", titles.get(pk, "No owner"), number) for pk, number in counts.items()]
        return sorted(told, key=lambda each: (-each[2], each[1]))

    def bands(self) -> list[tuple[str, Any, int]]:
        """The bands of this tab with their numbers."""
        rows = self.seen.filter(WHICH[self.which](clock.today())).order_by()
        counts = dict(rows.values_list("line__band").annotate(Count("pk")))
        return [(value, label, counts[value]) for value, label in RetentionLine.Band.choices if value in counts]

    def shown(self, most: int | None = SHOWN) -> Iterator[Shown]:
        """The first rows with their records, or all; a query for each register among each lot of them."""
        rows = self.rows if most is None else self.rows[:most]
        lot: list[RetentionDate] = []
        for row in rows.iterator(chunk_size=dates.BATCH):
            lot.append(row)
            if len(lot) == dates.BATCH:
                yield from with_records(self.person, lot)
                lot = []
        yield from with_records(self.person, lot)


def with_records(person: Person, rows: list[RetentionDate]) -> Iterator[Shown]:
    """Dates with their records, as far as the person may see those; a query for each register among them."""
    found: dict[tuple[str, int], Any] = {}
    for slug in {row.register for row in rows}:
        register = registry.named(slug)
        if register is None:
            continue
        ids = [row.record for row in rows if row.register == slug]
        manager = register.model._default_manager.visible_to(person).select_related(*register.related)
        found |= {(slug, each.pk): each for each in manager.filter(pk__in=ids)}
    for row in rows:
        if (row.register, row.record) in found:
            register = registry.named(row.register)
            assert register is not None
            yield Shown(row, register, found[row.register, row.record])
