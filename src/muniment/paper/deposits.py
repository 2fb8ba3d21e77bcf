"""Paper that a team asks to put into store: what it is, why it is on paper, how much, under which line, and where it stands."""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.assets.places import Place
from muniment.people.models import Person, Post
from muniment.registers.record import Record, versions_of
from muniment.retention.lines import Medium
from muniment.retention.retained import Retained
from muniment.retention.rules import Facts

YEARS = (MinValueValidator(1200), MaxValueValidator(2199))
STORES = (Place.Kind.PAPER, Place.Kind.BOXES)


class Answer(models.TextChoices):
    """What a scrutiny was told."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class DepositWords:
    """What can be said of a deposit, now or as it once stood."""

    def covers(self) -> str:
        """The years that it covers: "1998 to 2004"."""
        told: Any = self
        years = sorted({told.covers_from, told.covers_to} - {None})
        return said("%(first)s to %(last)s") % {"first": years[0], "last": years[1]} if len(years) > 1 else str(*years)

    def facts(self) -> Facts:
        """From which days a line counts, of past rows too."""
        told: Any = self
        return Retained.facts(told)


class PaperDeposit(DepositWords, Retained, Record):
    """Boxes of closed paper files that a team asks to put into store. `owner` is the post to ask about them.

    Boxes that stood in the store before this register was kept come in with `in_store_since`, and are seen to have come so.
    """

    class State(models.TextChoices):
        ASKED = "asked_for", _("Asked for")
        ACCEPTED = "to_deposit", _("Accepted")
        SENT_BACK = "sent_back", _("Sent back")
        TO_GO = "to_go", _("To be destroyed, not stored")
        DEPOSITED = "in_store", _("In store")
        RETURNED = "taken_back", _("Back with the team")
        DISPOSED = "disposed", _("Disposed of")
        DROPPED = "dropped", _("Called off")

    class Reason(models.TextChoices):
        LAW = "law", _("A law requires the paper")
        SIGNED = "signed", _("It is signed or sealed, and the original proves it")
        FORMAT = "format", _("It cannot be scanned: large plans, bound volumes, brittle paper")
        NEVER = "never", _("It was never scanned")

    # Nothing that the council's store keeps, or is to keep, under a line.
    OUT = frozenset({State.SENT_BACK, State.RETURNED, State.DROPPED})

    name = models.CharField(_("what it is"), max_length=200)
    about = models.TextField(
        _("description"), blank=True, help_text=_("Which files, in which order, and how one is found.")
    )
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("contact post"), related_name="+", help_text=_("Who answers for the files, and approves that they go."),
    )  # fmt: skip
    why_paper = models.CharField(_("why it is on paper"), max_length=10, choices=Reason.choices)
    paper_law = models.CharField(
        _("law that requires the paper"), max_length=300, blank=True, help_text=_("Act and section.")
    )
    covers_from = models.PositiveSmallIntegerField(_("covers the years from"), null=True, blank=True, validators=YEARS)
    covers_to = models.PositiveSmallIntegerField(_("to"), null=True, blank=True, validators=YEARS)
    boxes = models.PositiveIntegerField(
        _("boxes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100_000)], help_text=_("Leave empty if nobody has counted them."),
    )  # fmt: skip
    shelf_cm = models.PositiveIntegerField(
        _("shelf length in centimetres"), null=True, blank=True, help_text=_("A linear metre is 100.")
    )
    store = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, verbose_name=_("store"), related_name="+", limit_choices_to={"kind__in": STORES},
        help_text=_("A paper store or boxes off site, of the file plan."),
    )  # fmt: skip
    box_numbers = models.JSONField(_("numbers of the boxes"), default=list, blank=True)
    in_store_since = models.DateField(
        _("in store since"), null=True, blank=True, help_text=_("Only of boxes that stood in the store before this register was kept."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED, editable=False)
    asked_on = models.DateField(
        _("asked for on"), null=True, blank=True, help_text=_("Today, unless it was in store already.")
    )
    accepted_on = models.DateField(
        _("accepted on"), null=True, blank=True, help_text=_("Only of what was in store already.")
    )
    asked_again_on = models.DateField(_("asked for again on"), null=True, blank=True, editable=False)
    refused_on = models.DateField(_("refused on"), null=True, blank=True, editable=False)
    scrutinised_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("scrutinised by"),
        related_name="+",
        editable=False,
    )
    law_requires = models.CharField(
        _("does a law require the paper?"), max_length=3, choices=Answer.choices, blank=True, editable=False
    )
    could_scan = models.CharField(
        _("could it be digital?"), max_length=3, choices=Answer.choices, blank=True, editable=False
    )
    is_copy = models.CharField(
        _("is it a copy of what a system holds?"), max_length=3, choices=Answer.choices, blank=True, editable=False
    )
    digital_answer = models.TextField(_("how it could be digital, or why not"), blank=True, editable=False)
    scrutiny_reason = models.TextField(_("reason of the scrutiny"), blank=True, editable=False)
    deposited_on = models.DateField(_("deposited on"), null=True, blank=True, editable=False)
    fetched_boxes = models.PositiveIntegerField(_("boxes fetched so far"), default=0, editable=False)
    returned_on = models.DateField(_("back with the team since"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-asked_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "unit"], name="deposit_named_once_in_unit",
                violation_error_message=_("This team has a deposit of this name already."),
            )
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["asked_on", "id"], name="deposits_by_asked"),
            models.Index(fields=["retention_line"], name="deposits_by_line"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A law is named where one is the reason; years are in order; what was in store already is said to be so at once."""
        super().clean()
        wrong: dict[str, Any] = {}
        if self.why_paper == self.Reason.LAW and not self.paper_law.strip():
            wrong["paper_law"] = _("Name the law that requires the paper.")
        if self.covers_from and self.covers_to and self.covers_to < self.covers_from:
            wrong["covers_to"] = _("The last year is not before the first.")
        if self._state.adding:
            self._begin(wrong)
        elif self.in_store_since and self.in_store_since != self.deposited_on:
            wrong["in_store_since"] = _("This was asked for here, so it is deposited here.")
        if len(set(self.box_numbers)) < len(self.box_numbers):
            wrong["box_numbers"] = _("A number stands there twice.")
        if wrong:
            raise ValidationError(wrong)

    def _begin(self, wrong: dict[str, Any]) -> None:
        """A request begins today; what was in store already keeps the days that are known of it."""
        today = clock.today()
        self.medium = self.medium or Medium.PAPER
        if self.in_store_since is None:
            if self.accepted_on or self.asked_on not in {None, today}:
                wrong["asked_on"] = _("It is asked for today; other days are for what was in store already.")
            self.asked_on = today
            return
        days = [day for day in (self.asked_on, self.accepted_on, self.in_store_since) if day]
        if self.in_store_since >= today:
            wrong["in_store_since"] = _("What was in store already came there before today.")
        elif days != sorted(days):
            wrong["asked_on"] = _("It was asked for, then accepted, then put into store.")
        elif self.store is None:
            wrong["store"] = _("Say in which store it is.")
        self.state, self.deposited_on = self.State.DEPOSITED, self.in_store_since

    def once_gone(self, day: date) -> dict[str, Any]:
        """What was disposed of stands in no store."""
        return {**super().once_gone(day), "state": self.State.DISPOSED}

    def boxes_in_it(self) -> int:
        """How much goes with it."""
        return self.boxes or 0

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


PaperDepositVersion = versions_of(PaperDeposit, DepositWords)
