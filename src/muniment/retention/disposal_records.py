"""A disposal: what goes together, under which lines, who approved it, what was done; and each of its items."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Person, Post
from muniment.registers.record import Record
from muniment.retention.lines import RetentionLine


class Disposal(Record):
    """A batch of records of one owner that go in one way. Two people approve it, neither of them who made it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        CARRIED_OUT = "carried_out", _("Carried out")
        CALLED_OFF = "called_off", _("Called off")

    class Disposition(models.TextChoices):
        DESTROY = "destroy", _("Destroy")
        TRANSFER = "transfer", _("Transfer to the archives")
        OFFER = "offer", _("Offer to the archives")

    class Method(models.TextChoices):
        DELETED = "deleted", _("Deleted, with its copies and backups as they expire")
        WIPED = "wiped", _("Medium wiped or destroyed")
        SHREDDED = "shredded", _("Shredded as confidential waste")
        RECYCLED = "recycled", _("Recycled as open waste")
        TRANSFERRED = "transferred", _("Transferred, with a receipt")

    name = models.CharField(_("name"), max_length=200)
    disposition = models.CharField(_("what is done"), max_length=10, choices=Disposition.choices, editable=False)
    owner = models.ForeignKey(Post, models.PROTECT, verbose_name=_("owner"), related_name="+", editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PROPOSED, editable=False)
    maker = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("proposed by"), related_name="+", null=True, editable=False
    )
    proposed_on = models.DateField(_("proposed on"), editable=False)
    first_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("approved by"), related_name="+", editable=False
    )
    first_on = models.DateField(_("approved on"), null=True, blank=True, editable=False)
    second_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("approved second by"),
        related_name="+",
        editable=False,
    )
    second_on = models.DateField(_("approved second on"), null=True, blank=True, editable=False)
    method = models.CharField(_("how it was done"), max_length=12, choices=Method.choices, blank=True, editable=False)
    quantity = models.CharField(_("how much"), max_length=200, blank=True, editable=False)
    carried_out_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("carried out by"),
        related_name="+",
        editable=False,
    )
    carried_out_on = models.DateField(_("carried out on"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-proposed_on", "-id"]

    def __str__(self) -> str:
        return self.name

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id})


class DisposalItem(Record):
    """One record of a batch. It is named by its register and number, so that what lasts names nobody.

    `digest` is that of the line of history which says that it was disposed of.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("To go")
        LEFT_OUT = "left_out", _("Left out")
        GONE = "gone", _("Gone")

    disposal = models.ForeignKey(
        Disposal, models.PROTECT, related_name="items", verbose_name=_("disposal"), editable=False
    )
    in_register = models.CharField(_("register"), max_length=40, editable=False)
    number = models.BigIntegerField(_("number"), editable=False)
    line = models.ForeignKey(RetentionLine, models.PROTECT, verbose_name=_("line"), related_name="+", editable=False)
    line_version = models.PositiveIntegerField(_("version of the line"), editable=False)
    trigger = models.DateField(_("counted from"), null=True, editable=False)
    due = models.DateField(_("due"), editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED, editable=False)
    left_out_why = models.CharField(_("why left out"), max_length=500, blank=True, editable=False)
    quantity = models.CharField(_("quantity"), max_length=120, blank=True, editable=False)
    gone_on = models.DateField(_("gone on"), null=True, blank=True, editable=False)
    method = models.CharField(_("how"), max_length=12, choices=Disposal.Method.choices, blank=True, editable=False)
    digest = models.CharField(_("digest of its line of history"), max_length=64, blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["disposal", "in_register", "number"], name="item_once_in_disposal")
        ]
        indexes: ClassVar = [models.Index(fields=["in_register", "number"], name="disposals_of_record")]

    def __str__(self) -> str:
        return f"{self.in_register} {self.number}"

    @property
    def key(self) -> tuple[str, int]:
        """The record that it is about."""
        return self.in_register, self.number
