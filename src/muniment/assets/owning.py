"""An owner accepts the role, and the day is kept: a post that was written down is not yet somebody who answers for it."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Holding, Person, Post
from muniment.people.standing import standing_of
from muniment.registers.access import Actor
from muniment.registers.forms import Prose
from muniment.registers.register import Asked, DutyRule, Flag, Moment, Step
from muniment.registers.services import Change, write
from muniment.registers.verbs import Verb, verbs

verbs.add(Verb("accept", _("Accepted the role"), key=True))


class Owned(models.Model):
    """Owned by a post (`owner`) whose holder accepts the role. Another owner has to accept it anew."""

    owner: Any
    owner_id: int | None
    accepted_on = models.DateField(_("owner accepted on"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("accepted by"), related_name="+", editable=False
    )
    accepted_for = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("accepted for"), related_name="+", editable=False
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        """What another post accepted says nothing of this one."""
        super().clean()
        if self.accepted_for_id != self.owner_id:
            self.accepted_on = self.accepted_by = self.accepted_for = None


class AcceptForm(forms.Form):
    """The owner's word."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = Prose(
        label=_("What do you take on, in your own words?"), required=False, max_length=2000, rows=3,
        help_text=_("You know what it holds, who may see it and why; you answer for its risks and say once a year that this is so."),
    )  # fmt: skip


def accept(actor: Actor, record: Any, data: Mapping[str, Any]) -> None:
    """The holder of the owning post accepts the role."""
    values = {"accepted_on": clock.today(), "accepted_by": actor.person, "accepted_for": record.owner}
    write(actor, [Change(record, values, "accept", data.get("why", ""), data.get("seen_version"))])


def accept_step(states: Collection[str]) -> Step:
    """The step, for a register whose model is `Owned`."""
    return Step(
        "accept", "accept", _("Accept that you own it"), frozenset(states), AcceptForm, accept,
        when=lambda record: record.owner_id is not None and record.accepted_on is None,
        explain=_("From then on the register says that you know and agreed, and since when."),
    )  # fmt: skip


def acceptance(states: Collection[str]) -> DutyRule:
    """An owner who has not accepted is asked to."""
    return DutyRule(
        "accept", _("Accept that you own it"), "accept", step="accept",
        of=lambda records: [
            Asked(each, each.owner_id) for each in records
            if each.state in states and each.owner_id is not None and each.accepted_on is None
        ],
    )  # fmt: skip


def refuse_acceptance(actor: Actor, verb: str, record: Any) -> str:
    """Only the holder of the post accepts for it; who acts for it while they are away does not."""
    if verb == "accept" and actor.person and record.owner_id not in standing_of(actor.person).own.posts:
        return str(_("Only the holder of the owning post accepts the role."))
    return ""


def owned_flag() -> Flag:
    """Records that some post owns: those of which acceptance is asked."""
    return Flag("owned", "Has an owner", lambda _moment: Q(owner__isnull=False), "Records that a post answers for.")


def not_accepted_flag(model: Any, states: Collection[str]) -> Flag:
    """Records whose owner, or whoever holds the owning post at the moment, has not accepted."""

    def where(moment: Moment) -> Q:
        held = Holding.objects.held_on(moment.as_at or clock.today()).filter(
            post=OuterRef("owner"), person=OuterRef("accepted_by")
        )
        owned = moment.rows(model).filter(owner__isnull=False, state__in=states)
        accepted = owned.filter(Exists(held), accepted_for=F("owner"))
        # As keys: where a figure counts, what the rows annotate has no name.
        return Q(owner__isnull=False, state__in=states) & ~Q(pk__in=accepted.values("pk"))

    told = "Records whose owner, as the post is held then, has not accepted the role."
    return Flag("not_accepted", "Owner has not accepted", where, told)
