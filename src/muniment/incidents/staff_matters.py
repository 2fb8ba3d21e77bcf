"""Whether an incident is a matter for discipline: a record of its own, so that the incident's readers learn nothing of it.

Its fields stand in no list, history, search or export of the incident; what a person may not read is not there for them.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.incidents.cases import Incident
from muniment.registers.access import Access
from muniment.registers.filters import by_choice
from muniment.registers.record import Beside, Record
from muniment.registers.register import Column, Flag, Register, registry


class StaffMatter(Beside, Record):
    """What is considered about somebody of the staff after an incident. Only the SIRO and the information governance manager read it."""

    beside = "incident"

    class Considered(models.TextChoices):
        OPEN = "considered", _("Being considered")
        NONE = "nothing", _("Nothing follows")
        INFORMAL = "informal", _("Dealt with informally")
        FORMAL = "formal", _("Formal proceedings")

    incident = models.ForeignKey(Incident, models.PROTECT, verbose_name=_("incident"), related_name="staff_matters")
    outcome = models.CharField(_("what follows"), max_length=12, choices=Considered.choices, default=Considered.OPEN)
    with_whom = models.CharField(
        _("who deals with it"), max_length=200, help_text=_("In human resources; not whom it is about.")
    )
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        ordering: ClassVar = ["incident"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["incident"], name="staff_matter_once_of_an_incident")]

    def __str__(self) -> str:
        return f"{self.incident.reference()}: {self.get_outcome_display()}"


staff_matters: Any = registry.add(
    Register(
        slug="staff-matters", model=StaffMatter, title="Staff matters after incidents", one="staff matter", section="Incidents",
        access=Access.of(siro="read", ig_manager="read create edit"),
        about="Whether an incident is a matter for discipline. Apart from the incident, so that its readers learn nothing of it.",
        columns=(
            Column("incident", "Incident", "incident__noticed_at"), Column("get_outcome_display", "What follows", "outcome", reads=("outcome",)), Column("with_whom", "Who deals with it", "with_whom"),
        ),
        sort="-incident__noticed_at", key=("incident",), search=("with_whom", "remark"), related=("incident", "unit"),
        fields=("outcome", "with_whom", "remark"), create_fields=("incident", "outcome", "with_whom", "remark"),
        filters=(by_choice(StaffMatter, "outcome"),),
        flags=(Flag("being_considered", "Being considered", lambda _m: Q(outcome="considered"), "Nobody has said what follows."),),
    )
)  # fmt: skip
