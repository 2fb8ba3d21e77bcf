"""The deposits that a person may see, as `trends` counts them, at any moment; and the filter by which each figure opens its list."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from muniment import clock
from muniment.paper import trends
from muniment.paper.deposits import PaperDeposit, PaperDepositVersion
from muniment.people.models import Person
from muniment.registers.register import Filter, Moment
from muniment.retention import rules
from muniment.retention.lines import RetentionLine, RetentionLineVersion

SLUG = "paper-deposits"
FIELDS: Mapping[str, str] = {
    "asked": "asked_on", "accepted": "accepted_on", "refused": "refused_on", "deposited": "deposited_on", "returned": "returned_on",
    "disposed": "disposed_on",
}  # fmt: skip


def rows_of(person: Person, moment: Moment) -> Any:
    """The deposits that a person may see, as they stand or as they stood."""
    if moment.as_at is None:
        return PaperDeposit.objects.visible_to(person)
    past: Any = PaperDepositVersion
    return past.objects.visible_to(person).as_at(moment.as_at)


def counted(person: Person, moment: Moment, **narrowed: Any) -> list[trends.Deposit]:
    """The same for counting, with the days on which they are due; two queries, four of the past."""
    due = due_days(moment)
    rows = rows_of(person, moment).filter(**narrowed).order_by()
    found = rows.values_list("record_id", "unit__name", "unit", "boxes", *FIELDS.values())
    return [
        trends.Deposit(
            pk,
            (team, unit),
            boxes,
            {name: on for name, on in zip(FIELDS, days, strict=True) if on is not None},
            due.get(pk),
        )
        for pk, team, unit, boxes, *days in found
    ]


def due_days(moment: Moment) -> dict[int, date]:
    """The day on which each deposit was or is due, by its key, what has gone included: what was overdue then stays so.

    From the lines as they ruled at that moment; two queries. It names no record.
    """
    lines: Any = RetentionLine if moment.as_at is None else RetentionLineVersion
    known = lines.objects.all() if moment.as_at is None else lines.objects.as_at(moment.as_at)
    ruled = {
        getattr(line, "record_id", line.pk): line.rule() for line in known if line.state == RetentionLine.State.IN_FORCE
    }
    found = {}
    for each in moment.rows(PaperDeposit).filter(retention_line__in=ruled):
        due = rules.disposal(ruled[each.retention_line_id], each.facts(), told=False).due
        if due is not None:
            found[each.record_id] = due
    return found


def condition(value: str, moment: Moment) -> Q:
    """The rows that a figure counts, by the words of its address; none for words that it does not know."""
    found = trends.understood(value)
    if found is None:
        return Q(pk__in=[])
    measure, when, age = found
    if isinstance(when, trends.Period):
        return Q(**{f"{FIELDS[measure]}__range": (when.first, when.last)})
    stood = Q(deposited_on__lte=when)
    for field in ("returned_on", "disposed_on"):
        stood &= Q(**{f"{field}__gt": when}) | Q(**{field: None})
    if measure == "standing":
        return stood
    late = [pk for pk, due in due_days(moment).items() if due <= when and (not age or trends.age_of(due, when) == age)]
    return stood & Q(**{"pk__in" if moment.as_at is None else "record_id__in": late})


def counted_as() -> Filter:
    """What the figures count, as a filter of the list; offered are the years in which something happened."""

    def choices(rows: Any) -> list[tuple[str, str]]:
        today = clock.today()
        told = [trends.words(measure, today) for measure in trends.STOOD]
        for days in rows.order_by().values_list(*FIELDS.values()).distinct():
            told += [trends.words(name, trends.Period.of(day)) for name, day in zip(FIELDS, days, strict=True) if day]
        return [(each, each[:1].upper() + each[1:]) for each in dict.fromkeys(sorted(told, reverse=True))]

    return Filter("counted", "Counted as", condition, choices)
