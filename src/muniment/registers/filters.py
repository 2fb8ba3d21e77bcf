"""Filters that many registers declare: by one of the choices of a field, by the post in a field, by unit, by a day gone by."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from muniment import clock
from muniment.people.models import Post, Unit
from muniment.registers.register import KEY, Filter, Flag, Moment, by_key


def by_choice(model: type[models.Model], name: str) -> Filter:
    """A filter over a field with choices; those that no row has are not offered."""
    field: Any = model._meta.get_field(name)
    labels = dict(field.flatchoices)

    def choices(rows: Any) -> list[tuple[str, Any]]:
        there = set(rows.order_by().values_list(name, flat=True).distinct())
        return [(value, label) for value, label in labels.items() if value in there]

    label = str(field.verbose_name)
    return Filter(name, label[:1].upper() + label[1:], lambda value, _moment: Q(**{name: value}), choices, name)


def by_post(name: str, label: str) -> Filter:
    """A filter over a field that holds a post; offered are those that some row has."""

    def choices(rows: Any) -> list[tuple[str, str]]:
        ids = rows.order_by().values(name).distinct()
        posts = Post.objects.filter(pk__in=ids).order_by("title")
        return [(str(pk), title) for pk, title in posts.values_list("pk", "title")]

    return Filter(name, label, by_key(name), choices, f"{name}_id")


def by_record(field: str, label: str, title: str = "name", name: str = "") -> Filter:
    """A filter over a field that points to another record, which is told by its `title`; offered are those that some row has."""

    def choices(rows: Any) -> list[tuple[str, str]]:
        found = rows.exclude(**{field: None}).order_by().values_list(field, f"{field}__{title}").distinct()
        return sorted(((str(pk), told) for pk, told in found), key=lambda each: (each[1], each[0]))

    return Filter(name or field, label, by_key(field), choices, "" if "__" in field else f"{field}_id")


def by_period(name: str, label: str, field: str, months: int = 3) -> Filter:
    """A filter by the quarter of a day, or with twelve `months` by its financial year from April; offered are those that some row has."""

    def within(value: str, _moment: Moment) -> Q:
        try:
            first = date.fromisoformat(value)
            return Q(**{f"{field}__range": (first, clock.add_months(first, months) - timedelta(days=1))})
        except (ValueError, OverflowError):
            return Q(pk__in=[])

    def choices(rows: Any) -> list[tuple[str, str]]:
        days = rows.exclude(**{field: None}).order_by().dates(field, "month", order="DESC")
        firsts = dict.fromkeys(_begins(day, months) for day in days)
        return [
            (first.isoformat(), f"{first:%B %Y} to {clock.add_months(first, months - 1):%B %Y}") for first in firsts
        ]

    return Filter(name, label, within, choices)


def _begins(day: date, months: int) -> date:
    """The first day of the quarter, or of the financial year, in which a day lies."""
    since = (day.month - 4) % months
    return clock.add_months(day.replace(day=1), -since)


def by_unit(label: str = "Service") -> tuple[Filter, Filter]:
    """Filters by the unit of a record, and by a unit with all below it, which is what a report of a service counts."""

    def choices(rows: Any) -> list[tuple[str, str]]:
        units = Unit.objects.filter(pk__in=rows.order_by().values("unit").distinct()).order_by("name")
        return [(str(pk), name) for pk, name in units.values_list("pk", "name")]

    def whole(_rows: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Unit.objects.order_by("name").values_list("pk", "name")]

    def within(value: str, _moment: Moment) -> Q:
        known = value.isdecimal() and len(value) <= KEY
        return Q(unit__in=Unit.objects.within(int(value))) if known else Q(pk__in=[])

    return Filter("unit", label, by_key("unit"), choices, "unit_id"), Filter(
        "within", f"{label} and below", within, whole
    )


def gone_by(
    name: str, label: str, field: str, explain: str, *, among: Q | None = None, since: int = 0, never: bool = False
) -> Flag:
    """A flag for a day in a field that is gone by on the day that the list is judged by, for more than `since` days.

    With `never` a field without a day counts too.
    """

    def where(moment: Moment) -> Q:
        gone = Q(**{f"{field}__lt": moment.late_on - timedelta(days=since)})
        return (gone | Q(**{field: None}) if never else gone) & (among or Q())

    return Flag(name, label, where, explain)


def coming(name: str, label: str, field: str, explain: str, *, among: Q | None = None, within: int = 365) -> Flag:
    """A flag for a day in a field that comes within so many days after the day that the list is judged by."""

    def where(moment: Moment) -> Q:
        between = (moment.late_on, moment.late_on + timedelta(days=within))
        return Q(**{f"{field}__range": between}) & (among or Q())

    return Flag(name, label, where, explain)
