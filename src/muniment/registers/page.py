"""What hangs on a record, for its page: the duties it makes, its links, what was said about it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from muniment import clock
from muniment.people.models import Person
from muniment.people.standing import standing_of
from muniment.registers import comments, evidence, links
from muniment.registers.access import Actor
from muniment.registers.models import Duty
from muniment.registers.register import Moment, Register
from muniment.registers.verbs import verbs


@dataclass(frozen=True, slots=True)
class Asked:
    """A duty as the page of its record says it: what, of whom, by when."""

    label: str
    of: str
    post: int | None
    due: date | None
    step: str

    @property
    def late(self) -> bool:
        return self.due is not None and self.due < clock.today()


def duties_of(register: Register, pk: int) -> list[Asked]:
    """What a record asks now, the nearest first: read from the table of duties, with the words of the rules."""
    rules = {rule.name: rule for rule in register.duties}
    found = []
    for row in Duty.objects.filter(register=register.slug, record=pk).select_related("post", "unit"):
        rule = rules.get(row.rule)
        label = str(rule.label) if rule else verbs.named(row.rule).said
        whoever = _("whoever may do so in %(unit)s") % {"unit": row.unit} if row.unit else _("whoever may do so")
        found.append(Asked(str(label), str(row.post or whoever), row.post_id, row.due, rule.step if rule else ""))
    return sorted(found, key=lambda asked: (asked.due is None, asked.due or date.max, asked.label))


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
        "asks": duties_of(register, live.pk) if now and register.duties else [],
        "largest": evidence.largest(),
    }
