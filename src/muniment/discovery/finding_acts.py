"""What people do with a finding: give it to its owner, agree to it or turn it down, say that it is done, and put a folder into the file plan."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.assets.places import HELD, Place
from muniment.discovery.share_findings import OPEN, Kind, ShareFinding, State
from muniment.people.models import Post
from muniment.registers import history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.forms import Day, Prose
from muniment.registers.services import Change, write


class _OfRecord(forms.Form):
    """A form that begins with what the record says."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, record: ShareFinding, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.record = record
        self.begin()

    def begin(self) -> None:
        """Fills in what is known."""


class AssignForm(_OfRecord):
    """Whose it is, and by when something is to be done."""

    owner = forms.ModelChoiceField(
        Post.objects.none(), label=gettext_lazy("Who answers for it?"), empty_label=gettext_lazy("Choose one"),
        error_messages={"required": gettext_lazy("Choose who answers for it.")},
    )  # fmt: skip
    due = Day(label=gettext_lazy("By when is something to be done?"), required=False)

    def begin(self) -> None:
        self.fields["owner"].queryset = Post.objects.select_related("unit").order_by("title")  # type: ignore[attr-defined]
        self.fields["owner"].initial, self.fields["due"].initial = self.record.owner_id, self.record.due


class AgreeForm(_OfRecord):
    """What is going to be done, by when."""

    answer = Prose(
        label=gettext_lazy("What are you going to do?"), max_length=2000, required=False,
        help_text=gettext_lazy("Empty is: what is proposed."),
    )  # fmt: skip
    due = Day(label=gettext_lazy("By when?"), required=False)

    def begin(self) -> None:
        self.fields["due"].initial = self.record.due


class AnswerForm(forms.Form):
    """A reason that is kept with the finding."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    answer = Prose(label=gettext_lazy("Why?"), max_length=2000, error_messages={"required": gettext_lazy("Say why.")})


class DoneForm(forms.Form):
    """What was done."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    answer = Prose(
        label=gettext_lazy("What was done?"), max_length=2000, error_messages={"required": gettext_lazy("Say what was done.")},
        help_text=gettext_lazy("The next scan looks: what it still finds is opened again."),
    )  # fmt: skip


class PlaceForm(_OfRecord):
    """A new place of the file plan for a folder."""

    needs_person = True
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    owner = forms.ModelChoiceField(
        Post.objects.none(), label=gettext_lazy("Data owner"), required=False, empty_label=gettext_lazy("No owner yet")
    )

    def __init__(self, *arguments: Any, person: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.person = person

    def begin(self) -> None:
        self.fields["name"].initial = self.record.folder.rpartition("/")[2] or str(self.record.place)
        self.fields["owner"].queryset = Post.objects.select_related("unit").order_by("title")  # type: ignore[attr-defined]
        self.fields["owner"].initial = self.record.owner_id


class MatchForm(_OfRecord):
    """The place of the file plan that a folder is."""

    needs_person = True
    plan_place = forms.ModelChoiceField(
        Place.objects.none(), label=gettext_lazy("Which place of the file plan is it?"), empty_label=gettext_lazy("Choose one"),
        error_messages={"required": gettext_lazy("Choose the place.")},
    )  # fmt: skip

    def __init__(self, *arguments: Any, person: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        seen = Place.objects.visible_to(person).filter(state__in=HELD)
        self.fields["plan_place"].queryset = seen.select_related("unit").order_by("name")  # type: ignore[attr-defined]


def assign(actor: Actor, finding: ShareFinding, data: Mapping[str, Any]) -> None:
    """Gives it to the post that answers for it: from then on it is asked."""
    data = data or {}
    if not isinstance(owner := data.get("owner"), Post):
        raise Invalid(_("Choose who answers for it."), {"owner": [_("Choose who answers for it.")]})
    values: dict[str, Any] = {"state": State.ASKED, "due": data.get("due")}
    if owner.pk != finding.owner_id:
        values |= {"owner": owner, "owner_reason": _("It was given to it.")}
    _write(actor, finding, values, "assign_finding", data)


def agree(actor: Actor, finding: ShareFinding, data: Mapping[str, Any]) -> None:
    """Its owner agrees to what is proposed."""
    data = data or {}
    values: dict[str, Any] = {"state": State.AGREED, "answer": (data.get("answer") or "").strip()}
    if data.get("due"):
        values["due"] = data["due"]
    _write(actor, finding, values, "agree_finding", data)


def refuse(actor: Actor, finding: ShareFinding, data: Mapping[str, Any]) -> None:
    """Nothing is done, for a reason; later scans leave it so."""
    _write(actor, finding, {"state": State.REFUSED, "answer": _said(data)}, "turn_down", data)


def finish(actor: Actor, finding: ShareFinding, data: Mapping[str, Any]) -> None:
    """It was done; the next scan looks."""
    _write(actor, finding, {"state": State.DONE, "answer": _said(data)}, "finish_finding", data)


def reopen(actor: Actor, finding: ShareFinding, data: Mapping[str, Any]) -> None:
    """What was turned down or done is looked at again."""
    state = State.ASKED if finding.owner_id else State.FOUND
    _write(actor, finding, {"state": state, "answer": _said(data)}, "reopen_finding", data)


def make_place(actor: Actor, finding: ShareFinding, data: Mapping[str, Any]) -> Place:
    """Enters the folder into the file plan, and says so of the finding; both or neither."""
    data = data or {}
    _unplanned(finding)
    name = (data.get("name") or "").strip()
    if not name:
        raise Invalid(_("Name the place."), {"name": [_("Name the place.")]})
    path = f"{finding.place.address.rstrip('/')}/{finding.folder}"
    if len(path) > 500:
        raise Invalid(_("The path is too long for the file plan: enter the place there by hand."))
    place = Place(
        name=name, kind=Place.Kind.SHARE, path=path, owner=data.get("owner"), unit=finding.place.unit,
        size_bytes=finding.size_bytes, files=finding.files_found,
    )  # fmt: skip
    with transaction.atomic():
        history.take_turn()
        write(actor, [Change(place, verb="create", why=_("Found by a scan."))])
        values = {"plan_place": place, "state": State.DONE, "answer": _("It is in the file plan now.")}
        _write(actor, finding, values, "place_folder", data)
    return place


def match(actor: Actor, finding: ShareFinding, data: Mapping[str, Any]) -> None:
    """Says which place of the file plan a folder is: later scans hold to it."""
    data = data or {}
    _unplanned(finding)
    if not isinstance(place := data.get("plan_place"), Place):
        raise Invalid(_("Choose the place."), {"plan_place": [_("Choose the place.")]})
    told = _("It is %(place)s.") % {"place": place}
    _write(actor, finding, {"plan_place": place, "state": State.DONE, "answer": told}, "place_folder", data)


def _unplanned(finding: ShareFinding) -> None:
    if finding.kind != Kind.UNPLANNED or finding.state not in OPEN:
        raise Invalid(_("This is no folder that is missing in the file plan."))


def _said(data: Mapping[str, Any] | None) -> str:
    if not (told := ((data or {}).get("answer") or "").strip()):
        raise Invalid(_("Say why."), {"answer": [_("Say why.")]})
    return str(told)


def _write(
    actor: Actor, finding: ShareFinding, values: dict[str, Any], verb: str, data: Mapping[str, Any] | None
) -> None:
    data = data or {}
    write(actor, [Change(finding, values, verb, str(values.get("answer", "")), data.get("seen_version"))])
