"""A named figure is a query: the state of a list, counted. It opens the list that it counts, and can be had as at any day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Min, QuerySet

from muniment.registers.listing import address_of, condition
from muniment.registers.register import Moment, Register


@dataclass(frozen=True, slots=True)
class Figure:
    """`parameters` are those of the list's address; `explain` says in words what is counted."""

    name: str
    title: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    explain: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with its value and the address of the list behind it."""

    figure: Figure
    value: int
    address: str


Rows = QuerySet[Any, Any]


def count(
    register: Register, rows: Rows, figures: Sequence[Figure], moment: Moment, scope: Mapping[str, Any]
) -> dict[str, Counted]:
    """Counts all figures over `rows` in one query. `scope` are the parameters that select `rows` in a list's address."""
    counts = rows.aggregate(**_counts(register, figures, moment))
    return {each.name: _counted(register, each, counts[each.name], moment, scope) for each in figures}


def count_by(
    register: Register,
    rows: Rows,
    by: str,
    figures: Sequence[Figure],
    moment: Moment,
    scope: Mapping[str, Any],
    *,
    first: str = "pk",
) -> dict[str, dict[str, Counted]]:
    """Counts all figures for each value of the field `by`, in one query; the values in the order of their first row by `first`."""
    table = (
        rows.order_by().values(by).annotate(**_counts(register, figures, moment), _first=Min(first)).order_by("_first")
    )
    return {
        line[by]: {
            each.name: _counted(register, each, line[each.name], moment, {**scope, by: line[by]}) for each in figures
        }
        for line in table
    }


@dataclass(frozen=True, slots=True)
class Across:
    """Figures counted for each combination of some fields in one query, to be read of any value of these fields, or as a whole."""

    register: Register
    figures: Sequence[Figure]
    moment: Moment
    scope: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]

    def values(self, by: str) -> list[Any]:
        """The values of one of the fields that some row has."""
        return list(dict.fromkeys(line[by] for line in self.lines))

    def of(self, **fields: Any) -> dict[str, Counted]:
        """The figures of the rows that have these values; without any those of all."""
        lines = [line for line in self.lines if all(line[name] == value for name, value in fields.items())]
        return {
            each.name: _counted(self.register, each, sum(line[each.name] for line in lines), self.moment, {**self.scope, **fields})
            for each in self.figures
        }  # fmt: skip


def count_across(
    register: Register, rows: Rows, by: Sequence[str], figures: Sequence[Figure], moment: Moment, scope: Mapping[str, Any]
) -> Across:  # fmt: skip
    """Counts all figures for each combination of the fields `by`, in one query."""
    lines = rows.order_by(*by).values(*by).annotate(**_counts(register, figures, moment))
    return Across(register, figures, moment, scope, list(lines))


def total(
    register: Register,
    parts: Iterable[Mapping[str, Counted]],
    figures: Sequence[Figure],
    moment: Moment,
    scope: Mapping[str, Any],
) -> dict[str, Counted]:
    """The figures of a whole from those of its parts, which no row is in twice: `count` without its query."""
    counted = list(parts)
    return {
        each.name: _counted(register, each, sum(part[each.name].value for part in counted), moment, scope)
        for each in figures
    }


def _counts(register: Register, figures: Sequence[Figure], moment: Moment) -> dict[str, Count]:
    return {each.name: Count("pk", filter=condition(register, each.parameters, moment)) for each in figures}


def _counted(register: Register, figure: Figure, value: int, moment: Moment, scope: Mapping[str, Any]) -> Counted:
    days = {}
    if moment.as_at is not None:
        days["as_at"] = moment.as_at.isoformat()
    if moment.late_on != moment.as_at and moment.as_at is not None:
        days["late_on"] = moment.late_on.isoformat()
    return Counted(figure, value, address_of(register, {**scope, **figure.parameters, **days}))
