"""Many records changed at once: what would become of each is shown first, then all of it is written or nothing."""

import copy
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from muniment.people.models import Person
from muniment.people.standing import standing_of
from muniment.registers.access import Actor, may
from muniment.registers.errors import Invalid
from muniment.registers.forms import form_for
from muniment.registers.listing import Listing
from muniment.registers.register import Register
from muniment.registers.services import Change, write

MOST = 1000


def may_change_in(register: Register, person: Person) -> bool:
    """Whether a person may change anything here at all; each record is asked again."""
    access, standing = register.access, standing_of(person)
    mine = "edit" in access.own and bool(standing.posts)
    roles = access.roles_for("edit") & standing.roles.keys()
    return bool(_names(register)) and ("edit" in access.everyone or mine or bool(roles))


def _names(register: Register) -> list[str]:
    """The fields that many records can share; a name that tells one from all others is none."""
    return [name for name in register.fields if not register.model._meta.get_field(name).unique]


def form_class(register: Register, person: Person, sample: Any) -> type[forms.Form]:
    """The form of a bulk change: for each field whether to change it, and its new value; and the reason."""
    declared = form_for(register, person, sample).base_fields
    made: dict[str, forms.Field] = {}
    for name in _names(register):
        label = str(declared[name].label)
        made[f"set_{name}"] = forms.BooleanField(required=False, label=_("Change “%(field)s”") % {"field": label})
        made[name] = declared[name]
        made[name].widget.is_required = False
    made["why"] = forms.CharField(
        label=_("Why do you change them?"), max_length=1000,
        help_text=_("The reason is kept in the history of each record with your name."),
        error_messages={"required": _("Say why.")},
    )  # fmt: skip
    return type("BulkForm", (_Form,), {**made, "names": _names(register)})


class _Form(forms.Form):
    names: Sequence[str] = ()

    def _clean_fields(self) -> None:
        """Only what is ticked is looked at; what was filled in and not ticked was meant, and is asked about."""
        for name, asked in self.fields.items():
            bound = self[name]
            if name not in self.names or self.cleaned_data.get(f"set_{name}"):
                try:
                    self.cleaned_data[name] = asked._clean_bound_field(bound)  # type: ignore[attr-defined]  # noqa: SLF001
                except ValidationError as error:
                    self.add_error(name, error)
            elif bound.data and not isinstance(asked, forms.TypedChoiceField):
                self.add_error(f"set_{name}", _("Tick this too, or leave the new value empty."))
        if not self.errors and not self.values():
            self.add_error(None, _("Tick what you want to change."))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names if self.cleaned_data.get(f"set_{name}")}

    def pairs(self) -> list[tuple[Any, Any]]:
        return [(self[f"set_{name}"], self[name]) for name in self.names]


@dataclass(frozen=True)
class Line:
    """What would become of one record: field by field before and after, or why nothing would."""

    record: Any
    seen: int
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)
    refused: str = ""

    @property
    def writes(self) -> bool:
        return bool(self.changes) and not self.refused


def picked(listing: Listing, keys: Sequence[str], *, everything: bool) -> list[Any]:
    """The records that were ticked, or all that the list shows. Invalid for none, and for more than a thousand."""
    rows = listing.rows.select_related(*listing.register.related)
    if not everything:
        rows = rows.filter(pk__in=[int(key) for key in keys if key.isdecimal() and len(key) <= 18])
    found = list(rows[: MOST + 1])
    if len(found) > MOST:
        raise Invalid(
            _("At most 1,000 records are changed at once, and this list shows more. Narrow it with a filter.")
        )
    if not found:
        raise Invalid(_("Tick the records that you want to change."))
    return found


def told(lines: Sequence[Any]) -> str:
    """Records with the versions that the person has before them, as one field of a form."""
    return ",".join(f"{record.pk}:{record.version}" for record in lines)


def read(register: Register, person: Person, text: str) -> list[tuple[Any, int]]:
    """The records of such a field, as they are now, with the versions that were seen. What is none of ours is left out."""
    seen: dict[int, int] = {}
    for each in text.split(",")[: MOST + 1]:
        key, _mark, version = each.partition(":")
        if key.isdecimal() and version.isdecimal() and len(key) <= 18 and len(version) <= 9:
            seen[int(key)] = int(version)
    if not seen or len(seen) > MOST:
        raise Invalid(_("This form has lost which records it changes: begin again at the list."))
    rows = register.model._default_manager.visible_to(person).select_related(*register.related).filter(pk__in=seen)
    by_key = {record.pk: record for record in rows}
    return [(by_key[pk], version) for pk, version in seen.items() if pk in by_key]


def preview(register: Register, actor: Actor, rows: Sequence[tuple[Any, int]], values: Mapping[str, Any]) -> list[Line]:
    """Record by record what would change, what would not, and what this person may not do or does not fit."""
    return [_line(register, actor, record, seen, values) for record, seen in rows]


def _line(register: Register, actor: Actor, record: Any, seen: int, values: Mapping[str, Any]) -> Line:
    if not (verdict := may(actor, "edit", register, record)):
        return Line(record, seen, refused=verdict.reason)
    changes = []
    after = copy.copy(record)
    for name, value in values.items():
        before, shown = in_words(record, name), None
        setattr(after, name, value)
        shown = in_words(after, name)
        if getattr(record, record._meta.get_field(name).attname) != getattr(
            after, record._meta.get_field(name).attname
        ):
            changes.append((str(record._meta.get_field(name).verbose_name), before, shown))
    try:
        after.clean_fields(exclude={each.name for each in record._meta.concrete_fields if each.name not in values})
        after.clean()
    except ValidationError as error:
        return Line(record, seen, refused=" ".join(error.messages))
    return Line(record, seen, changes)


def in_words(record: Any, name: str) -> Any:
    display = getattr(record, f"get_{name}_display", None)
    return display() if display else getattr(record, name)


def apply(actor: Actor, lines: Sequence[Line], values: Mapping[str, Any], why: str) -> int:
    """Writes what the preview showed, as one batch, and returns how many records changed. Raises as every write does."""
    changes = [Change(line.record, dict(values), "edit", why, line.seen) for line in lines if line.writes]
    return len(write(actor, changes, batch=f"bulk-{secrets.token_hex(8)}"))
