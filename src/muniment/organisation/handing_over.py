"""The steps of a handover: opened from a holding, each record given to whoever goes on with it, finished when none is left."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.organisation.handovers import Handover, HandoverItem
from muniment.people.models import Post
from muniment.registers import history
from muniment.registers.access import Actor, may
from muniment.registers.errors import Invalid, Refused
from muniment.registers.forms import Day, Labelled, Prose
from muniment.registers.gathering import gathered
from muniment.registers.models import Answerable
from muniment.registers.record import register_of
from muniment.registers.services import Change, write

# What is not handed over: the handovers themselves.
OWN = frozenset({"handovers", "handover-items"})
State, Outcome = Handover.State, HandoverItem.Outcome


class OpenForm(forms.Form):
    """What happens, by when, and what only they know."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("What happens?"), choices=Handover.Kind.choices)
    last_day = Day(label=_("Which is their last day in this post?"))
    knows = Prose(
        label=_("What do they know that nobody else does?"), required=False, max_length=10_000,
        help_text=_("Where the papers are, whom to ask, what is promised and not written down. It can be written later."),
    )  # fmt: skip


class KnowsForm(forms.Form):
    """What only they know."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    last_day = Day(label=_("Which is their last day in this post?"))
    knows = Prose(
        label=_("What do they know that nobody else does?"), required=False, max_length=10_000, rows=8,
        help_text=_("Where the papers are, whom to ask, what is promised and not written down."),
    )  # fmt: skip

    def __init__(self, *args: Any, record: Handover, **options: Any) -> None:
        options["initial"] = {"last_day": record.last_day, "knows": record.knows}
        super().__init__(*args, **options)


class PlaceForm(forms.Form):
    """Who goes on."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    outcome = forms.ChoiceField(
        label=_("Who goes on with it?"), choices=Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose who goes on with it.")},
    )  # fmt: skip
    to_post = Labelled(
        Post.objects.select_related("unit"), label=_("Which post?"), required=False, empty_label=_("Choose one"),
        help_text=_("Only where it goes to another post."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Another post is named where it goes to one, and only there."""
        data = super().clean() or {}
        if data.get("outcome") == Outcome.MOVED and not data.get("to_post"):
            self.add_error("to_post", _("Choose the post that goes on with it."))
        if data.get("outcome") != Outcome.MOVED:
            data["to_post"] = None
        return data


class FinishForm(forms.Form):
    """The last word."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = Prose(label=_("What is left to be said?"), required=False, max_length=2000)


def open_handover(actor: Actor, holding: Any, data: Mapping[str, Any]) -> Handover:
    """Opens the handover of a holding with all that its post answers for. Invalid where one is open already."""
    with transaction.atomic():
        history.take_turn()
        if Handover.objects.filter(person=holding.person_id, post=holding.post_id, state=State.OPEN).exists():
            raise Invalid("This handover is open already.")
        made = Handover(
            person=holding.person, post=holding.post, unit=holding.post.unit, kind=data["kind"], last_day=data["last_day"],
            knows=data.get("knows", ""),
        )  # fmt: skip
        # Judged where it was asked, at the holding.
        why, batch = data.get("why", ""), data.get("batch", "")
        write(actor, [Change(made, verb="hand_over", why=why, follows=True)], batch=batch)
        rows = Answerable.objects.filter(post=holding.post_id).exclude(register__in=OWN).order_by("register", "record")
        items = [
            HandoverItem(handover=made, in_register=row.register, number=row.record, unit=made.unit) for row in rows
        ]
        write(actor, [Change(item, verb="hand_over", why=why, follows=True) for item in items], batch=batch)
    return made


def write_down(actor: Actor, handover: Handover, data: Mapping[str, Any]) -> None:
    """Keeps what they know, and their last day."""
    values = {"knows": data["knows"], "last_day": data["last_day"]}
    write(actor, [Change(handover, values, "edit", seen_version=data.get("seen_version"))])


def place(actor: Actor, item: HandoverItem, data: Mapping[str, Any], verb: str = "place") -> None:
    """Says who goes on with a record; where another post does, the record is given to it in the same write."""
    values = {"outcome": data["outcome"], "to_post": data.get("to_post")}
    changes = [Change(item, values, verb, seen_version=data.get("seen_version"))]
    if data["outcome"] == Outcome.MOVED:
        changes += _given(item, data["to_post"])
    write(actor, changes)


def _given(item: HandoverItem, post: Post) -> list[Change]:
    """The record with the other post wherever it named the old one."""
    record = gathered([(item.in_register, item.number)]).get((item.in_register, item.number))
    if record is None:
        raise Invalid("This record is not there any more: say that it is vacant.")
    old = item.handover.post_id
    columns = [f for f in record._meta.concrete_fields if f.related_model is Post and getattr(record, f.attname) == old]
    values = {column.name: post for column in columns if column.editable}
    return [Change(record, values, "edit", f"Handover of {item.handover.post}", follows=True)] if values else []


def place_rest(actor: Actor, handover: Handover, data: Mapping[str, Any]) -> None:
    """The same for all items that nobody has decided, in one transaction. Invalid where there is none."""
    if not (verdict := may(actor, "place", register_of(Handover), handover)):
        raise Refused(verdict.reason)
    with transaction.atomic():
        history.take_turn()
        waiting = undecided(handover)
        if not waiting:
            raise Invalid("All of its records are decided.")
        for item in waiting:
            place(actor, item, {**data, "seen_version": None})


def undecided(handover: Handover) -> list[HandoverItem]:
    """The items that want a decision."""
    rows = HandoverItem.objects.everything().filter(handover=handover.pk, outcome="")
    return list(rows.select_related("handover", "handover__post", "unit").order_by("in_register", "number"))


def finish(actor: Actor, handover: Handover, data: Mapping[str, Any]) -> None:
    """Ends the handover. Invalid while an item has neither somebody nor is vacant."""
    with transaction.atomic():
        history.take_turn()
        if left := len(undecided(handover)):
            raise Invalid(f"{left} of its records have nobody yet and are not said to be vacant.")
        values = {"state": State.FINISHED, "finished_on": clock.today()}
        write(actor, [Change(handover, values, "finish", data.get("why", ""), data.get("seen_version"))])
