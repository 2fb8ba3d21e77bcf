"""Who was told of an incident, when and what: the regulator in as many parts as it takes, the people, the police and others."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment.incidents.cases import Incident
from muniment.registers.access import Access
from muniment.registers.filters import by_choice
from muniment.registers.record import Record, versions_of
from muniment.registers.register import Column, Flag, Register, registry


class NoticeWords:
    """What can be said of a notice, now or as it once stood."""

    def __str__(self) -> str:
        told: Any = self
        return f"{told.incident.reference()}: {told.get_body_display()}"


class IncidentNotice(NoticeWords, Record):
    """One body, or the people concerned, told once. What was said is not changed afterwards: more is told in another notice."""

    class Body(models.TextChoices):
        ICO = "ico", _("The ICO")
        PEOPLE = "people", _("The people concerned")
        POLICE = "police", _("The police")
        NCSC = "ncsc", _("The National Cyber Security Centre")
        DSPT = "dspt", _("NHS England and others, through the DSPT")
        INSURER = "insurer", _("The insurers")
        PARTNER = "partner", _("A partner or a joint controller")
        OTHER = "other", _("Somebody else")

    incident = models.ForeignKey(
        Incident, models.PROTECT, verbose_name=_("incident"), related_name="notices", editable=False
    )
    body = models.CharField(_("who was told"), max_length=10, choices=Body.choices, editable=False)
    told_at = models.DateTimeField(_("told"), editable=False)
    part = models.PositiveSmallIntegerField(_("part"), default=1, editable=False)
    text = models.TextField(_("what they were told"), editable=False)
    reference = models.CharField(_("their reference"), max_length=100, blank=True, editable=False)
    told_by = models.CharField(_("told by"), max_length=300, editable=False)

    class Meta:
        ordering: ClassVar = ["-told_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "body", "part"], name="notice_part_once_to_a_body")
        ]

    def answerable_posts(self) -> frozenset[int]:
        return self.incident.answerable_posts()


IncidentNoticeVersion = versions_of(IncidentNotice, NoticeWords)
Body = IncidentNotice.Body
READERS = dict.fromkeys(("siro", "dpo", "caldicott", "asset_owner", "data_owner", "line_manager", "auditor"), "read")
notices: Any = registry.add(
    Register(
        slug="incident-notices", model=IncidentNotice, title="Who was told", one="notice", section="Incidents",
        access=Access.of(own="read", **READERS | {"siro": "read tell_others", "ig_manager": "read tell_others", "ig_officer": "read tell_others"}),
        about="Each time somebody outside was told of an incident: the ICO in parts, the people concerned, the police, insurers.",
        columns=(
            Column("get_body_display", "Who was told", "body,told_at", reads=("body",)), Column("incident", "Incident", "incident__noticed_at"),
            Column("told_at", "Told", "told_at"), Column("part", "Part", "part", numeric=True), Column("reference", "Their reference", "reference"),
            Column("told_by", "Told by", "told_by"), Column("text", "What they were told", shown=False),
        ),
        sort="-told_at", key=("incident", "body", "part"), search=("text", "reference", "told_by", "incident__title"), related=("incident", "unit"), creatable=False,
        filters=(by_choice(IncidentNotice, "body"),),
        flags=(Flag("further", "Further parts", lambda _m: Q(part__gt=1), "Notices that add to what the same body was told before."),),
        seen_with="incident", past=IncidentNoticeVersion, evidence=True,
    )
)  # fmt: skip
