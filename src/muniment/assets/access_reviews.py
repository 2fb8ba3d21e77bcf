"""Reviews of who is in a group: counted, who has to go, and that they are gone."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.registers import history
from muniment.registers.access import Access, Actor
from muniment.registers.errors import Invalid
from muniment.registers.filters import by_choice, by_record
from muniment.registers.forms import Lines, Prose
from muniment.registers.record import Record, review_after
from muniment.registers.register import Asked, Column, DutyRule, Flag, Register, Step, registry
from muniment.registers.services import Change, write
from muniment.registers.verbs import Verb, verbs

verbs.add(Verb("remove_members", _("Those who had to go are gone")))
MOST_GOING = 500


class AccessReview(Record):
    """One look at the members of a group. `going` are those who have no business there any more, one on each line."""

    class State(models.TextChoices):
        TO_CARRY_OUT = "some_have_to_go", _("Some have to go")
        DONE = "all_done", _("Done")

    group = models.ForeignKey(
        "assets.PermissionGroup", models.PROTECT, verbose_name=_("group"), related_name="access_reviews", editable=False
    )
    reviewed_on = models.DateField(_("reviewed on"), editable=False)
    members = models.PositiveIntegerField(_("members found"), editable=False)
    going = models.JSONField(_("who has to go"), default=list, blank=True, editable=False)
    number_going = models.PositiveIntegerField(_("to be removed"), default=0, editable=False)
    looked_at = models.TextField(_("what was looked at"), editable=False)
    removed_on = models.DateField(_("removed on"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.DONE, editable=False)

    class Meta:
        ordering: ClassVar = ["-reviewed_on", "-id"]

    def __str__(self) -> str:
        return f"{self.group}, {self.reviewed_on:%-d %B %Y}"

    def answerable_posts(self) -> frozenset[int]:
        return self.group.answerable_posts()


State = AccessReview.State


class MembersForm(forms.Form):
    """Who is in it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    members = forms.IntegerField(label=_("How many members has it today?"), min_value=0, max_value=1_000_000)
    going = Lines(
        label=_("Who has to go?"), required=False, help_text=_("One on each line. They are removed by the service desk, which is asked to.")
    )  # fmt: skip
    why = Prose(
        label=_("What did you look at?"), max_length=4000, error_messages={"required": _("Say what you looked at.")},
        help_text=_("The list of members of which day, and against what: who works there now, say."),
    )  # fmt: skip

    def clean_going(self) -> list[str]:
        """Each once, and no more than one reads."""
        going = list(dict.fromkeys(self.cleaned_data["going"]))
        if len(going) > MOST_GOING:
            raise forms.ValidationError(_("Name at most %(most)s.") % {"most": MOST_GOING})
        return going


def look_through(actor: Actor, group: Any, data: Mapping[str, Any]) -> AccessReview:
    """Attests a group with who is in it, and asks for the removal of those who have no business there."""
    going = list(data["going"])
    if data["members"] is None:
        told = _("Say how many members it has.")
        raise Invalid(str(told), {"members": [str(told)]})
    if len(going) > data["members"]:
        told = _("More have to go than are in it.")
        raise Invalid(str(told), {"going": [str(told)]})
    today = clock.today()
    review = AccessReview(
        group=group, unit=group.unit, reviewed_on=today, members=data["members"], going=going, number_going=len(going), looked_at=data["why"],
        state=State.TO_CARRY_OUT if going else State.DONE,
    )  # fmt: skip
    values = {
        "last_reviewed": today, "next_review": review_after(today, group.review_every), "members": data["members"] - len(going),
    }  # fmt: skip
    with transaction.atomic():
        history.take_turn()
        write(actor, [Change(group, values, "review", data["why"], data.get("seen_version"))])
        write(actor, [Change(review, verb="review")])
    return review


def _remove(actor: Actor, review: Any, data: Mapping[str, Any]) -> None:
    values = {"state": State.DONE, "removed_on": clock.today()}
    write(actor, [Change(review, values, "remove_members", data.get("why", ""), data.get("seen_version"))])


class RemovedForm(forms.Form):
    """That they are out."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(label=_("Ticket or note"), required=False, max_length=300)


def _to_remove(reviews: Sequence[Any]) -> list[Asked]:
    return [Asked(each, since=each.reviewed_on) for each in reviews if each.state == State.TO_CARRY_OUT]


registry.add(
    Register(
        slug="access-reviews", model=AccessReview, title="Access reviews", one="access review", section="Owners and access",
        access=Access.of(own="read review comment attach", ig_manager="read review remove_members comment attach", ig_officer="read review remove_members comment attach",
                         service_desk="read remove_members comment attach", auditor="read comment", siro="read", dpo="read"),
        about="Each look at who is in a group: how many there were, who had to go, and when they were gone.",
        columns=(
            Column("group", "Group", "group__name"), Column("reviewed_on", "Reviewed", "reviewed_on"), Column("members", "Members", "members", numeric=True),
            Column("number_going", "Had to go", "number_going", numeric=True), Column("removed_on", "Gone", "removed_on"), Column("state", "State", "state,reviewed_on", template="registers/cells/state.html"),
        ),
        sort="-reviewed_on", search=("looked_at", "group__name"), related=("group", "unit"), creatable=False, evidence=True, comments=True,
        filters=(by_record("group", "Group"), by_choice(AccessReview, "state")),
        flags=(Flag("to_remove", "Some have to go", lambda _m: Q(state=State.TO_CARRY_OUT), "Reviews whose removals nobody has carried out."),),
        steps=(Step("removed", "remove_members", _("They are removed"), frozenset({State.TO_CARRY_OUT}), RemovedForm, _remove, main=True),),
        duties=(DutyRule("remove", _("Remove members"), "remove_members", _to_remove, "removed"),),
        colour=lambda each: "amber" if each.state == State.TO_CARRY_OUT else "green",
    )
)  # fmt: skip
