"""Tasks to services: what one service is asked for one request, and what it found. They carry the question, never the requester."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.people.models import Post
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.forms import Prose
from muniment.registers.record import Beside, Record, versions_of
from muniment.registers.register import Asked
from muniment.registers.services import Change, write
from muniment.requests.requests import InformationRequest
from muniment.requests.rights import RightsRequest


class ServiceTask(Record):
    """What a service is asked to find or to say, by a day of its own."""

    class State(models.TextChoices):
        ASKED = "with_service", _("With the service")
        FOUND = "service_answered", _("The service has answered")
        TAKEN = "taken_over", _("Taken into the answer")
        DROPPED = "not_needed", _("No longer needed")

    class Found(models.TextChoices):
        ALL = "all_found", _("Found, all may be given")
        PART = "part_found", _("Found, some of it should not be given")
        NOT_HELD = "not_there", _("Not held")
        TOO_MUCH = "too_much", _("It would take too long to find")
        NOT_OURS = "not_ours", _("Another service has it")

    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("who is asked"), related_name="+")
    title = models.CharField(_("what is asked of them"), max_length=200)
    question = models.TextField(
        _("the question"),
        help_text=_(
            "The words of the request, without anything that is not needed to find it: it is answered whoever asks."
        ),
    )
    due = models.DateField(_("wanted by"), help_text=_("Early enough that the answer can still be written."))
    found = models.CharField(_("what they found"), max_length=20, choices=Found.choices, blank=True, editable=False)
    answer = models.TextField(_("their answer"), blank=True, editable=False)
    hours = models.DecimalField(
        _("hours it took"), max_digits=6, decimal_places=2, null=True, blank=True, editable=False
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.ASKED, editable=False)

    class Meta:
        abstract = True
        ordering: ClassVar = ["due", "id"]

    def __str__(self) -> str:
        return self.title

    def answerable_posts(self) -> frozenset[int]:
        return frozenset({self.post_id} if self.post_id else ())


class RequestTask(Beside, ServiceTask):
    """A task for a request for information. It carries the question, never the requester."""

    beside = "request"

    request = models.ForeignKey(InformationRequest, models.PROTECT, verbose_name=_("request"), related_name="tasks")

    class Meta(ServiceTask.Meta):
        abstract = False


class RightsTask(Beside, ServiceTask):
    """A task for a request about somebody's own data: it names whose data is looked for, and nothing more of them."""

    beside = "request"

    request = models.ForeignKey(RightsRequest, models.PROTECT, verbose_name=_("request"), related_name="tasks")

    class Meta(ServiceTask.Meta):
        abstract = False


RequestTaskVersion = versions_of(RequestTask)
RightsTaskVersion = versions_of(RightsTask)
State = ServiceTask.State


class FoundForm(forms.Form):
    """What the service found."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    found = forms.ChoiceField(label=_("What did you find?"), choices=ServiceTask.Found.choices)
    answer = Prose(
        label=_("Your answer"), max_length=20_000, rows=8,
        help_text=_("Where something should not be given, say which part and what would come of it. Attach the documents below."),
    )  # fmt: skip
    hours = forms.DecimalField(
        label=_("Hours it took to find"), required=False, min_value=0, max_value=1000, decimal_places=2,
        help_text=_("Only what it took to see whether it is held, to find it, and to take it out."),
    )  # fmt: skip


def find(actor: Actor, task: Any, data: Mapping[str, Any]) -> None:
    """The service says what it found. Invalid without words."""
    if data.get("found") not in ServiceTask.Found.values or not data.get("answer"):
        raise Invalid(str(_("Say what you found.")))
    # As the database keeps it: what the history tells is compared with the row.
    hours = None if data.get("hours") is None else Decimal(str(data["hours"])).quantize(Decimal("0.01"))
    values = {
        "found": data["found"], "answer": data["answer"], "hours": hours, "answered_on": clock.today(), "state": State.FOUND,
    }  # fmt: skip
    write(actor, [Change(task, values, "answer_task", seen_version=data.get("seen_version"))])


def take_over(actor: Actor, task: Any, data: Mapping[str, Any]) -> None:
    """Whoever runs the request has what they need."""
    write(actor, [Change(task, {"state": State.TAKEN}, "run_task", data.get("why", ""), data.get("seen_version"))])


def ask_again(actor: Actor, task: Any, data: Mapping[str, Any]) -> None:
    """The service is asked once more, with what is still wanted."""
    write(actor, [Change(task, {"state": State.ASKED}, "run_task", data.get("why", ""), data.get("seen_version"))])


def drop(actor: Actor, task: Any, data: Mapping[str, Any]) -> None:
    """It is not needed any more."""
    write(actor, [Change(task, {"state": State.DROPPED}, "run_task", data.get("why", ""), data.get("seen_version"))])


def to_find(tasks: Sequence[Any]) -> list[Asked]:
    return [Asked(each, each.post_id, each.due) for each in tasks if each.state == State.ASKED]


def to_take(tasks: Sequence[Any]) -> list[Asked]:
    """Whoever runs requests looks at what came."""
    return [Asked(each, since=each.answered_on) for each in tasks if each.state == State.FOUND]
