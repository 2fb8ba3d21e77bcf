"""What is due for disposal, what will be, and what no day can be given for: one list over all registers that are kept under lines."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from muniment import clock
from muniment.people.models import Person, Unit
from muniment.registers.gathering import gathered
from muniment.registers.listing import values_of
from muniment.registers.register import KEY, Register, registry
from muniment.retention import dates
from muniment.retention.backlog import AGES, aged, on_hold
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
    "age": lambda value: aged(value, clock.today()) if value in AGES else Q(pk__in=[]),
    "held": lambda _value: on_hold(),
    "why": lambda value: Q(why=value),
}
# Of these a tab has its own, or none: its number is counted without them, and its address leaves them behind.
OF_A_TAB = frozenset({"age", "why"})


def _named(lot: "Lot") -> str:
    """The owner of a lot as an address names it."""
    return str(lot.owner) if lot.owner else NONE


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


@dataclass(frozen=True, slots=True)
class Lot:
    """How many dates of one owner and one band stand in each tab, and of those that are due how many in each age."""

    owner: int | None
    title: str
    band: str
    tabs: Mapping[str, int]
    ages: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due and has not gone of one owner, by age; `owner` is as the address names it."""

    owner: str
    title: str
    ages: Mapping[str, int]

    @property
    def number(self) -> int:
        return sum(self.ages.values())


@dataclass(slots=True)
class DueList:
    """The list as one address asks for it: its rows are asked for once to be counted, and once to be shown.

    `more` is what figures narrow it by besides: a unit, alone or with all below it, an age, a hold, a reason.
    """

    person: Person
    which: str = "due"
    owner: str = ""
    band: str = ""
    more: Mapping[str, list[str]] = field(default_factory=dict)
    _lots: list[Lot] | None = None

    @classmethod
    def of(cls, person: Person, given: Mapping[str, Any]) -> "DueList":
        """From the parameters of an address; what it does not know is left away."""
        which = given.get("which", "due")
        owner = given.get("owner", "")
        owner = owner if (owner.isdecimal() and len(owner) <= KEY) or owner == NONE else ""
        band = given.get("band", "")
        band = band if band in {*RetentionLine.Band.values, NONE} else ""
        more = {name: values for name in MORE if (values := [value for value in values_of(given, name) if value])}
        return cls(person, which if which in WHICH else "due", owner, band, more)

    def _narrowed(self, names: Iterable[str]) -> "QuerySet[RetentionDate, RetentionDate]":
        """All that the person may see, narrowed by these of `more`."""
        rows = seen_by(self.person)
        for name in names:
            any_of = Q()
            for value in self.more[name]:
                any_of |= MORE[name](value)
            rows = rows.filter(any_of)
        return rows

    @property
    def rows(self) -> "QuerySet[RetentionDate, RetentionDate]":
        """All of it: what has waited longest first."""
        rows = self._narrowed(self.more).filter(WHICH[self.which](clock.today()))
        if self.owner:
            rows = rows.filter(owner=None) if self.owner == NONE else rows.filter(owner=int(self.owner))
        if self.band:
            rows = (
                rows.filter(Q(line=None) | Q(line__band="")) if self.band == NONE else rows.filter(line__band=self.band)
            )
        return rows.order_by("due", "pk").select_related("line", "owner", "unit")

    @property
    def lots(self) -> list[Lot]:
        """What the tabs, the filters and the backlog say: counted by owner and band; one query."""
        if self._lots is None:
            today = clock.today()
            # Not named as a field is: a later condition would be taken to speak of the count.
            asked = {f"in_{name}": Count("pk", filter=where(today)) for name, where in WHICH.items()}
            asked |= {f"aged_{name}": Count("pk", filter=aged(name, today)) for name in AGES}
            seen = self._narrowed(name for name in self.more if name not in OF_A_TAB)
            found: Any = seen.order_by().values("owner", "owner__title", "line__band").annotate(**asked)
            self._lots = [
                Lot(each["owner"], each["owner__title"] or "No owner", each["line__band"] or "",
                    {name: each[f"in_{name}"] for name in WHICH}, {name: each[f"aged_{name}"] for name in AGES})
                for each in found
            ]  # fmt: skip
        return self._lots

    def _chosen(self) -> list[Lot]:
        """The lots of the owner and band that are asked for."""
        return [lot for lot in self.lots if self.owner in {"", _named(lot)} and self.band in {"", lot.band or NONE}]

    def counts(self) -> dict[str, int]:
        """How many rows each tab has, of the owner and band that are asked for."""
        lots = self._chosen()
        return {name: sum(lot.tabs[name] for lot in lots) for name in WHICH}

    def number(self) -> int:
        """How many rows the list itself has; one query more where it is narrowed to what a tab alone has."""
        return self.rows.count() if OF_A_TAB & self.more.keys() else self.counts()[self.which]

    def owners(self) -> list[tuple[str, str, int]]:
        """The owners of this tab with their numbers, the most first."""
        counts: Counter[tuple[str, str]] = Counter()
        for lot in self.lots:
            counts[_named(lot), lot.title] += lot.tabs[self.which]
        told = [(owner, title, number) for (owner, title), number in counts.items() if number]
        return sorted(told, key=lambda each: (-each[2], each[1], each[0]))

    def bands(self) -> list[tuple[str, Any, int]]:
        """The bands of this tab with their numbers."""
        counts: Counter[str] = Counter()
        for lot in self.lots:
            counts[lot.band] += lot.tabs[self.which]
        return [(value, label, counts[value]) for value, label in RetentionLine.Band.choices if counts[value]]

    def backlog(self) -> list[Backlog]:
        """What is due and has not gone, of every owner and by age, the most first; asks nothing more."""
        ages: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for lot in self.lots:
            ages[_named(lot), lot.title].update(lot.ages)
        told = [Backlog(owner, title, {age: found[age] for age in AGES}) for (owner, title), found in ages.items()]
        return sorted((each for each in told if each.number), key=lambda each: (-each.number, each.title, each.owner))

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
    found = gathered(((row.register, row.record) for row in rows), person)
    for row in rows:
        if (row.register, row.record) in found:
            register = registry.named(row.register)
            assert register is not None
            yield Shown(row, register, found[row.register, row.record])
