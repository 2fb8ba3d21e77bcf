"""Governance groups: the boards and groups that watch over information, with their chairs and terms of reference."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Post
from muniment.registers.access import Access
from muniment.registers.duty_rules import review
from muniment.registers.record import Record, Reviewed, versions_of
from muniment.registers.register import Column, Register, registry
from muniment.registers.reviews import review_step


class GovernanceGroup(Reviewed, Record):
    """A board or group, an information governance board say. Its chair is a post, and sees to its yearly review."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    purpose = models.TextField(_("purpose"), help_text=_("What it is for, and what it decides, in a few sentences."))
    chair = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("chair"), related_name="+",
        help_text=_("The post that chairs it: it is asked for the review."),
    )  # fmt: skip
    terms_of_reference = models.TextField(
        _("terms of reference"), blank=True, help_text=_("Or attach the paper as evidence.")
    )
    meets = models.CharField(_("how often it meets"), max_length=100, blank=True, help_text=_("Every quarter, say."))

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.chair_id} if self.chair_id else ())


GovernanceGroupVersion = versions_of(GovernanceGroup)

registry.add(
    Register(
        slug="groups", model=GovernanceGroup, title="Governance groups", one="governance group", section="Organisation",
        access=Access.of(own="edit attach review", everyone="read", ig_manager="create edit attach review",
                         ig_officer="create edit attach review", democratic_services="create edit attach review"),
        about="The boards and groups that watch over information: what each is for, who chairs it, how often it meets.",
        columns=(
            Column("name", "Group", "name"),
            Column("purpose", "What it is for"),
            Column("chair", "Chair", "chair__title"),
            Column("meets", "Meets", "meets"),
            Column("last_reviewed", "Last reviewed", "last_reviewed", shown=False),
            Column("next_review", "Next review", "next_review"),
        ),
        sort="name", search=("name", "purpose", "terms_of_reference", "chair__title"), related=("chair", "unit"),
        fields=("name", "purpose", "chair", "meets", "terms_of_reference", "review_every", "next_review", "unit"),
        key=("name",), aliases={"name": ("group", "board"), "chair": ("chaired by", "chairperson"), "meets": ("frequency",)},
        steps=(review_step(),), duties=(review("chair"),), past=GovernanceGroupVersion, evidence=True, comments=True,
    )
)  # fmt: skip
