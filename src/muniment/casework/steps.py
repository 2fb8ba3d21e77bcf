"""The steps that cases share: what is asked of the requester and what came, more time, and the mending of what was entered wrongly."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.casework.cases import NEEDED, entry, happened, receive_anew, standing, strike_out
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.forms import Day, Prose
from muniment.registers.register import Step, Words
from muniment.registers.verbs import Verb, verbs

verbs.add(
    Verb("run_case", _("Event entered")),
    Verb("mend_case", _("What was entered was mended"), seldom=True),
    Verb("recount", _("Dates worked out again")),
)


class EventForm(forms.Form):
    """On which day something happened, and what is to be remembered of it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = Day(label=_("On which day"), initial=clock.today)
    note = Prose(label=_("What is to be remembered of it"), required=False, max_length=2000)


class ClarificationForm(EventForm):
    """A question to the requester, and why it cannot do without: the law allows no other, since it stops or restarts the clock."""

    note = Prose(label=_("What they were asked"), required=False, max_length=2000)
    needed = Prose(
        label=_("Why it is needed"), max_length=2000, error_messages={"required": _("Say why it is needed.")},
        help_text=_("What cannot be told from the request as it stands: which information is meant and where to look for it, or whose data and which. To gain time is no reason."),
    )  # fmt: skip


class MoreTimeForm(EventForm):
    """More time, and why."""

    until = Day(
        label=_("The day that the notice named"), required=False, help_text=_("Leave empty where it named none.")
    )
    note = Prose(label=_("Why more time is needed, as the requester was told"), max_length=2000)


class ReceiptForm(forms.Form):
    """Another day of receipt, with the reason."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = Day(label=_("It was received on"))
    why = Prose(label=_("Why the day was wrong"), max_length=2000)


class StrikeForm(forms.Form):
    """Which event was entered wrongly, and why."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    number = forms.IntegerField(
        label=_("Number of the event"), min_value=1, help_text=_("As it stands in the list of what happened.")
    )
    why = Prose(label=_("Why it was wrong"), max_length=2000)


REASONED = frozenset({"clarification-asked"})  # what is not asked without a reason


def awaits(case: Any, asked: str, answered: str) -> bool:
    """Whether a question to the requester is open."""
    names = [each["name"] for _at, each in standing(case.events)]
    return names.count(asked) > names.count(answered)


def has_had(case: Any, name: str) -> bool:
    return any(each["name"] == name for _at, each in standing(case.events))


def event_step(
    name: str, label: Words, event: str, states: frozenset[str], *, verb: str = "run_case", explain: Words = "",
    main: bool = False, when: Callable[[Any], bool] = lambda _case: True,
    values: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda _data: {}, form: type[forms.Form] = EventForm,
) -> Step:  # fmt: skip
    """A step that enters one event on its day; `values` are what else changes."""

    def do(actor: Actor, case: Any, data: Mapping[str, Any]) -> None:
        told = [entry(event, data.get("on") or clock.today(), data.get("note", ""))]
        if event in REASONED:
            told = [{**told[0], NEEDED: _reason(data)}]
        if until := data.get("until"):
            told.append(entry("extended-until", until))
        why, seen = data.get("note", ""), data.get("seen_version")
        happened(actor, case, told, verb, values(data), why=why, seen_version=seen, among=states)

    return Step(name, verb, label, states, form, do, explain, main, when)


def _reason(data: Mapping[str, Any]) -> str:
    """Why a question is asked. Invalid without words."""
    if not (reason := (data.get(NEEDED) or "").strip()):
        raise Invalid(str(_("Say why it is needed.")), {NEEDED: [str(_("Say why it is needed."))]})
    return reason


def exchange_steps(states: frozenset[str], asking: Mapping[str, Any]) -> Iterable[Step]:
    """A question to the requester and its answer, for each that the regime of the case knows; `asking` is what else a question changes."""
    for asked, answered, ask, came in EXCHANGES:

        def may_ask(case: Any, asked: str = asked, answered: str = answered) -> bool:
            return asked in case.regime.events and not awaits(case, asked, answered)

        def may_come(case: Any, asked: str = asked, answered: str = answered) -> bool:
            return asked in case.regime.events and awaits(case, asked, answered)

        form = ClarificationForm if asked in REASONED else EventForm
        yield event_step(asked, ask, asked, states, form=form, when=may_ask, values=lambda _data: asking)
        yield event_step(answered, came, answered, states, when=may_come, main=True)


EXCHANGES = (
    ("clarification-asked", "clarification-answered", _("Ask for clarification"), _("Clarification came")),
    ("id-asked", "id-received", _("Ask for proof of identity"), _("Proof of identity came")),
    ("fees-notice", "fee-paid", _("Give a fees notice"), _("The fee was paid")),
)


def more_time(states: frozenset[str], telling: Mapping[str, Any]) -> Step:
    """A notice of more time, where the regime knows one and none was given; `telling` is what else it changes."""
    return event_step(
        "more-time", _("Give notice of more time"), "extended", states, form=MoreTimeForm,
        when=lambda case: case.regime.extension is not None and not has_had(case, "extended"),
        values=lambda _data: telling,
    )  # fmt: skip


def mending_steps(states: frozenset[str]) -> Iterable[Step]:
    """The receipt corrected, another event struck out: both stay to be read."""

    def receipt(actor: Actor, case: Any, data: Mapping[str, Any]) -> None:
        if not data.get("on"):
            raise Invalid(str(_("Enter the day on which it was received.")))
        receive_anew(actor, case, data["on"], data.get("why", ""), "mend_case", data.get("seen_version"))

    def strike(actor: Actor, case: Any, data: Mapping[str, Any]) -> None:
        strike_out(
            actor, case, (data.get("number") or 0) - 1, data.get("why", ""), "mend_case", data.get("seen_version")
        )

    yield Step("correct-receipt", "mend_case", _("Correct the day of receipt"), states, ReceiptForm, receipt)
    yield Step("strike-out", "mend_case", _("Strike out an event"), states, StrikeForm, strike)
