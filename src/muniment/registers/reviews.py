"""The step with which a record is reviewed: somebody has looked, and it is still true."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.registers.access import Actor
from muniment.registers.forms import Prose
from muniment.registers.record import review_after
from muniment.registers.register import Step
from muniment.registers.services import Change, write


class ReviewForm(forms.Form):
    """What a review leaves behind."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = Prose(
        label=_("How do you know that it is still true?"), help_text=_("Name whom you asked or what you looked at."),
        error_messages={"required": _("Say how you know.")}, max_length=4000,
    )  # fmt: skip
    note = Prose(
        label=_("What should the next review look at?"), required=False, max_length=4000,
        help_text=_("It stands on the record's page until then. Leave empty if there is nothing."),
    )  # fmt: skip


def reviewed(actor: Actor, record: Any, data: Mapping[str, Any]) -> None:
    """The record stands as it is, and is looked at again in due time, counted from today."""
    today = clock.today()
    values = {
        "last_reviewed": today, "next_review": review_after(today, record.review_every), "review_note": data.get("note", ""),
    }  # fmt: skip
    write(actor, [Change(record, values, "review", data["why"], data.get("seen_version"))])


def review_step(states: Collection[str] = ("",)) -> Step:
    """The step, for a register whose model is `Reviewed`; a record without states has the state ""."""
    return Step(
        "review", "review", _("Reviewed: still true"), frozenset(states), ReviewForm, reviewed, main=True,
        explain=_("If something has changed, leave this and change the record first."),
    )  # fmt: skip
