"""Filters that many registers declare: by one of the choices of a field, by the post in a field, by unit, by a day gone by."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncMonth

from muniment.clock import LONDON
from muniment.people.models import Post, Unit
from muniment.registers.register import KEY, Deadline, Filter, Flag, Moment, by_key
from muniment.registers.spans import Span, around, days_in


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


def by_span(name: str, label: str, field: str, *, months: int = 3, instant: bool = False) -> Filter:
    """A filter by the months of a day, or of an instant: "2026-01", "2026-01..2026-03".

    Offered are the months that are there, or the quarters (3 `months`) or financial years (12) in which they lie.
    """

    def condition(value: str, _moment: Moment) -> Q:
        span = Span.read(value)
        if span is None:
            return Q(pk__in=[])
        first, after = span.ends if instant else span.days
        return Q(**{f"{field}__gte": first, f"{field}__lt": after})

    return Filter(name, label, condition, lambda rows: _spans(rows, field, months, instant=instant))


def _spans(rows: Any, field: str, months: int, *, instant: bool) -> list[tuple[str, str]]:
    month = TruncMonth(field, tzinfo=LONDON) if instant else TruncMonth(field)
    found = rows.exclude(**{field: None}).order_by().annotate(month=month).values_list("month", flat=True).distinct()
    days = sorted((each.date() if instant else each for each in found), reverse=True)
    return [(str(span), span.words) for span in dict.fromkeys(around(day, months) for day in days)]


def by_deadline(deadline: Deadline) -> Filter:
    """A filter by the day of a deadline, or by its months, which it offers: of those for which it still presses."""

    def condition(value: str, _moment: Moment) -> Q:
        days = days_in(value)
        return Q(pk__in=[]) if days is None else deadline.between(*days)

    def choices(rows: Any) -> list[tuple[str, str]]:
        return _spans(rows.filter(deadline.among), deadline.field, 1, instant=deadline.instant)

    return Filter(deadline.name, str(deadline.label), condition, choices)


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
