"""Visits to owners: who of the information team was with which owner, what was looked at and what was agreed."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Post
from muniment.registers.access import Access
from muniment.registers.filters import by_choice, by_post
from muniment.registers.record import Beside, Record
from muniment.registers.register import Column, Register, Relation, registry


class OwnerVisit(Beside, Record):
    """One visit to the holder of a post that owns information, or one meeting of owners."""

    beside = "owner"

    class Kind(models.TextChoices):
        VISIT = "visit", _("Visit")
        FORUM = "forum", _("Forum of owners")
        CALL = "call", _("Call")

    owner = models.ForeignKey(Post, models.PROTECT, verbose_name=_("owner"), related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.VISIT)
    held_on = models.DateField(_("day"))
    talked_of = models.TextField(_("what was talked of"))
    agreed = models.TextField(_("what was agreed"), blank=True)

    class Meta:
        ordering: ClassVar = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.owner}, {self.held_on:%-d %B %Y}"

    def clean(self) -> None:
        """It has been."""
        super().clean()
        if self.held_on and self.held_on > clock.today():
            raise ValidationError({"held_on": _("That day is still to come.")})

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


RUNS = "read create edit comment attach"
registry.add(
    Register(
        slug="owner-visits", model=OwnerVisit, title="Visits to owners", one="visit to an owner", section="Owners and access",
        access=Access.of(own="read comment", ig_manager=RUNS, ig_officer=RUNS, records_manager=RUNS, auditor="read", siro="read"),
        about="Who of the information team was with which owner: what was looked at, and what was agreed.",
        columns=(
            Column("owner", "Owner", "owner__title"), Column("held_on", "Day", "held_on"), Column("get_kind_display", "Kind", "kind,held_on", reads=("kind",)),
            Column("agreed", "What was agreed"), Column("unit", "Service", "unit__name", shown=False),
        ),
        sort="-held_on", search=("talked_of", "agreed", "owner__title"), related=("owner", "unit"), fields=("owner", "kind", "held_on", "talked_of", "agreed"),
        filters=(by_post("owner", "Owner"), by_choice(OwnerVisit, "kind")), evidence=True, comments=True,
        relations=(Relation("talked_of_asset", _("Was about"), _("Talked of in"), ("assets", "systems", "places")),),
    )
)  # fmt: skip
