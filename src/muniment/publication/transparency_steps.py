"""What is done with open data: a period is published; an item is withdrawn, and taken up again. Each is one write."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.publication import transparency_items as item_words
from muniment.publication.transparency_publications import Stars, State, TransparencyPublication
from muniment.publication.web_addresses import LONGEST, web_address
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.forms import Day, Prose
from muniment.registers.services import Change, write

Item = item_words.State
ANSWERS = ("address", "licence", "stars", "published_on", "late_reason", "redactions", "redaction_reason", "data_rows")


class PublishForm(forms.Form):
    """Where the data set is, and what is to be known of it."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    address = forms.CharField(
        label=_("Where is the data set?"), max_length=LONGEST, validators=[web_address],
        help_text=_("Its own address on the web, beginning with https:// or http://."),
        error_messages={"required": _("Enter the address of the data set.")},
    )  # fmt: skip
    published_on = Day(label=_("When was it published?"), initial=clock.today)
    late_reason = Prose(
        label=_("Why was it late?"), required=False, max_length=2000, help_text=_("Leave empty if it was published in time.")
    )  # fmt: skip
    licence = forms.CharField(label=_("Under which licence?"), required=False, max_length=200)
    stars = forms.TypedChoiceField(
        label=_("How open is its format?"), required=False, coerce=int, empty_value=None,
        choices=[("", _("Not said yet")), *Stars.choices],
    )  # fmt: skip
    redactions = Prose(
        label=_("What was left out?"), required=False, max_length=4000, help_text=_("Leave empty if nothing.")
    )
    redaction_reason = Prose(label=_("Why was it left out?"), required=False, max_length=4000)
    data_rows = forms.IntegerField(
        label=_("How many rows does it have?"), required=False, min_value=0, max_value=2**31 - 1
    )

    def __init__(self, *arguments: Any, record: Any = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if record is not None:
            self.fields["licence"].initial = record.licence or record.item.licence


def publish(actor: Actor, row: Any, data: Mapping[str, Any]) -> None:
    """Keeps that a period was published. Invalid where it says not where and when, or was late without a reason."""
    if row.state != State.WANTED:
        raise Invalid(said("This step is not open: it stands at “%(state)s”.") % {"state": row.get_state_display()})
    if not data.get("published_on"):
        raise Invalid(said("Say when it was published."), {"published_on": [said("Say when it was published.")]})
    values = {name: data[name] if data.get(name) is not None else getattr(row, name) for name in ANSWERS}
    write(actor, [Change(row, values, "publish_data", seen_version=data.get("seen_version"))])


def withdraw(actor: Actor, item: Any, data: Mapping[str, Any]) -> None:
    """The item is published no more: its periods that are not yet due are not asked for. What was missing stays missing."""
    why = (data.get("why") or "").strip()
    if item.state != Item.LIVE:
        raise Invalid(said("It is withdrawn already."))
    if not why:
        raise Invalid(said("Say why it is withdrawn."), {"why": [said("Say why it is withdrawn.")]})
    values = {"state": Item.ENDED, "ended_reason": why}
    rows = _to_come(item, State.WANTED)
    _with_rows(actor, item, values, "withdraw_item", data, rows, State.NOT_WANTED)


def take_up(actor: Actor, item: Any, data: Mapping[str, Any]) -> None:
    """The item is published again, from the period that is running."""
    if item.state != Item.ENDED:
        raise Invalid(said("It is published: there is nothing to take up."))
    rows = _to_come(item, State.NOT_WANTED)
    _with_rows(actor, item, {"state": Item.LIVE, "ended_reason": ""}, "take_up_item", data, rows, State.WANTED)


def _to_come(item: Any, state: str) -> list[Any]:
    rows = TransparencyPublication.objects.everything().filter(item=item.pk, state=state, due__gte=clock.today())
    return list(rows.select_related("item").order_by("pk"))


def _with_rows(
    actor: Actor, item: Any, values: Mapping[str, Any], verb: str, data: Mapping[str, Any], rows: list[Any], state: str
) -> None:
    """The item and what follows for its rows, in one write."""
    why = (data.get("why") or "").strip()
    changes = [Change(item, dict(values), verb, why, data.get("seen_version"))]
    changes += [Change(row, {"state": state}, verb, why, follows=True) for row in rows]
    write(actor, changes)
