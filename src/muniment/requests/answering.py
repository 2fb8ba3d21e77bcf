"""What is done with a request: acknowledged, handled under another law, answered, ended, opened again."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.casework.cases import ClockState, entry, happened, standing, struck
from muniment.casework.steps import EventForm, event_step, exchange_steps, mending_steps, more_time
from muniment.people.models import Post
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.forms import Day, Labelled, Prose, WhyForm
from muniment.registers.register import Step
from muniment.registers.services import Change, write
from muniment.requests.asked import OPEN, State, Told
from muniment.requests.requests import LAWS
from muniment.requests.tasks import ServiceTask

OVER = frozenset({State.ANSWERED, State.CLOSED})
# What else must hold before an answer goes out: each is given the case and what is answered, and raises Invalid.
BEFORE_ANSWER: list[Callable[[Any, Mapping[str, Any]], None]] = []


def answer_form(model: type[Any], *fields: tuple[str, forms.Field]) -> type[EventForm]:
    """The form of the answer that was sent, with the outcomes of this register; `fields` are what it asks besides."""
    outcomes = [(each, each.label) for each in model.answers]
    return type("AnswerForm", (EventForm,), {
        "outcome": forms.ChoiceField(label=_("What became of it"), choices=outcomes),
        "decided_by": Labelled(Post.objects.order_by("title"), label=_("Who decided")),
        "note": Prose(label=_("The answer in short"), max_length=20_000),
        **dict(fields),
    })  # fmt: skip


def end_form(model: type[Any]) -> type[EventForm]:
    """The form of an end without an answer."""
    outcomes = [(each, each.label) for each in model.ends]
    return type("EndForm", (EventForm,), {
        "outcome": forms.ChoiceField(label=_("Why it ends"), choices=outcomes),
        "note": Prose(label=_("How that came, and what the requester was told"), max_length=2000),
    })  # fmt: skip


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


def answer(actor: Actor, case: Any, data: Mapping[str, Any]) -> None:
    """The answer was sent: the clock ends with its working as it is.

    Invalid while a task to a service is open, or a file of it is not decided on.
    """
    if data.get("outcome") not in case.answers or data.get("decided_by") is None:
        raise Invalid(said("Say what became of it and who decided."))
    with transaction.atomic():
        history.take_turn()
        # As it is by now: what it was handled under may have changed since it was looked at.
        case = type(case).objects.everything().get(pk=case.pk)
        if left := len(open_tasks(case)):
            raise Invalid(said("%(left)s tasks are still with services: drop them, or wait for them.") % {"left": left})
        for holds in BEFORE_ANSWER:
            holds(case, data)
        more = {name: value for name, value in data.items() if name in case.said_with_answer}
        values = {
            "state": State.ANSWERED,
            "outcome": data["outcome"],
            "decided_by": data["decided_by"],
            "told": Told.ANSWER,
            **more,
        }
        _over(actor, case, "answered", values, data, frozenset({State.OPEN}))


def end(actor: Actor, case: Any, data: Mapping[str, Any]) -> None:
    """It ends without an answer. Tasks that are open are dropped with it."""
    if data.get("outcome") not in case.ends:
        raise Invalid(said("Say why it ends."))
    with transaction.atomic():
        history.take_turn()
        why = said("The request ended")
        write(
            actor,
            [
                Change(each, {"state": ServiceTask.State.DROPPED}, "run_task", why, follows=True)
                for each in open_tasks(case)
            ],
        )
        day = data.get("on") or clock.today()
        # The clock ends with it, and neither in time nor late: nothing is owed any more.
        over = {"clock_state": ClockState.ENDED, "ended_on": day, "in_time": None}
        values = {"state": State.CLOSED, "outcome": data["outcome"], "told": Told.ENDED, **over}
        _over(actor, case, str(data["outcome"]), values, data, OPEN)


def _over(
    actor: Actor, case: Any, event: str, values: Mapping[str, Any], data: Mapping[str, Any], among: frozenset[str]
) -> None:
    note, seen = data.get("note", ""), data.get("seen_version")
    told = [entry(event, data.get("on") or clock.today(), note)]
    happened(actor, case, told, "answer_request", values, why=note, seen_version=seen, among=among)


def open_tasks(case: Any) -> list[Any]:
    """The tasks of a case that are still with services."""
    return list(case.tasks.filter(state=ServiceTask.State.ASKED, withdrawn=False)) if hasattr(case, "tasks") else []


def open_again(actor: Actor, case: Any, data: Mapping[str, Any]) -> None:
    """It goes on: the answer or the end is struck out, and the clock is where it was."""
    why = data.get("why", "")
    over = {"answered", *(str(each) for each in case.ends)}
    last = next(((at, each) for at, each in reversed(standing(case.events)) if each["name"] in over), None)
    told = [struck(last[1], last[0], why)] if last else []
    told.append(entry("reopened", data.get("on") or clock.today(), why))
    values = {"state": State.OPEN, "outcome": "", "decided_by": None}
    seen = data.get("seen_version")
    happened(actor, case, told, "answer_request", values, why=why, seen_version=seen, among=OVER)


def acknowledging() -> Step:
    """The first word to the requester."""
    return event_step(
        "acknowledge", _("Acknowledge it"), "acknowledged", frozenset({State.NEW}), main=True,
        values=lambda _data: {"state": State.OPEN, "told": Told.RECEIVED},
        explain=_("Tell the requester that it came, its number, and by when they will hear."),
    )  # fmt: skip


def case_steps(
    model: type[Any], *between: Step, asks: bool = True, answered_with: Sequence[tuple[str, forms.Field]] = ()
) -> tuple[Step, ...]:
    """All that may be done to a case of this register, in the order in which people meet it; `asks` where the requester may be asked."""
    return (
        acknowledging(),
        Step("answer", "answer_request", _("Answer it"), frozenset({State.OPEN}), answer_form(model, *answered_with), answer, main=True),
        *(exchange_steps(OPEN, {"told": Told.QUESTION}) if asks else ()),
        *((more_time(OPEN, {"told": Told.LONGER}),) if asks else ()),
        *between,
        Step("end", "answer_request", _("End it without an answer"), OPEN, end_form(model), end),
        Step("open-again", "answer_request", _("Open it again"), OVER, AnewForm, open_again),
        *mending_steps(OPEN),
    )  # fmt: skip


ANOTHER_LAW = Step(
    "another-law", "run_case", _("Handle it under another law"), OPEN, LawForm, under_another_law,
    explain=_("The date is worked out anew from the same receipt. The one that was stays in the history."),
)  # fmt: skip
