"""What a record asks, for its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template

from muniment.people.models import RoleGiven
from muniment.registers.access import Actor, may
from muniment.registers.my_duties import Shown, of_record

register = template.Library()


@dataclass(frozen=True, slots=True)
class Asked(Shown):
    """A duty on the page of its record: whether the reader may do it, and the roles that may where no post is asked."""

    may: bool = False
    roles: tuple[str, ...] = ()


@register.simple_tag(takes_context=True)
def asked_about(context: Mapping[str, Any], record: Any) -> list[Asked]:
    """What the record asks, by date; for a page that its reader may see."""
    actor = Actor.at_page(context["request"].user)
    return [
        Asked(
            each.duty, record, each.register, each.rule, each.today,
            bool(may(actor, each.rule.verb, each.register, record)),
            tuple(str(RoleGiven.Role(role).label) for role in sorted(each.register.access.roles_for(each.rule.verb))),
        )
        for each in of_record(record)
    ]  # fmt: skip
