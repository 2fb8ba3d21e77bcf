"""What a list shows: filters, flags, search, columns, order and pages, all from its address."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from muniment import clock
from muniment.people.models import Person
from muniment.registers import columns, paging
from muniment.registers.errors import Invalid
from muniment.registers.register import Column, Moment, Register
from muniment.registers.searching import records_with

# What an address says of where one stands in a list, and not of what the list holds.
PLACE = frozenset({"page", "after", "before", "open"})
YEARS = (1900, 2999)


def moment_of(parameters: Mapping[str, Any]) -> Moment:
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
    register: Register, base: QuerySet[Any, Any], parameters: Mapping[str, Any], moment: Moment
) -> QuerySet[Any, Any]:
    """The rows of `base` that an address selects. Figures count the same query that lists show."""
    return base.filter(condition(register, parameters, moment))


def condition(register: Register, parameters: Mapping[str, Any], moment: Moment) -> Q:
    """What an address asks of a row."""
    asked = Q()
    for each in register.filters:
        any_of = Q()
        for value in values_of(parameters, each.name):
            any_of |= each.where(value, moment)
        asked &= any_of
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


def values_of(parameters: Mapping[str, Any], name: str) -> list[str]:
    """What an address asks of a filter: nothing, a value, or any of several."""
    value = parameters.get(name) or []
    return [value] if isinstance(value, str) else list(value)


def parameters_of(register: Register, given: QueryDict) -> dict[str, Any]:
    """An address as a list understands it: of a filter all values, all columns, of anything else the last."""
    filters = {each.name for each in register.filters}
    several = {name: list(dict.fromkeys(filter(None, given.getlist(name)))) for name in filters & given.keys()}
    if "columns" in given:
        several["columns"] = [",".join(given.getlist("columns"))]
    return {**given.dict(), **{name: values[0] if len(values) == 1 else values for name, values in several.items()}}


def address_of(register: Register, parameters: Mapping[str, Any]) -> str:
    """The address of a state of a list."""
    return f"/{register.slug}/" + (f"?{urlencode(parameters, doseq=True)}" if parameters else "")


class Listing:
    """One state of one list, for one person: its rows, columns, order and pages. At most two queries for a page of rows."""

    def __init__(self, register: Register, person: Person, parameters: Mapping[str, Any]) -> None:
        self.register = register
        self.person = person
        # No database of ours keeps a NUL, and one of them breaks when it is asked for it.
        self.parameters = {key: value for key, value in parameters.items() if value and not _broken(value)}
        self.moment = moment_of(self.parameters)
        model: Any = register.model if self.moment.as_at is None else register.past
        if model is None:
            raise Invalid("This register keeps no past that could be shown as at a day.")
        base = model.objects.visible_to(person)
        if self.moment.as_at is not None:
            base = base.as_at(self.moment.as_at)
        self.base = base
        self.found = query(register, base, self.parameters, self.moment)
        self.order = self._order()
        self._counts: dict[tuple[str, ...], paging.Count] = {}
        self.columns: list[Column] = columns.chosen(register, self.parameters.get("columns", ""))

    @property
    def rows(self) -> QuerySet[Any, Any]:
        """All rows of the list in its order."""
        return self.found.order_by(*self.order.terms(self.found))

    def _order(self) -> paging.Order:
        """The ordering asked for, if a column offers it; the key last, so that pages do not overlap."""
        offered = {column.sort for column in self.register.columns if column.sort}
        asked = self.parameters.get("sort", "")
        chosen = asked if asked.lstrip("-") in offered | {each.lstrip("-") for each in offered} else self.register.sort
        names = chosen.lstrip("-").split(",")
        return paging.Order((*names, "record_id" if self.moment.as_at else "pk"), chosen.startswith("-"))

    def page(self) -> paging.Page:
        joined = columns.joined(self.register, self.columns)
        return paging.page_of(self.found, self.order, self.parameters, ready=lambda rows: rows.select_related(*joined))

    def others(self, *names: str) -> QuerySet[Any, Any]:
        """The rows that are left when these filters are taken away."""
        kept = {name: value for name, value in self.parameters.items() if name not in names}
        if kept == self.parameters:
            return self.found
        return query(self.register, self.base, kept, self.moment)

    def count(self, *without: str) -> paging.Count:
        """How many rows there are, when some filters are taken away; asked once."""
        asked = tuple(name for name in without if name in self.parameters)
        if asked not in self._counts:
            rows = self.others(*asked)
            # Of the past most rows are of other days; in the order of the list those of this day lie close together.
            ordered = self.order.terms(rows) if self.moment.as_at else []
            self._counts[asked] = paging.capped(rows.order_by(*ordered))
        return self._counts[asked]

    def state(self, **more: Any) -> dict[str, Any]:
        """The parameters of this list with some changed (None: taken out), without where one stands in it."""
        merged = {**{name: value for name, value in self.parameters.items() if name not in PLACE}, **more}
        return {name: value for name, value in merged.items() if value}

    def address(self, **more: Any) -> str:
        """The address of this list with some parameters changed; it begins on its first page."""
        return address_of(self.register, self.state(**more))

    def carried(self, *asked: str) -> list[tuple[str, str]]:
        """The parameters that a form does not ask, so that it carries them along."""
        return [
            (name, value) for name in self.state() if name not in asked for value in values_of(self.parameters, name)
        ]


def _broken(value: Any) -> bool:
    return any("\0" in each for each in ([value] if isinstance(value, str) else value))
