"""Of what a report on holdings speaks: a body, or a unit, with all below it; and whether somebody sees all that it counts."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from muniment import clock
from muniment.assets.models import FileFormat, InformationAsset, PermissionGroup, Place, System
from muniment.organisation.models import Handover
from muniment.people.models import Body, Unit
from muniment.privacy.models import ProcessingActivity
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.models import History
from muniment.registers.record import register_of
from muniment.registers.register import Moment
from muniment.reporting.models import Report
from muniment.reporting.moments import as_frozen
from muniment.retention.models import Disposal, DisposalItem, Hold, Waiver

Subject = Body | Unit
# The registers that describe what is held; what a post owns of these is its load.
DESCRIBED: tuple[type[Any], ...] = (InformationAsset, System, Place, PermissionGroup, ProcessingActivity)
# Every register whose rows are counted. The schedule is one for the whole council, and everyone reads it.
COUNTED: tuple[type[Any], ...] = (*DESCRIBED, FileFormat, Handover, Disposal, DisposalItem, Waiver, Hold)


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


def about(subject: Subject) -> dict[str, Any]:
    """How reports about a subject are found."""
    name = "of_unit" if isinstance(subject, Unit) else "of_body"
    return {"kind": Report.Kind.HOLDINGS, name: subject.pk}


def unit_of(subject: Subject) -> int:
    """The unit that a report belongs to: by its right people write it."""
    roots = Scope(subject).roots
    if not roots:
        raise Invalid(
            _("%(body)s has no units yet, so there is nothing that it could be said to hold.") % {"body": subject}
        )
    return roots[0]


def words(subject: Subject, _moment: Moment) -> str:
    told = _(
        "All that the registers of what is held say of “%(subject)s” and all units that belong to it today: assets, systems, places, "
        "permission groups, processing activities, formats, handovers, disposals, exceptions and holds, with the retention "
        "schedule of the whole council"
    )
    return told % {"subject": subject}


def links_note() -> str:
    return _("A link in this report opens only what its reader may see; the figures are those of all that is held.")


def known_since() -> date | None:
    """The day on which the first of all records was written."""
    slugs = [register_of(model).slug for model in COUNTED]
    row = History.objects.filter(register__in=slugs).order_by("number").first()
    return row.at.astimezone(clock.LONDON).date() if row else None


def moment_for(subject: Subject, as_at: date, late_on: date | None = None) -> Moment:
    """The moment of a report. Invalid, with the reason, for a day to come and for one on which nothing was known."""
    if as_at > clock.today():
        raise Invalid(f"{as_at:%-d %B %Y} is still to come: nothing is known as at that day.")
    first = known_since()
    if as_at < clock.today() and (first is None or as_at < first):
        since = f"; the first record is of {first:%-d %B %Y}" if first else ""
        raise Invalid(f"Nothing of what is held was known on {as_at:%-d %B %Y}{since}.")
    return as_frozen(Moment(late_on or as_at, as_at), about(subject))


def why_partial(actor: Actor, report: Any) -> str:
    """Why this actor cannot make the report; "" when they see all that it counts. A query for each register, until one is hidden."""
    if actor.person is None:
        return "" if actor.via == "command" else _("Sign in to make a report.")
    scope, moment = Scope(report.subject), Moment(report.as_at, report.as_at)
    for model in COUNTED:
        seen = model.objects.visible_to(actor.person).values("pk")
        if scope.rows(model, moment).exclude(record_id__in=seen).exists():
            told = _(
                "This report counts all that is held, and of the register %(register)s you may not see all of it. Ask somebody who "
                "may, for example the information governance manager, to make it."
            )
            return told % {"register": register_of(model).title}
    return ""
