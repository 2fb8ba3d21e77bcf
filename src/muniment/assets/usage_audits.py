"""Audits of how a place is used after it went live: week by week, from 1 to 4 in each area, and once whether the change was worth it."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.assets.places import Place
from muniment.registers.access import Access
from muniment.registers.filters import by_choice, by_record
from muniment.registers.record import Beside, Record
from muniment.registers.register import Column, Flag, Moment, Register, registry

ONE_TO_FOUR = [MinValueValidator(1), MaxValueValidator(4)]
AREAS = ("naming_mark", "filing_mark", "versions_mark", "mail_mark")
LOW = 2  # and below: somebody talks to the team


def scored(label: Any, help_text: Any) -> "models.PositiveSmallIntegerField[Any, Any]":
    """A mark from 1 (not followed) to 4 (followed everywhere)."""
    return models.PositiveSmallIntegerField(label, validators=ONE_TO_FOUR, help_text=help_text)


class UsageAudit(Beside, Record):
    """One look at how a place is used: whether things are named, filed and versioned as agreed, and kept out of mailboxes."""

    beside = "place"

    class Kind(models.TextChoices):
        WEEKLY = "weekly", _("Weekly")
        IMPACT = "impact", _("Impact, three months after it went live")

    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("place"), related_name="usage_audits")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.WEEKLY)
    audited_on = models.DateField(_("looked at on"), default=clock.today)
    naming_mark = scored(_("naming, 1 to 4"), _("1: hardly anything is named as agreed. 4: everything is."))
    filing_mark = scored(_("filing, 1 to 4"), _("Whether things lie where the file plan wants them."))
    versions_mark = scored(_("versions, 1 to 4"), _("Whether one document is kept, and not many copies of it."))
    mail_mark = scored(_("kept out of mailboxes, 1 to 4"), _("Whether what matters was filed and not left in e-mail."))
    observed = models.TextField(_("what was found"), help_text=_("With an example of each thing that should change."))
    agreed = models.TextField(_("what was agreed with the team"), blank=True)

    class Meta:
        ordering: ClassVar = ["-audited_on", "-id"]
        indexes: ClassVar = [models.Index(fields=["place", "kind"], name="usage_audits_of_place")]

    def __str__(self) -> str:
        return f"{self.place}, {self.audited_on:%-d %B %Y}"

    def clean(self) -> None:
        """It was not looked at tomorrow."""
        super().clean()
        if self.audited_on and self.audited_on > clock.today():
            raise ValidationError({"audited_on": _("That day is still to come.")})

    def answerable_posts(self) -> frozenset[int]:
        return self.place.answerable_posts()

    def lowest(self) -> int:
        """The lowest of its marks."""
        return min(int(getattr(self, area)) for area in AREAS)


def _low(_moment: Moment) -> Q:
    found = Q()
    for area in AREAS:
        found |= Q(**{f"{area}__lte": LOW})
    return found


RUNS = "read create edit comment attach"
registry.add(
    Register(
        slug="usage-audits", model=UsageAudit, title="Usage audits", one="usage audit", section="Owners and access",
        access=Access.of(own="read comment", ig_manager=RUNS, ig_officer=RUNS, records_manager=RUNS, data_steward="read create comment", line_manager="read", auditor="read comment"),
        about="How places of the file plan are used after they went live: marks from 1 to 4, week by week, and what came of it after three months.",
        columns=(
            Column("place", "Place", "place__name"), Column("audited_on", "Looked at", "audited_on"), Column("kind", "Kind", "kind,audited_on"),
            *(Column(area, area.removesuffix("_mark").capitalize(), area, numeric=True) for area in AREAS), Column("lowest", "Lowest", numeric=True, reads=AREAS), Column("unit", "Service", "unit__name", shown=False),
        ),
        sort="-audited_on", search=("observed", "agreed", "place__name"), related=("place", "unit"), evidence=True, comments=True,
        fields=("place", "kind", "audited_on", *AREAS, "observed", "agreed"),
        filters=(by_record("place", "Place"), by_choice(UsageAudit, "kind")),
        flags=(Flag("low", "Low marks", _low, "Audits with a mark of 2 or less in an area."),),
        asks_with=lambda audits: [Place.objects.filter(usage_audits__in=audits).distinct()],
    )
)  # fmt: skip
