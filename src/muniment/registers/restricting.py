"""The steps by which a record is closed to all but those named, its list is changed, and it is opened again. Each has its reason."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Person
from muniment.registers.access import Actor
from muniment.registers.errors import Refused
from muniment.registers.forms import Lines, Prose, WhyForm
from muniment.registers.register import Step
from muniment.registers.restricted import is_restricted, named_on
from muniment.registers.services import Change, write


class PeopleForm(forms.Form):
    """Who may know of it, and why they."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    named_people = Lines(
        label=_("Who may know of it?"), max_length=10_000,
        help_text=_("The e-mail address of each, one on each line. Nobody else finds it: not by a role, a post, a deputy or a search."),
        error_messages={"required": _("Name who may know of it.")},
    )  # fmt: skip
    why = Prose(label=_("Why these people?"), max_length=2000, error_messages={"required": _("Say why.")})

    def __init__(self, *args: Any, record: Any = None, **options: Any) -> None:
        self.before = {each.email.casefold(): each for each in named_on(record)}
        options.setdefault("initial", {"named_people": [each.email for each in self.before.values()]})
        super().__init__(*args, **options)

    def clean_named_people(self) -> list[Person]:
        """The people of these addresses. Whoever is on the list already may stay, though they have left."""
        asked = dict.fromkeys(line.casefold() for line in self.cleaned_data["named_people"])
        found = {
            each.email.casefold(): each for each in Person.objects.filter(is_active=True, pk__in=_by_address(asked))
        }
        found |= {email: each for email, each in self.before.items() if email in asked}
        if unknown := [email for email in asked if email not in found]:
            told = _("Nobody who signs in here has this address: %(who)s.") % {"who": ", ".join(unknown)[:300]}
            raise forms.ValidationError(told)
        return [found[email] for email in asked]


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


def _by_address(asked: Iterable[str]) -> list[int]:
    """The keys of the people with these addresses, however they are spelt."""
    rows = Person.objects.annotate(small=Lower("email")).filter(small__in=list(asked))
    return list(rows.values_list("pk", flat=True))


def _keys(data: Mapping[str, Any]) -> list[int]:
    return sorted(each.pk for each in data.get("named_people") or () if isinstance(each, Person))


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
