"""Waivers: what is kept longer, shorter or elsewhere than the schedule or the file plan says, at whose risk, and until when."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Person, Post
from muniment.registers.access import Access, Actor
from muniment.registers.errors import Invalid
from muniment.registers.filters import by_unit
from muniment.registers.forms import WhyForm
from muniment.registers.history import had_part
from muniment.registers.record import Record, versions_of
from muniment.registers.register import Asked, Column, DutyRule, Flag, Moment, Register, Relation, Step, registry
from muniment.registers.services import Change, write
from muniment.registers.verbs import Verb, verbs
from muniment.retention.holds import KEPT
from muniment.retention.lines import RetentionLine

verbs.add(
    Verb("approve_waiver", _("Waiver approved"), key=True),
    Verb("end_waiver", _("Waiver ended"), seldom=True),
)


class Waiver(Record):
    """An exception that somebody asked for, with its risk; it holds once another person has approved it, and until it expires."""

    class From(models.TextChoices):
        SCHEDULE = "schedule", _("The retention schedule")
        FILE_PLAN = "file_plan", _("The file plan")
        CRITERIA = "criteria", _("The minimum criteria of a system that keeps records")

    class Risk(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    class State(models.TextChoices):
        ASKED = "asked_for", _("Asked for")
        APPROVED = "approved", _("Approved")
        ENDED = "ended", _("Ended")

    name = models.CharField(_("name"), max_length=200, unique=True)
    waives = models.CharField(_("an exception from"), max_length=10, choices=From.choices, default=From.SCHEDULE)
    line = models.ForeignKey(
        RetentionLine, models.PROTECT, null=True, blank=True, verbose_name=_("retention line"), related_name="+"
    )
    reason = models.TextField(_("why it is needed"))
    instead = models.TextField(_("what is done instead"))
    risk = models.CharField(_("risk"), max_length=10, choices=Risk.choices, default=Risk.MEDIUM)
    risk_words = models.TextField(_("what could happen"), help_text=_("And what is done so that it does not."))
    owner = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("owner"),
        related_name="+",
        help_text=_("Who bears the risk."),
    )
    expires_on = models.DateField(_("expires on"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED, editable=False)
    approved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("approved by"), related_name="+", editable=False
    )
    approved_on = models.DateField(_("approved on"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["expires_on", "id"]

    def __str__(self) -> str:
        return self.name

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.owner_id} if self.owner_id else ())


WaiverVersion = versions_of(Waiver)
State = Waiver.State


def approve(actor: Actor, waiver: Any, data: Mapping[str, Any]) -> None:
    """Somebody else than who asked takes the exception on. Invalid where it would have expired already."""
    if waiver.expires_on <= clock.today():
        raise Invalid("It has expired: give it another day first.")
    values = {"state": State.APPROVED, "approved_by": actor.person, "approved_on": clock.today()}
    write(actor, [Change(waiver, values, "approve_waiver", data["why"], data.get("seen_version"))])


def end(actor: Actor, waiver: Any, data: Mapping[str, Any]) -> None:
    """Ends the exception."""
    write(actor, [Change(waiver, {"state": State.ENDED}, "end_waiver", data["why"], data.get("seen_version"))])


def _refuse(actor: Actor, verb: str, waiver: Any) -> str:
    """Who asked for it, or gave it its words of today, does not approve it; what was approved is not changed."""
    if verb == "edit" and waiver.state != State.ASKED:
        return str(_("It was approved as it stands: end it and ask for another."))
    if verb == "approve_waiver" and had_part(actor.person, "waivers", waiver.pk, ("create", "edit")):
        return str(_("Who asks for an exception does not approve it."))
    return ""


def _expired(moment: Moment) -> Q:
    return Q(state=State.APPROVED, expires_on__lte=moment.late_on)


registry.add(
    Register(
        slug="waivers", model=Waiver, title="Exceptions", one="exception", section="What we hold",
        access=Access.of(
            own="read edit comment attach", records_manager="read create edit approve_waiver end_waiver comment attach link",
            ig_manager="read create edit approve_waiver end_waiver comment attach link", ig_officer="read create edit comment attach link",
            siro="read approve_waiver comment", asset_owner="read create", line_manager="read create", dpo="read comment", auditor="read",
        ),
        about="What is kept otherwise than the schedule or the file plan says: why, at whose risk, and until when.",
        columns=(
            Column("name", "Exception", "name"), Column("waives", "From", "waives,name"), Column("line", "Line", "line__code"),
            Column("risk", "Risk", "risk,name"), Column("owner", "Owner", "owner__title"), Column("expires_on", "Expires", "expires_on"),
            Column("state", "State", "state,name"),
        ),
        sort="expires_on", key=("name",), search=("name", "reason", "instead", "risk_words"),
        related=("line", "owner", "unit", "approved_by"),
        filters=by_unit(),
        flags=(
            Flag("standing", "Standing", lambda moment: Q(state=State.APPROVED, expires_on__gt=moment.late_on), "Approved exceptions whose day is still to come."),
            Flag("expired", "Expired", _expired, "Approved exceptions whose day has passed: they hold no more."),
            Flag("asked", "Waiting for approval", lambda _m: Q(state=State.ASKED), "Exceptions that nobody has approved."),
        ),
        fields=("name", "waives", "line", "reason", "instead", "risk", "risk_words", "owner", "expires_on", "unit"),
        aliases={"name": ("waiver", "exception", "title"), "expires_on": ("expiry", "until", "end date")},
        steps=(
            Step("approve", "approve_waiver", _("Approve it"), frozenset({State.ASKED}), WhyForm, approve, main=True,
                 explain=_("Who approves an exception takes it on that the risk is borne until it expires.")),
            Step("end", "end_waiver", _("End it"), frozenset({State.ASKED, State.APPROVED}), WhyForm, end),
        ),
        duties=(
            DutyRule("approve", _("Approve"), "approve_waiver", step="approve", of=lambda records: [
                Asked(each) for each in records if each.state == State.ASKED]),
            DutyRule("expires", _("End it or ask for another"), "edit", of=lambda records: [
                Asked(each, each.owner_id, each.expires_on) for each in records if each.state == State.APPROVED]),
        ),
        refuse=_refuse, past=WaiverVersion, evidence=True, comments=True, open_states=frozenset({State.ASKED, State.APPROVED}),
        colour=lambda each: {State.ASKED: "amber", State.APPROVED: "green"}.get(each.state, ""),
        relations=(Relation("excepts", _("Is an exception for"), _("Has an exception"), KEPT),),
    )
)  # fmt: skip
