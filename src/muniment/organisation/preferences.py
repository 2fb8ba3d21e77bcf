"""The settings that a council makes for itself at a page, declared with their types; each is read by something."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.clock.holidays import IN_WORDS, Nation
from muniment.organisation import colours, holidays, pictures
from muniment.organisation.models import Preference
from muniment.registers import evidence, history
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.scanning import scan
from muniment.registers.services import Change, write

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: what it is called, what it does, and what holds where the council says nothing."""

    name: str
    label: Any
    explain: Any
    default: Any

    def why_not(self, value: Any) -> str:
        """What is wrong with a value; "" where nothing is. Whatever is kept was asked this."""
        raise NotImplementedError

    def field(self) -> forms.Field:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Text(Setting):
    """A line of words; "" is the default."""

    longest: int = LONGEST

    def why_not(self, value: Any) -> str:
        if not isinstance(value, str) or len(value) > self.longest or not value.isprintable():
            return _("Write at most %(most)s letters, on one line.") % {"most": self.longest}
        return ""

    def field(self) -> forms.Field:
        return forms.CharField(required=False, max_length=self.longest, label=self.label, help_text=self.explain)


@dataclass(frozen=True, slots=True)
class Address(Text):
    """An e-mail address, or none."""

    def why_not(self, value: Any) -> str:
        if reason := super(Address, self).why_not(value):
            return reason
        try:
            if value:
                EmailValidator()(value)
        except ValidationError:
            return _("Write an e-mail address, for example access@council.example.")
        return ""


@dataclass(frozen=True, slots=True)
class Colour(Text):
    """A colour that can be read on white, and white on it."""

    def why_not(self, value: Any) -> str:
        return colours.why_not_readable(value) if isinstance(value, str) and value else ""


@dataclass(frozen=True, slots=True)
class Number(Setting):
    """A whole number from `least` to `most`."""

    least: int = 0
    most: int = 365

    def why_not(self, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            return _("Write a whole number from %(least)s to %(most)s.") % {"least": self.least, "most": self.most}
        return ""

    def field(self) -> forms.Field:
        return forms.IntegerField(
            label=self.label, help_text=self.explain, widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
            error_messages={"invalid": self.why_not(None), "required": self.why_not(None)},
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice(Setting):
    """One of a few values, each with its words."""

    choices: tuple[tuple[str, Any], ...] = ()

    def why_not(self, value: Any) -> str:
        return "" if value in dict(self.choices) else _("Choose one of those offered.")

    def field(self) -> forms.Field:
        return forms.ChoiceField(label=self.label, help_text=self.explain, choices=self.choices)


@dataclass(frozen=True, slots=True)
class Picture(Setting):
    """The digest of a kept picture, "" where there is none."""

    def why_not(self, value: Any) -> str:
        fits = isinstance(value, str) and (not value or (len(value) == 64 and evidence.path_of(value).is_file()))
        return "" if fits else _("That picture is not kept here.")

    def field(self) -> forms.Field:
        return forms.FileField(
            required=False, label=self.label, help_text=self.explain,
            widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        )  # fmt: skip


SETTINGS: tuple[Setting, ...] = (
    Text("council_name", gettext_lazy("Name in the page head"),
         gettext_lazy("Stands on every page and in its title. Without one the name of the first body stands there."), "", 80),
    Picture("logo", gettext_lazy("Logo"),
            gettext_lazy("Stands in the page head. A PNG or JPEG of at most 100 KB; it is shown 32 pixels high."), ""),
    Colour("brand_colour", gettext_lazy("Colour"),
           gettext_lazy("For buttons and marks, written as #0f5c5c. It must be dark enough for white words on it."), "", 7),
    Address("access_contact", gettext_lazy("Contact for access problems"),
            gettext_lazy("An e-mail address that the accessibility statement names."), ""),
    Number("reminder_days", gettext_lazy("Days before a duty is due that its post is reminded"),
           gettext_lazy("0 reminds on the day itself."), 7, 0, 60),
    Number("escalation_days", gettext_lazy("Days after which what is late goes to the post above"),
           gettext_lazy("Counted from the day it was due."), 14, 1, 180),
    Number("long_leave_days", gettext_lazy("Days from which on an absence is long"),
           gettext_lazy("Where somebody acts for a post for so long, a handover of the post is opened."), 60, 7, 365),
    Number("digest_hour", gettext_lazy("Hour at which the day's e-mail is sent"),
           gettext_lazy("From 0 to 23, by the clock in London."), 7, 0, 23),
    Number("session_hours", gettext_lazy("Hours after which people sign in again"),
           gettext_lazy("Holds for whoever signs in from now on."), 12, 1, 336),
    Number("quarantine_days", gettext_lazy("Days that files stay in the quarantine before they are deleted"),
           gettext_lazy("Until then they can be brought back. It holds for what is moved there from now on."), 30, 1, 365),
    Choice("nation", gettext_lazy("The council’s nation"),
           gettext_lazy("Rights requests and complaints run over its bank holidays only. Freedom of information counts those of all nations."),
           Nation.ENGLAND_AND_WALES.value, tuple((each.value, IN_WORDS[each]) for each in Nation)),
    Choice("public_form", gettext_lazy("Form in which the public asks for information"),
           gettext_lazy("Where it is on, anybody may send a request, without signing in; what is published on it is offered first."),
           "off", (("off", gettext_lazy("Off: there is no such page")), ("on", gettext_lazy("On")))),
    Number("public_form_hourly", gettext_lazy("Requests that this form takes in an hour"),
           gettext_lazy("From all people together. More is refused until the hour is over, so that no programme floods the register."), 20, 1, 1000),
)  # fmt: skip
DECLARED: Mapping[str, Setting] = {each.name: each for each in SETTINGS}


def everything() -> dict[str, Any]:
    """All settings by name, each as the council made it or by default; one query."""
    return made(dict(kept().values_list("name", "value")))


def kept() -> QuerySet[Preference, Preference]:
    """The settings that the council made, for whoever asks for them together with something else."""
    return Preference.objects.filter(name__in=DECLARED).order_by()


def made(kept: Mapping[str, Any]) -> dict[str, Any]:
    """All settings by name, from those that are kept."""
    return {name: told.default if kept.get(name) in ("", None) else kept[name] for name, told in DECLARED.items()}


def value_of(name: str) -> Any:
    """One setting, as the council made it or by default."""
    return everything()[name]


def change(actor: Actor, values: Mapping[str, Any], why: str = "") -> None:
    """Makes these settings, all or none. Invalid with the reason at each that does not fit; Refused without the right."""
    errors = {name: [reason] for name, value in values.items() if (reason := DECLARED[name].why_not(value))}
    if errors:
        raise Invalid("; ".join(reason for reasons in errors.values() for reason in reasons), errors)
    with transaction.atomic():
        history.take_turn()
        kept = {each.name: each for each in Preference.objects.filter(name__in=values)}
        changes = [
            Change(kept[name], {"value": value}, "edit", why)
            if name in kept
            else Change(Preference(name=name, value=value), verb="create", why=why)
            for name, value in values.items()
            if name in kept or value != DECLARED[name].default
        ]
        write(actor, changes)
        if "nation" in values:
            holidays.tell_changed()


def change_logo(actor: Actor, content: bytes) -> None:
    """Keeps a picture as the council's; none where it is empty. It hangs on the setting as evidence does on a record."""
    if not content:
        change(actor, {"logo": ""})
        return
    if reason := pictures.why_not(content):
        raise Invalid(reason, {"logo": [reason]})
    try:
        scan(content)
    except Invalid as error:
        raise Invalid(str(error), {"logo": [str(error)]}) from error
    with transaction.atomic():
        change(actor, {"logo": evidence.keep(content)})
        evidence.attach(actor, Preference.objects.get(name="logo"), f"logo.{pictures.kind_of(content)}", content)
