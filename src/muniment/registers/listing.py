"""What a list shows: filters, flags, search, order and pages, all from its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from muniment import clock
from muniment.people.models import Person
from muniment.registers.errors import Invalid
from muniment.registers.register import Moment, Register
from muniment.registers.searching import records_with

PAGE = 50
YEARS = (1900, 2999)


def moment_of(parameters: Mapping[str, str]) -> Moment:
    """`as_at` and `late_on` of an address, as ISO dates; a day that is none is Invalid."""
    as_at = _day(parameters.get("as_at", ""))
    late_on = _day(parameters.get("late_on", "")) or as_at or clock.today()
    return Moment(late_on, as_at)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"{text!r} is no date; write it as 2026-11-30.") from error
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise Invalid(f"{text} is too far away; choose a year from {YEARS[0]} to {YEARS[1]}.")
    return day


def query(
    register: Register, base: QuerySet[Any, Any], parameters: Mapping[str, str], moment: Moment
) -> QuerySet[Any, Any]:
    """The rows of `base` that an address selects. Figures count the same query that lists show."""
    return base.filter(condition(register, parameters, moment))


def condition(register: Register, parameters: Mapping[str, str], moment: Moment) -> Q:
    """What an address asks of a row."""
    asked = Q()
    for each in register.filters:
        if value := parameters.get(each.name, ""):
            asked &= each.where(value, moment)
    for flag in register.flags:
        if parameters.get(flag.name):
            asked &= flag.where(moment)
    if text := parameters.get("q", ""):
        asked &= records_with(register, text) if moment.as_at is None else _contained(register, text)
    return asked


def _contained(register: Register, text: str) -> Q:
    """The index knows records as they are now; as they once stood, their fields are read."""
    asked = Q()
    for word in text.split()[:8]:
        asked &= _contains(register, word)
    return asked


def _contains(register: Register, word: str) -> Q:
    found = Q(pk__in=[])
    for name in register.search:
        found |= Q(**{f"{name}__icontains": word})
    return found


def address_of(register: Register, parameters: Mapping[str, str]) -> str:
    """The address of a state of a list."""
    return f"/{register.slug}/" + (f"?{urlencode(parameters)}" if parameters else "")


@dataclass(frozen=True)
class Chip:
    """A filter as the page shows it: its name, whether it is on, how many rows it would leave, and where it leads."""

    label: str
    on: bool
    address: str
    count: int | None = None
    explain: str = ""


@dataclass(frozen=True)
class Choice:
    """A filter with values: a drop-down of them."""

    name: str
    label: str
    options: list[tuple[str, Any]]
    value: str

    @property
    def shown(self) -> str:
        return next((label for value, label in self.options if value == self.value), self.value)


class Listing:
    """One state of one list, for one person: its rows, chips and pages. At most one query each for rows, count and chips."""

    def __init__(self, register: Register, person: Person, parameters: Mapping[str, str]) -> None:
        self.register = register
        self.person = person
        # No database of ours keeps a NUL, and one of them breaks when it is asked for it.
        self.parameters = {key: value for key, value in parameters.items() if value and "\0" not in value}
        self.moment = moment_of(self.parameters)
        model: Any = register.model if self.moment.as_at is None else register.past
        if model is None:
            raise Invalid("This register keeps no past that could be shown as at a day.")
        base = model.objects.visible_to(person)
        if self.moment.as_at is not None:
            base = base.as_at(self.moment.as_at)
        self.base = base
        self.rows = query(register, base, self.parameters, self.moment).order_by(*self.order())

    def order(self) -> list[str]:
        """The ordering asked for, if a column offers it; the key last, so that pages do not overlap."""
        offered = {column.sort for column in self.register.columns if column.sort}
        asked = self.parameters.get("sort", "")
        chosen = asked if asked.lstrip("-") in offered else self.register.sort
        descending = chosen.startswith("-")
        names = chosen.lstrip("-").split(",")
        return [f"-{name}" if descending else name for name in names] + ["record_id" if self.moment.as_at else "pk"]

    def page(self) -> Page[Any]:
        rows = self.rows.select_related(*self.register.related)
        return Paginator(rows, PAGE).get_page(self.parameters.get("page", 1))

    def address(self, **more: str | None) -> str:
        """The address of this list with some parameters changed (None: taken out); it begins on its first page."""
        merged = {key: value for key, value in {**self.parameters, **more}.items() if value and key != "page"}
        return address_of(self.register, merged)

    def page_address(self, number: int) -> str:
        address = self.address()
        return f"{address}{'&' if '?' in address else '?'}page={number}"

    def chips(self) -> list[Chip]:
        """The flags with the number of rows each leaves, among the rows that the other filters leave: one query."""
        if not self.register.flags:
            return []
        others = {k: v for k, v in self.parameters.items() if k not in {flag.name for flag in self.register.flags}}
        rows = query(self.register, self.base, others, self.moment)
        counts = rows.aggregate(
            **{flag.name: Count("pk", filter=flag.where(self.moment)) for flag in self.register.flags}
        )
        return [
            Chip(
                flag.label,
                flag.name in self.parameters,
                self.address(**{flag.name: None if flag.name in self.parameters else "yes"}),
                counts[flag.name],
                flag.explain,
            )
            for flag in self.register.flags
        ]

    def choices(self) -> list[Choice]:
        """The filters with values; their options come from the rows that this person may see."""
        return [
            Choice(each.name, each.label, list(each.choices(self.base)), self.parameters.get(each.name, ""))
            for each in self.register.filters
        ]

    def carried(self, choices: list[Choice]) -> list[tuple[str, str]]:
        """The parameters that the form of filters does not ask, so that it carries them along: flags, order, and the rest."""
        asked = {"q", "as_at", *(choice.name for choice in choices if choice.options)}
        return [(name, value) for name, value in self.parameters.items() if name not in asked | {"page"}]
