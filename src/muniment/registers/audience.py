"""Who can see a record, and why."""

from typing import Any

from django.db.models import Q

from muniment import clock
from muniment.people.models import Holding, Unit
from muniment.registers.register import Register, registry


def audience(register: Register, record: Any) -> list[tuple[str, str, str]]:
    """Person, post and reason of everybody who may read this record today; "everyone" where that is so."""
    if "read" in register.access.everyone:
        return [("Everyone who is signed in", "", "This register is open to the whole council.")]
    found: list[tuple[str, str, str]] = []
    if register.seen_with:
        whole = getattr(record, register.seen_with)
        found += audience(registry.of(type(whole)), whole)
    if "read" in register.access.own:
        held = Holding.objects.held_on(clock.today()).filter(post__in=record.answerable_posts())
        found += [(h.person.name, h.post.title, "Answers for it") for h in held.select_related("person", "post")]
    above = set()
    unit: Unit | None = record.unit
    while unit is not None:
        above.add(unit.pk)
        unit = unit.parent
    roles = register.access.roles_for("read")
    today = clock.today()
    held = Holding.objects.held_on(today).filter(
        Q(post__roles_given__role__in=roles, post__roles_given__unit__in=above)
    )
    for holding in held.select_related("person", "post").prefetch_related("post__roles_given__unit").distinct():
        for given in holding.post.roles_given.all():
            if given.role in roles and given.unit_id in above:
                reason = f"{given.get_role_display()} for {given.unit.name}"
                found.append((holding.person.name, holding.post.title, reason))
    return sorted(set(found))
