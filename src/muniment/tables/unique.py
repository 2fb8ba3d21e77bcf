"""What the database's constraints would say of the rows of an import, asked before it is written."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from muniment.registers.cells import CHUNK
from muniment.tables.lines import Line

Clash = tuple[Line, str, str]


def clashes(model: Any, lines: Sequence[Line]) -> Iterator[Clash]:
    """Rows that would repeat what may be there once, with the field and the reason.

    It says no more of a record that the person may not see than the constraint itself would.
    """
    for names in unique_sets(model):
        said: dict[tuple[Any, ...], Line] = {}
        for line in lines:
            values = tuple(_value(line, name) for name in names)
            if None not in values and set(names) & line.values.keys() and not set(names) & line.waits.keys():
                said[values] = line
        firsts = list({values[0] for values in said})
        words = ", ".join(str(model._meta.get_field(name).verbose_name) for name in names)
        for start in range(0, len(firsts), CHUNK):
            rows = model._default_manager.filter(**{f"{names[0]}__in": firsts[start : start + CHUNK]})
            for pk, *values in rows.values_list("pk", *names).iterator(2000):
                same = said.get(tuple(values))
                if same is not None and same.record.pk != pk:
                    yield same, names[0], _("There is a record with this %(names)s already.") % {"names": words}


def _value(line: Line, name: str) -> Any:
    value = line.values[name] if name in line.values else getattr(line.record, name, None)
    return getattr(value, "pk", value)


def unique_sets(model: type[models.Model]) -> Iterator[tuple[str, ...]]:
    """The sets of fields that no two rows of a table may share."""
    for column in model._meta.concrete_fields:
        if column.unique and not column.primary_key:
            yield (column.name,)
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields and constraint.condition is None:
            yield tuple(constraint.fields)


def broken_rules(lines: Sequence[Line]) -> Iterator[str]:
    """The rows that break a rule of the database, looked for only when it refused them all."""
    for line in lines:
        record: Any = line.record
        for name, value in line.values.items():
            setattr(record, name, value)
        for constraint in record._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                try:
                    constraint.validate(type(record), record)
                except ValidationError as error:
                    message = " ".join(error.messages)
                    yield _("Row %(row)s: %(message)s") % {"row": line.number, "message": message}
