"""The steps of an item of the scheme: published, looked at, withdrawn. Each is one write, and its history keeps every check."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.publication.scheme_items import WRONG, Found, State
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.forms import Prose
from muniment.registers.services import Change, write


class PublishForm(forms.Form):
    """That it may be told to the public."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CheckForm(forms.Form):
    """What whoever looked found."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    check_found = forms.ChoiceField(
        label=_("What did you find?"), choices=Found.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Say what you found.")},
    )  # fmt: skip
    check_note = Prose(
        label=_("What is wrong with it?"), required=False, max_length=2000, help_text=_("Leave empty if it is still there.")
    )  # fmt: skip


def _in(item: Any, states: frozenset[str]) -> None:
    if item.state not in states:
        raise Invalid(said("This step is not open: it stands at “%(state)s”.") % {"state": item.get_state_display()})


def publish(actor: Actor, item: Any, data: Mapping[str, Any]) -> None:
    """From now on the public is told of it. Invalid where it can be had nowhere."""
    _in(item, frozenset({State.DRAFT, State.TAKEN_DOWN}))
    # The public is told since when it is there now, and not since when it once was.
    values = {"state": State.PUBLISHED, "published_on": clock.today(), "ended_reason": ""}
    write(actor, [Change(item, values, "publish_item", data.get("why") or "", data.get("seen_version"))])


def check(actor: Actor, item: Any, data: Mapping[str, Any]) -> None:
    """Keeps that somebody looked, and what they found. What is wrong is said in words."""
    _in(item, frozenset({State.PUBLISHED}))
    found, note = data.get("check_found") or "", (data.get("check_note") or "").strip()
    if found not in Found.values:
        raise Invalid(said("Say what you found."), {"check_found": [said("Say what you found.")]})
    if found in WRONG and not note:
        told = said("Say what is wrong, so that its owner can put it right.")
        raise Invalid(told, {"check_note": [told]})
    values = {
        "last_checked": clock.today(), "checked_by": actor.person, "check_found": found, "check_note": note if found in WRONG else "",
    }  # fmt: skip
    write(actor, [Change(item, values, "check_item", note, data.get("seen_version"))])


def withdraw(actor: Actor, item: Any, data: Mapping[str, Any]) -> None:
    """The public is told of it no more."""
    _in(item, frozenset({State.DRAFT, State.PUBLISHED}))
    why = (data.get("why") or "").strip()
    if not why:
        raise Invalid(said("Say why it is withdrawn."), {"why": [said("Say why it is withdrawn.")]})
    values = {"state": State.TAKEN_DOWN, "ended_reason": why}
    write(actor, [Change(item, values, "withdraw_from_scheme", why, data.get("seen_version"))])
