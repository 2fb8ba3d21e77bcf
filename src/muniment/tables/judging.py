"""Whether what a row would write holds together, and where new records come that name no unit."""

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from muniment.people.models import Unit
from muniment.people.standing import standing_of
from muniment.registers.access import Actor
from muniment.registers.register import Register

Fault = tuple[str, str]  # the field ("" for the record as a whole) and what is wrong


def faults(
    after: Any, names: Collection[str], waits: Collection[str], read: Collection[str], *, broken: bool
) -> Iterator[Fault]:
    """What the rules of a model say of a record as it would be, of these fields and then as a whole. `waits` are fields that a row
    written before it will fill, `read` those that have a column; what is `broken` already is not judged as a whole.
    """
    looked_at = set()
    for name in names:
        column = after._meta.get_field(name)
        if getattr(after, column.attname) in (None, "") and not column.blank and name not in waits:
            broken = True
            yield (
                name,
                _("This cannot be empty.")
                if name in read
                else _("No column is read for it, and a new record needs it."),
            )
        elif not column.is_relation:
            looked_at.add(name)
    rest = {column.name for column in after._meta.concrete_fields} - looked_at
    try:
        after.clean_fields(exclude=rest)
        if not broken:
            after.clean()
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        yield from ((name, " ".join(messages)) for name, messages in found.items())


def home_of(actor: Actor, register: Register) -> Any:
    """The unit of new records where the table has no column for it: the highest in which this actor may create them."""
    if actor.person is None:
        return Unit.objects.filter(parent=None).order_by("pk").first()
    units = standing_of(actor.person).units_of(register.access.roles_for("create"))
    return Unit.objects.filter(pk__in=units).exclude(parent__in=units).order_by("pk").first()
