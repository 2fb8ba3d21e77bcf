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

# How files say how often something is looked at, in months.
EVERY = {
    "review_every": {
        1: ("monthly", "every month", "1 month"), 3: ("quarterly", "every quarter", "every 3 months", "3 months"),
        6: ("half yearly", "six monthly", "every 6 months", "6 months", "twice a year", "biannual", "biannually"),
        12: ("annual", "annually", "yearly", "every year", "12 months", "every 12 months", "1 year", "once a year"),
        18: ("18 months", "every 18 months"), 24: ("every 2 years", "2 years", "two yearly", "biennial", "biennially", "24 months", "every two years"),
        36: ("every 3 years", "3 years", "three yearly", "36 months", "every three years"), 0: ("never", "not reviewed"),
    }
}  # fmt: skip


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
