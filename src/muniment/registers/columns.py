"""Which columns a list shows: those of its declaration, or those that its reader chose among them and the record's fields."""

from collections.abc import Sequence
from typing import Any

from muniment.registers.register import Column, Register

FIELDS = "fields"


def offered(register: Register) -> list[Column]:
    """The declared columns, then the declared fields that none of them shows."""
    labels = {column.label.lower() for column in register.columns}
    more = []
    for name in register.fields:
        field: Any = register.model._meta.get_field(name)
        label = str(field.verbose_name)
        if label.lower() not in labels and name not in {column.name for column in register.columns}:
            shown = f"get_{name}_display" if field.choices else name
            more.append(
                Column(shown, label[:1].upper() + label[1:], shown=False, reads=(name,) if field.choices else ())
            )
    return [*register.columns, *more]


def value_of(record: Any, column: Column) -> Any:
    """What a column says of a record: of a choice its words, as a person chose it."""
    value = getattr(record, f"get_{column.name}_display", None) or getattr(record, column.name)
    return value() if callable(value) else value


def usual(register: Register) -> list[Column]:
    return [column for column in register.columns if column.shown]


def chosen(register: Register, asked: str) -> list[Column]:
    """The columns that an address names, in its order; what is no column is passed over, and none at all is the usual ones."""
    by_name = {column.name: column for column in offered(register)}
    named = [by_name[name] for name in dict.fromkeys(asked.split(",")) if name in by_name]
    return named or usual(register)


def joined(register: Register, shown: Sequence[Column]) -> list[str]:
    """What comes with each row, so that no cell asks for it: what the declaration names, and the relations that are shown."""
    relations = {field.name for field in register.model._meta.concrete_fields if field.is_relation}
    return list(dict.fromkeys([*register.related, *(column.name for column in shown if column.name in relations)]))
