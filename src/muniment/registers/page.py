"""What hangs on a record, for its page: its links, and what was said about it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from muniment.people.models import Person
from muniment.people.standing import standing_of
from muniment.registers import comments, evidence, links
from muniment.registers.access import Actor
from muniment.registers.register import Moment, Register


def may_add_link(person: Person, register: Register, live: Any) -> bool:
    """Whether the page offers to link: where a relation starts here that they may write, or one leads here that they may write somewhere."""
    actor, roles = Actor.at_page(person), standing_of(person).roles.keys()
    for way in links.ways_of(register):
        access = way.start.access
        somewhere = (access.roles_for("link") | access.roles_for("edit")) & roles
        if links.may_link(actor, register, live) if way.forward else somewhere:
            return True
    return False


def hanging(
    person: Person, register: Register, live: Any, moment: Moment, linked: Sequence[links.Linked]
) -> Mapping[str, Any]:
    """What the page of a record shows beside its fields; at most two queries besides those for the links."""
    groups: dict[str, list[links.Linked]] = defaultdict(list)
    for each in links.standing(linked, moment.as_at):
        groups[each.way.label].append(each)
    now = moment.as_at is None
    return {
        "linked": list(groups.items()),
        "linkable": bool(links.ways_of(register)),
        "may_link": now and may_add_link(person, register, live),
        "comments": comments.of_record(register.slug, live.pk, moment.as_at) if register.comments else [],
        "may_comment": now and register.comments,
        "largest": evidence.largest(),
    }
