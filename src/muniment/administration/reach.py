"""Who may do what: the matrix of permissions from the declarations, and what one person reaches and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from muniment.people.models import Person, RoleGiven, Unit
from muniment.people.standing import Standing, standing_of
from muniment.registers.access import Actor, Verdict, may
from muniment.registers.models import Answerable
from muniment.registers.register import Register, registry


@dataclass(frozen=True, slots=True)
class Row:
    """A register, and who may do what in it: whoever may do the same stands together, who may do most first."""

    register: Register
    groups: list[tuple[str, list[str]]]


def words(verbs: Iterable[str]) -> str:
    return ", ".join(sorted(verb.replace("_", " ") for verb in verbs))


def matrix() -> list[Row]:
    """All registers, as declared."""
    rows = []
    for register in registry:
        access = register.access
        owner = _("who answers for it")
        if register.seen_with:
            owner = _("who answers for it or for its %(whole)s") % {"whole": register.seen_with}
        given = [
            (_("everyone who is signed in"), access.everyone),
            (owner, access.own),
            (_("who entered it"), access.maker),
        ]
        given += [(str(role.label), access.roles.get(role.value, frozenset())) for role in RoleGiven.Role]
        together: dict[frozenset[str], list[str]] = {}
        for who, verbs in given:
            if verbs:
                together.setdefault(verbs, []).append(who)
        groups = sorted(together.items(), key=lambda each: (-len(each[0]), words(each[0])))
        rows.append(Row(register, [(words(verbs), who) for verbs, who in groups]))
    return rows


@dataclass(frozen=True, slots=True)
class Reached:
    """A register that a person reaches, what they may do in it, and by what."""

    register: Register
    reasons: list[tuple[str, str]]


def reach_of(person: Person) -> list[Reached]:
    """The registers a person reaches, each with verbs and reasons; the same few queries whatever their number."""
    standing = standing_of(person)
    units = {unit.pk: unit for unit in Unit.objects.all()}
    answered: dict[str, set[int]] = {}
    rows = Answerable.objects.filter(post__in=standing.posts).values_list("register", "post_id")
    for slug, post in rows.distinct():
        answered.setdefault(slug, set()).add(post)
    ways: list[tuple[str, Standing]] = [("", standing.own)]
    for acting in standing.acting:
        told = {"post": acting.post, "day": f"{acting.until.day} {acting.until:%B %Y}"}
        ways.append((_("acts for %(post)s until %(day)s: ") % told, acting.standing))
    found = []
    for register in registry:
        access = register.access
        open_to = (
            (access.everyone, _("everyone who is signed in may")),
            (access.maker, _("what they entered themselves")),
        )
        reasons = [(words(verbs), why) for verbs, why in open_to if verbs]
        for how, way in ways:
            for role, reached in sorted(way.roles.items()):
                if verbs := access.roles.get(role):
                    tops = sorted(units[pk].name for pk in reached if units[pk].parent_id not in reached)
                    told = {"role": RoleGiven.Role(role).label, "units": ", ".join(tops)}
                    reasons.append((words(verbs), how + _("%(role)s for %(units)s") % told))
            if access.own and way.posts & answered.get(register.slug, set()):
                reasons.append((words(access.own), how + _("answers for some of it")))
        if reasons:
            found.append(Reached(register, reasons))
    return found


def verbs_of(register: Register) -> list[str]:
    """All that anybody may be asked to be allowed here."""
    access = register.access
    named = (
        {"read"} | access.everyone | access.own | access.maker | frozenset().union(*access.roles.values(), frozenset())
    )
    return sorted(named | {step.verb for step in register.steps})


def why(person: Person, verb: str, register: Register, record: Any) -> Verdict:
    """Whether this person may do this to this record, with the reason; who may not sign in may do nothing."""
    if not person.is_active:
        return Verdict(False, _("They may not sign in."))
    return may(Actor.at_page(person), verb, register, record)
