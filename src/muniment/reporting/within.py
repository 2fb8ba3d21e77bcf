"""Of what some kinds of report speak: a body, or a unit, with all below it; and whether somebody sees all that is counted of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from muniment import clock
from muniment.people.models import Body, Unit
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.models import History
from muniment.registers.record import register_of
from muniment.registers.register import Moment

Subject = Body | Unit


@dataclass(frozen=True)
class Scope:
    """A body or a unit with the units that belong to it today; the units themselves keep no past."""

    subject: Subject

    @cached_property
    def roots(self) -> tuple[int, ...]:
        if isinstance(self.subject, Unit):
            return (self.subject.pk,)
        top = Unit.objects.filter(body=self.subject).exclude(parent__body=self.subject)
        return tuple(top.order_by("pk").values_list("pk", flat=True))

    @cached_property
    def units(self) -> frozenset[int]:
        return Unit.objects.subtree(self.roots)

    @property
    def parameters(self) -> dict[str, Any]:
        """What selects it in the address of a list."""
        return {"within": [str(pk) for pk in self.roots]}

    def rows(self, model: type[Any], moment: Moment) -> Any:
        """The rows of a register at a moment; those of today where it keeps no versions."""
        versioned = register_of(model).past is not None
        found = moment.rows(model) if versioned else model.objects.everything()
        return found.filter(unit__in=self.units)


def about(kind: str, subject: Subject) -> dict[str, Any]:
    """How reports of a kind about a subject are found."""
    name = "of_unit" if isinstance(subject, Unit) else "of_body"
    return {"kind": kind, name: subject.pk}


def unit_of(subject: Subject) -> int:
    """The unit that a report belongs to: by its right people write it."""
    roots = Scope(subject).roots
    if not roots:
        raise Invalid(_("%(body)s has no units yet, so there is nothing to report on.") % {"body": subject})
    return roots[0]


def known_since(counted: Iterable[type[Any]]) -> date | None:
    """The day on which the first of all records was written."""
    slugs = [register_of(model).slug for model in counted]
    row = History.objects.filter(register__in=slugs).order_by("number").first()
    return row.at.astimezone(clock.LONDON).date() if row else None


def checked(as_at: date, since: date | None, what: str) -> None:
    """Invalid, with the reason, for a day to come and for one on which nothing of `what` was known."""
    if as_at > clock.today():
        raise Invalid(f"{as_at:%-d %B %Y} is still to come: nothing is known as at that day.")
    if as_at < clock.today() and (since is None or as_at < since):
        first = f"; the first record is of {since:%-d %B %Y}" if since else ""
        raise Invalid(f"Nothing of {what} was known on {as_at:%-d %B %Y}{first}.")


def why_partial(actor: Actor, subject: Subject, counted: Iterable[type[Any]], moment: Moment) -> str:
    """Why this actor cannot make a report; "" when they see all that it counts. A query for each register, until one is hidden."""
    if actor.person is None:
        return "" if actor.via == "command" else _("Sign in to make a report.")
    scope = Scope(subject)
    for model in counted:
        seen = model.objects.visible_to(actor.person).values("pk")
        if scope.rows(model, moment).exclude(record_id__in=seen).exists():
            told = _(
                "This report counts the whole of it, and of the register %(register)s you may not see all of it. Ask somebody who "
                "may, for example the information governance manager, to make it."
            )
            return told % {"register": register_of(model).title}
    return ""
