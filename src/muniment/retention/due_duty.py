"""The duty of disposal, for registers whose records ask for it: whoever may dispose of them, by the day on which they are due."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from muniment.registers.register import Asked, DutyRule, Words
from muniment.retention import dates
from muniment.retention.lines import RetentionLine

NAME = "due_for_disposal"


def when_due(label: Words, states: Collection[str]) -> DutyRule:
    """A record in one of these states asks to be disposed of by its day, of whoever may do that in its unit."""

    def asked(records: Sequence[Any]) -> Iterable[Asked]:
        standing = [each for each in records if each.state in states and dates.stands(each)]
        wanted = {each.retention_line_id for each in standing} - {None}
        lines = RetentionLine.objects.in_bulk(wanted) if wanted else {}
        ruled = {pk: dates.ruling(line) for pk, line in lines.items()}
        for each in standing:
            due = dates.told(each, lines.get(each.retention_line_id), ruled.get(each.retention_line_id)).due
            if due is not None:
                yield Asked(each, None, due)

    return DutyRule(NAME, label, "dispose", asked)


def under(lines: Sequence[RetentionLine]) -> Iterator["QuerySet[Any, Any]"]:
    """The records under these lines that ask to be disposed of: their day moves with the line."""
    for register in dates.retained():
        if register.duty(NAME) is not None:
            yield register.model._default_manager.everything().filter(retention_line__in=[line.pk for line in lines])
