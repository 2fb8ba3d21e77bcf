"""Who can see a record, and why."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from muniment import clock
from muniment.people.models import Delegation, Holding, Person, RoleGiven, Unit
from muniment.registers.access import units_of
from muniment.registers.models import History
from muniment.registers.register import Register, registry
from muniment.registers.restricted import is_restricted, named_on


def audience(register: Register, record: Any) -> list[tuple[str, str, str]]:
    """Person, post and reason of everybody who may read this record today; "everyone" where that is so."""
    if is_restricted(record):
        return [(each.name, "", _("Is on the list of those who may know of it")) for each in named_on(record)]
    if "read" in register.access.everyone:
        return [(_("Everyone who is signed in"), "", _("This register is open to the whole council."))]
    found: set[tuple[str, str, str]] = set()
    if register.seen_with:
        whole = getattr(record, register.seen_with)
        above = registry.of(type(whole))
        seen = _("%(reason)s, and reads it with the %(one)s it belongs to")
        found |= {(who, post, seen % {"reason": why, "one": above.one}) for who, post, why in audience(above, whole)}
    if "read" in register.access.maker:
        made = History.objects.filter(register=register.slug, record=record.pk, verb="create")
        found |= {(person.name, "", _("Entered it")) for person in Person.objects.filter(pk__in=made.values("person"))}
    reasons = _reasons(register, record)
    today = clock.today()
    for holding in Holding.objects.held_on(today).filter(post__in=reasons).select_related("person", "post"):
        found |= {(holding.person.name, holding.post.title, reason) for reason in reasons[holding.post_id]}
    for row in Delegation.objects.held_on(today).filter(post__in=reasons).select_related("to", "post"):
        told = {"post": row.post.title, "day": f"{row.end.day} {row.end:%B %Y}"}
        acts = _("Acts for %(post)s until %(day)s") % told
        found |= {(row.to.name, row.post.title, f"{acts}: {reason}") for reason in reasons[row.post_id]}
    return sorted(found)


def _reasons(register: Register, record: Any) -> dict[int, list[str]]:
    """The posts whose holders may read it, each with the reasons."""
    found: dict[int, list[str]] = defaultdict(list)
    if "read" in register.access.own:
        for post in record.answerable_posts():
            found[post].append(_("Answers for it"))
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    # A role reaches a record where it reaches each unit that the record is judged in, from there or from above.
    lines = [_line(unit, parents) for unit in units_of(record)]
    roles = register.access.roles_for("read")
    reached: dict[tuple[int, str], dict[int, str]] = defaultdict(dict)
    for given in RoleGiven.objects.filter(role__in=roles, unit__in=set().union(*lines)).select_related("unit"):
        reached[given.post_id, given.role][given.unit_id] = f"{given.get_role_display()} for {given.unit.name}"
    for (post, _role), units in reached.items():
        if lines and all(line & units.keys() for line in lines):
            found[post] += units.values()
    return found


def _line(unit: int | None, parents: Mapping[int, int | None]) -> set[int]:
    """A unit and all above it."""
    found: set[int] = set()
    while unit is not None and unit not in found:
        found.add(unit)
        unit = parents.get(unit)
    return found
