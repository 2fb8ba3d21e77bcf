"""Forms in one manner: a question, a hint, its errors, one column; and the form of a register from its declaration."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from muniment.people.models import Person, Unit
from muniment.people.standing import standing_of
from muniment.registers.instants import Instant
from muniment.registers.register import Register, registry


class Renderer(TemplatesSetting):
    """Our own templates for fields and forms."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class DayInput(forms.DateInput):
    """A day, chosen or typed."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Day(forms.DateField):
    """A day."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        missing = "Enter a date, for example 30 November 2026."
        options.setdefault("error_messages", {"required": missing, "invalid": missing})
        super().__init__(**options)


class Prose(forms.CharField):
    """A few lines of plain words."""

    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)


class WhyForm(forms.Form):
    """A reason, in a sentence."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = Prose(label=_("Why?"), max_length=2000, error_messages={"required": _("Say why.")})


class Lines(Prose):
    """A list of words, one on each line."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(each) for each in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class Labelled(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A record to choose, in the words that tell it from the others (`choice_label` of its model)."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.choice_label() if hasattr(obj, "choice_label") else obj)


def form_for(register: Register, person: Person, record: Any = None) -> "type[forms.ModelForm[Any]]":
    """The form in which a person creates a record, or edits this one. It offers only what they may see, and what stands."""
    names = list((record is None and register.create_fields) or register.fields)

    def field(column: "models.Field[Any, Any]", **options: Any) -> forms.Field | None:
        if isinstance(column, models.DateTimeField):
            return Instant(required=not column.blank, label=column.verbose_name, help_text=column.help_text)
        if isinstance(column, models.DateField):
            return Day(required=not column.blank, label=column.verbose_name, help_text=column.help_text)
        if isinstance(column, models.JSONField) and column.default is list:
            return Lines(required=False, label=column.verbose_name, help_text=_("One on each line."))
        if isinstance(column, models.ForeignKey):
            options["form_class"] = Labelled
        made = column.formfield(**options)
        if isinstance(made, forms.ModelChoiceField) and made.queryset is not None:
            made.queryset = _offered(column, person, record)
        if made is not None and column.name == "unit" and record is None:
            made.initial = _home(register, person)
        if made is not None:
            _word(made, column)
        return made

    return forms.modelform_factory(register.model, fields=names, formfield_callback=field)


def _word(made: forms.Field, column: "models.Field[Any, Any]") -> None:
    """The words of a field besides its label: of the empty choice, and of what is missing."""
    if isinstance(made, forms.TypedChoiceField):
        made.choices = named_blank(made)
    if isinstance(made, forms.ModelChoiceField):
        none = "No owner yet" if column.name == "owner" else "None"
        made.empty_label = "Choose one" if made.required else none
    if made.label:
        made.error_messages["required"] = f"Enter the {str(made.label).lower()}."
        if isinstance(made, forms.ChoiceField):
            made.error_messages["required"] = f"Choose the {str(made.label).lower()}."


def named_blank(field: forms.TypedChoiceField) -> list[tuple[Any, Any]]:
    """The choices of a field whose empty one is a word and not a row of dashes."""
    blank = _("Choose one") if field.required else _("None")
    choices: list[tuple[Any, Any]] = list(field.choices)  # type: ignore[arg-type]
    return [(value, label if value else blank) for value, label in choices]


def _home(register: Register, person: Person) -> int | None:
    """The highest unit in which this person may create such a record: there most of them belong."""
    units = standing_of(person).units_of(register.access.roles_for("create"))
    highest = Unit.objects.filter(pk__in=units).exclude(parent__in=units).order_by("pk")
    return highest.values_list("pk", flat=True).first()


def _offered(column: "models.Field[Any, Any]", person: Person, record: Any) -> "models.QuerySet[Any, Any]":
    """The rows that a reference may be set to: those the person may see, and the one it is set to already."""
    model: Any = column.related_model
    rows = model._default_manager
    if not hasattr(rows.all(), "visible_to"):
        return rows.all()  # type: ignore[no-any-return]
    # What a label speaks of comes with the rows, else each of them would ask for it.
    if above := registry.about(model):
        rows = rows.select_related(*above.related)
    seen = rows.visible_to(person).values("pk")
    return rows.filter(Q(pk__in=seen) | Q(pk=getattr(record, column.attname, None)))  # type: ignore[no-any-return]
