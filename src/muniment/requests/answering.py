"""What is done with a request: acknowledged, handled under another law, answered, ended, opened again."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.casework.cases import entry, happened, standing, struck
from muniment.casework.steps import EventForm, event_step, exchange_steps, mending_steps, more_time
from muniment.people.models import Post
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.forms import Day, Labelled, Prose, WhyForm
from muniment.registers.register import Step
from muniment.registers.services import Change, write
from muniment.requests.requests import LAWS, OPEN, InformationRequest, State
from muniment.requests.tasks import RequestTask

Outcome, Told = InformationRequest.Outcome, InformationRequest.Told
ANSWERS = tuple(each for each in Outcome if each in {Outcome.GRANTED, Outcome.PART, Outcome.REFUSED, Outcome.NOT_HELD})
ENDS = tuple(each for each in Outcome if each not in ANSWERS)


class AnswerForm(EventForm):
    """The answer that was sent."""

    outcome = forms.ChoiceField(label=_("What became of it"), choices=[(each.value, each.label) for each in ANSWERS])
    decided_by = Labelled(
        Post.objects.order_by("title"),
        label=_("Who decided"),
        help_text=_("A review of the answer is for somebody else."),
    )
    note = Prose(label=_("The answer in short"), max_length=20_000)


class EndForm(EventForm):
    """An end without an answer."""

    outcome = forms.ChoiceField(label=_("Why it ends"), choices=[(each.value, each.label) for each in ENDS])
    note = Prose(label=_("How that came, and what the requester was told"), max_length=2000)


class LawForm(forms.Form):
    """Another law, with the reason."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    law = forms.ChoiceField(label=_("It is handled as"), choices=LAWS)
    why = Prose(label=_("Why"), max_length=2000)


class AnewForm(WhyForm):
    """A reason, and the day on which it goes on."""

    on = Day(label=_("On which day"), initial=clock.today)


def under_another_law(actor: Actor, request: Any, data: Mapping[str, Any]) -> None:
    """The same receipt under another law, at any time before the answer; the date that was stands in the history and with the event."""
    law, before = data.get("law"), request.law
    if law not in dict(LAWS) or law == before:
        raise Invalid(
            said("Choose another law than the one it is handled under."), {"law": [said("Choose another law.")]}
        )
    names, why = dict(LAWS), data.get("why", "")
    due = said("no date") if request.due_on is None else request.due_on.isoformat()
    note = said("From %(before)s (due: %(due)s) to %(law)s. %(why)s") % {
        "before": names[before],
        "due": due,
        "law": names[law],
        "why": why,
    }
    told = [entry("redesignated", clock.today(), note.strip())]
    happened(actor, request, told, "run_case", {"law": law}, why=why, seen_version=data.get("seen_version"))


def answer(actor: Actor, request: Any, data: Mapping[str, Any]) -> None:
    """The answer was sent: the clock ends with its working as it is. Invalid while a task to a service is open."""
    if data.get("outcome") not in ANSWERS or data.get("decided_by") is None:
        raise Invalid(said("Say what became of it and who decided."))
    with transaction.atomic():
        history.take_turn()
        if left := RequestTask.objects.everything().filter(request=request.pk, state=RequestTask.State.ASKED).count():
            raise Invalid(said("%(left)s tasks are still with services: drop them, or wait for them.") % {"left": left})
        values = {
            "state": State.ANSWERED,
            "outcome": data["outcome"],
            "decided_by": data["decided_by"],
            "told": Told.ANSWER,
        }
        told = [entry("answered", data.get("on") or clock.today(), data.get("note", ""))]
        happened(
            actor,
            request,
            told,
            "answer_request",
            values,
            why=data.get("note", ""),
            seen_version=data.get("seen_version"),
        )


def end(actor: Actor, request: Any, data: Mapping[str, Any]) -> None:
    """It ends without an answer: withdrawn, lapsed, or with another authority. Tasks that are open are dropped with it."""
    if data.get("outcome") not in ENDS:
        raise Invalid(said("Say why it ends."))
    with transaction.atomic():
        history.take_turn()
        open_tasks = RequestTask.objects.everything().filter(request=request.pk, state=RequestTask.State.ASKED)
        why = said("The request ended: %(outcome)s") % {"outcome": Outcome(data["outcome"]).label}
        write(
            actor,
            [Change(each, {"state": RequestTask.State.DROPPED}, "run_task", why, follows=True) for each in open_tasks],
        )
        values = {"state": State.CLOSED, "outcome": data["outcome"], "told": Told.ENDED}
        told = [entry(data["outcome"], data.get("on") or clock.today(), data.get("note", ""))]
        happened(
            actor,
            request,
            told,
            "answer_request",
            values,
            why=data.get("note", ""),
            seen_version=data.get("seen_version"),
        )


def open_again(actor: Actor, request: Any, data: Mapping[str, Any]) -> None:
    """It goes on: the answer or the end is struck out, and the clock is where it was."""
    why = data.get("why", "")
    last = next(
        ((at, each) for at, each in reversed(standing(request.events)) if each["name"] in {"answered", *ENDS}), None
    )
    told = [struck(last[1], last[0], why)] if last else []
    told.append(entry("reopened", data.get("on") or clock.today(), why))
    values = {"state": State.OPEN, "outcome": "", "decided_by": None}
    happened(actor, request, told, "answer_request", values, why=why, seen_version=data.get("seen_version"))


def request_steps() -> tuple[Step, ...]:
    """All that may be done to a request, in the order in which people meet it."""
    new, going = frozenset({State.NEW}), frozenset(OPEN)
    over = frozenset({State.ANSWERED, State.CLOSED})
    return (
        event_step(
            "acknowledge", _("Acknowledge it"), "acknowledged", new, main=True,
            values=lambda _data: {"state": State.OPEN, "told": Told.RECEIVED},
            explain=_("Tell the requester that it came, its number, and by when they will hear."),
        ),
        Step("answer", "answer_request", _("Answer it"), frozenset({State.OPEN}), AnswerForm, answer, main=True),
        *exchange_steps(going),
        more_time(going),
        Step("another-law", "run_case", _("Handle it under another law"), going, LawForm, under_another_law,
             explain=_("The date is worked out anew from the same receipt. The one that was stays in the history.")),
        Step("end", "answer_request", _("End it without an answer"), going, EndForm, end),
        Step("open-again", "answer_request", _("Open it again"), over, AnewForm, open_again),
        *mending_steps(going),
    )  # fmt: skip
