"""What a list offers to narrow it by: chips for its flags, and the choices of a filter with the rows that each would leave."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce

from muniment.registers.listing import Listing, values_of
from muniment.registers.register import Filter

CHOICES = 200  # more than anybody reads
COUNTED_ONE_BY_ONE = 60
FLAGS = "flags"


@dataclass(frozen=True)
class Chip:
    """A flag as the page shows it: whether it is on, how many rows it would leave where that is known, where it leads."""

    name: str
    label: str
    on: bool
    address: str
    count: int | None = None
    explain: str = ""


@dataclass(frozen=True)
class Option:
    """A value of a filter, and how many rows it would leave."""

    value: str
    label: Any
    on: bool
    count: int | None = None


@dataclass(frozen=True)
class Choice:
    """A filter as the page shows it: what is chosen, where it is opened or taken away, and its options once it is open."""

    name: str
    label: str
    said: str
    opens: str
    without: str
    open: bool = False
    options: list[Option] = field(default_factory=list)
    more: bool = False


def chips(listing: Listing) -> list[Chip]:
    """The flags; each with its rows, among those that the other filters leave, where these are few or it was asked for."""
    flags = listing.register.flags
    if not flags:
        return []
    names = [flag.name for flag in flags]
    counts: dict[str, int] = {}
    if listing.parameters.get("open") == FLAGS or not listing.count(*names).more:
        # Not narrowed by its own flag, so that what another one would leave can be told too.
        counts = (
            listing.others(*names)
            .order_by()
            .aggregate(**{flag.name: Count("pk", filter=flag.where(listing.moment)) for flag in flags})
        )
    return [
        Chip(
            flag.name, flag.label, flag.name in listing.parameters,
            listing.address(**{flag.name: None if flag.name in listing.parameters else "yes"}),
            counts.get(flag.name), flag.explain,
        )
        for flag in flags
    ]  # fmt: skip


def choices(listing: Listing) -> list[Choice]:
    """The filters. Only the one that is open looks for its options, and only one that is on for its label."""
    return [_choice(listing, each) for each in listing.register.filters]


def _choice(listing: Listing, each: Filter) -> Choice:
    values = values_of(listing.parameters, each.name)
    opened = listing.parameters.get("open") == each.name
    options = _options(listing, each, values) if opened else []
    labels = {option.value: option.label for option in options}
    if set(values) - labels.keys():
        asked = Q()
        for value in values:
            asked |= each.where(value, listing.moment)
        labels |= {str(value): label for value, label in each.choices(listing.base.filter(asked))}
    said = ", ".join(str(labels.get(value, value)) for value in values)
    return Choice(
        each.name, each.label, said, listing.address(open=None if opened else each.name), listing.address(**{each.name: None}),
        opened, options[:CHOICES], len(options) > CHOICES,
    )  # fmt: skip


def _options(listing: Listing, each: Filter, values: list[str]) -> list[Option]:
    """The values of a filter with the rows that each would leave, given the other filters: two queries."""
    rows = listing.others(each.name).order_by()
    if each.field:
        # Not grouped by the field itself: SQLite would walk its index and look up each row, which takes three times as long.
        grouped = rows.annotate(filtered_by=Coalesce(each.field, each.field)).values_list("filtered_by")
        found = list(grouped.annotate(number=Count("pk"), one=Min("pk")))
        counts = {str(value): number for value, number, _one in found}
        # One row of each value is enough to name it by.
        labels = each.choices(listing.base.filter(pk__in=[one for _value, _number, one in found]))
        options = [
            Option(str(value), label, str(value) in values, counts.get(str(value), 0)) for value, label in labels
        ]
    else:
        choices = [(str(value), label) for value, label in each.choices(listing.base)]
        where = {f"n{at}": each.where(value, listing.moment) for at, (value, _label) in enumerate(choices)}
        few = len(choices) <= COUNTED_ONE_BY_ONE
        told = rows.aggregate(**{name: Count("pk", filter=asked) for name, asked in where.items()}) if few else {}
        options = [
            Option(value, label, value in values, told.get(f"n{at}")) for at, (value, label) in enumerate(choices)
        ]
    # What would leave nothing is in the way where there is much to choose from.
    return options if len(options) <= CHOICES // 10 else [one for one in options if one.count != 0 or one.on]
