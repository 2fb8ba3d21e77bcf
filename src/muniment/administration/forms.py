"""The forms of administration: the council's settings, how often the digest comes, whose access is asked about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muniment.organisation import pictures, preferences
from muniment.people.models import Digest, Person


class Settings(forms.Form):
    """All settings of the council, made from their declarations."""

    no_logo = forms.BooleanField(required=False, label=_("Take the logo away"))

    def __init__(self, *args: Any, has_logo: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        for told in preferences.SETTINGS:
            self.fields[told.name] = told.field()
        names = [told.name for told in preferences.SETTINGS]
        names.insert(names.index("logo") + 1, "no_logo")
        self.order_fields(names)
        if not has_logo:
            del self.fields["no_logo"]

    def clean(self) -> dict[str, Any]:
        """Each value is asked what its declaration asks; the logo is looked at as the bytes it is."""
        given: dict[str, Any] = super().clean() or {}
        for told in preferences.SETTINGS:
            if told.name not in given:
                continue
            if isinstance(told, preferences.Picture):
                upload = given[told.name]
                if upload is None:
                    continue
                if upload.size > pictures.LARGEST:
                    self.add_error(told.name, f"The picture has {upload.size // 1024} KB; it may have 100.")
                elif reason := pictures.why_not(upload.read()):
                    self.add_error(told.name, reason)
                else:
                    upload.seek(0)
                continue
            if isinstance(told, preferences.Colour):
                given[told.name] = given[told.name].lower()
            if reason := told.why_not(given[told.name]):
                self.add_error(told.name, reason)
        return given


class Mine(forms.Form):
    """How often the digest comes."""

    often = forms.ChoiceField(
        choices=Digest.Often.choices, widget=forms.RadioSelect, label=_("When do you want your duties by e-mail?"),
        error_messages={"required": _("Choose when."), "invalid_choice": _("Choose one of these.")},
    )  # fmt: skip


class Whose(forms.Form):
    """Somebody whose access is asked about."""

    person = forms.ModelChoiceField(
        Person.objects.order_by("name"), label=_("Person"), empty_label=_("Choose one"),
        error_messages={"required": _("Choose a person."), "invalid_choice": _("Choose a person.")},
    )  # fmt: skip


class Why(Whose):
    """A person, and something they would do to a record."""

    verb = forms.ChoiceField(label=_("To do what"), error_messages={"invalid_choice": _("Choose one of these.")})

    def __init__(self, verbs: list[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["verb"]
        field.choices = [(verb, verb.replace("_", " ").capitalize()) for verb in verbs]
        field.initial = "read"
