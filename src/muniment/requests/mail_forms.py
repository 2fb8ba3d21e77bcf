"""The forms of an e-mail that is taken in."""

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment import clock
from muniment.people.models import Person
from muniment.registers import evidence
from muniment.registers.forms import form_for
from muniment.registers.register import Register
from muniment.requests.mail_guess import Guess
from muniment.requests.mail_intake import FIELDS, Mail


class MailFile(forms.Form):
    """The file, as the mail programme saved it."""

    file = forms.FileField(
        label=gettext_lazy("The e-mail"), widget=forms.FileInput(attrs={"accept": ".eml,.msg"}),
        help_text=gettext_lazy("A file .eml, or .msg as Outlook saves it, with all its attachments."),
        error_messages={"required": gettext_lazy("Choose the file."), "empty": gettext_lazy("The file is empty.")},
    )  # fmt: skip

    def clean_file(self) -> Any:
        uploaded = self.cleaned_data["file"]
        if uploaded.size > evidence.LARGEST:
            raise forms.ValidationError(_("The file is larger than %(largest)s.") % {"largest": evidence.largest()})
        return uploaded


class MailForm(forms.Form):
    """What is in every form of an e-mail, whatever it asks for; `fields_for` adds the fields of the registers."""

    def clean(self) -> Any:
        data = super().clean() or {}
        if data.get("what") == "rights-requests" and not data.get("data_subject") and "data_subject" in self.fields:
            self.add_error("data_subject", _("Say whose data it is about."))
        return data

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day > clock.today():
            raise forms.ValidationError(_("That day lies ahead."))
        return day

    def values(self) -> dict[str, Any]:
        """What the chosen register is told."""
        return {name: self.cleaned_data.get(name) for name in FIELDS[self.cleaned_data["what"]]}


_ONLY = {
    "law": gettext_lazy("For a request for information."),
    "right": gettext_lazy("For a request about own data."),
    "data_subject": gettext_lazy("For a request about own data: the person, and what tells them from others."),
}
_ORDER = ("what", "law", "right", "data_subject", "subject", "text", "received_on", "requester", "requester_contact", "owner", "unit", "attachments", "anyway")  # fmt: skip


def form_class(registers: list[Register], person: Person, mail: Mail, *, machine_or_twice: bool) -> type[MailForm]:
    """The form for the registers in which this person may create."""
    fields: dict[str, Any] = {}
    for register in registers:
        made = form_for(register, person).base_fields
        fields |= {name: made[name] for name in FIELDS[register.slug] if name not in fields}
    for name in _ONLY.keys() & fields.keys():
        fields[name].help_text, fields[name].required = _ONLY[name], name != "data_subject"
    fields["what"] = forms.ChoiceField(
        label=_("What is it?"), widget=forms.RadioSelect,
        choices=[(each.slug, each.title) for each in registers],
        error_messages={"required": _("Say what it is.")},
    )  # fmt: skip
    if mail.attachments:
        fields["attachments"] = forms.TypedMultipleChoiceField(
            label=_("Attachments to keep beside the e-mail"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(at, f"{each.name} ({filesizeformat(len(each.content))})") for at, each in mail.attachments],
            help_text=_("The e-mail itself is kept whole, with all that is in it."),
        )  # fmt: skip
    if machine_or_twice:
        fields["anyway"] = forms.BooleanField(label=_("Take it in all the same"), required=False)
    return type("TheMailForm", (MailForm,), {name: fields[name] for name in _ORDER if name in fields})


def first_words(mail: Mail, guess: Guess, registers: list[Register], asked_for: str) -> dict[str, Any]:
    """What the form says before anybody has touched it."""
    message = mail.message
    offered = [each.slug for each in registers]
    what = guess.what if guess.words and guess.what in offered else asked_for if asked_for in offered else guess.what
    day, today = message.received_on, clock.today()
    name = message.answer_to.name or message.sender.name
    return {
        "what": what if what in offered else offered[0],
        "law": guess.law,
        "subject": message.subject[:200],
        "text": message.text,
        "received_on": day if day and day <= today else today,
        "requester": name[:200],
        "data_subject": name[:200],
        "requester_contact": (message.answer_to.address or message.sender.address)[:300],
        "attachments": [at for at, each in mail.attachments if not each.inline],
        "anyway": True,
    }
