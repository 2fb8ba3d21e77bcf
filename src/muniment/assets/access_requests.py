"""Requests for access: each finds the post that decides on its group, is carried out by the service desk, and ends."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.assets.permission_groups import PermissionGroup
from muniment.people.models import Holding, Person, Post
from muniment.people.standing import standing_of
from muniment.registers.access import Access, Actor
from muniment.registers.filters import by_choice, by_post, by_record, gone_by
from muniment.registers.forms import WhyForm
from muniment.registers.record import Beside, Record
from muniment.registers.register import Asked, Column, DutyRule, Flag, Moment, Register, Step, registry
from muniment.registers.services import Change, write
from muniment.registers.verbs import Verb, verbs

verbs.add(
    Verb("decide_access", _("Decided on the access"), key=True),
    Verb("set_up_access", _("Access given")),
    Verb("end_access", _("Access taken away")),
)


class AccessRequest(Beside, Record):
    """Somebody is to get into a group: why, and until when. It goes to the group's approver, or where it has none to its owner."""

    beside = "group"

    class State(models.TextChoices):
        ASKED = "waits_for_decision", _("Waits for a decision")
        GRANTED = "access_granted", _("Granted, not given yet")
        GIVEN = "has_access", _("Has access")
        REFUSED = "not_granted", _("Refused")
        TAKEN = "taken_away", _("Taken away")

    group = models.ForeignKey(PermissionGroup, models.PROTECT, verbose_name=_("group"), related_name="requests")
    asks = models.ForeignKey(
        Post, models.PROTECT, verbose_name=_("who asks"), related_name="+", help_text=_("The post for whose work it is needed.")
    )  # fmt: skip
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("who is to get in"), related_name="+"
    )
    outsider = models.CharField(
        _("who, if they are not in the directory"), max_length=200, blank=True,
        help_text=_("A new starter, a contractor, somebody of a partner: the name and the organisation."),
    )  # fmt: skip
    reason = models.TextField(_("why they need it"))
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("Leave empty where it lasts as long as they do this work.")
    )
    asked_on = models.DateField(_("asked on"), default=clock.today, editable=False)
    decides = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, verbose_name=_("who decides"), related_name="+", editable=False
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True, editable=False)
    given_on = models.DateField(_("access since"), null=True, blank=True, editable=False)
    taken_on = models.DateField(_("taken away on"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.ASKED, editable=False)

    class Meta:
        ordering: ClassVar = ["-asked_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ ~Q(outsider=""), name="access_for_one",
                violation_error_message=_("Choose somebody of the directory, or name somebody who is not in it."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person or self.outsider}: {self.group}"

    def clean(self) -> None:
        """It is decided by whoever the group names now."""
        super().clean()
        if not self.group_id:
            return
        if self.group.state != PermissionGroup.State.IN_USE and self.state == self.State.ASKED:
            raise ValidationError({"group": _("This group was removed: ask for another.")})
        if self.state == self.State.ASKED:
            self.decides_id = self.group.approver_id or self.group.owner_id

    def judged_in(self) -> Iterable[int]:
        """Anybody with the right anywhere asks for what they see; all else is for who has it where the group is."""
        return super().judged_in() if self.pk else ()

    def answerable_posts(self) -> frozenset[int]:
        """Who decides, and who asked: both follow what becomes of it."""
        return frozenset(post for post in (self.decides_id, self.asks_id) if post)


State = AccessRequest.State
HELD = frozenset({State.GRANTED, State.GIVEN})


def _decide(actor: Actor, request: Any, data: Mapping[str, Any], state: str) -> None:
    values = {"state": state, "decided_on": clock.today()}
    write(actor, [Change(request, values, "decide_access", data["why"], data.get("seen_version"))])


def _grant(actor: Actor, request: Any, data: Mapping[str, Any]) -> None:
    _decide(actor, request, data, State.GRANTED)


def _turn_away(actor: Actor, request: Any, data: Mapping[str, Any]) -> None:
    _decide(actor, request, data, State.REFUSED)


def _give(actor: Actor, request: Any, data: Mapping[str, Any]) -> None:
    values = {"state": State.GIVEN, "given_on": clock.today()}
    write(actor, [Change(request, values, "set_up_access", data.get("why", ""), data.get("seen_version"))])


def _take_away(actor: Actor, request: Any, data: Mapping[str, Any]) -> None:
    values = {"state": State.TAKEN, "taken_on": clock.today()}
    write(actor, [Change(request, values, "end_access", data["why"], data.get("seen_version"))])


class DoneForm(forms.Form):
    """That it is done."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(label=_("Ticket or note"), required=False, max_length=300)


def _refuse(actor: Actor, verb: str, request: Any) -> str:
    """Who is to get in does not decide on it, nor does somebody who only acts for the approver while they are away."""
    if verb == "decide_access" and actor.person is not None:
        if request.person_id == actor.person.pk:
            return said("It is for you: somebody else decides.")
        if request.decides_id and request.decides_id not in standing_of(actor.person).posts:
            return said("%(post)s decides on this group.") % {"post": request.decides}
    return ""


def _page(_person: Person, request: Any, _moment: Moment) -> Mapping[str, Any]:
    notes = []
    if request.group.privileged:
        notes.append(
            (said("A privileged group."), said("Its members may change settings, or see more than their work takes."))
        )
    if request.state == State.ASKED and not request.decides_id:
        notes.append(
            (
                said("Nobody decides on this group."),
                said("It has no owner: whoever governs information decides, and finds one."),
            )
        )
    return {"notes": notes}  # fmt: skip


def _left(_moment: Moment) -> Q:
    """Who has access and holds no post any more: whoever left and was forgotten."""
    here = Holding.objects.held_on(clock.today()).values("person")
    return Q(state__in=HELD, person__isnull=False) & ~Q(person__in=here)


def _to_decide(requests: Sequence[Any]) -> list[Asked]:
    """The post that decides; where the group names none, whoever governs information."""
    return [Asked(each, each.decides_id, since=each.asked_on) for each in requests if each.state == State.ASKED]


def _to_give(requests: Sequence[Any]) -> list[Asked]:
    return [Asked(each, since=each.decided_on) for each in requests if each.state == State.GRANTED]


def _to_end(requests: Sequence[Any]) -> list[Asked]:
    return [Asked(each, due=each.until) for each in requests if each.state == State.GIVEN and each.until]


RUNS = "read create edit comment"
registry.add(
    Register(
        slug="access-requests", model=AccessRequest, title="Access requests", one="access request", section="Owners and access",
        access=Access.of(own="read decide_access end_access comment", ig_manager=f"{RUNS} decide_access end_access", ig_officer=RUNS, service_desk=f"{RUNS} set_up_access end_access",
                         asset_owner="read create", data_owner="read create", line_manager="read create end_access", records_manager="read create", auditor="read comment", siro="read"),
        about="Who asks to get at what: each request goes to the post that decides on its group, and access ends when its day has come or the person leaves.",
        columns=(
            Column("group", "Group", "group__name"), Column("person", "Who", "person__name"), Column("outsider", "From outside", "outsider,asked_on"), Column("asks", "Who asks", "asks__title", shown=False), Column("decides", "Who decides", "decides__title"),
            Column("asked_on", "Asked", "asked_on"), Column("until", "Until", "until"), Column("state", "State", "state,asked_on", template="registers/cells/state.html"),
            Column("given_on", "Access since", "given_on", shown=False), Column("taken_on", "Taken away", "taken_on", shown=False),
        ),
        sort="-asked_on", search=("outsider", "reason", "group__name", "person__name"), related=("group", "person", "asks", "decides", "unit"),
        fields=("group", "asks", "person", "outsider", "reason", "until"),
        filters=(by_record("group", "Group"), by_post("decides", "Who decides"), by_choice(AccessRequest, "state")),
        flags=(
            Flag("waiting", "Waits for a decision", lambda _m: Q(state=State.ASKED), "Requests that nobody has decided."),
            Flag("nobody", "Nobody decides", lambda _m: Q(state=State.ASKED, decides=None), "Requests for groups without an owner or approver."),
            Flag("left", "Has left", _left, "People with access who hold no post in the directory any more."),
            gone_by("over", "Over its day", "until", "Access that should have ended by now.", among=Q(state=State.GIVEN)),
        ),
        steps=(
            Step("grant", "decide_access", _("Grant it"), frozenset({State.ASKED}), WhyForm, _grant, main=True, explain=_("Say why their work takes it. The service desk then lets them in.")),
            Step("turn-away", "decide_access", _("Refuse it"), frozenset({State.ASKED}), WhyForm, _turn_away),
            Step("give", "set_up_access", _("They have access now"), frozenset({State.GRANTED}), DoneForm, _give, main=True),
            Step("take-away", "end_access", _("Access is taken away"), HELD, WhyForm, _take_away),
        ),
        duties=(
            DutyRule("decide", _("Decide on access"), "decide_access", _to_decide, "grant"), DutyRule("give", _("Let them in"), "set_up_access", _to_give, "give"),
            DutyRule("end", _("Take access away"), "end_access", _to_end, "take-away"),
        ),
        refuse=_refuse, page=_page, comments=True, open_states=frozenset({State.ASKED, State.GRANTED}),
        colour=lambda each: {State.ASKED: "amber", State.GRANTED: "amber", State.GIVEN: "green"}.get(each.state, ""),
    )
)  # fmt: skip
