"""The steps of a case: our answer, their decision, and what was put right. Each is one write."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.forms import Day, Prose
from muniment.registers.services import Change, write
from muniment.regulators.cases import RegulatorCase

State, Outcome = RegulatorCase.State, RegulatorCase.Outcome


class AnswerForm(forms.Form):
    """That we answered."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    answered_on = Day(label=_("When did we answer?"), initial=clock.today)


class OutcomeForm(forms.Form):
    """What they decided."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    decided_on = Day(label=_("When did they decide?"), initial=clock.today)
    outcome = forms.ChoiceField(
        label=_("What did they decide?"), choices=Outcome.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose the outcome.")}
    )  # fmt: skip
    investigated = forms.ChoiceField(
        label=_("Did they investigate?"),
        required=False,
        choices=[("", _("Follows from the outcome")), *RegulatorCase.Investigated.choices],
    )
    notice = forms.CharField(label=_("Number of the decision notice"), required=False, max_length=100)
    remedy = Prose(
        label=_("What do they ask of us?"), required=False, max_length=10_000, help_text=_("Leave empty if nothing.")
    )
    remedy_due = Day(label=_("By when?"), required=False)
    published = forms.CharField(label=_("Where did they publish it?"), required=False, max_length=500)


class RightForm(forms.Form):
    """What was done about it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    remedied_on = Day(label=_("When was it done?"), initial=clock.today)
    changed = Prose(
        label=_("What changed because of it?"), max_length=10_000, error_messages={"required": _("Say what changed.")}
    )


def _step(
    actor: Actor,
    case: Any,
    data: Mapping[str, Any],
    verb: str,
    states: frozenset[str],
    needed: Mapping[str, Any],
    names: tuple[str, ...],
) -> None:
    """One write of these answers, in these states. Invalid where something needed is not said."""
    if case.state not in states:
        raise Invalid(said("This step is not open: it stands at “%(state)s”.") % {"state": case.get_state_display()})
    if empty := {name: [str(words)] for name, words in needed.items() if not data.get(name)}:
        raise Invalid(said("Something is not said yet."), empty)
    values = {name: data[name] if data.get(name) is not None else getattr(case, name) for name in names}
    write(actor, [Change(case, values, verb, seen_version=data.get("seen_version"))])


def answer(actor: Actor, case: Any, data: Mapping[str, Any]) -> None:
    """Keeps the day of our answer."""
    _step(actor, case, data, "answer_case", frozenset({State.ASKED}), {"answered_on": _("Say when.")}, ("answered_on",))


def record_outcome(actor: Actor, case: Any, data: Mapping[str, Any]) -> None:
    """Keeps what they decided."""
    names = ("decided_on", "outcome", "investigated", "notice", "remedy", "remedy_due", "published")
    needed = {"decided_on": _("Say when."), "outcome": _("Choose the outcome.")}
    _step(actor, case, data, "record_outcome", frozenset({State.ASKED, State.WAITING}), needed, names)


def put_right(actor: Actor, case: Any, data: Mapping[str, Any]) -> None:
    """Keeps what was done, and what it changed."""
    needed = {"remedied_on": _("Say when."), "changed": _("Say what changed.")}
    _step(actor, case, data, "put_right", frozenset({State.DECIDED}), needed, ("remedied_on", "changed"))
