"""What is wrong with a declaration is said at start-up, not by a page."""

from itertools import product
from typing import Any

from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from muniment.registers.register import Register, registry


@checks.register
def declarations(**_options: Any) -> list[checks.CheckMessage]:
    """Every name in every declaration exists."""
    return [message for register in registry for message in faults(register)]


def faults(register: Register) -> list[checks.CheckMessage]:
    """The names of one declaration that lead nowhere."""
    found: list[checks.CheckMessage] = []

    def fault(what: str) -> None:
        found.append(checks.Error(what, obj=register.slug, id="registers.E001"))

    owners: tuple[Any, ...] = (register.model, register.past)
    for column, owner in product(register.columns, owners):
        if owner is not None and not hasattr(owner, column.name):
            fault(f"The column {column.name!r} is neither field nor method of {owner.__name__}.")
    sorts = [name for column in register.columns if column.sort for name in column.sort.lstrip("-").split(",")]
    for name in [
        *sorts,
        *register.search,
        *register.related,
        *register.fields,
        *register.create_fields,
        *register.files,
        *register.sort.lstrip("-").split(","),
    ]:
        if not _leads(register.model, name):
            fault(f"{name!r} leads nowhere.")
    names = [each.name for each in register.filters] + [flag.name for flag in register.flags]
    for name in names:
        if names.count(name) > 1 or name in {"q", "page", "sort", "as_at", "late_on"}:
            fault(f"The filter {name!r} has a name that is taken.")
    found += _faulty_duties(register)
    if register.past is not None:
        live = {f.attname for f in register.model._meta.concrete_fields if not f.primary_key}
        kept = {f.attname for f in register.past._meta.concrete_fields}
        for name in live - kept:
            fault(f"The versions do not keep {name!r}.")
    return found


def _faulty_duties(register: Register) -> list[checks.CheckMessage]:
    """A duty has a name of its own, a step that is there, and a verb that somebody may do."""
    verbs = {*register.access.own, *register.access.everyone}.union(*register.access.roles.values())
    names = [rule.name for rule in register.duties]
    told = [f"The name of the duty {name!r} is taken." for name in set(names) if names.count(name) > 1]
    for rule in register.duties:
        if rule.step and not register.step(rule.step):
            told.append(f"The step {rule.step!r} of the duty {rule.name!r} leads nowhere.")
        if rule.verb not in verbs:
            told.append(f"Nobody may {rule.verb!r}, so nobody can do the duty {rule.name!r}.")
    return [checks.Error(what, obj=register.slug, id="registers.E001") for what in told]


def _leads(model: type[models.Model], path: str) -> bool:
    at: Any = model
    if path in getattr(model, "computed_names", ()):
        return True
    for name in [] if path == "pk" else path.split("__"):
        try:
            field = at._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        at = field.related_model or at
    return True
