"""The abstract models of an agreed action, of an extension of its date, and of what it waits for."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muniment.actions import rules
from muniment.actions.rules import State
from muniment.people.models import Person, Post
from muniment.registers.record import Record


class ActionFacts:
    """What can be said of an action, now or as it once stood: shared by its live and past rows."""

    state: str
    due: date | None
    due_text: str
    due_precision: str
    approval_pending: str

    def days_late(self, on: date) -> int:
        return rules.days_late(self.state, self.due, on)

    def state_label(self) -> str:
        if self.state == State.IN_PROGRESS and self.approval_pending:
            return str(_("In progress, awaiting approval"))
        return str(States(self.state).label)

    def owner_label(self) -> str:
        """The post that owns it, else what the paper called the owner, else that there is none."""
        owner = getattr(self, "owner", None)
        return str(owner or getattr(self, "owners_text", "") or _("No owner"))


class States(models.TextChoices):
    NOT_BEGUN = State.NOT_BEGUN.value, _("Not begun")
    IN_PROGRESS = State.IN_PROGRESS.value, _("In progress")
    SAID_DONE = State.SAID_DONE.value, _("Done, to be verified")
    VERIFIED = State.VERIFIED.value, _("Verified")
    SUPERSEDED = State.SUPERSEDED.value, _("Superseded")
    NOT_ACCEPTED = State.NOT_ACCEPTED.value, _("Not accepted")


class Precision(models.TextChoices):
    DAY = "day", _("a day")
    MONTH = "month", _("a month")
    QUARTER = "quarter", _("a quarter")
    YEAR = "year", _("a year")


class AgreedAction(ActionFacts, Record):
    """An action that somebody agreed to: owners, dates, state.

    `first_due` is frozen when it is first set; `slips` counts the later dates that followed it.
    """

    agreed_action = models.TextField(_("agreed action"))
    owner = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, verbose_name=_("owner"), related_name="+")
    joint_owners = models.JSONField(_("joint owners"), default=list, blank=True)
    owners_text = models.CharField(_("owners as the paper names them"), max_length=500, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    due_precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.DAY, blank=True)
    due_text = models.CharField(_("due as the paper has it"), max_length=500, blank=True)
    first_due = models.DateField(_("first due"), null=True, blank=True, editable=False)
    slips = models.PositiveSmallIntegerField(default=0, editable=False)
    extension_asked = models.BooleanField(default=False, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=States.choices, default=States.NOT_BEGUN)
    progress = models.TextField(_("latest progress"), blank=True)
    approval_pending = models.CharField(_("approval outstanding"), max_length=500, blank=True)
    said_done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    said_done_on = models.DateField(null=True, blank=True)
    said_done_note = models.TextField(blank=True)
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    verified_on = models.DateField(null=True, blank=True)
    verified_note = models.TextField(blank=True)
    ended_reason = models.TextField(_("why it ended otherwise"), blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=State.VERIFIED) | Q(verified_by__isnull=False, verified_on__isnull=False),
                name="%(class)s_verified_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None) | Q(said_done_by=None) | ~Q(verified_by=F("said_done_by")),
                name="%(class)s_two_keys_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SUPERSEDED) | ~Q(ended_reason=""), name="%(class)s_superseded_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(due=None) | Q(first_due__isnull=False), name="%(class)s_first_date_is_kept"
            ),
        ]

    def answerable_posts(self) -> frozenset[int]:
        return frozenset(self.joint_owners) | ({self.owner_id} if self.owner_id else set())

    def clean(self) -> None:
        if self.first_due is None:
            self.first_due = self.due


class Extension(Record):
    """One line of the slip ledger: a later date asked for, its reason, and who decided."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        PER_PAPER = "per_paper", _("Taken from a paper, approver not named")

    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("to"))
    reason = models.TextField(_("reason"))
    explanation = models.TextField(_("why it slips again"), blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    asked_by_name = models.CharField(_("asked by"), max_length=300)
    asked_on = models.DateField(_("asked on"))
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_reason = models.TextField(_("reason for the decision"), blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_date__gt=F("from_date")), name="%(class)s_goes_forward"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"]) | Q(decided_by__isnull=False, decided_on__isnull=False),
                name="%(class)s_decided_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(asked_by=None) | ~Q(decided_by=F("asked_by")),
                name="%(class)s_asker_does_not_decide",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_date:%-d %B %Y} to {self.to_date:%-d %B %Y}"


COLOURS: dict[str, str] = {State.IN_PROGRESS: "blue", State.SAID_DONE: "amber", State.VERIFIED: "green"}


def colour(action: Any) -> str:
    """The colour of an action's state; one that waits for an approval only is not as one that goes well."""
    pending = action.state == State.IN_PROGRESS and action.approval_pending
    return "amber" if pending else COLOURS.get(action.state, "")


def late(day: date) -> Q:
    """Past due on that day, and still open."""
    return Q(state__in=[State.NOT_BEGUN, State.IN_PROGRESS], due__lt=day)


def states(_rows: Any) -> list[tuple[str, str]]:
    """The choices of a filter by state."""
    return [(value, str(label)) for value, label in States.choices]
