"""The steps by which a record is closed to all but those named, its list is changed, and it is opened again. Each has its reason."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.errors import Refused
from muniment.registers.forms import Prose, WhyForm
from muniment.registers.register import Step
from muniment.registers.restricted import is_restricted
from muniment.registers.services import Change, write


class PeopleForm(forms.Form):
    """Who may know of it, and why they."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    named_people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("Who may know of it?"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Each by name. Nobody else finds it: not by a role, a post, a deputy or a search."),
        error_messages={"required": _("Name who may know of it.")},
    )  # fmt: skip
    why = Prose(label=_("Why these people?"), max_length=2000, error_messages={"required": _("Say why.")})

    def __init__(self, *args: Any, record: Any = None, **options: Any) -> None:
        named = list(record.only_for) if record is not None else []
        options.setdefault("initial", {"named_people": named})
        super().__init__(*args, **options)
        # Somebody on the list who has left stays on it until they are taken off.
        here = Person.objects.filter(is_active=True) | Person.objects.filter(pk__in=named)
        self.fields["named_people"].queryset = here.order_by("name")  # type: ignore[attr-defined]


def close(actor: Actor, record: Any, data: Mapping[str, Any]) -> None:
    """Closes a record to all but those named; whoever does it is one of them."""
    _write(actor, record, {"restricted": True, "only_for": _keys(data)}, "restrict", data)


def name(actor: Actor, record: Any, data: Mapping[str, Any]) -> None:
    """Writes the list again. Refused where the record is open: it has none."""
    if not is_restricted(record):
        raise Refused(str(_("This is open: it has no list.")))
    _write(actor, record, {"only_for": _keys(data)}, "name_readers", data)


def open_again(actor: Actor, record: Any, data: Mapping[str, Any]) -> None:
    """Opens a record to whoever may read its register; its whole history is seen again. Refused where it is open."""
    if not is_restricted(record):
        raise Refused(str(_("This is open already.")))
    _write(actor, record, {"restricted": False, "only_for": []}, "unrestrict", data)


def _keys(data: Mapping[str, Any]) -> list[int]:
    return sorted(each.pk for each in data.get("named_people") or ())


def _write(actor: Actor, record: Any, values: dict[str, Any], verb: str, data: Mapping[str, Any]) -> None:
    write(actor, [Change(record, values, verb, (data.get("why") or "").strip(), data.get("seen_version"))])


def steps(states: Collection[str]) -> tuple[Step, ...]:
    """For a register whose records may be closed in these states."""
    among = frozenset(states)
    return (
        Step("close-to-others", "restrict", _("Close it to all but those named"), among, PeopleForm, close, when=lambda record: not record.restricted,
             explain=_("Where telling anybody would prejudice what it is for. Whoever closes it is on the list.")),
        Step("who-may-know", "name_readers", _("Change who may know of it"), among, PeopleForm, name, when=is_restricted),
        Step("open-to-others", "unrestrict", _("Open it again"), among, WhyForm, open_again, when=is_restricted,
             explain=_("Everybody who may read this register will see it, with its whole history and who was on the list.")),
    )  # fmt: skip
