"""A file that is given out with an item of the scheme: one that is attached to it, looked into for what its reader would not see."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from muniment.documents.hidden.apart import look_apart
from muniment.publication.scheme_items import PublicationItem
from muniment.registers import evidence
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.forms import Prose
from muniment.registers.record import register_of
from muniment.registers.services import Change, write

NONE = "none"
TOLD = 5  # findings that a message bears


def _attached(item: Any) -> list[Any]:
    return evidence.of_record(register_of(PublicationItem).slug, item.pk)


class FileForm(forms.Form):
    """Which of the attached files the public gets."""

    needs_record = True
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    file = forms.CharField(label=_("Which file?"), max_length=20, error_messages={"required": _("Choose a file.")})
    why = Prose(
        label=_("If something hidden was found: why may it go out all the same?"), required=False, max_length=2000,
        help_text=_("The file is looked into first. Leave this empty until you know what was found."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, record: Any = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if record is not None:
            offered = [(str(each.pk), each.name) for each in _attached(record)]
            self.fields["file"] = forms.ChoiceField(
                label=_("Which file?"), widget=forms.RadioSelect, choices=[*offered, (NONE, _("No file"))],
                help_text=_("The files that are attached to this item."), error_messages={"required": _("Choose a file.")},
            )  # fmt: skip


def give_out(actor: Actor, item: Any, data: Mapping[str, Any]) -> None:
    """Has the public get this file, or none. Invalid where something hidden was found in it and nobody decided on that."""
    chosen, why = str(data.get("file") or ""), (data.get("why") or "").strip()
    if chosen == NONE:
        values = {"file_name": "", "file_kind": "", "file_digest": ""}
    else:
        row = next((each for each in _attached(item) if str(each.pk) == chosen), None)
        if row is None:
            raise Invalid(
                said("Choose a file that is attached to this item."),
                {"file": [said("Choose a file that is attached to this item.")]},
            )
        looked = look_apart(evidence.path_of(row.sha256), row.name)
        if looked.stops and not why:
            found = [*looked.why, *(str(each) for each in looked.findings if each.severity == "stops")]
            told = said("This was found in it, and somebody has to decide on it: %(found)s") % {
                "found": "; ".join(found[:TOLD])
            }
            raise Invalid(told, {"why": [told]})
        values = {"file_name": row.name[:200], "file_kind": row.content_type, "file_digest": row.sha256}
    write(actor, [Change(item, values, "give_out_file", why, data.get("seen_version"))])
