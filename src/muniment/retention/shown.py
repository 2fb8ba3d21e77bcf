"""What the page of a record says of its retention: when it is due, how that was found, and what keeps it."""

from collections.abc import Mapping
from typing import Any

from muniment.people.models import Person
from muniment.registers.record import register_of
from muniment.registers.register import Moment
from muniment.retention import changing, dates, holds
from muniment.retention.models import RetentionDate


def kept(person: Person, record: Any, moment: Moment) -> Mapping[str, Any]:
    """For the page of a record that is kept under a line: `date`, its `working`, the `holds` that keep it; nothing of the past."""
    if moment.as_at is not None:
        return {}
    found = changing.working(record, record.retention_line)
    standing = holds.held(register_of(type(record)), [record.pk]).get(record.pk, [])
    seen = (
        set(
            holds.Hold.objects.visible_to(person)
            .filter(pk__in=[each.pk for each in standing])
            .values_list("pk", flat=True)
        )
        if standing
        else ()
    )
    row = dates.told(
        record, record.retention_line, dates.ruling(record.retention_line) if record.retention_line else None
    )
    return {
        "date": RetentionDate(register="", record=record.pk, **dict(zip(dates.TOLD, row, strict=True))),
        "working": found.working if found else (),
        "kept_by": [each for each in standing if each.pk in seen],
        "kept_by_others": sum(each.pk not in seen for each in standing),
    }  # fmt: skip
