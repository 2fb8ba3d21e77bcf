"""What is wrong with a declaration is said at start-up, not by a page."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from muniment.registers.paging import may_be_empty
from muniment.registers.register import Register, registry
from muniment.registers.restricted import may_be_restricted
from muniment.registers.verbs import verbs

# What the address of a list says besides its filters.
TAKEN = frozenset(
    {"q", "page", "sort", "as_at", "late_on", "after", "before", "open", "columns", "flags", "seen", "do", "pick"}
)

# What the form of a record sends besides its fields: the reason, and the version that the person saw.
OF_FORMS = frozenset({"why", "seen_version"})


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
        *(each.field for each in register.filters if each.field),
        *(each.field for each in register.deadlines),
        *register.search,
        *register.related,
        *register.fields,
        *register.create_fields,
        *register.files,
        *register.key,
        *register.aliases,
        *register.meanings,
        *(name for column in register.columns for name in column.reads),
        *register.sort.lstrip("-").split(","),
    ]:
        if not _leads(register.model, name):
            fault(f"{name!r} leads nowhere.")
    for told in (
        *_relations(register),
        *_words(register),
        *_versions(register),
        *_empty_later(register),
        *_duties(register),
        *_closed(register),
    ):
        fault(told)
    for name in sorted(OF_FORMS & {*register.fields, *register.create_fields}):
        fault(f"The field {name!r} has a name that every form takes for itself.")
    names = [each.name for each in register.filters] + [flag.name for flag in register.flags]
    for name in names:
        if names.count(name) > 1 or name in TAKEN:
            fault(f"The filter {name!r} has a name that is taken.")
    return found


def _words(register: Register) -> Iterator[str]:
    """Verbs and fields that are declared nowhere."""
    access = register.access
    named = {step.verb for step in register.steps}.union(
        access.own, access.everyone, access.maker, *access.roles.values()
    )
    yield from (f"The verb {verb!r} is declared nowhere." for verb in sorted(named) if verb not in verbs)
    stray = (name for name in sorted(register.untold - {"withdrawn"}) if not _leads(register.model, name))
    yield from (f"{name!r} leads nowhere." for name in stray)


def _versions(register: Register) -> Iterator[str]:
    """Fields that the versions do not keep."""
    if register.past is not None:
        live = {f.attname for f in register.model._meta.concrete_fields if not f.primary_key}
        kept = {f.attname for f in register.past._meta.concrete_fields}
        yield from (f"The versions do not keep {name!r}." for name in sorted(live - kept))


def _relations(register: Register) -> Iterator[str]:
    """Relations that lead to no register, and two of one name."""
    names = [relation.name for relation in register.relations]
    for relation in register.relations:
        if names.count(relation.name) > 1:
            yield f"The relation {relation.name!r} is declared twice."
        for end in relation.ends:
            if registry.named(end) is None:
                yield f"The relation {relation.name!r} leads to {end!r}, which is no register."


def _empty_later(register: Register) -> Iterator[str]:
    """What an order names after its first field and what may be empty: pages begin at a value, and only the first may have none."""
    orders = [register.sort, *(column.sort for column in register.columns if column.sort)]
    for name in {name for order in orders for name in order.lstrip("-").split(",")[1:]}:
        if may_be_empty(register.model, name):
            yield f"A list cannot be ordered by {name!r} after something else: it may be empty."


def _duties(register: Register) -> Iterator[str]:
    """A duty has a name of its own, a step that is there, and a verb that somebody may do."""
    verbs = {*register.access.own, *register.access.everyone}.union(*register.access.roles.values())
    names = [rule.name for rule in register.duties]
    yield from (f"The name of the duty {name!r} is taken." for name in set(names) if names.count(name) > 1)
    for rule in register.duties:
        if rule.step and not register.step(rule.step):
            yield f"The step {rule.step!r} of the duty {rule.name!r} leads nowhere."
        if rule.verb not in verbs:
            yield f"Nobody may {rule.verb!r}, so nobody can do the duty {rule.name!r}."


def _closed(register: Register) -> Iterator[str]:
    """What would tell that a record is there which only those named may know of."""
    for column in register.model._meta.concrete_fields:
        if column.is_relation and may_be_restricted(column.related_model):
            yield f"{column.name!r} points to records that may be closed: link them instead, so that others are shown nothing."
    if not may_be_restricted(register.model):
        return
    told = [column.name for column in register.model._meta.concrete_fields if column.unique and not column.primary_key]
    told += [each.name for each in register.model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    yield from (f"What is unique ({name}) tells of a closed record that has it." for name in told)
    if any(
        "import" in verbs_of
        for verbs_of in (register.access.own, register.access.everyone, *register.access.roles.values())
    ):
        yield "Tables are kept with what they held, so they are read into no register whose records may be closed."


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
